"""Enter submissions that a gradebook does not know yet: one statement for each table.

What stands there then is what `nbgrader.api.Gradebook.add_submission` makes, row by row and with
several queries for each submission, which takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.utils import parse_utc
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from autograder.grading.verdicts import Verdict

Entry = tuple[str, list[Verdict], datetime | None]
"""A student, their verdicts, and when they handed in."""


def unknown_of(session: Session, assignment: Assignment, entries: list[Entry]) -> list[Entry]:
    """Return those who have no submission of an assignment yet.

    Nobody where it has a due date, since the course's rule for lateness asks nbgrader's objects,
    or other notebooks than one.
    """
    if assignment.duedate is not None or len(assignment.notebooks) != 1:
        return []
    students = [student for student, _, _ in entries]
    known = set(
        session.scalars(
            select(SubmittedAssignment.student_id).where(
                SubmittedAssignment.assignment_id == assignment.id,
                SubmittedAssignment.student_id.in_(students),
            )
        )
    )
    return [entry for entry in entries if entry[0] not in known]


def enter(
    session: Session,
    assignment: Assignment,
    entries: list[Entry],
    here: Collection[str],
    comment_of: Callable[[Verdict], str | None],
) -> None:
    """Enter submissions, and students that are not known.

    Args:
        session: of the gradebook.
        assignment: nbgrader's, with one notebook.
        entries: what is new.
        here: nbgrader's ids of the cells that the source has now.
        comment_of: what stands beside an answer.
    """
    ids = [student for student, _, _ in entries]
    there = set(session.scalars(select(Student.id).where(Student.id.in_(ids))))
    rows: dict[Any, list[dict[str, Any]]] = {
        Student: [{"id": student} for student in ids if student not in there],
        SubmittedAssignment: [],
        SubmittedNotebook: [],
        Grade: [],
        Comment: [],
    }
    (notebook,) = assignment.notebooks
    graded = [(c.id, c.name.removeprefix("test-")) for c in _graded(notebook) if c.name in here]
    written = [(c.id, c.name) for c in _written(notebook) if c.name in here]
    for student, verdicts, timestamp in entries:
        by_name = {verdict.exercise: verdict for verdict in verdicts}
        submission, submitted = new_uuid(), new_uuid()
        rows[SubmittedAssignment].append(
            {
                "id": submission,
                "assignment_id": assignment.id,
                "student_id": student,
                "timestamp": parse_utc(timestamp) if timestamp else None,
            }
        )
        rows[SubmittedNotebook].append(
            {"id": submitted, "assignment_id": submission, "notebook_id": notebook.id}
        )
        for cell, name in graded:
            verdict = by_name.get(name)
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
            session.execute(insert(table.__table__), new)


def _graded(notebook: Notebook) -> list[Any]:
    return [*notebook.grade_cells, *notebook.task_cells]


def _written(notebook: Notebook) -> list[Any]:
    return [*notebook.solution_cells, *notebook.task_cells]
