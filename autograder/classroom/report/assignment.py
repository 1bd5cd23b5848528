"""What the report says of one assignment: its points, its times, its exercises."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from autograder.classroom.tables import Row
from autograder.grading.status import Status, SubmissionStatus
from autograder.grading.verdicts import Verdict

Sentences = Mapping[tuple[str, str, str], str]
"""What misconceptions say to the student: by assignment, exercise and name."""

MOST_BARS = 12
COUNTS_NOT = (SubmissionStatus.MISSING, SubmissionStatus.EXCUSED)
"""In no figure of the class: nothing was handed in, or it doesn't count."""
FINAL = (SubmissionStatus.GRADED, SubmissionStatus.UNREADABLE)
"""With all the points that it will have."""


@dataclass(frozen=True)
class Bin:
    """A bar of a histogram: how many values lie from `low` up to `high`."""

    low: float
    high: float
    count: int


def histogram(values: Iterable[float], top: float) -> list[Bin]:
    """Count values into at most twelve bars with round borders that reach from 0 to `top`.

    `top` itself is in the last.
    """
    rough = top / MOST_BARS
    scale = 10 ** math.floor(math.log10(rough))
    step = next(nice * scale for nice in (1, 2, 2.5, 5, 10) if nice * scale >= rough * (1 - 1e-9))
    bars = math.ceil(top / step - 1e-9)
    counted = Counter(min(int(value / step + 1e-9), bars - 1) for value in values)
    return [Bin(round(i * step, 9), round((i + 1) * step, 9), counted[i]) for i in range(bars)]


@dataclass(frozen=True)
class NamedMisconception:
    """A misconception and who has it."""

    exercise: str
    name: str
    sentence: str
    """What the check says of it today; empty for a relation, or what was removed since."""
    rows: list[Row]
    told: str
    """What one of them read: the explanation, or else its name."""


@dataclass(frozen=True)
class Column:
    """One exercise over the class."""

    name: str
    title: str
    max_score: float
    found: list[tuple[Row, Verdict]]
    sentences: Sentences

    @cached_property
    def counts(self) -> dict[str, int]:
        """Submissions by status, in the order of `Status`; only those that occur."""
        counted = Counter(verdict.status for _, verdict in self.found)
        return {status: counted[status] for status in Status if counted[status]}

    @property
    def waiting(self) -> list[Row]:
        """Submissions whose answer a person has to read."""
        return [row for row, verdict in self.found if verdict.status == Status.UNGRADED]

    @property
    def commented(self) -> list[tuple[Row, Verdict, str]]:
        """What people wrote: whose answer it is about, what the check said, and the comment."""
        return [
            (row, by_check, row.comments[self.name])
            for row, _ in self.found
            if self.name in row.comments
            for by_check in row.result.verdicts
            if by_check.exercise == self.name
        ]

    @property
    def changed(self) -> list[Row]:
        """Submissions whose answer is another one than a person gave points for."""
        return [row for row, _ in self.found if self.name in row.changed]

    @property
    def to_look_at(self) -> list[tuple[Row, Verdict]]:
        """Answers with means that no honest one needs: a person decides."""
        return [(row, verdict) for row, verdict in self.found if verdict.look_at]

    @property
    def mean(self) -> float | None:
        """Mean points where the grader did not fail; None while answers wait to be read."""
        scores = [verdict.score for _, verdict in self.found if verdict.score is not None]
        return statistics.fmean(scores) if scores and not self.waiting else None

    @property
    def misconceptions(self) -> list[NamedMisconception]:
        """The misconceptions that were named."""
        by_name: dict[str, list[Row]] = {}
        told: dict[str, str] = {}
        for row, verdict in self.found:
            if verdict.misconception:
                by_name.setdefault(verdict.misconception, []).append(row)
                told.setdefault(verdict.misconception, verdict.explanation)
        return [
            NamedMisconception(
                self.name,
                name,
                self.sentences.get((rows[0].assignment, self.name, name), ""),
                rows,
                told[name] or name,
            )
            for name, rows in by_name.items()
        ]


@dataclass(frozen=True)
class AssignmentReport:
    """One assignment over the class."""

    name: str
    rows: list[Row]
    """Of all its students, also of those who handed in nothing or are excused."""
    sentences: Sentences

    @cached_property
    def counted(self) -> list[Row]:
        """The submissions that figures and means are of."""
        return [row for row in self.rows if row.status not in COUNTS_NOT]

    @property
    def missing(self) -> list[Row]:
        """Students who handed in nothing, or nothing that could be placed."""
        return [row for row in self.rows if row.status == SubmissionStatus.MISSING]

    @property
    def excused(self) -> list[Row]:
        """Students for whom it doesn't count."""
        return [row for row in self.rows if row.status == SubmissionStatus.EXCUSED]

    @cached_property
    def columns(self) -> list[Column]:
        """Its exercises, in the notebook's order, each with the submissions that are counted."""
        known = {verdict.exercise: verdict for row in self.rows for verdict in row.verdicts}
        found: dict[str, list[tuple[Row, Verdict]]] = {name: [] for name in known}
        for row in self.counted:
            for verdict in row.verdicts:
                found[verdict.exercise].append((row, verdict))
        return [
            Column(name, known[name].title, known[name].max_score, pairs, self.sentences)
            for name, pairs in found.items()
        ]

    def cells(self, row: Row) -> list[Verdict | None]:
        """Return a submission's verdicts under `columns`.

        None where it was graded before the exercise was there.
        """
        by_name = {verdict.exercise: verdict for verdict in row.verdicts}
        return [by_name.get(column.name) for column in self.columns]

    @cached_property
    def totals(self) -> list[float]:
        """Points that count, of all that could be graded.

        What waits for a person counts as 0 so far.
        """
        return [row.total for row in self.counted if row.status != SubmissionStatus.GRADER_ERROR]

    @cached_property
    def max_score(self) -> float:
        """Points of the assignment."""
        return max(row.max_score for row in self.rows)

    @cached_property
    def final(self) -> list[float]:
        """Points that count, of submissions without an answer that waits for a person."""
        return [row.total for row in self.counted if row.status in FINAL]

    @property
    def unread(self) -> int:
        """Submissions with an answer that waits for a person: in neither mean nor median."""
        return len(self.totals) - len(self.final)

    @property
    def mean(self) -> float | None:
        """Mean of `final`; None without any."""
        return statistics.fmean(self.final) if self.final else None

    @property
    def median(self) -> float | None:
        """Median of `final`; None without any."""
        return statistics.median(self.final) if self.final else None

    @property
    def full(self) -> int:
        """Submissions with all points."""
        return sum(total >= self.max_score for total in self.totals)

    @property
    def scores(self) -> list[Bin]:
        """How the points that count are spread."""
        return histogram(self.totals, self.max_score) if self.totals and self.max_score else []

    @cached_property
    def timed(self) -> list[Row]:
        """Submissions that were run, the one that took longest first."""
        return sorted(
            (row for row in self.counted if row.seconds and not row.problem),
            key=lambda row: -row.seconds,
        )

    @property
    def median_seconds(self) -> float:
        """Median time of a submission that was run."""
        return statistics.median(row.seconds for row in self.timed)

    @property
    def times(self) -> list[Bin]:
        """How the seconds per submission are spread."""
        return (
            histogram((row.seconds for row in self.timed), self.timed[0].seconds)
            if self.timed
            else []
        )

    @cached_property
    def misconceptions(self) -> list[NamedMisconception]:
        """The misconceptions that were named, the most common first."""
        return sorted(
            (misconception for column in self.columns for misconception in column.misconceptions),
            key=lambda misconception: -len(misconception.rows),
        )
