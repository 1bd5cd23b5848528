"""What a check says of one exercise of one student."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.checks.judged import Failure, Kind, Part
from autograder.grading.assignment import Assignment, Exercise
from autograder.grading.status import Status
from autograder.plain import lines_apart, one_line

RIGHT, PARTLY, WRONG = "✓", "◐", "✗"


@dataclass(frozen=True)
class PartLine:
    """What one part of a check earned, and why not more."""

    mark: str
    name: str
    points: str
    """Those it earned, of those it could."""
    reason: str = ""
    asked: str = ""
    """The call that shows the reason."""

    def __str__(self) -> str:
        asked = f"{self.asked}: " if self.asked else ""
        return f"{self.mark} {self.name}: {self.points}. {asked}{self.reason}".rstrip()


@dataclass(frozen=True)
class Verdict:
    """Points, status and message for one exercise."""

    exercise: str
    title: str
    score: float | None
    """None where a person has to grade (``ungraded``) or the grader failed (``grader-error``)."""
    max_score: float
    status: Status
    misconception: str = ""
    message: str = ""
    """A line for each part: what it earned, and what is wrong with it."""
    explanation: str = ""
    """The misconception's sentence."""
    section: str = ""
    """What to read again."""
    picture: str = ""
    """SVG of the student's own data."""
    look_at: str = ""
    """What a person should look at in the answer, line by line; it costs nothing."""
    parts: tuple[PartLine, ...] = ()
    """The message line by line, where it has a line for each part."""
    asked: str = ""
    """The call that the message begins with, where there is one reason for all."""

    @property
    def text(self) -> str:
        """Message and explanation in one line, with ``|`` between the message's own."""
        return f"{lines_apart(self.message)} {one_line(self.explanation)}".strip()


def of_parts(exercise: Exercise, parts: list[Part]) -> Verdict:
    """Return the verdict that a check's judged parts add up to.

    Points need positive evidence: no parts, no points.
    """
    total = sum(part.share for part in parts)
    earned = sum(part.earned for part in parts)
    failures = [part.failure for part in parts if part.failure]
    score = round(exercise.points * earned / total, 2) if total else 0.0
    if not failures and total:
        return Verdict(exercise.name, exercise.title, score, exercise.points, Status.PASSED)
    status = Status.PARTIAL if score else _status(failures[0].kind if failures else Kind.FAILED)
    taught = next((part.section for part in parts if part.failure), "")
    lines = _lines(exercise, parts)
    picture = next((failed.picture for failed in failures if failed.picture), "")
    only = None if lines else parts[0].failure
    return Verdict(
        exercise.name,
        exercise.title,
        score,
        exercise.points,
        status,
        message="\n".join(map(str, lines)) or str(only),
        section=next((one for one in exercise.headings if taught and one.endswith(taught)), "")
        or exercise.section,
        picture=picture,
        parts=lines,
        asked=only.asked if only else "",
    )


def failure(exercise: Exercise, failed: Failure) -> Verdict:
    """No points, for one reason."""
    return Verdict(
        exercise.name,
        exercise.title,
        0.0,
        exercise.points,
        _status(failed.kind),
        message=str(failed),
        asked=failed.asked,
    )


def _status(kind: Kind) -> Status:
    return Status.FAILED if kind == Kind.FORBIDDEN else Status(kind)


_NOT_YOU = "The grader failed, not you: "
_TOLD = ". Your instructor has been told; nothing is lost."


def reason_of(verdict: Verdict) -> str:
    """Return what a grader's fault is, in words for who looks after the grader."""
    return verdict.message.removeprefix(_NOT_YOU).removesuffix(_TOLD)


def grader_error(exercise: Exercise, reason: str) -> Verdict:
    """Return the verdict for a fault of the grader's own: no score, to be tried again."""
    message = f"{_NOT_YOU}{reason}{_TOLD}"
    return Verdict(
        exercise.name, exercise.title, None, exercise.points, Status.GRADER_ERROR, message=message
    )


def overrun(exercise: Exercise, fact: str) -> Verdict:
    """Return the verdict where grading took too long, which code or values can be made for."""
    advice = (
        "Look for cells that are far longer, and values that are far larger, than the exercise "
        "needs."
    )
    said = f"Grading it was stopped: {fact}."
    return failure(exercise, Failure("", said, advice, Kind.TIMEOUT))


def by_hand(exercise: Exercise, unchanged: bool) -> Verdict:
    """Return the verdict on a text: nothing written earns nothing, the rest waits for a person."""
    if unchanged:
        return Verdict(
            exercise.name,
            exercise.title,
            0.0,
            exercise.points,
            Status.UNATTEMPTED,
            message="No answer was written.",
        )
    return Verdict(
        exercise.name,
        exercise.title,
        None,
        exercise.points,
        Status.UNGRADED,
        message="Your instructor will read this answer.",
    )


def _lines(exercise: Exercise, parts: list[Part]) -> tuple[PartLine, ...]:
    """Say what each part earned, and why not more; a reason that parts share is said once.

    None where there is one part, or one reason for all.
    """
    if len(parts) == 1 or (len({str(part.failure) for part in parts}) == 1):
        return ()
    total = sum(part.share for part in parts)
    lines, said = [], dict[str, str]()
    for part in parts:
        most, reason = exercise.points * part.share / total, str(part.failure or "")
        mark = (PARTLY if part.credit else WRONG) if part.failure else RIGHT
        points = f"{_points(most * part.credit)} of {_points(most)}"
        asked, told = ("", "")
        if reason in said:
            told = f"As in “{said[reason]}”."
        elif part.failure:
            asked, told = part.failure.asked, part.failure.said
        lines.append(PartLine(mark, part.name, points, told, asked))
        if reason:
            said.setdefault(reason, part.name)
    return tuple(lines)


def _points(points: float) -> str:
    return f"{round(points, 2):g}"


def nothing(assignment: Assignment, why: str) -> list[Verdict]:
    """Every exercise of an assignment of which nothing is there."""
    return [
        Verdict(one.name, one.title, 0.0, one.points, Status.UNATTEMPTED, message=why)
        for one in assignment.exercises
    ]


def unreadable(assignment: Assignment, problem: str) -> list[Verdict]:
    """Every exercise of a submission that could not be read."""
    return [
        failure(exercise, Failure("", problem, "", Kind.ERROR)) for exercise in assignment.exercises
    ]
