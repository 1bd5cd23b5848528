"""``report.html``: the class on one page, complete in itself, for whoever teaches it."""

from __future__ import annotations

import base64
import hashlib
import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from autograder.classroom.feedback import duration
from autograder.classroom.graded import feedback_path
from autograder.classroom.tables import Row
from autograder.course.layout import Course
from autograder.files import write_whole
from autograder.grading.assignment import Assignment
from autograder.grading.status import Status, SubmissionStatus
from autograder.grading.verdicts import Verdict
from autograder.templates import environment

Sentences = Mapping[tuple[str, str, str], str]
"""What misconceptions say to the student: by assignment, exercise and name."""

NAME = "report.html"
MOST_BARS = 12


def write(
    rows: list[Row], course: Course, output: Path, assignments: Mapping[str, Assignment]
) -> Path:
    """Write the report of what has been graded beside ``grades.csv``, and return where.

    Args:
        rows: as `graded.rows` gives them.
        course: whose assignments these are.
        output: the folder of the results; links to feedback pages are relative to it.
        assignments: by name, see `graded.assignments_of`.
    """

    def feedback(row: Row) -> str:
        return quote(feedback_path(Path(), row.student_id, assignments[row.assignment]).as_posix())

    sentences = {
        (name, exercise.name, misconception.name): misconception.sentence
        for name, assignment in assignments.items()
        for exercise in assignment.exercises
        for misconception in (exercise.folder.misconceptions if exercise.folder else ())
    }
    write_whole(output / NAME, page(course.title, rows, feedback, sentences))
    return output / NAME


def page(title: str, rows: list[Row], feedback: Callable[[Row], str], sentences: Sentences) -> str:
    """Return the report as HTML.

    The same rows give the same bytes: the time in its head is that of the last grading.

    Args:
        title: the course.
        rows: every submission, by assignment and student.
        feedback: the address of a submission's feedback page.
        sentences: what misconceptions say; one that isn't among them has been removed since.
    """
    templates = environment(
        "autograder.classroom", html=True, number=_number, duration=duration, counted=_counted
    )
    script = templates.get_template("report.js").render()
    # A page that names its script by hash runs no other, and `default-src 'none'` has it fetch
    # nothing.
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return templates.get_template("report.html").render(
        title=title,
        assignments=[
            AssignmentReport(name, [row for row in rows if row.assignment == name], sentences)
            for name in dict.fromkeys(row.assignment for row in rows)
        ],
        rows=rows,
        failed=[row for row in rows if row.status == SubmissionStatus.GRADER_ERROR],
        unreadable=[row for row in rows if row.status == SubmissionStatus.UNREADABLE],
        noted=[row for row in rows if row.notes],
        unboxed=sum(not row.boxed for row in rows),
        when=max((row.when for row in rows), default=""),
        statuses=list(Status),
        feedback=feedback,
        script=Markup(script),  # noqa: S704  our own
        Markup=Markup,
        digest=digest,
    )


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
        """Students by status, in the order of `Status`; only those that occur."""
        counted = Counter(verdict.status for _, verdict in self.found)
        return {status: counted[status] for status in Status if counted[status]}

    @property
    def waiting(self) -> list[Row]:
        """Submissions whose answer a person has to read."""
        return [row for row, verdict in self.found if verdict.status == Status.UNGRADED]

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
    sentences: Sentences

    @cached_property
    def columns(self) -> list[Column]:
        """Its exercises, in the notebook's order."""
        found: dict[str, list[tuple[Row, Verdict]]] = {}
        for row in self.rows:
            for verdict in row.verdicts:
                found.setdefault(verdict.exercise, []).append((row, verdict))
        return [
            Column(name, pairs[0][1].title, pairs[0][1].max_score, pairs, self.sentences)
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
        return [row.total for row in self.rows if row.status != SubmissionStatus.GRADER_ERROR]

    @property
    def max_score(self) -> float:
        """Points of the assignment."""
        return max(row.max_score for row in self.rows)

    @property
    def mean(self) -> float:
        """Mean of `totals`."""
        return statistics.fmean(self.totals)

    @property
    def median(self) -> float:
        """Median of `totals`."""
        return statistics.median(self.totals)

    @property
    def full(self) -> int:
        """Submissions with all points."""
        return sum(total >= self.max_score for total in self.totals)

    @property
    def scores(self) -> list[Bin]:
        """How the points that count are spread."""
        return histogram(self.totals, self.max_score) if self.totals and self.max_score else []

    @property
    def timed(self) -> list[Row]:
        """Submissions that were run, the one that took longest first."""
        return sorted(
            (row for row in self.rows if row.seconds and not row.problem),
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


def _number(value: float) -> str:
    """At most two decimals, and none that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _counted(number: int, one: str) -> str:
    """``1 answer``, ``2 answers``."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
