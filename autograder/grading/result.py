"""What became of one submission.

Made by whoever graded it, noted in the journal, shown in tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from autograder.grading import verdicts
from autograder.grading.assignment import Assignment
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict


def now() -> str:
    """Return the time as `Result.when` has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Result:
    """A graded submission."""

    student_id: str
    assignment: str
    verdicts: list[Verdict]
    notes: list[str] = field(default_factory=list)
    """What was put right or went wrong besides the exercises, for the student."""
    problem: str = ""
    """Why the submission could not be read, or graded at all."""
    digest: str = ""
    """Of its files; empty where that isn't known."""
    when: str = ""
    """When it was graded: UTC, ISO 8601, to the second."""
    seconds: float = 0.0
    """Wall time that grading took."""
    boxed: bool = False
    """Whether its code was locked in."""
    secret: str = ""
    """A mark of the course's secret that it was graded with; empty where that isn't known."""
    versions: dict[str, str] = field(default_factory=dict)
    """What it was graded with, see `versions.of`; empty where that isn't known."""
    work: str = ""
    """A hash of what was written, whenever it was handed in; empty where that isn't known."""
    hindered: bool = False
    """Whether the machine failed a student's process, or may have: it was too busy, or something
    ended the process. Another time, alone, that may not happen."""

    overran: list[str] = field(default_factory=list)
    """Steps of grading that took too long and were left out."""

    @property
    def done(self) -> bool:
        """Whether it need not be graded again: nothing in it is the grader's fault."""
        return all(verdict.status != Status.GRADER_ERROR for verdict in self.verdicts)


def of_unreadable(
    assignment: Assignment, student_id: str, problem: str, *, boxed: bool, digest: str = ""
) -> Result:
    """Return the result of a submission that can't be read."""
    return Result(
        student_id,
        assignment.name,
        verdicts.unreadable(assignment, problem),
        problem=problem,
        digest=digest,
        when=now(),
        boxed=boxed,
    )


def of_nothing(assignment: Assignment, student_id: str, why: str) -> Result:
    """Return the result of a student who handed in nothing, or nothing that could be placed."""
    return Result(student_id, assignment.name, verdicts.nothing(assignment, why))


def of_overrun(
    assignment: Assignment, student_id: str, fact: str, *, boxed: bool, digest: str = ""
) -> Result:
    """Return the result of a submission whose grading was stopped as a whole."""
    return Result(
        student_id,
        assignment.name,
        [verdicts.overrun(exercise, fact) for exercise in assignment.exercises],
        digest=digest,
        when=now(),
        boxed=boxed,
    )


def of_fault(
    assignment: Assignment, student_id: str, reason: str, *, boxed: bool, digest: str = ""
) -> Result:
    """Return the result of a submission that the grader failed on: it waits for the next run."""
    return Result(
        student_id,
        assignment.name,
        [verdicts.grader_error(exercise, reason) for exercise in assignment.exercises],
        problem=reason,
        digest=digest,
        when=now(),
        boxed=boxed,
    )
