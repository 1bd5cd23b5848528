"""What a released notebook asks without points, run as a student runs it."""

from __future__ import annotations

import contextlib
import importlib
import io
import re
from functools import cache
from typing import Any

from nbformat import NotebookNode

from autograder.course.layout import Course
from autograder.course.quick_checks import QUICK_CHECKS, Questions, load_quick_checks
from tests.helpers import ROOT

COURSE = Course(ROOT)
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


@cache
def cells_of(assignment: str) -> dict[str, NotebookNode]:
    """Return the cells that students get, by id."""
    return {cell.id: cell for cell in COURSE.load(assignment).release.cells}


@cache
def questions_of(assignment: str) -> Questions:
    return load_quick_checks(COURSE.source / assignment / QUICK_CHECKS)


def right_answers(assignment: str) -> dict[str, Any]:
    """Return what gives each right answer that is no text."""
    module = f"tests.exercises.quick_answers.{assignment.split('-')[1]}"
    right: dict[str, Any] = importlib.import_module(module).RIGHT
    return right


def definitions_of(assignment: str) -> dict[str, Any]:
    """Return the names of the notebook's imports and definitions."""
    names: dict[str, Any] = dict(COURSE.load(assignment).definitions)
    run(cells_of(assignment)["quick-checks"].source, names)
    return names


def run(code: str, names: dict[str, Any]) -> str:
    """Run a cell, and return what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<cell>", "exec"), names)
    return printed.getvalue()


def python_in(text: str) -> str:
    """Return the code blocks of a text."""
    return "\n".join(_PYTHON.findall(text))


def folded(assignment: str, name: str) -> str:
    """Return the code of a folded answer."""
    return python_in(cells_of(assignment)[f"{name}-answer"].source)


def changed(assignment: str, name: str, changes: dict[str, str]) -> str:
    """Return a folded answer with a mistake in it."""
    answer = folded(assignment, name)
    for old, new in changes.items():
        assert old in answer
        answer = answer.replace(old, new)
    return answer
