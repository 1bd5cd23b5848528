"""Which answers changed since a person read them: told wherever points or comments are shown.

The points stay until the new answer is read, and so does what was written: only a person can tell
what it is worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from autograder.classroom.tables import Row
from autograder.counted import counted


def told(rows: Collection[Row]) -> list[str]:
    """Say how many answers to each exercise changed since a person gave points or wrote a comment.

    Args:
        rows: as `graded.rows` gives them.

    Returns:
        A line for each exercise.
    """
    changed = Counter((row.assignment, name) for row in rows for name in _of(row, row.changed))
    on_earlier = Counter(
        (row.assignment, name) for row in rows for name in _of(row, row.on_earlier)
    )
    return [
        f"{counted(count, 'answer')} to {exercise} changed since a person "
        f"gave points: `autograder read {assignment}`"
        for (assignment, exercise), count in changed.items()
    ] + [
        f"{counted(count, 'answer')} to {exercise} changed since a person "
        f"wrote a comment: `autograder read {assignment} --exercise {exercise}`"
        for (assignment, exercise), count in on_earlier.items()
    ]


def _of(row: Row, exercises: Collection[str]) -> Iterable[str]:
    """Return exercises in the notebook's order, which the same rows give again."""
    return (verdict.exercise for verdict in row.verdicts if verdict.exercise in exercises)
