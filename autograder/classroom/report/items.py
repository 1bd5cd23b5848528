"""How difficult exercises are and how well they tell students apart, and ``exercises.csv``."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.classroom.tables import Row, as_csv, number
from autograder.grading.status import SubmissionStatus

NAME = "exercises.csv"

FEWEST = 10
"""Students without whom no correlation is told: of fewer, chance alone gives nearly any."""

_WHOLE = (SubmissionStatus.GRADED, SubmissionStatus.WAITING)

HEADER = (
    "assignment",
    "exercise",
    "title",
    "max_score",
    "students",
    "mean",
    "difficulty",
    "discrimination",
)


@dataclass(frozen=True)
class Item:
    """One exercise, as item analysis sees it."""

    assignment: str
    exercise: str
    title: str
    max_score: float
    students: int
    """Whose submission could be read and was graded whole."""
    mean: float | None
    """Mean points of these; None without any, and while answers wait to be read."""
    discrimination: float | None
    """Corrected item-total correlation, from -1 to 1: of the points in this exercise with those in
    the assignment's other ones. None for fewer students than `FEWEST`, and where all have the same
    points in this or in the others."""

    @property
    def difficulty(self) -> float | None:
        """Mean share of points, from 0 to 1: the lower, the harder."""
        return self.mean / self.max_score if self.mean is not None and self.max_score else None


def items(rows: Iterable[Row]) -> list[Item]:
    """Return the statistics of all exercises, by assignment, in the notebook's order.

    Discrimination is Pearson's correlation with the rest: the exercise is taken out of the sum that
    it is held against, for with itself it would agree in part (Henrysson, “Correction of item-total
    correlations in item analysis”, Psychometrika 28, 1963, 211-218). Where points are all or
    nothing, that is the point-biserial correlation.

    What was not handed in, is excused, could not be read, or was not graded whole is left out, and
    so are exercises of which an answer still waits for a person.

    Args:
        rows: as `graded.rows` gives them.
    """
    by_assignment: dict[str, list[Row]] = {}
    for row in rows:
        by_assignment.setdefault(row.assignment, []).append(row)
    return [item for own in by_assignment.values() for item in _items(own)]


def exercises_csv(rows: Iterable[Row]) -> str:
    """One line per exercise."""
    return as_csv(
        HEADER,
        (
            (
                item.assignment,
                item.exercise,
                item.title,
                number(item.max_score),
                item.students,
                _rounded(item.mean),
                _rounded(item.difficulty),
                _rounded(item.discrimination),
            )
            for item in items(rows)
        ),
    )


def _items(rows: list[Row]) -> list[Item]:
    """Return the statistics of one assignment's exercises."""
    known = {verdict.exercise: verdict for row in rows for verdict in row.verdicts}
    whole = [
        {verdict.exercise: verdict.score for verdict in row.verdicts}
        for row in rows
        if row.status in _WHOLE
    ]
    given = {name: [of[name] for of in whole if name in of] for name in known}
    # One that was added since has no points yet, and one with answers to read not all of them.
    read = [name for name, points in given.items() if points and None not in points]
    scores = [[score for name in read if (score := of.get(name)) is not None] for of in whole]
    scores = [of_one for of_one in scores if len(of_one) == len(read)]
    columns = dict(zip(read, zip(*scores, strict=True), strict=True)) if scores else {}
    totals = [sum(of_one) for of_one in scores]
    return [
        Item(
            rows[0].assignment,
            name,
            verdict.title,
            verdict.max_score,
            len(columns.get(name, ())),
            statistics.fmean(columns[name]) if name in columns else None,
            _with_the_rest(columns[name], totals) if name in columns else None,
        )
        for name, verdict in known.items()
    ]


def _with_the_rest(points: Iterable[float], totals: list[float]) -> float | None:
    points = list(points)
    # Rounded as points are: what floats leave over where the rest is the same is no difference.
    rest = [round(total - own, 2) for total, own in zip(totals, points, strict=True)]
    if len(points) < FEWEST or len(set(points)) == 1 or len(set(rest)) == 1:
        return None
    return statistics.correlation(points, rest)


def _rounded(value: float | None) -> float | str:
    # No text: a table's cells that begin with a minus are kept from being computed.
    return "" if value is None else round(value, 3)
