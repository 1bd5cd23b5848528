"""``grades.csv`` and ``summary.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from autograder.classroom import sections
from autograder.course.standing import Standing
from autograder.grading.result import Result
from autograder.grading.status import Status, SubmissionStatus
from autograder.grading.verdicts import Verdict
from autograder.plain import in_a_cell, lines_apart

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
    "name",
    "section",
    "note",
)


@dataclass(frozen=True)
class Row:
    """One graded submission, with what the gradebook says of it beside."""

    result: Result
    standing: Standing = field(default_factory=Standing)
    name: str = ""
    """Of the student, where it is known: first name and last."""
    sections: tuple[str, ...] = ()
    """Of the class, where it has some, that the student is in."""
    excused: bool = False
    """Whether it doesn't count."""
    missing: bool = False
    """Whether nothing was handed in, or nothing that could be placed."""
    changed: frozenset[str] = frozenset()
    """Exercises whose answer is another one than a person gave points for."""
    on_earlier: frozenset[str] = frozenset()
    """Exercises whose comment is about an earlier answer, where no points of a person's are."""
    grace: float = 0.0
    """For so many seconds after the due date nobody is late."""

    @property
    def section(self) -> str:
        """The student's sections, in one cell."""
        return sections.in_a_cell(self.sections)

    @property
    def student_id(self) -> str:
        """Whose it is."""
        return self.result.student_id

    @property
    def assignment(self) -> str:
        """The assignment's name."""
        return self.result.assignment

    @property
    def problem(self) -> str:
        """Why the submission could not be read or graded at all."""
        return self.result.problem

    @property
    def notes(self) -> list[str]:
        """What was put right or went wrong besides the exercises."""
        return self.result.notes

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """One for each exercise, with a person's score where there is one."""
        scores, comments = self.standing.scores, self.standing.comments
        return [
            _by_person(
                verdict,
                scores.get(name, verdict.score),
                comments.get(name, ""),
                self.earlier if name in self.changed else "",
                self.says(name),
            )
            if name in scores or name in comments
            else verdict
            for verdict in self.result.verdicts
            for name in (verdict.exercise,)
        ]

    @property
    def late_penalty(self) -> float:
        """Points that are taken off for coming late."""
        return self.standing.penalty

    @property
    def seconds_late(self) -> float:
        """How long after the due date it came."""
        return self.standing.seconds_late

    @property
    def late(self) -> bool:
        """Whether it came so late that points are taken off, where there are any."""
        return self.seconds_late > self.grace

    @property
    def in_grace(self) -> bool:
        """Whether it came after the due date, and is not late all the same."""
        return 0 < self.seconds_late <= self.grace

    @property
    def extended(self) -> datetime | None:
        """The student's own due date, in UTC, where it is another than the class's."""
        return self.standing.extended

    @property
    def comments(self) -> dict[str, str]:
        """What a person wrote, by exercise."""
        return self.standing.comments

    @property
    def _unreadable(self) -> bool:
        return bool(self.problem) and self.result.done

    @property
    def earlier(self) -> str:
        """What is said of points that a person gave before this answer came."""
        return EARLIER_FILE if self._unreadable else EARLIER

    @property
    def of_before(self) -> str:
        """Which of its points are of the submission before, where this file could not be read."""
        if not (self._unreadable and self.changed):
            return ""
        given = sum(
            verdict.score or 0 for verdict in self.verdicts if verdict.exercise in self.changed
        )
        return (
            f"Of its points {given:g} were given by a person for the submission before, and stand "
            "until a person takes them back; this file earned none."
        )

    def says(self, exercise: str) -> str:
        """Return what stands before a person's comment."""
        return (
            f"Your instructor{', about an earlier answer' if exercise in self.on_earlier else ''}:"
        )

    @property
    def when(self) -> str:
        """When it was graded, in ISO 8601."""
        return self.result.when

    @property
    def seconds(self) -> float:
        """How long grading took."""
        return self.result.seconds

    @property
    def boxed(self) -> bool:
        """Whether its code was locked in."""
        return self.result.boxed

    @cached_property
    def score(self) -> float:
        """Points before the late penalty."""
        return round(sum(verdict.score or 0 for verdict in self.verdicts), 2)

    @cached_property
    def max_score(self) -> float:
        """Points that it could have."""
        return sum(verdict.max_score for verdict in self.verdicts)

    @cached_property
    def total(self) -> float:
        """Points that count."""
        return round(max(0.0, self.score - self.late_penalty), 2)

    @cached_property
    def waiting(self) -> int:
        """Exercises that wait for a person."""
        return sum(verdict.status == Status.UNGRADED for verdict in self.verdicts)

    @cached_property
    def has_points(self) -> bool:
        """Whether any exercise has some, be it 0: not where all wait, or the grader failed."""
        return any(verdict.score is not None for verdict in self.verdicts)

    @cached_property
    def status(self) -> SubmissionStatus:
        """How the submission went as a whole."""
        if self.excused:
            return SubmissionStatus.EXCUSED
        if self.missing:
            return SubmissionStatus.MISSING
        if any(verdict.status == Status.GRADER_ERROR for verdict in self.verdicts):
            return SubmissionStatus.GRADER_ERROR
        if self._unreadable:
            return SubmissionStatus.UNREADABLE
        return SubmissionStatus.WAITING if self.waiting else SubmissionStatus.GRADED


EARLIER = "Points were given for an earlier answer; this one has not been read yet."
EARLIER_FILE = "Points were given for the submission before; this file could not be read."


def _by_person(
    verdict: Verdict, score: float | None, comment: str, earlier: str, says: str
) -> Verdict:
    """Return a verdict with what a person gave and wrote; what the check said stays beside it."""
    status = verdict.status
    if score is not None and score != verdict.score:
        full = score >= verdict.max_score
        status = Status.PASSED if full else Status.PARTIAL if score > 0 else Status.FAILED
    by_check = verdict.message if verdict.status != Status.UNGRADED else ""
    said = [earlier] if earlier else []
    if comment:
        said.append(f"{says} {comment}")
    if score != verdict.score and not comment and (by_check or status != Status.PASSED):
        said.append("Graded by your instructor.")
    if said and by_check:
        said.append(f"The check said: {verdict.status}. {by_check}")
    elif verdict.status == Status.UNGRADED and score is None:
        said.append(verdict.message)
    return replace(verdict, score=score, status=status, message="\n".join(said) or by_check)


def grades_csv(rows: Iterable[Row]) -> str:
    """One line per student and exercise."""
    return as_csv(
        GRADES,
        (
            (
                row.student_id,
                row.assignment,
                v.exercise,
                number(v.score),
                number(v.max_score),
                v.status,
                v.misconception,
                lines_apart(v.message),
            )
            for row in rows
            for v in row.verdicts
        ),
    )


def summary_csv(rows: Iterable[Row]) -> str:
    """One line per student and assignment; who is excused has no total, which would count."""
    return as_csv(
        SUMMARY,
        (
            (
                r.student_id,
                r.assignment,
                number(r.score),
                number(r.max_score),
                number(r.late_penalty),
                number(None if r.excused else r.total),
                r.waiting,
                r.status,
                r.name,
                r.section,
                r.of_before,
            )
            for r in rows
        ),
    )


def as_csv(header: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    """Return a table with quotes where they are needed, and without formulas."""
    return as_it_is(
        header,
        ([in_a_cell(cell) if isinstance(cell, str) else cell for cell in line] for line in lines),
    )


def as_it_is(
    header: Iterable[str], lines: Iterable[Iterable[object]], *, quoted: bool = False
) -> str:
    """Return a table of cells that its caller has made harmless; all in quotes if need be."""
    text = io.StringIO()
    writer = csv.writer(
        text, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()


def number(value: float | None) -> str:
    """Points as a table shows them; nothing where there are none yet."""
    return "" if value is None else f"{value:g}"
