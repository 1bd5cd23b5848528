"""The questions of an assignment as whoever reads answers needs them: task and mark scheme."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.classroom.feedback import cell_html
from autograder.course.release import mark_scheme
from autograder.grading.assignment import Assignment, Exercise
from autograder.grading.cells import marks_of

_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_STUB = "YOUR ANSWER HERE"
_FOLDS = re.compile(r"</?(?:details|summary)[^>]*>")
"""What folds a hint away in Jupyter: here it stands open."""


@dataclass(frozen=True)
class Question:
    """What stands beside the answers to one exercise."""

    exercise: Exercise
    task: str
    """HTML."""
    scheme: str
    """HTML: how points are awarded, or the source's own answer."""


def question_of(assignment: Assignment, exercise: Exercise) -> Question:
    """Return what was asked, from the exercise's heading on, and what the source has for it."""
    solution = assignment.solutions[exercise.name]
    return Question(
        exercise,
        "".join(map(_html, _task(assignment.release, exercise.name))),
        _html(NotebookNode(solution | {"source": mark_scheme(solution)})),
    )


def _task(release: NotebookNode, name: str) -> list[NotebookNode]:
    """Return the cell that is filled in, and those above it from the exercise's heading on."""
    cells = release.cells
    end = next(at for at, cell in enumerate(cells) if marks_of(cell).grade_id == name)
    begin = end
    while begin and not marks_of(cells[begin - 1]).grade_id:
        begin -= 1
        if cells[begin].cell_type == "markdown" and _HEADING.search(cells[begin].source):
            return list(cells[begin : end + 1])
    return [cells[end]]


def _html(cell: NotebookNode) -> str:
    """Return a cell of the instructor's as HTML."""
    text = cell.source
    if cell.cell_type != "code":
        text = _FOLDS.sub("", text.replace(_STUB, "")).strip()
    return cell_html(NotebookNode(cell | {"source": text})) if text else ""
