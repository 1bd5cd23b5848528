"""Bring what late work costs up to date, in the gradebook of some results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.course import extensions
from autograder.course.gradebook import open_gradebook
from autograder.course.gradebook_late import settle
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.late import config_of
from autograder.course.layout import Course


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
