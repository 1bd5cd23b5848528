"""What became of each submission, for machines: a line of JSON as soon as it is done."""

from __future__ import annotations

import json
from collections.abc import Iterable

from autograder.classroom.engine import Result


def line(assignment: str, result: Result) -> str:
    """One submission as a line of JSON.

    Args:
        assignment: its name.
        result: what became of it; `score` is null where no exercise has one.
    """
    scores = [verdict.score for verdict in result.verdicts if verdict.score is not None]
    told = {
        "student": result.submission.student,
        "assignment": assignment,
        "score": round(sum(scores), 2) if scores else None,
        "statuses": {verdict.exercise: verdict.status for verdict in result.verdicts},
        "seconds": result.seconds,
    }
    return json.dumps(told) + "\n"


def named(lines: Iterable[str]) -> set[tuple[str, str]]:
    """Student and assignment of every submission in a log."""
    return {(told["student"], told["assignment"]) for told in map(json.loads, lines)}
