"""A plan of a class names misconceptions, cells and slides that are there."""

from __future__ import annotations

import re

import nbformat
import pytest

from autograder.course.layout import Course
from autograder.grading.exercises import BUILT_IN, ExerciseFiles
from tests.helpers import ROOT

COURSE = Course(ROOT)
PLANS = sorted(path.parent.name for path in ROOT.glob("teaching/*/plan.md"))
NAMED = re.compile(r"\*([a-z0-9]+(?:_[a-z0-9]+)+)\*(?:: \"([^\"]+)\")?")


def plan(assignment: str) -> str:
    """Return the plan's text, each paragraph in one line."""
    text = (ROOT / "teaching" / assignment / "plan.md").read_text(encoding="utf-8")
    return re.sub(r"\n +", " ", text)


@pytest.mark.parametrize("assignment", PLANS)
def test_each_misconception_is_one_of_the_bank_and_its_sentence_too(assignment: str) -> None:
    files = ExerciseFiles.of_folder(BUILT_IN, [assignment])
    bank: dict[str, str] = {}
    for key in files.keys(assignment):
        for one in files.load(key).misconceptions:
            bank[one.name] = bank.get(one.name, "") + " " + one.sentence
    named = NAMED.findall(plan(assignment))

    assert len(named) >= 8
    for name, sentence in named:
        assert name in bank
        assert sentence.rstrip(".").lower() in bank[name].lower(), name


@pytest.mark.parametrize("assignment", PLANS)
def test_each_cell_and_slide_of_the_timetable_is_there(assignment: str) -> None:
    notebook = COURSE.solutions / assignment / COURSE.notebook(assignment).name
    cells = {cell.id for cell in nbformat.read(notebook, as_version=4).cells}
    slides = (ROOT / "teaching" / assignment / "slides.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^@(?:code)? *([\w-]+)$", slides, re.MULTILINE))
    rows = re.findall(r"^\| (\d+)–(\d+) \| .* \| (.*) \|$", plan(assignment), re.MULTILINE)

    assert [row[0] for row in rows] == ["0", *(row[1] for row in rows[:-1])]
    assert rows[-1][1] == "90"
    for _, _, what in rows:
        assert set(re.findall(r"`([\w-]+)`", what)) <= cells & shown
        for number in re.findall(r"\d+", re.sub(r"`[^`]*`", "", what)):
            assert 1 <= int(number) <= slides.count("\n---\n") + 1


@pytest.mark.parametrize("assignment", PLANS)
def test_other_cells_that_are_named_are_there(assignment: str) -> None:
    notebook = COURSE.solutions / assignment / COURSE.notebook(assignment).name
    cells = {cell.id for cell in nbformat.read(notebook, as_version=4).cells}

    for name in re.findall(r"\(`([a-z0-9-]+)`\)", plan(assignment)):
        assert name in cells
