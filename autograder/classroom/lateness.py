"""Bring what late work costs up to date, in the gradebook of some results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from autograder.course import extensions
from autograder.course.gradebook import open_gradebook
from autograder.course.gradebook_late import settle
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.late import config_of
from autograder.course.layout import Course


def due_of(course: Course, name: str) -> Callable[[str], datetime | None]:
    """Return what says until when each student may hand in, in UTC; None where nobody is late.

    Raises:
        CourseError: the course's extensions can't be read.
        GradebookError: its gradebook can't be read.
    """
    path = course.root / "gradebook.db"
    of_all: datetime | None = None
    granted: dict[str, datetime | None] = {}
    if path.exists():
        with gradebook_reader(path) as book:
            of_all = book.due(name)
            granted = {id: one.extended for id, one in book.standings(name).items()}
    if (noted := extensions.read(course.root)) is not None:
        granted = {id: one.due for (id, assignment), one in noted.items() if assignment == name}
    return lambda student: granted.get(student) or of_all


def bring_up_to_date(course: Course, output: Path, names: Iterable[str]) -> list[str]:
    """Settle due dates and penalties of some assignments, and return what could not be.

    Raises:
        CourseError: the course's rule, or its extensions, can't be used.
        GradebookError: the gradebook can't be read or written.
    """
    path = output / "gradebook.db"
    if not path.exists():
        return []
    config, noted = config_of(course), extensions.read(course.root)
    with gradebook_reader(path) as book:  # which may be one that nobody may write to
        concerned = [name for name in names if noted or book.knows_of_time(name)]
    if not concerned:
        return []
    with open_gradebook(path, config) as gradebook:
        return [line for name in concerned for line in settle(gradebook, name, config, noted)]
