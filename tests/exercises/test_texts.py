"""What the notebooks say of themselves is so: times, points, who reads an answer."""

from __future__ import annotations

import re
from functools import cache

import nbformat
import pytest
import torch
from nbformat import NotebookNode

from autograder.grading.cells import marks_of
from tests.helpers import ROOT
from tests.trusted import ASSIGNMENTS

EXERCISE = re.compile(r"### Exercise: (?P<title>.*)\n+\*(?P<about>Difficulty .*)\*")
LONGEST = 30
"""Words in a sentence of a task."""


@cache
def cells_of(assignment: str) -> list[NotebookNode]:
    (path,) = (ROOT / "source" / assignment).glob("*.ipynb")
    cells: list[NotebookNode] = nbformat.read(path, as_version=4).cells
    return cells


def tasks_of(assignment: str) -> list[tuple[str, str, NotebookNode]]:
    """Return each exercise's title, what its heading says, and the cell that answers it."""
    cells, found = cells_of(assignment), []
    for place, cell in enumerate(cells):
        if match := EXERCISE.search(cell.source):
            answer = next(c for c in cells[place:] if marks_of(c).solution)
            found.append((match["title"], match["about"], answer))
    return found


def text_of(assignment: str) -> str:
    return "\n".join(cell.source for cell in cells_of(assignment) if cell.cell_type == "markdown")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_minutes_of_the_exercises_add_up_to_what_the_title_says(assignment: str) -> None:
    told = re.search(
        r"\*\*Time\*\* about (?:(\d+) hours?)?\s?(?:(\d+) minutes)?: (\d+)(?: minutes)? for the "
        r"exercises, (\d+) for reading",
        text_of(assignment),
    )
    assert told
    hours, minutes, exercises, reading = (int(group or 0) for group in told.groups())
    each = [
        int(re.findall(r"about (\d+) minutes", about)[0]) for _, about, _ in tasks_of(assignment)
    ]

    assert sum(each) == exercises
    assert 60 * hours + minutes == exercises + reading


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_task_says_how_many_points_its_cell_earns(assignment: str) -> None:
    points = {marks_of(cell).grade_id: marks_of(cell).points for cell in cells_of(assignment)}
    told = {
        marks_of(answer).grade_id: float(re.findall(r"(\d+) points?", about)[0])
        for _, about, answer in tasks_of(assignment)
    }

    assert told == {name: points.get(f"test-{name}", points[name]) for name in told}
    assert sum(told.values()) == 20


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_says_at_its_top_and_at_the_task_which_answers_a_person_reads(
    assignment: str,
) -> None:
    by_hand = [title for title, _, answer in tasks_of(assignment) if answer.cell_type == "markdown"]
    at_the_task = [title for title, about, _ in tasks_of(assignment) if "read by a person" in about]
    top = next(
        cell.source for cell in cells_of(assignment) if "How the exercises work" in cell.source
    )

    assert at_the_task == by_hand
    assert all(f"*{title}*" in top for title in by_hand)
    assert ("No answer here is read by a person" in top) == (not by_hand)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_one_spelling_of_learned(assignment: str) -> None:
    assert "learnt" not in "\n".join(cell.source for cell in cells_of(assignment))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_why_nbval_ignores_an_output_stands_in_the_metadata(assignment: str) -> None:
    ignored = [
        c for c in cells_of(assignment) if "nbval-ignore-output" in c.metadata.get("tags", [])
    ]

    assert [c.id for c in ignored if not c.metadata.get("nbval", {}).get("ignored_because")] == []
    assert [c.id for c in cells_of(assignment) if "nbval" in c.source] == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_picture_is_collapsed_wherever_a_notebook_can_say_so(assignment: str) -> None:
    """JupyterLab reads `source_hidden`; Colab reads `cellView`, and shows the title."""
    cells = [cell for cell in cells_of(assignment) if cell.cell_type == "code"]
    titled = [cell.id for cell in cells if cell.source.startswith("#@title ")]

    assert titled == [c.id for c in cells if c.metadata.get("jupyter", {}).get("source_hidden")]
    assert titled == [c.id for c in cells if c.metadata.get("cellView") == "form"]
    drawn = {cell.id for cell in cells if cell.id.endswith("-picture")}
    assert drawn - set(titled) <= WHOSE_CODE_IS_TAUGHT


WHOSE_CODE_IS_TAUGHT = {"toy-picture", "photo-picture"}


def sentences(task: str) -> list[str]:
    """Return the sentences of a task without its heading, folded parts, tables and code blocks."""
    text = re.sub(r"<details>.*?</details>", "", task, flags=re.DOTALL)
    text = re.sub(r"^(#.*|\*Difficulty.*|\|.*|    .*)$", "", text, flags=re.MULTILINE)
    text = re.sub(r"`[^`]*`|\$[^$]*\$|\[([^]]*)\]\([^)]*\)", "code", text)
    return [part for part in re.split(r"[.?!→]\W*(?=\s|$)|\n\s*\n|\n\s*(?:-|\d\.) ", text) if part]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_sentence_of_a_task_is_long(assignment: str) -> None:
    tasks = [cell for cell in cells_of(assignment) if EXERCISE.search(cell.source)]
    long = [
        sentence
        for cell in tasks
        for sentence in sentences(cell.source)
        if len(sentence.split()) > LONGEST
    ]

    assert long == []


MERGES_IMAGES = "batch.view(-1).view(batch.shape[0], -1)"
COUNTS_ALL = "batch.reshape(batch.shape[0], batch.numel())"


@pytest.mark.parametrize(
    ("task", "answer", "cause"),
    [
        ("flatten-view-task", "batch.permute(0, 2, 3, 1).view(len(batch), -1)", "reordered"),
        ("flatten-view-task", MERGES_IMAGES, "`view(-1)`"),
        ("flatten-view-task", COUNTS_ALL, "multiplied, must give `batch.numel()`"),
        ("flatten-reshape-task", COUNTS_ALL, "multiplied, must give `batch.numel()`"),
    ],
)
def test_the_fold_about_an_error_names_what_has_caused_it(
    task: str, answer: str, cause: str
) -> None:
    (text,) = (cell.source for cell in cells_of("01-images") if cell.id == task)
    told = dict(
        re.findall(r"<summary>I get <i>(.*?)</i></summary>(.*?)</details>", text, re.DOTALL)
    )
    every_second = torch.arange(120.0).reshape(3, 2, 4, 5)[::2]

    with pytest.raises(RuntimeError) as raised:
        eval(answer, {"batch": every_second})
    said = re.sub(r"\[.*?\]", "[…]", f"RuntimeError: {raised.value}")
    said = re.sub(r"\d+", "…", said)

    (fold,) = (fold for error, fold in told.items() if said.startswith(error))
    assert cause in fold
