"""What commands take: their options' types, and the course and assignments that a call names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from autograder.errors import UsageError
from autograder.startup import uncollected

if TYPE_CHECKING:
    from autograder.classroom.people import Roster
    from autograder.course.layout import Course

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)

roster_option = click.option(
    "--roster",
    type=FILE,
    help="List of students as CSV: nbgrader's, Canvas's gradebook, Moodle's worksheet.",
)


class LateChoice(click.Choice[str]):
    """One of some names, asked for only when they are needed.

    What knows them takes seconds to import.
    """

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        super().__init__(())
        self._names = names

    @property
    def choices(self) -> tuple[str, ...]:
        """The names."""
        return tuple(self._names())

    @choices.setter
    def choices(self, none_yet: Iterable[str]) -> None:
        """Take what click's own initialiser sets."""


class Seconds(click.FloatRange):
    """A time in seconds, which has an end: click's own range lets `nan` and `inf` pass."""

    name = "seconds"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number."""
        seconds = float(super().convert(value, param, ctx))
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is no number of seconds: give one such as 60", param, ctx)
        return seconds


def open_course(folder: Path, assignments: Iterable[str] = ()) -> tuple[Course, list[str]]:
    """Return the course that a folder lies in, and the assignments that were named, or else all.

    Raises:
        CourseError: there is no course, or one of them is no assignment of it.
    """
    with uncollected():
        from autograder.course.layout import Course
    course = Course.find(folder)
    return course, course.chosen(assignments)


def open_roster(path: Path | None, timezone: str) -> Roster | None:
    """Return the list of students that was named, if one was.

    Raises:
        BadRoster: it can't be used.
        UsageError: there is no such time zone.
    """
    with uncollected():
        from autograder.classroom.people import read_roster
    try:
        zone = ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise UsageError(f"there is no time zone {timezone!r}: name one as Europe/Berlin") from None
    return read_roster(path, zone) if path else None
