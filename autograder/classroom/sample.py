"""A class to try the grader on, made up of right answers, misconceptions and untouched stubs."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.release import without_markers
from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of

NAMES = (
    *(
        "ada",
        "alan",
        "barbara",
        "claude",
        "donald",
        "edsger",
        "emmy",
        "frances",
        "geoffrey",
        "grace",
        "hedy",
        "ida",
        "john",
        "karen",
    ),
    *(
        "kurt",
        "leslie",
        "lynn",
        "margaret",
        "mary",
        "noam",
        "radia",
        "rosalind",
        "shafi",
        "sophie",
        "tim",
        "vera",
        "yann",
        "yoshua",
    ),
)

ESSAY = "Because what holds in the examples holds for the rest as well; I would try it out first."
"""An answer in words, to whatever was asked."""


@dataclass(frozen=True)
class Mix:
    """How likely a student's cell is right or untouched; else it holds a misconception."""

    right: float
    untouched: float


MIXES = (Mix(1.0, 0.0), Mix(0.8, 0.05), Mix(0.6, 0.1), Mix(0.3, 0.2))
"""From a student who knows it all to one who ran out of time; drawn evenly."""


def make_class(assignments: list[Assignment], submitted: Path, count: int, seed: int) -> list[str]:
    """Write a ``submitted/`` tree and return the students' names.

    Args:
        assignments: what each student hands in.
        submitted: the folder to write; it may not hold anything of these students yet.
        count: how many students.
        seed: the same seed writes the same class.

    Raises:
        FileExistsError: a submission is there already.
    """
    students = [
        NAMES[i] if i < len(NAMES) else f"{NAMES[i % len(NAMES)]}{i // len(NAMES) + 1}"
        for i in range(count)
    ]
    for student in students:
        for assignment in assignments:
            draw = random.Random(f"{seed}/{student}/{assignment.name}")  # noqa: S311  a class is made up
            path = submitted / student / assignment.name / f"{assignment.notebook}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                nbformat.write(_handed_in(assignment, draw), file)
    return students


def _handed_in(assignment: Assignment, draw: random.Random) -> NotebookNode:
    mix = draw.choice(MIXES)
    folders = {exercise.name: exercise.folder for exercise in assignment.exercises}
    notebook = copy.deepcopy(assignment.release)
    for cell in notebook.cells:
        marks = marks_of(cell)
        if not marks.solution:
            continue
        name, lot = marks.grade_id, draw.random()
        folder = folders.get(name)
        if lot < mix.untouched:
            continue
        if folder is None:
            cell.source = ESSAY
        elif lot < mix.untouched + mix.right or not folder.misconceptions:
            cell.source = without_markers(assignment.solutions[name].source)
        else:
            cell.source = draw.choice(folder.misconceptions).cell
    return notebook
