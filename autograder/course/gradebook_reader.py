"""Read nbgrader's gradebook, and never write to it.

nbgrader's own `Gradebook(…)` makes tables and a course when it is opened. Here SQLite opens the
file read-only, and nbgrader's models are asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import nbgrader.api
from nbgrader.api import (
    Base,
    BaseCell,
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import create_engine, inspect, or_
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, load_only

from autograder.course.gradebook import DAMAGED, GradebookError, sentence_of
from autograder.course.gradebook_rows import of_answers
from autograder.course.standing import Booked, Standing

OLDER = "run `nbgrader db upgrade` in the course directory, or put a backup in its place"
UNDONE = "SQLITE_READONLY_ROLLBACK"
"""A journal lies beside the file, of a writer that is gone (https://sqlite.org/rescode.html)."""
MENDED = "run `autograder grade`, which mends it"
MISSING = "run `autograder grade`, or name the folder of its results"


_WITHOUT_SUMS = load_only(
    SubmittedAssignment.student_id, SubmittedAssignment.timestamp, SubmittedAssignment.extension
)
"""Reads no points, which the database would add up for each submission."""


class GradebookReader:
    """Answers what a gradebook holds, through one session."""

    def __init__(self, session: Session, path: Path) -> None:
        self._session = session
        self._path = path

    def standings(self, assignment: str) -> dict[str, Standing]:
        """Return what it holds beside automatic scores, by student; nothing of who was removed."""
        with named(self._path):
            columns = (
                SubmittedAssignment.student_id,
                BaseCell.name,
                Grade.auto_score,
                Grade.manual_score,
                Grade.extra_credit,
                Grade.score,
            )
            grades = self._session.execute(of_answers(Grade, assignment, *columns))
            given: defaultdict[str, dict[str, float]] = defaultdict(dict)
            more: defaultdict[str, dict[str, float]] = defaultdict(dict)
            for student_id, cell, auto, manual, extra, score in grades:
                name = cell.removeprefix("test-")
                if manual is not None or (auto is not None and extra):
                    given[student_id][name] = score
                    if extra:
                        more[student_id][name] = float(extra)
            written = self._comments(assignment)
            submitted = (
                self._session.query(SubmittedAssignment, SubmittedNotebook.late_submission_penalty)
                .options(_WITHOUT_SUMS)
                .join(SubmittedAssignment.notebooks)
                .join(SubmittedAssignment.assignment)
                .filter(nbgrader.api.Assignment.name == assignment)
            )
            return {
                one.student_id: Standing(
                    given[one.student_id],
                    more[one.student_id],
                    written[one.student_id],
                    float(penalty or 0),
                    float(one.total_seconds_late),
                    one.duedate if one.extension is not None else None,
                )
                for one, penalty in submitted
            }

    def _comments(self, assignment: str) -> defaultdict[str, dict[str, str]]:
        """Return what people wrote, by student and exercise."""
        columns = (SubmittedAssignment.student_id, BaseCell.name, Comment.manual_comment)
        comments = self._session.execute(
            of_answers(Comment, assignment, *columns).where(Comment.manual_comment != "")
        )
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for student_id, cell, text in comments:
            if text.strip():
                found[student_id][cell.removeprefix("test-")] = text.strip()
        return found

    def waiting_again(self, assignment: str) -> dict[str, list[str]]:
        """Return the exercises that a person gave points for before they were graded again.

        By student; whoever looked at them since, and gave points once more, has none.
        """
        columns = (SubmittedAssignment.student_id, BaseCell.name)
        given = or_(Grade.manual_score.is_not(None), Grade.extra_credit > 0)
        query = of_answers(Grade, assignment, *columns)
        found: defaultdict[str, list[str]] = defaultdict(list)
        with named(self._path):
            rows = self._session.execute(query.where(Grade.needs_manual_grade.is_(True), given))
            for student_id, cell in rows:
                found[student_id].append(cell.removeprefix("test-"))
        return found

    def automatic(self, assignment: str) -> dict[str, dict[str, float | None]]:
        """Return the automatic scores of everybody who is in it, by student and exercise."""
        with named(self._path):
            submitted = (
                self._session.query(SubmittedAssignment.student_id)
                .join(SubmittedAssignment.assignment)
                .filter(nbgrader.api.Assignment.name == assignment)
            )
            columns = (SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score)
            grades = self._session.execute(of_answers(Grade, assignment, *columns))
            found: dict[str, dict[str, float | None]] = {one.student_id: {} for one in submitted}
            for student_id, cell, score in grades:
                found[student_id][cell.removeprefix("test-")] = score
            return found

    def booked(self, assignment: str) -> dict[str, Booked]:
        """Return all submissions of an assignment, by student."""
        with named(self._path):
            submissions = (
                self._session.query(SubmittedAssignment)
                .join(SubmittedAssignment.assignment)
                .filter(nbgrader.api.Assignment.name == assignment)
            )
            return {
                one.student_id: Booked(
                    float(one.score),
                    float(one.late_submission_penalty or 0),
                    one.timestamp,
                    one.duedate,
                )
                for one in submissions
            }

    def knows_of_time(self, assignment: str) -> bool:
        """Whether anything may be late: there is a due date, an extension, or a penalty."""
        with named(self._path):
            found = (
                self._session.query(SubmittedNotebook.id)
                .join(SubmittedNotebook.assignment)
                .join(SubmittedAssignment.assignment)
                .filter(
                    nbgrader.api.Assignment.name == assignment,
                    or_(
                        nbgrader.api.Assignment.duedate.is_not(None),
                        SubmittedAssignment.extension.is_not(None),
                        SubmittedNotebook.late_submission_penalty.is_not(None),
                    ),
                )
            )
            return found.first() is not None

    def due(self, assignment: str) -> datetime | None:
        """Return the class's due date, in UTC without zone; None where there is none."""
        with named(self._path):
            found: datetime | None = (
                self._session.query(nbgrader.api.Assignment.duedate)
                .filter(nbgrader.api.Assignment.name == assignment)
                .scalar()
            )
            return found

    def students(self) -> list[dict[str, Any]]:
        """Return everybody in it, with or without submission, by last and first name.

        The keys are ``id``, ``first_name``, ``last_name``, ``email`` and ``lms_user_id``.
        """
        fields = ("id", "first_name", "last_name", "email", "lms_user_id")
        columns = [getattr(Student, name) for name in fields]
        everybody = self._session.query(*columns).order_by(Student.last_name, Student.first_name)
        return [dict(zip(fields, (one or "" for one in row), strict=True)) for row in everybody]


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Turn what goes wrong while a gradebook is read into a sentence about its file."""
    try:
        yield
    except (SQLAlchemyError, ValueError) as error:  # of a value that is no time, or no text
        raise GradebookError(_sentence(error, path)) from error


def _sentence(error: Exception, path: Path) -> str:
    # A write that was cut off is undone by whoever may write: reading alone can't.
    if getattr(getattr(error, "orig", None), "sqlite_errorname", "") == UNDONE:
        return f"{path}: somebody's writing to it was cut off: {MENDED}"
    return sentence_of(error, path)


@contextmanager
def gradebook_reader(path: Path, *, mend: bool = False) -> Iterator[GradebookReader]:
    """Open a gradebook to read it.

    Args:
        path: the file.
        mend: whether SQLite may undo a write of somebody's that was cut off.

    Raises:
        GradebookError: it can't be read; the reader's methods raise it, too.
    """
    with opened(path, "rw" if mend else "ro") as engine, Session(engine) as session:
        yield GradebookReader(session, path)


@contextmanager
def opened(path: Path, mode: str) -> Iterator[Engine]:
    """Open a gradebook that is there.

    Args:
        path: the file.
        mode: SQLite's: ``ro`` to read it, ``rw`` to write it as well.

    Raises:
        GradebookError: it can't be read.
    """
    if path.is_dir():
        raise GradebookError(f"{path}: a folder is in the gradebook's place: move it away")
    if not path.is_file():
        raise GradebookError(f"{path}: there is no gradebook: {MISSING}")
    if not path.stat().st_size:
        raise GradebookError(f"{path}: the file is empty: {DAMAGED}")
    engine = create_engine(_url(path, mode))
    try:
        with named(path):
            _check_schema(engine, path)
        yield engine
    finally:
        engine.dispose()


def _url(path: Path, mode: str) -> URL:
    # As a URI, which alone can ask for read-only: its own escapes keep a folder's `?`, `#` and `%`
    # apart from options.
    return URL.create(
        "sqlite", database=path.absolute().as_uri(), query={"mode": mode, "uri": "true"}
    )


def _check_schema(engine: Engine, path: Path) -> None:
    """Refuse a gradebook that lacks what nbgrader's models ask for."""
    found = inspect(engine)
    there = set(found.get_table_names())
    for table in Base.metadata.sorted_tables:
        columns = (
            {column["name"] for column in found.get_columns(table.name)}
            if table.name in there
            else set()
        )
        if lacking := [column.name for column in table.columns if column.name not in columns]:
            raise GradebookError(
                f"{path}: made by an older nbgrader (without {table.name}.{lacking[0]}): {OLDER}"
            )
