"""Grades as Gradescope's ``results.json``, one for each submission.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.classroom.tables import Row
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from autograder.plain import plain


def results(row: Row, notes: Sequence[str] = ()) -> dict[str, Any]:
    """Return what Gradescope reads and shows to the student.

    Args:
        row: the graded submission. A late penalty is in its score; Gradescope takes off its own
            only where it is told to.
        notes: what else the student should know.
    """
    said = [row.problem] if row.problem else list(notes)
    if row.late_penalty:
        said.append(f"{row.late_penalty:g} points were taken off for handing in late.")
    return {
        "score": row.total,
        "output": plain("\n".join(said)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        # What the grader prints is for instructors.
        "stdout_visibility": "hidden",
        "tests": [_test(verdict) for verdict in row.verdicts],
        "extra_data": {
            "student": row.student_id,
            "assignment": row.assignment,
            "late_penalty": row.late_penalty,
            "status": row.status,
        },
    }


def _test(verdict: Verdict) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": f"{verdict.exercise}: {verdict.title}",
        "output": plain(f"{verdict.message}\n{verdict.explanation}".strip()),
        "tags": list(filter(None, (verdict.status, verdict.misconception))),
        "visibility": "visible",
    }
    # Where a person grades there is no score yet, and none of zero points either.
    if verdict.score is not None:
        test |= {
            "score": verdict.score,
            "max_score": verdict.max_score,
            "status": "passed" if verdict.status == Status.PASSED else "failed",
        }
    return test
