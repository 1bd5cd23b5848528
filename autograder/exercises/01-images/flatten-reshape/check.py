"""The same numbers, for any strides."""

from __future__ import annotations

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ..flattening import ask_any_batch


@check()
def flatten_reshape(student: Student, draw: Draw) -> None:
    """Flatten with reshape"""
    ask_any_batch(student, draw, "flatten_with_reshape")
