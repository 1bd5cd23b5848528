"""A check decides an exercise's score: the function in its ``check.py`` under ``@check()``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.checks.draw import Draw
from autograder.checks.questions import Questions, Student

Ask = Callable[[Student, Draw], None]


@dataclass(frozen=True)
class Check:
    """Asks a student's code, and says what must hold of the answers."""

    ask: Ask
    title: str
    """What a student reads as the exercise's name."""
    forbids: str = ""
    """Pattern of the names of aten operators that must not run while the student's code does."""
    remedy: str = ""
    """What to do instead."""
    seconds: float = 10
    """Wall time for all questions together."""

    def questions(self, seed: int, data: Path | None = None) -> Questions:
        """Return the questions for one student. Needs nothing from the student's process.

        Args:
            seed: of what is drawn.
            data: the folder of the course's data.
        """
        student = Student(self.forbids, data)
        self.ask(student, Draw(seed))
        return student.questions


def check(*, forbids: str = "", remedy: str = "", seconds: float = 10) -> Callable[[Ask], Check]:
    """Make a function ``(student, draw)`` the check of its exercise.

    Its docstring's first line is the title that a student reads.

    Args:
        forbids: pattern of the names of aten operators that must not run while the student's code
            does.
        remedy: what to do instead.
        seconds: wall time for all of the check's questions together.

    Raises:
        ValueError: `forbids` is no regular expression.
    """
    try:
        re.compile(forbids)
    except re.error as error:
        raise ValueError(f"forbids={forbids!r} is no regular expression: {error}") from None

    def make(ask: Ask) -> Check:
        title = (inspect.getdoc(ask) or ask.__name__).splitlines()[0]
        return Check(ask, title, forbids, remedy, seconds)

    return make
