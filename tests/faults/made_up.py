"""A class of four that is soon graded: one of each kind."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat

from autograder.course.layout import Course
from tests.helpers import cell_of, make_course

NAME = "04-convolution"
EXERCISE = "output-size"
CELLS = ("title", "setup", "output-size-task", EXERCISE, f"test-{EXERCISE}", "why-pool")
"""One exercise with a check and one that waits for a person."""

WRONG = "def conv_output_size(size, kernel, stride=1, padding=0):\n    return size - kernel"


def make_class(root: Path, answers: dict[str, str] | None = None) -> list[str]:
    """Make a course with a class, and return the command that grades it, but for its output.

    Args:
        root: an empty folder.
        answers: what students wrote into the one cell, by name; else a right, a wrong, and an
            unattempted one, and a file that can't be read.
    """
    course = make_course(root / "course", cells=CELLS)
    assignment = course.load(NAME)
    right = assignment.solutions[EXERCISE].source
    stub = cell_of(assignment.release, EXERCISE).source
    for student, answer in (answers or {"right": right, "wrong": WRONG, "stub": stub}).items():
        notebook = copy.deepcopy(assignment.release)
        cell_of(notebook, EXERCISE).source = answer
        _hand_in(course, student, nbformat.writes(notebook))
    if not answers:
        _hand_in(course, "unreadable", '{"cells": [')
    return ["--course", str(course.root), "grade", NAME, "--workers", "1"]


def _hand_in(course: Course, student: str, text: str) -> None:
    path = course.root / "submitted" / student / NAME / "convolution.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(text)
