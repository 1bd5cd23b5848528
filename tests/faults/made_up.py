"""Classes that are soon graded."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat

from tests.helpers import cell_of, make_course

NAME = "04-convolution"
EXERCISE = "output-size"
CELLS = ("title", "setup", "output-size-task", EXERCISE, f"test-{EXERCISE}", "why-pool")
"""One exercise with a check and one that waits for a person."""

RIGHT = """def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1
"""
WRONG = """def conv_output_size(size, kernel, stride=1, padding=0):
    return size - kernel
"""
STUB = ""
"""The cell as it was handed out."""

UNREADABLE = '{"cells": ['
"""Not a cell, but the whole file."""

ONE_OF_EACH = {"right": RIGHT, "wrong": WRONG, "stub": STUB, "unreadable": UNREADABLE}


def make_class(root: Path, answers: dict[str, str], workers: int = 1) -> list[str]:
    """Make a course with a class, and return the command that grades it, but for its output.

    Args:
        root: a folder without a course.
        answers: what each student wrote into the one cell.
        workers: to grade with.
    """
    course = make_course(root / "course", cells=CELLS)
    release = course.load(NAME).release
    for student, answer in answers.items():
        notebook = copy.deepcopy(release)
        if answer:
            cell_of(notebook, EXERCISE).source = answer
        path = course.root / "submitted" / student / NAME / "convolution.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(answer if answer == UNREADABLE else nbformat.writes(notebook))
    return ["--course", str(course.root), "grade", NAME, "--workers", str(workers)]
