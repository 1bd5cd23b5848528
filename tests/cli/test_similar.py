"""`autograder similar` says in a few lines what to read, and writes it side by side."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.course.layout import Course
from tests.classroom.planted import NAME, plant
from tests.cli.conftest import Call
from tests.helpers import SMALL, make_course


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with a class in which some have their answers of others."""
    course = make_course(tmp_path_factory.mktemp("copied") / "course")
    plant(course.root / "submitted", count=30)
    return course


def test_the_nearest_pairs_are_told_and_the_page_and_table_hold_them(
    copied: Course, call: Call
) -> None:
    status, said = call("similar", NAME, "--csv", "pairs.csv", cwd=copied.root)

    first = said.splitlines()[0]
    assert status == 0
    assert "claude · margaret" in first and NAME in first
    assert "pairs of answers to read" in said and str(copied.root / "similar.html") in said
    assert "claude · margaret" in (copied.root / "similar.html").read_text(encoding="utf-8")
    with (copied.root / "pairs.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["first"] == "claude"


def test_one_exercise_and_another_place_can_be_named(
    copied: Course, call: Call, tmp_path: Path
) -> None:
    status, _ = call(
        *("similar", NAME, "--exercise", "pool", "--most", "1"),
        *("--output", tmp_path / "pool.html"),
        cwd=copied.root,
    )
    text = (tmp_path / "pool.html").read_text(encoding="utf-8")

    assert status == 0
    assert text.count('<details class="pair"') == 1
    assert "manual-conv" not in text
    assert "--most" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such",), "there is no assignment 'no-such'"),
        ((NAME, "--exercise", "no-such"), "no exercise 'no-such'; there are: "),
        ((NAME, "--submitted", "nowhere"), "nobody handed in 04-convolution in nowhere"),
    ],
    ids=["assignment", "exercise", "folder"],
)
def test_what_is_not_there_is_said_in_one_line(
    words: tuple[str, ...], said: str, copied: Course, call: Call
) -> None:
    status, text = call("similar", *words, cwd=copied.root)

    assert status == 2
    assert said in text and text.count("\n") == 1


def test_who_cannot_be_read_is_named_and_the_status_tells(call: Call, tmp_path: Path) -> None:
    course = make_course(tmp_path / "course", cells=SMALL)
    folder = course.root / "submitted/kurt" / NAME
    folder.mkdir(parents=True)
    (folder / "convolution.ipynb").write_text("")

    status, said = call("similar", NAME, cwd=course.root)

    assert status == 1
    assert f"not compared: kurt {NAME}: The file is empty." in said
    assert "Not compared: kurt" in (course.root / "similar.html").read_text(encoding="utf-8")
