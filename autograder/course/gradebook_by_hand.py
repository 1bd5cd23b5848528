"""What a person gives to an answer, in nbgrader's gradebook: read and written as formgrader does.

Automatic scores and comments stay as they are. Each change is written by itself, at once, and
touches only the columns that a person fills in, so that formgrader or `autograder grade` may write
at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbgrader.api
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Student,
    SubmittedAssignment,
)
from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from autograder.course.gradebook_reader import named, opened
from autograder.course.gradebook_rows import of_answers
from autograder.errors import AutograderError
from autograder.grading.cells import TEST

MOST_EXTRA = 1_000.0
"""Points beyond an exercise's own."""
MOST_CHARS = 20_000
"""Of a comment."""


class Refused(AutograderError):
    """What a person gave can't stand in a gradebook: what is wrong with it."""


@dataclass(frozen=True)
class Marked:
    """What a gradebook has of one answer."""

    automatic: float | None
    """The check's points; None where there is none."""
    points: float | None
    """A person's, in place of those; None where nobody gave any."""
    extra: float | None
    """A person's, on top."""
    waits: bool
    """Whether a person has to look: for the first time, or again since it was graded anew."""
    noted: str
    """What the grader says beside it."""
    comment: str
    """What a person says instead."""


@dataclass(frozen=True)
class Book:
    """A gradebook that is open, as far as it is about one assignment."""

    engine: Engine
    path: Path
    assignment: str

    def exercises(self) -> dict[str, float]:
        """Return the most points of each exercise that is graded."""
        with self._session() as session:
            rows = session.execute(
                select(GradeCell.name, GradeCell.max_score)
                .join(GradeCell.notebook)
                .join(nbgrader.api.Notebook.assignment)
                .where(nbgrader.api.Assignment.name == self.assignment)
            )
            return {name.removeprefix(TEST): float(most) for name, most in rows}

    def names(self) -> dict[str, str]:
        """Return everybody's name, empty where none is known, by their id."""
        with self._session() as session:
            rows = session.execute(select(Student.id, Student.first_name, Student.last_name))
            return {id: " ".join(filter(None, (first, last))) for id, first, last in rows}

    def marked(self, exercise: str | None = None) -> dict[str, dict[str, Marked]]:
        """Return all that is graded, or that of one exercise, by exercise and student."""

        def asked(kind: type[Any], *columns: Any) -> Select[Any]:
            query = self._of_answers(kind, *columns)
            if exercise is None:
                return query
            return query.where(BaseCell.name.in_((exercise, f"{TEST}{exercise}")))

        with self._session() as session:
            said = {
                (student, name): (auto or "", manual or "")
                for student, name, auto, manual in session.execute(
                    asked(Comment, Comment.auto_comment, Comment.manual_comment)
                )
            }
            found: dict[str, dict[str, Marked]] = {}
            for student, cell, auto, manual, extra, waits in session.execute(
                asked(
                    *(Grade, Grade.auto_score, Grade.manual_score),
                    *(Grade.extra_credit, Grade.needs_manual_grade),
                )
            ):
                name = cell.removeprefix(TEST)
                comments = said.get((student, name), ("", ""))
                found.setdefault(name, {})[student] = Marked(auto, manual, extra, waits, *comments)
            return found

    def give(self, exercise: str, student: str, given: Mapping[str, Any]) -> tuple[Marked, Marked]:
        """Write what a person gave, and return what stood there before and what does now.

        Args:
            exercise: its name.
            student: their id.
            given: some of ``points``, ``extra`` and ``comment``, as fields of `Marked`; None, or
                an empty comment, takes back what a person gave.

        Raises:
            Refused: it can't stand there, or there is no such answer.
            GradebookError: it can't be written now.
        """
        with self._session() as session:
            # What is read here holds until it is written: nobody else writes meanwhile.
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            grade = _of(session.scalars(self._rows(Grade, student)), exercise)
            comment = _of(session.scalars(self._rows(Comment, student)), exercise)
            if grade is None or comment is None:
                raise Refused(
                    f"{self.path} has no answer of {student} to {exercise} any more: "
                    f"`autograder grade {self.assignment}` grades what is there"
                )
            before = _marked(grade, comment)
            for field, value in given.items():
                if field not in FIELDS:
                    raise Refused(f"{field!r} is nothing that a person gives")
                setattr(
                    comment if field == "comment" else grade,
                    *FIELDS[field](value, float(grade.cell.max_score)),
                )
            if given.keys() & {"points", "extra"}:
                # As formgrader: whatever was looked at waits no more.
                grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
            after = _marked(grade, comment)
            session.commit()
            return before, after

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with named(self.path), Session(self.engine) as session:
            yield session

    def _of_answers(self, kind: type[Any], *columns: Any) -> Select[Any]:
        who = (SubmittedAssignment.student_id, BaseCell.name)
        return of_answers(kind, self.assignment, *who, *columns)

    def _rows(self, kind: type[Any], student: str) -> Select[Any]:
        query = of_answers(kind, self.assignment, kind)
        return query.where(SubmittedAssignment.student_id == student)


@contextmanager
def open_book(path: Path, assignment: str) -> Iterator[Book]:
    """Open a gradebook to read and to write what people give.

    Raises:
        GradebookError: it can't be opened; the book's methods raise it, too.
    """
    with opened(path, "rw") as engine:
        yield Book(engine, path, assignment)


def _of(rows: Any, exercise: str) -> Any:
    return next((row for row in rows if row.cell.name.removeprefix(TEST) == exercise), None)


def _marked(grade: Grade, comment: Comment) -> Marked:
    return Marked(
        *(grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade),
        *(comment.auto_comment or "", comment.manual_comment or ""),
    )


def _points(value: Any, most: float) -> tuple[str, float | None]:
    return "manual_score", _number(value, most, "points; what goes beyond is extra credit")


def _extra(value: Any, most: float) -> tuple[str, float | None]:
    return "extra_credit", _number(value, MOST_EXTRA, "extra points")


def _number(value: Any, most: float, what: str) -> float | None:
    if value is None:
        return None
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not 0 <= value <= most:  # nor is a nan within
        raise Refused(f"{value!r:.40} can't be given: give 0 to {most:g} {what}")
    return float(value)


def _comment(value: Any, most: float) -> tuple[str, str | None]:
    if not isinstance(value, str | None):
        raise Refused("a comment is a text")
    if len(value or "") > MOST_CHARS:
        raise Refused(f"a comment has at most {MOST_CHARS:,} characters: shorten it")
    # Half of a pair of UTF-16, as JSON may have it, is no character that a file could hold.
    return "manual_comment", (value or "").encode(errors="replace").decode() or None


FIELDS: dict[str, Callable[[Any, float], tuple[str, Any]]] = {
    "points": _points,
    "extra": _extra,
    "comment": _comment,
}
"""Of each field that a person fills in, what makes nbgrader's column and value of what was given
and of the exercise's most points."""
