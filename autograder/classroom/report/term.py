"""Students × assignments: totals, their sum, and where each student is heading."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.classroom.report.assignment import AssignmentReport
from autograder.classroom.tables import Row
from autograder.grading.status import SubmissionStatus

WIDTH, HEIGHT, EDGE = 72, 20, 2
"""Of a student's line, in pixels."""

_NO_POINTS = (SubmissionStatus.EXCUSED, SubmissionStatus.GRADER_ERROR)


def counts(row: Row | None) -> bool:
    """Whether points of a submission count for its student; what was not handed in counts 0."""
    return row is not None and row.status not in _NO_POINTS and row.max_score > 0


def share_of(row: Row | None) -> float | None:
    """Return the share of points, from 0 to 1; None where there is nothing to count.

    Answers that nobody has read yet are left out: neither their points nor what they can have.
    """
    if row is None or not counts(row):
        return None
    most = sum(verdict.max_score for verdict in row.verdicts if verdict.score is not None)
    return row.total / most if most else None


@dataclass(frozen=True)
class Student:
    """One student over the term."""

    rows: Sequence[Row | None]
    """One for each assignment; None where nothing is known."""
    means: Sequence[float | None]
    """The class's mean share of points in each assignment, as `share_of` has it; None where there
    is none."""

    @cached_property
    def one(self) -> Row:
        """Any of the rows: it says who the student is."""
        return next(row for row in self.rows if row is not None)

    @cached_property
    def shares(self) -> list[float | None]:
        """Share of points in each assignment, see `share_of`."""
        return [share_of(row) for row in self.rows]

    @property
    def total(self) -> float:
        """Points of all assignments that count."""
        return round(sum(row.total for row in self.rows if row is not None and counts(row)), 2)

    @property
    def max_score(self) -> float:
        """Points that these could have."""
        return sum(row.max_score for row in self.rows if row is not None and counts(row))

    @cached_property
    def trend(self) -> int | None:
        """How much further above the class's mean the last assignment is than those before.

        In percentage points; None where fewer than two count.
        """
        above = [
            share - mean
            for share, mean in zip(self.shares, self.means, strict=True)
            if share is not None and mean is not None
        ]
        if len(above) < 2:
            return None
        return round(100 * (above[-1] - statistics.fmean(above[:-1])))

    @property
    def line(self) -> str:
        """The shares as points of a line, see `points`."""
        return points(self.shares)


@dataclass(frozen=True)
class Section:
    """A section of the class."""

    name: str
    students: int
    means: Sequence[float | None]
    """Mean share of points in each assignment."""


class Term:
    """All assignments, side by side."""

    def __init__(self, assignments: Sequence[AssignmentReport]) -> None:
        self.assignments = assignments
        self.means = [_mean_share(assignment.counted) for assignment in assignments]

    @cached_property
    def students(self) -> list[Student]:
        """Everybody of whom something is known, by id."""
        by_student: dict[str, list[Row | None]] = {}
        for index, assignment in enumerate(self.assignments):
            for row in assignment.rows:
                empty: list[Row | None] = [None] * len(self.assignments)
                by_student.setdefault(row.student_id, empty)[index] = row
        return [Student(by_student[name], self.means) for name in sorted(by_student)]

    @property
    def sections(self) -> list[Section]:
        """The class's sections, by name; none where it has none."""
        names = sorted({name for student in self.students for name in student.one.sections})
        return [
            Section(
                name,
                sum(name in student.one.sections for student in self.students),
                [
                    _mean_share(row for row in assignment.counted if name in row.sections)
                    for assignment in self.assignments
                ],
            )
            for name in names
        ]

    @property
    def line(self) -> str:
        """The class's means as points of a line, see `points`."""
        return points(self.means)


def points(shares: Sequence[float | None]) -> str:
    """Return shares of points as the points of an SVG polyline of `WIDTH` × `HEIGHT`.

    A single one is a dot: a line from it to itself, which has round ends.
    """
    step = (WIDTH - 2 * EDGE) / max(1, len(shares) - 1)
    drawn = [
        f"{EDGE + index * step:.0f},{HEIGHT - EDGE - min(share, 1) * (HEIGHT - 2 * EDGE):.0f}"
        for index, share in enumerate(shares)
        if share is not None
    ]
    return " ".join(drawn * 2 if len(drawn) == 1 else drawn)


def _mean_share(rows: Iterable[Row]) -> float | None:
    shares = [share for row in rows if (share := share_of(row)) is not None]
    return statistics.fmean(shares) if shares else None
