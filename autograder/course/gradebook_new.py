"""Enter submissions that a gradebook does not know yet: one statement for each table.

What stands there then is what `nbgrader.api.Gradebook.add_submission` makes, row by row and with
several queries for each submission, which takes ten times as long. Rows are read here, not
nbgrader's objects, which it would read anew each time that some submissions are written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.utils import parse_utc
from sqlalchemy import Connection, insert, select

from autograder.grading.cells import TEST
from autograder.grading.verdicts import Verdict

Entry = tuple[str, list[Verdict], datetime | None]
"""A student, their verdicts, and when they handed in."""

GRADED = ("GradeCell", "TaskCell")
"""What `nbgrader.api.BaseCell.type` says of cells that have a grade."""

WRITTEN = ("SolutionCell", "TaskCell")
"""And of those that have a comment."""

MOST_NAMED = 500
"""Students in one query: SQLite takes 999 values, or more, https://sqlite.org/limits.html."""


@dataclass(frozen=True)
class Known:
    """What a gradebook knows of an assignment."""

    id: str
    due: datetime | None
    notebooks: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """By id of each its cells: id, name and type."""


def known_of(connection: Connection, name: str) -> Known:
    """Read what a gradebook knows of an assignment that it knows."""
    assignment, notebook, cell = Assignment.__table__, Notebook.__table__, BaseCell.__table__
    rows = connection.execute(
        select(*assignment.c["id", "duedate"], notebook.c.id, *cell.c["id", "name", "type"])
        .join_from(assignment, notebook)
        .join(cell, isouter=True)
        .where(assignment.c.name == name)
    ).all()
    found = Known(*rows[0][:2])
    for _, _, in_notebook, *its in rows:
        cells = found.notebooks.setdefault(in_notebook, [])
        if its[0] is not None:
            cells.append(tuple(its))
    return found


def students_of(connection: Connection, name: str, students: Iterable[str]) -> set[str]:
    """Return which of some students have a submission of an assignment already."""
    assignment, submitted = Assignment.__table__, SubmittedAssignment.__table__
    query = select(submitted.c.student_id).join(assignment).where(assignment.c.name == name)
    asked, found = list(students), set()
    for first in range(0, len(asked), MOST_NAMED):
        named = submitted.c.student_id.in_(asked[first : first + MOST_NAMED])
        found |= set(connection.scalars(query.where(named)))
    return found


def may_be_entered(known: Known, entry: Entry) -> bool:
    """Whether a submission that is not known has rows as any other.

    Not where it comes late: the course's rule for that asks nbgrader's objects. Nor where the
    assignment has other notebooks than one.
    """
    _, _, timestamp = entry
    late = known.due and timestamp and parse_utc(timestamp) > known.due
    return len(known.notebooks) == 1 and not late


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
    ((notebook, cells),) = known.notebooks.items()
    graded = [(id, name) for id, name, kind in cells if kind in GRADED and name in here]
    written = [(id, name) for id, name, kind in cells if kind in WRITTEN and name in here]
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
