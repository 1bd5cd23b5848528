"""Give a student more time, or let an assignment not count, and bring the gradebook in line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from autograder.classroom import class_list, lateness
from autograder.course import extensions
from autograder.course.extensions import Extension
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.layout import Course
from autograder.errors import UsageError, did_you_mean


@dataclass(frozen=True)
class Done:
    """What came of it."""

    booked: bool = False
    """Whether there is a gradebook that it was entered into."""
    before: float = 0.0
    """Points that were taken off for coming late; `after` likewise."""
    after: float = 0.0
    problems: list[str] = field(default_factory=list)


def extend(course: Course, student: str, name: str, due: datetime | None) -> Done:
    """Give a student time for an assignment; None takes it back.

    Args:
        course: whose gradebook and extensions.
        student: the id.
        name: the assignment's.
        due: until when, in UTC without zone.

    Raises:
        UsageError: there is no such student, or this is no more time.
    """
    noted = extensions.read(course.root)
    if due:
        _check(course, name, due)
    return _note(course, student, name, noted, lambda one: replace(one, due=due))


def excuse(course: Course, student: str, name: str, *, excused: bool) -> Done:
    """Let an assignment not count for a student, or count again.

    Raises:
        UsageError: there is no such student.
    """
    noted = extensions.read(course.root)
    return _note(course, student, name, noted, lambda one: replace(one, excused=excused))


def _check(course: Course, name: str, due: datetime) -> None:
    path = _gradebook(course)
    if not path.exists():
        return
    with gradebook_reader(path) as book:
        of_all = book.due(name)
    if of_all is None:
        raise UsageError(
            f"{name} has no due date, so nobody is late: give it one with `nbgrader db assignment "
            f'add {name} --duedate "2025-03-14 23:59:00 UTC"`'
        )
    if due <= of_all:
        raise UsageError(
            f"{due:%Y-%m-%d %H:%M} UTC gives no more time: {name} is due {of_all:%Y-%m-%d %H:%M} "
            "UTC"
        )


def _note(
    course: Course,
    student: str,
    name: str,
    noted: dict[tuple[str, str], Extension] | None,
    change: Callable[[Extension], Extension],
) -> Done:
    _check_student(course, student)
    path = _gradebook(course)
    if noted is None:  # what nbgrader was told before there was a file
        noted = _granted(course)
    key = (student, name)
    extensions.write(course.root, noted | {key: change(noted.get(key, Extension()))})
    if not path.exists():
        return Done()
    before = _penalty(path, student, name)
    problems = lateness.bring_up_to_date(course, course.root, [name])
    return Done(True, before, _penalty(path, student, name), problems)


def _check_student(course: Course, student: str) -> None:
    known = set(class_list.names(course, course.root))
    known |= {folder.name for folder in course.root.glob("submitted/[!.]*/") if folder.is_dir()}
    if student not in known:
        meant = did_you_mean(student, known)
        raise UsageError(f"there is no student {student!r} in this course{meant}")


def _granted(course: Course) -> dict[tuple[str, str], Extension]:
    path = _gradebook(course)
    if not path.exists():
        return {}
    with gradebook_reader(path) as book:
        return {
            (student, name): Extension(standing.extended)
            for name in course.assignments()
            for student, standing in book.standings(name).items()
            if standing.extended
        }


def _penalty(path: Path, student: str, name: str) -> float:
    with gradebook_reader(path) as book:
        standing = book.standings(name).get(student)
    return standing.penalty if standing else 0.0


def _gradebook(course: Course) -> Path:
    return course.root / "gradebook.db"
