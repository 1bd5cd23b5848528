"""What commands take: their options' types, and the course and assignments that a call names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from autograder.errors import UsageError
from autograder.startup import uncollected

if TYPE_CHECKING:
    from autograder.classroom.people import Roster
    from autograder.course.layout import Course
    from autograder.course.times import DateOrder

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)

roster_option = click.option(
    "--roster",
    type=FILE,
    help="List of students as CSV: nbgrader's, or a platform's own, as Moodle's worksheet.",
)


section_option = click.option(
    "--section", metavar="NAME", help="Only the students of this section of the class."
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
        try:
            finite = math.isfinite(float(value))
        except ValueError:
            finite = False
        if not finite:
            self.fail(f"{value!r} is no number of seconds: give one such as 60", param, ctx)
        return float(super().convert(value, param, ctx))


def open_course(folder: Path, assignments: Iterable[str] = ()) -> tuple[Course, list[str]]:
    """Return the course that a folder lies in, and the assignments that were named, or else all.

    Raises:
        CourseError: there is no course, or one of them is no assignment of it.
    """
    with uncollected():
        from autograder.course.layout import Course
    course = Course.find(folder)
    return course, course.chosen(assignments)


def need_linux() -> None:
    """Refuse a command that runs code of notebooks where that can't be done.

    Raises:
        UsageError: this is not Linux.
    """
    from autograder.student import zygote

    try:
        zygote.need_linux()
    except zygote.ForkserverGone as error:
        raise UsageError(str(error)) from None


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name.

    Raises:
        UsageError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UsageError(f"there is no time zone {name!r}: name one as Europe/Berlin") from None


def open_roster(
    path: Path | None, zone: tzinfo = UTC, order: DateOrder | None = None
) -> Roster | None:
    """Return the list of students that was named, if one was; see `people.read_roster`.

    Raises:
        BadRoster: it can't be used.
    """
    with uncollected():
        from autograder.classroom.people import read_roster
    return read_roster(path, zone, order) if path else None
