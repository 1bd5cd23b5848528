"""A class that shows all that a report has to say."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from autograder.classroom.tables import Row
from autograder.course.standing import Standing
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.trusted import exercise

EVIL = "<img src=x onerror=alert(1)>"
POINTS = {"channels": 4, "pool": 3, "manual-conv": 5, "why-pool": 1, "accuracy": 2}
CONVOLUTION = ("channels", "pool", "manual-conv", "why-pool")
SENTENCES = {
    ("04-convolution", name, wrong.name): wrong.sentence
    for name in ("channels", "pool")
    for wrong in exercise(f"04-convolution/{name}").misconceptions
}
"""What the class's misconceptions say."""


def verdict(exercise: str, status: str, score: float | None = None, **more: Any) -> Verdict:
    """A verdict of that status, with the points that go with it unless `score` says otherwise."""
    points = float(POINTS[exercise])
    if score is None and status not in ("ungraded", "grader-error"):
        score = points if status == "passed" else 0.0
    return Verdict(exercise, f"About {exercise}", score, points, Status(status), **more)


def a_row(
    student_id: str,
    assignment: str,
    verdicts: list[Verdict],
    late_penalty: float = 0.0,
    seconds_late: float = 0.0,
    **more: Any,
) -> Row:
    """A row of tables; what is left out is as where nothing is noted of it."""
    return Row(
        Result(student_id, assignment, verdicts, **more),
        Standing(penalty=late_penalty, seconds_late=seconds_late),
    )


def feedback(row: Row) -> str:
    """Where a submission's page would lie."""
    return quote(f"feedback/{row.assignment}/{row.student_id}")


def a_class() -> list[Row]:
    """Six students of one assignment and one of another, with one of each trouble."""

    def row(student: str, *statuses: str, **more: Any) -> Row:
        verdicts = [
            verdict(exercise, status)
            for exercise, status in zip(CONVOLUTION, statuses, strict=True)
        ]
        return a_row(
            student,
            "04-convolution",
            verdicts,
            **{"seconds": 0.5, "boxed": True, "when": "2026-03-02T10:00:00+00:00", **more},
        )

    ada = row("ada", "passed", "partial", "passed", "ungraded", seconds=2.0)
    ada.verdicts[1] = verdict("pool", "partial", 1.5)
    alan = row(
        "alan", "passed", "failed", "passed", "failed", late_penalty=1.5, seconds_late=93_500
    )
    alan.verdicts[1] = verdict("pool", "failed", misconception="maximum_for_average")
    alan.verdicts[2] = verdict("manual-conv", "partial", 3)
    emmy = row(
        "emmy",
        "grader-error",
        "passed",
        "passed",
        "unattempted",
        when="2026-03-02T10:05:00+00:00",
        seconds=1.9,
    )
    emmy.verdicts[0] = verdict(
        "channels", "grader-error", message="its check broke (KeyError: 'x')"
    )
    kurt = row(
        "kurt", "error", "error", "error", "error", problem="The file is empty.", seconds=0.0
    )
    zoe = row("Zoë B", "failed", "failed", "passed", "ungraded")
    zoe.verdicts[0] = verdict("channels", "failed", misconception="kernels_transposed")
    zoe.verdicts[1] = verdict("pool", "failed", misconception="maximum_for_average")
    evil = row(EVIL, "passed", "passed", "passed", "passed")
    other = a_row(
        "ada",
        "02-mlp",
        [verdict("accuracy", "passed")],
        seconds=0.1,
        boxed=True,
        when="2026-03-01T09:00:00+00:00",
    )
    return [other, ada, alan, emmy, kurt, zoe, evil]
