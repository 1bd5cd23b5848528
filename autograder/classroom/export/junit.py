"""Grades as JUnit XML, which CI systems show as tests.

A suite for each submission, a case for each exercise.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from autograder.classroom.tables import Row
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from autograder.plain import plain

KINDS = {
    Status.PASSED: "",
    Status.PARTIAL: "failure",
    Status.FAILED: "failure",
    Status.UNATTEMPTED: "failure",
    Status.ERROR: "error",
    Status.TIMEOUT: "error",
    Status.KILLED: "error",
    Status.GRADER_ERROR: "error",
    Status.UNGRADED: "skipped",
}
"""The element that a status becomes."""


def report(rows: Iterable[Row]) -> str:
    """Return the document.

    Args:
        rows: graded submissions.
    """
    suites = [_suite(row) for row in rows]
    counts = {
        name: str(sum(int(suite.get(name, 0)) for suite in suites))
        for name in ("tests", "failures", "errors", "skipped")
    }
    root = ElementTree.Element("testsuites", {"name": "autograder"} | counts)
    root.extend(suites)
    ElementTree.indent(root)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        + ElementTree.tostring(root, encoding="unicode")
        + "\n"
    )


def _suite(row: Row) -> ElementTree.Element:
    kinds = [KINDS[verdict.status] for verdict in row.verdicts]
    counts = {
        "tests": len(kinds),
        "failures": kinds.count("failure"),
        "errors": kinds.count("error"),
        "skipped": kinds.count("skipped"),
    }
    name = {"name": plain(f"{row.assignment} {row.student_id}")}
    suite = ElementTree.Element(
        "testsuite", name | {kind: str(count) for kind, count in counts.items()}
    )
    properties = ElementTree.SubElement(suite, "properties")
    points = {
        "score": row.score,
        "late_penalty": row.late_penalty,
        "total": row.total,
        "max_score": row.max_score,
    }
    for key, value in (
        {"student": row.student_id, "assignment": row.assignment} | points | {"status": row.status}
    ).items():
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        ElementTree.SubElement(properties, "property", name=key, value=plain(shown))
    suite.extend(_case(row, verdict) for verdict in row.verdicts)
    return suite


def _case(row: Row, verdict: Verdict) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase", classname=plain(f"{row.assignment}.{row.student_id}"), name=verdict.exercise
    )
    points = (
        f"{'no' if verdict.score is None else format(verdict.score, 'g')} of "
        f"{verdict.max_score:g} points"
    )
    if kind := KINDS[verdict.status]:
        message = plain(f"{verdict.status}, {points}")
        detail = ElementTree.SubElement(
            case,
            kind,
            {"message": message} | ({} if kind == "skipped" else {"type": verdict.status}),
        )
        detail.text = plain(f"{verdict.message}\n{verdict.explanation}".strip())
    return case
