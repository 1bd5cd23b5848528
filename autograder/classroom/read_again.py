"""Which answers changed since a person gave points for them: told wherever these points are shown.

The points stay until the new answer is read: only a person can tell what it is worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from autograder.classroom.tables import Row


def told(rows: Iterable[Row]) -> list[str]:
    """Say how many answers to each exercise changed since a person gave points, a line each.

    Args:
        rows: as `graded.rows` gives them.
    """
    counted: Counter[tuple[str, str]] = Counter(
        (row.assignment, verdict.exercise)
        for row in rows
        for verdict in row.verdicts
        if verdict.exercise in row.changed
    )
    return [
        f"{count} {'answer' if count == 1 else 'answers'} to {exercise} changed since a person "
        f"gave points: `autograder read {assignment}`"
        for (assignment, exercise), count in counted.items()
    ]
