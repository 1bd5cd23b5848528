"""``grades.csv`` and ``summary.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.grading.verdicts import Verdict

GRADES = (
    "student",
    "assignment",
    "exercise",
    "score",
    "max_score",
    "status",
    "misconception",
    "message",
)
SUMMARY = (
    "student",
    "assignment",
    "score",
    "max_score",
    "late_penalty",
    "total",
    "waiting",
    "status",
)


@dataclass(frozen=True)
class Row:
    """One graded submission: its verdicts, with a person's scores where there are any."""

    student: str
    assignment: str
    verdicts: list[Verdict]
    late_penalty: float = 0.0
    problem: str = ""
    """Why the submission could not be read or graded at all."""
    seconds_late: float = 0.0
    when: str = ""
    """When it was graded, as the journal notes it; `seconds` and `boxed` likewise."""
    seconds: float = 0.0
    boxed: bool = False

    @property
    def score(self) -> float:
        """Points before the late penalty."""
        return round(sum(verdict.score or 0 for verdict in self.verdicts), 2)

    @property
    def max_score(self) -> float:
        return sum(verdict.max_score for verdict in self.verdicts)

    @property
    def total(self) -> float:
        """Points that count."""
        return round(max(0.0, self.score - self.late_penalty), 2)

    @property
    def waiting(self) -> int:
        """Exercises that wait for a person."""
        return sum(verdict.status == "ungraded" for verdict in self.verdicts)

    @property
    def status(self) -> str:
        """``graded``, ``waiting`` for a person, ``unreadable`` or ``grader-error``."""
        if any(verdict.status == "grader-error" for verdict in self.verdicts):
            return "grader-error"
        if self.problem:
            return "unreadable"
        return "waiting" if self.waiting else "graded"


def grades_csv(rows: Iterable[Row]) -> str:
    """One line per student and exercise."""
    return as_csv(
        GRADES,
        (
            (
                row.student,
                row.assignment,
                v.exercise,
                number(v.score),
                number(v.max_score),
                v.status,
                v.misconception,
                " ".join(v.message.split()),
            )
            for row in rows
            for v in row.verdicts
        ),
    )


def summary_csv(rows: Iterable[Row]) -> str:
    """One line per student and assignment."""
    return as_csv(
        SUMMARY,
        (
            (
                r.student,
                r.assignment,
                number(r.score),
                number(r.max_score),
                number(r.late_penalty),
                number(r.total),
                r.waiting,
                r.status,
            )
            for r in rows
        ),
    )


def as_csv(header: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    """A table with quotes where they are needed, and without formulas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_harmless(field) for field in line] for line in lines)
    return text.getvalue()


def _harmless(field: object) -> object:
    """A student's text must not become a formula in the instructor's spreadsheet (OWASP, "CSV injection")."""
    return (
        f"'{field}"
        if isinstance(field, str) and field[:1] in ("=", "+", "-", "@", "\t", "\r")
        else field
    )


def number(value: float | None) -> str:
    """Points as a table shows them; nothing where there are none yet."""
    return "" if value is None else f"{value:g}"
