"""What a notebook's own text says that its exercises are worth, held against what counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of

_POINTS = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s+points?\b", re.IGNORECASE)
_TASK = re.compile(r"^#{1,6} +.*(?:\n+(?!#).+)?", re.MULTILINE)
"""A heading and the line below it, where a task says its points; elsewhere other things may have
points, too."""


def contradictions(assignment: Assignment) -> list[str]:
    """Return a line for each exercise that counts other points than its task tells students."""
    told = dict(_told(assignment))
    return [
        f"{assignment.name}/{one.name}: its task says {said:g} points, and the metadata of cell "
        f"{one.grade_id!r} say {one.points:g}, which counts: make them the same"
        for one in assignment.exercises
        if (said := told.get(one.grade_id)) is not None and said != one.points
    ]


def _told(assignment: Assignment) -> Iterator[tuple[str, float]]:
    """Yield what the last task above each cell with points says, if it says it."""
    said: float | None = None
    for cell in assignment.source.cells:
        marks = marks_of(cell)
        if marks.grade:
            if said is not None:
                yield marks.grade_id, said
            said = None  # a task is one exercise's
        elif cell.cell_type == "markdown":
            for task in _TASK.findall(cell.source):
                found = _POINTS.search(task)
                said = float(found[1].replace(",", ".")) if found else None
