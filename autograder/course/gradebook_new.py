"""Enter submissions that a gradebook does not know yet: one statement for each table.

What stands there then is what `nbgrader.api.Gradebook.add_submission` makes, row by row and with
several queries for each submission, which takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.utils import parse_utc
from sqlalchemy import Connection, insert, select

from autograder.course.gradebook_rows import Entry, Known, graded_and_written
from autograder.grading.cells import TEST
from autograder.grading.verdicts import Verdict


def enter(
    connection: Connection,
    known: Known,
    entries: list[Entry],
    here: Collection[str],
    comment_of: Callable[[Verdict], str | None],
) -> None:
    """Enter submissions, and students that are not known.

    Args:
        connection: to the gradebook.
        known: of the assignment, with one notebook.
        entries: what is new.
        here: nbgrader's ids of the cells that the source has now.
        comment_of: what stands beside an answer.
    """
    student = Student.__table__
    ids = [one for one, _, _ in entries]
    there = set(connection.scalars(select(student.c.id).where(student.c.id.in_(ids))))
    rows: dict[Any, list[dict[str, Any]]] = {
        Student: [{"id": one} for one in ids if one not in there],
        SubmittedAssignment: [],
        SubmittedNotebook: [],
        Grade: [],
        Comment: [],
    }
    (notebook,) = known.notebooks
    graded, written = graded_and_written(known, here)
    for one, verdicts, timestamp in entries:
        by_name = {verdict.exercise: verdict for verdict in verdicts}
        submission, submitted = new_uuid(), new_uuid()
        rows[SubmittedAssignment].append(
            {
                "id": submission,
                "assignment_id": known.id,
                "student_id": one,
                "timestamp": parse_utc(timestamp) if timestamp else None,
            }
        )
        rows[SubmittedNotebook].append(
            {"id": submitted, "assignment_id": submission, "notebook_id": notebook}
        )
        for cell, name in graded:
            verdict = by_name.get(name.removeprefix(TEST))
            rows[Grade].append(
                {
                    "id": new_uuid(),
                    "notebook_id": submitted,
                    "cell_id": cell,
                    "auto_score": verdict.score if verdict else None,
                    "needs_manual_grade": verdict is not None and verdict.score is None,
                }
            )
        for cell, name in written:
            verdict = by_name.get(name)
            rows[Comment].append(
                {
                    "id": new_uuid(),
                    "notebook_id": submitted,
                    "cell_id": cell,
                    "auto_comment": comment_of(verdict) if verdict else None,
                }
            )
    for table, new in rows.items():
        if new:
            connection.execute(insert(table.__table__), new)
