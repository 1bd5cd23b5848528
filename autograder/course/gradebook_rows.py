"""Ask a gradebook for rows, in place of nbgrader's objects, which take longer to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader.api import Assignment, BaseCell, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.utils import parse_utc
from sqlalchemy import Connection, Select, select

from autograder.grading.verdicts import Verdict

Entry = tuple[str, list[Verdict], datetime | None]
"""A student, their verdicts, and when they handed in."""

GRADED = ("GradeCell", "TaskCell")
"""What `nbgrader.api.BaseCell.type` says of cells that have a grade."""

WRITTEN = ("SolutionCell", "TaskCell")
"""And of those that have a comment."""

Cell = tuple[str, str]
"""The gradebook's id of a cell, and its name."""

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


def is_usual(known: Known, entry: Entry) -> bool:
    """Whether a submission has rows as any other.

    Not where it comes late: the course's rule for that asks nbgrader's objects. Nor where the
    assignment has other notebooks than one.
    """
    _, _, timestamp = entry
    late = known.due and timestamp and parse_utc(timestamp) > known.due
    return len(known.notebooks) == 1 and not late


def graded_and_written(known: Known, here: Collection[str]) -> tuple[list[Cell], list[Cell]]:
    """Return the cells with a grade, and those with a comment.

    Args:
        known: of an assignment with one notebook.
        here: nbgrader's ids of the cells that the source has now.
    """
    (cells,) = known.notebooks.values()
    graded = [(id, name) for id, name, kind in cells if kind in GRADED and name in here]
    written = [(id, name) for id, name, kind in cells if kind in WRITTEN and name in here]
    return graded, written


def of_answers(kind: type[Any], assignment: str, *columns: Any) -> Select[Any]:
    """Return what asks for grades or comments of everybody's answers to an assignment.

    Args:
        kind: nbgrader's `Grade` or `Comment`.
        assignment: its name.
        columns: what is asked for, of these, their cells and their submissions.
    """
    return (
        select(*columns)
        .select_from(kind)
        .join(kind.cell)
        .join(kind.notebook)
        .join(SubmittedNotebook.assignment)
        .join(SubmittedAssignment.assignment)
        .where(Assignment.name == assignment)
    )
