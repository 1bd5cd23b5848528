"""Write what became of submissions that a gradebook knows: only the rows that are other ones now.

What stands there then is what `gradebook.put_verdicts` makes of nbgrader's objects, submission by
submission, which takes twenty times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import BaseCell, Comment, Grade, SubmittedAssignment, SubmittedNotebook
from nbgrader.utils import parse_utc
from sqlalchemy import Connection, Row, Table, bindparam, select, update

from autograder.course.gradebook_rows import Entry, Known, graded_and_written
from autograder.grading.cells import TEST
from autograder.grading.verdicts import Verdict


def waits(score: float | None, manual: float | None, extra: float | None) -> bool:
    """Whether a grade waits for a person's look.

    As in nbgrader's SaveAutoGrades, one without automatic score does, or with a manual one; and
    here also one with extra credit.
    """
    return score is None or manual is not None or bool(extra)


@dataclass(frozen=True)
class _Rows:
    """Those of one submission."""

    submission: Any
    grades: dict[str, Row[Any]] = field(default_factory=dict)
    """By name of the cell, as the comments."""
    comments: dict[str, Row[Any]] = field(default_factory=dict)


def write_again(
    connection: Connection,
    known: Known,
    entries: Collection[Entry],
    here: Collection[str],
    comment_of: Callable[[Verdict], str | None],
) -> set[str]:
    """Write submissions that are known, and return whose.

    A person's scores and comments stay. Left to nbgrader's objects is what has other cells than the
    source has now, more than one notebook, or a penalty.

    Args:
        connection: to the gradebook.
        known: of the assignment, with one notebook.
        entries: of whom it has a submission each, none of which is late.
        here: nbgrader's ids of the cells that the source has now.
        comment_of: what stands beside an answer.
    """
    graded, written = ({name for _, name in cells} for cells in graded_and_written(known, here))
    found = _read(connection, known, [student for student, _, _ in entries])
    times, grades, comments = _Changes(), _Changes(), _Changes()
    done: set[str] = set()
    for student, verdicts, timestamp in entries:
        rows = found.get(student)
        if not rows or rows.grades.keys() != graded or rows.comments.keys() != written:
            continue
        done.add(student)
        by_name = {verdict.exercise: verdict for verdict in verdicts}
        times.note(rows.submission, timestamp=parse_utc(timestamp) if timestamp else None)
        for name, grade in rows.grades.items():
            if verdict := by_name.get(name.removeprefix(TEST)):
                look = waits(verdict.score, grade.manual_score, grade.extra_credit)
                grades.note(grade, auto_score=verdict.score, needs_manual_grade=look)
        for name, comment in rows.comments.items():
            if verdict := by_name.get(name):
                comments.note(comment, auto_comment=comment_of(verdict))
    times.write(connection, SubmittedAssignment.__table__)
    grades.write(connection, Grade.__table__)
    comments.write(connection, Comment.__table__)
    return done


class _Changes(dict[str, dict[str, Any]]):
    """Columns of a table that have another value now, by row."""

    def note(self, row: Row[Any], **columns: Any) -> None:
        if any(getattr(row, name) != value for name, value in columns.items()):
            self[row.id] = columns

    def write(self, connection: Connection, table: Table) -> None:
        if not self:
            return
        columns = next(iter(self.values()))
        query = update(table).where(table.c.id == bindparam("row"))
        connection.execute(
            query.values({name: bindparam(f"new_{name}") for name in columns}),
            [
                {"row": id} | {f"new_{name}": value for name, value in new.items()}
                for id, new in self.items()
            ],
        )


def _read(connection: Connection, known: Known, students: list[str]) -> dict[str, _Rows]:
    """Read the rows of submissions without a penalty, by student."""
    submission, notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    found: dict[str, _Rows] = {}
    by_notebook: dict[str, _Rows] = {}
    for row in connection.execute(
        select(
            *submission.c["id", "student_id", "timestamp"],
            *(notebook.c.id.label("notebook"), notebook.c.late_submission_penalty),
        )
        .join(notebook)
        .where(submission.c.assignment_id == known.id, submission.c.student_id.in_(students))
    ):
        if row.late_submission_penalty is None:
            found[row.student_id] = by_notebook[row.notebook] = _Rows(row)
    cell = BaseCell.__table__
    for kind, into, columns in (
        (Grade, "grades", ("auto_score", "manual_score", "extra_credit", "needs_manual_grade")),
        (Comment, "comments", ("auto_comment",)),
    ):
        table = kind.__table__
        for row in connection.execute(
            select(*table.c[("id", "notebook_id", *columns)], cell.c.name)
            .join(cell)
            .where(table.c.notebook_id.in_(by_notebook))
        ):
            getattr(by_notebook[row.notebook_id], into)[row.name] = row
    return found
