"""What became of each submission, for machines: a line of JSON as soon as it is done."""

from __future__ import annotations

import json
from collections.abc import Iterable

from autograder.errors import UsageError
from autograder.grading.result import Result


def line(result: Result) -> str:
    """Return one submission as a line of JSON.

    Args:
        result: what became of it; `score` is null where no exercise has one, and `overran` names
            the steps of grading that took too long.
    """
    scores = [verdict.score for verdict in result.verdicts if verdict.score is not None]
    told = {
        "student": result.student_id,
        "assignment": result.assignment,
        "score": round(sum(scores), 2) if scores else None,
        "statuses": {verdict.exercise: verdict.status for verdict in result.verdicts},
        "seconds": result.seconds,
        "overran": result.overran,
    }
    return json.dumps(told) + "\n"


def named(lines: Iterable[bytes], name: str) -> set[tuple[str, str]]:
    """Return student and assignment of every submission in a log.

    Args:
        lines: of the log.
        name: of the log, for messages.

    Raises:
        UsageError: a line is not of such a log.
    """
    found = set()
    for number, text in enumerate(lines, 1):
        try:
            told = json.loads(text)
            found.add((told["student"], told["assignment"]))
        except (ValueError, TypeError, KeyError):
            raise UsageError(
                f"{name}, line {number}: not one of `autograder grade --log-json`: name the file "
                "that it wrote, or remove the line"
            ) from None
    return found
