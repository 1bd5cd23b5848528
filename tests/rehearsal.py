"""Put a check's questions to cells that can be trusted, in this process: solutions, the answer bank, mutants."""

from __future__ import annotations

import contextlib
import io
from functools import cache
from typing import Any

from autograder.checks import catalogue
from autograder.checks.exercise import Failure, Part, judge
from autograder.course.layout import Course
from autograder.course.release import solved
from autograder.grading.ask import rehearse
from tests.helpers import ROOT

SEED = 7
MISSING = Failure("", "There was no answer.", "", "error")

AT_GRADING = {
    "NBGRADER_EXECUTION": "autograde",
    "MPLBACKEND": "Agg",
    # The digits, also where MNIST could be fetched: the same on every machine, and no waiting for a network.
    "COURSE_DATA": str(ROOT / "build/offline"),
    "MNIST": "",
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
}
"""Environment in which notebooks run as they do when they are graded: trainings are short, and pictures go nowhere."""


@cache
def namespaces(assignment: str) -> dict[str, dict[str, Any]]:
    """For each exercise, the names that its cell finds: those of the cells before it, solutions and no tests."""
    source = Course(ROOT).load(assignment).source
    names: dict[str, Any] = {"__name__": "__main__"}
    found = {}
    for cell, original in zip(solved(source, {}).cells, source.cells, strict=True):
        marks = original.metadata.get("nbgrader", {})
        if marks.get("solution"):
            found[marks["grade_id"]] = dict(names)
        if cell.cell_type == "code" and not marks.get("grade") and "skip-execution" not in cell.metadata.get("tags", []):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, f"<{assignment} {cell.id}>", "exec"), names)
    return found


def parts_of(key: str, cell: str, seed: int = SEED) -> list[Part]:
    """The parts of a check, judged for a cell in place of the exercise's own."""
    check = catalogue.find(key)
    plan = check.plan(seed)
    assignment, name = key.split("/")
    return judge(plan, rehearse([cell], plan, dict(namespaces(assignment)[name])), MISSING, check.remedy)


def failures(parts: list[Part]) -> list[str]:
    """Why points are lost: empty where none are."""
    return [f"[{part.name}] {part.failure}" for part in parts if part.failure]
