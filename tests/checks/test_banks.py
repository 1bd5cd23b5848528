"""Every check holds both ways: right answers of every make earn all points, every misconception loses some."""

from __future__ import annotations

import pkgutil
import warnings
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import pytest

import tests.answers
from autograder.checks import catalogue
from autograder.checks.exercise import Failure, Part, judge
from autograder.course.layout import Course
from autograder.course.release import solved
from autograder.grading.ask import rehearse
from tests.answers import RIGHT
from tests.helpers import ROOT

for module in pkgutil.iter_modules(tests.answers.__path__):
    import_module(f"tests.answers.{module.name}")

SEED = 7
MISSING = Failure("", "There was no answer.", "", "error")
KEYS = catalogue.keys()


@pytest.fixture(autouse=True)
def at_grading(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Notebooks run as they do when they are graded: trainings are short, and pictures go nowhere."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("MPLBACKEND", "Agg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning in a notebook's code costs nothing
        yield


@cache
def namespaces(assignment: str) -> dict[str, dict[str, Any]]:
    """For each exercise, the names that its cell finds: those of the cells before it, solutions and no tests."""
    source = solved(Course(ROOT).load(assignment).source, {})
    names: dict[str, Any] = {"__name__": "__main__"}
    found = {}
    for cell, original in zip(source.cells, Course(ROOT).load(assignment).source.cells, strict=True):
        marks = original.metadata.get("nbgrader", {})
        if marks.get("solution"):
            found[marks["grade_id"]] = dict(names)
        if cell.cell_type == "code" and not marks.get("grade") and "skip-execution" not in cell.metadata.get("tags", []):
            exec(compile(cell.source, f"<{assignment} {cell.id}>", "exec"), names)
    return found


def parts_of(key: str, cell: str) -> list[Part]:
    check = catalogue.find(key)
    plan = check.plan(SEED)
    assignment, name = key.split("/")
    return judge(plan, rehearse([cell], plan, dict(namespaces(assignment)[name])), MISSING, check.remedy)


def failures(parts: list[Part]) -> list[str]:
    return [f"[{part.name}] {part.failure}" for part in parts if part.failure]


@pytest.mark.parametrize("key", KEYS)
def test_every_right_answer_earns_all_points(key: str):
    wrongly_judged = {name: failures(parts_of(key, cell)) for name, cell in RIGHT[key].items()}

    assert len(RIGHT[key]) >= 3, "an exercise needs right answers of different make"
    assert {name: said for name, said in wrongly_judged.items() if said} == {}


@pytest.mark.parametrize("key", KEYS)
def test_every_misconception_loses_points(key: str):
    misconceptions = catalogue.find(key).misconceptions
    unnoticed = [m.name for m in misconceptions if not failures(parts_of(key, m.cell))]

    assert misconceptions, "an exercise needs misconceptions, or nothing shows that its check catches anything"
    assert unnoticed == []


@pytest.mark.parametrize("key", KEYS)
def test_no_check_gives_points_for_nothing(key: str):
    parts = parts_of(key, "")

    assert parts
    assert [part.name for part in parts if part.failure is None] == []


@pytest.mark.parametrize("key", KEYS)
def test_every_misconception_has_a_name_of_its_own_and_a_sentence(key: str):
    misconceptions = catalogue.find(key).misconceptions

    assert len({m.name for m in misconceptions}) == len(misconceptions)
    assert [m.name for m in misconceptions if len(m.sentence) < 20 or m.sentence[-1] not in ".?!)"] == []


def test_every_answer_of_the_bank_belongs_to_a_check():
    assert set(RIGHT) <= set(KEYS)
