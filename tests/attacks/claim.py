"""What a claim is, and how it is graded: by the grader's core, in the box."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.layout import Course
from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of
from autograder.grading.grade import grade
from autograder.grading.settings import Settings
from autograder.grading.verdicts import Verdict
from tests.attacks.bank import body_of, docstring_of
from tests.helpers import ROOT


@dataclass(frozen=True)
class Claim:
    """A cell that wants points for what it says."""

    key: str
    """Of the exercise, ``assignment/exercise``."""
    name: str
    tries: str
    cell: str
    most: float
    """The share of the points that what it really does may earn."""
    flag: bool
    """Whether reading must put it before a person."""
    evades: str
    """Why nothing stops it, for one that is known to succeed."""

    @property
    def assignment(self) -> str:
        """Whose exercise it is."""
        return self.key.partition("/")[0]


CLAIMS: list[Claim] = []


def claim(
    key: str, *, most: float = 0.0, flag: bool = False, evades: str = ""
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make the body of a function a claim, and its docstring what it tries."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        CLAIMS.append(
            Claim(
                key,
                function.__name__,
                docstring_of(function),
                body_of(function),
                most,
                flag,
                evades,
            )
        )
        return function

    return register


@cache
def _assignment(name: str) -> Assignment:
    return Course(ROOT).load(name)


def hand_in(key: str, cell: str) -> tuple[Assignment, NotebookNode]:
    """Return a notebook with that answer, and all other exercises above it solved."""
    name, exercise = key.split("/")
    assignment = _assignment(name)
    notebook, cells = copy.deepcopy(assignment.release), []
    for one in notebook.cells:
        marks = marks_of(one)
        if one.cell_type == "code" and marks.solution:
            one.source = (
                cell if marks.grade_id == exercise else assignment.solutions[marks.grade_id].source
            )
        cells.append(one)
        if marks.is_test and marks.exercise == exercise:
            break
    notebook.cells = cells
    return assignment, notebook


def graded(key: str, cell: str, data: Path) -> Verdict:
    """Grade one answer in the box, and return what becomes of it."""
    assignment, notebook = hand_in(key, cell)
    result = grade(assignment, notebook, "ada", Settings(b"a secret of its own", data=data))
    return next(one for one in result.verdicts if one.exercise == key.split("/")[1])
