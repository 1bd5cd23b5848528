"""Put a check's questions to cells that can be trusted, in this process: solutions, the answer bank, mutants."""

from __future__ import annotations

import contextlib
import io
import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

import tests.answers
from autograder.checks import catalogue
from autograder.checks.exercise import Failure, Part, judge
from autograder.course.layout import Course
from autograder.course.release import solved
from autograder.grading.ask import rehearse
from autograder.grading.diagnose import diagnose
from tests.answers import RIGHT as _RIGHT
from tests.helpers import ROOT

for _module in pkgutil.iter_modules(tests.answers.__path__):
    import_module(f"tests.answers.{_module.name}")
RIGHT = _RIGHT
"""Every right answer of the bank: exercise key → name → cell."""

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
    loaded = Course(ROOT).load(assignment)
    source, checked = loaded.source, {task.name for task in loaded.tasks if task.check}
    names: dict[str, Any] = {"__name__": "__main__"}
    found: dict[str, dict[str, Any]] = {}
    for cell, original in zip(solved(source, {}).cells, source.cells, strict=True):
        marks = original.metadata.get("nbgrader", {})
        if marks.get("solution"):
            found[marks["grade_id"]] = dict(names)
        if found.keys() >= checked:
            break  # what follows the last exercise trains for nobody
        if (
            cell.cell_type == "code"
            and not marks.get("grade")
            and "skip-execution" not in cell.metadata.get("tags", [])
        ):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, f"<{assignment} {cell.id}>", "exec"), names)
    return found


def parts_of(key: str, cell: str, seed: int = SEED) -> list[Part]:
    """The parts of a check, judged for a cell in place of the exercise's own."""
    check = catalogue.find(key)
    plan = check.plan(seed)
    assignment, name = key.split("/")
    return judge(
        plan, rehearse([cell], plan, dict(namespaces(assignment)[name])), MISSING, check.remedy
    )


def diagnosed(key: str, cell: str, seed: int = SEED) -> str:
    """The name of the misconception that a cell's answers show, or an empty string."""
    check = catalogue.find(key)
    plan = check.plan(seed)
    assignment, name = key.split("/")
    answers = rehearse([cell], plan, dict(namespaces(assignment)[name]))
    parts = judge(plan, answers, MISSING, check.remedy)
    wrong = [
        part.failure.question
        for part in parts
        if part.failure and part.failure.question is not None
    ]
    found = diagnose(check, plan, answers, wrong, Course(ROOT).load(assignment).definitions)
    return found.name if found else ""


def visible_complaint(key: str, cell: str) -> str | None:
    """What an exercise's visible tests say of a cell; None where they pass."""
    assignment, name = key.split("/")
    names = dict(namespaces(assignment)[name])
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(cell, "<answer>", "exec"), names)
            exec(
                compile(_visible_tests(assignment)[f"test-{name}"], "<visible tests>", "exec"),
                names,
            )
        except Exception as error:  # a wrong answer may raise anything
            return f"{type(error).__name__}: {error}"
    return None


@cache
def _visible_tests(assignment: str) -> dict[str, str]:
    release = Course(ROOT).load(assignment).release
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in release.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }


def failures(parts: list[Part]) -> list[str]:
    """Why points are lost: empty where none are."""
    return [f"[{part.name}] {part.failure}" for part in parts if part.failure]
