"""Put this course's checks to cells that can be trusted, in this process."""

from __future__ import annotations

import contextlib
import copy
import io
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import torch

from autograder.checks.judged import Failure, Kind, Part
from autograder.checks.judging import Answer, judge
from autograder.checks.questions import Questions
from autograder.course.layout import Course
from autograder.course.release import solved
from autograder.grading.ask import rehearse
from autograder.grading.cells import marks_of
from autograder.grading.diagnose import diagnose
from autograder.grading.exercises import BUILT_IN, ExerciseFiles, ExerciseFolder, Misconception
from tests.helpers import ROOT

ASSIGNMENTS = sorted(path.name for path in BUILT_IN.iterdir() if path.is_dir())
FILES = ExerciseFiles.of_folder(BUILT_IN, ASSIGNMENTS)
KEYS = [key for assignment in ASSIGNMENTS for key in FILES.keys(assignment)]
"""Every exercise of this course."""

SEED = 7
MISSING = Failure("", "There was no answer.", "", Kind.ERROR)

SHORT = 6
"""Epochs that the bank trains where a notebook says how many."""

AT_GRADING = {
    "NBGRADER_EXECUTION": "autograde",
    "MPLBACKEND": "Agg",
    # The digits, also where MNIST could be fetched: the same on every machine, and no waiting for
    # a network.
    "COURSE_DATA": str(ROOT / "build/offline"),
    "MNIST": "",
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
}
"""Environment in which notebooks run as they do when they are graded.

Trainings are short, and pictures go nowhere.
"""


def exercise(key: str) -> ExerciseFolder:
    """Load the folder of an exercise."""
    return FILES.load(key)


def misconception(key: str, name: str) -> Misconception:
    """Return a misconception of an exercise."""
    (found,) = (one for one in exercise(key).misconceptions if one.name == name)
    return found


def questions_of(key: str, seed: int) -> Questions:
    """Return what an exercise's check asks."""
    namespaces(key.split("/", maxsplit=1)[0])  # whose data cell has made the data, if it has one
    return exercise(key).check.questions(seed, Path(AT_GRADING["COURSE_DATA"]))


@cache
def namespaces(assignment: str) -> dict[str, dict[str, Any]]:
    """Return the names that each exercise's cell finds: those of the cells before it.

    These are solutions and no tests.
    """
    loaded = Course(ROOT).load(assignment)
    source, checked = loaded.source, {one.name for one in loaded.exercises if one.folder}
    fillings = Course(ROOT).fillings(assignment, loaded.files)
    names: dict[str, Any] = {"__name__": "__main__"}
    found: dict[str, dict[str, Any]] = {}
    for cell, original in zip(solved(source, fillings).cells, source.cells, strict=True):
        marks = marks_of(original)
        if marks.solution:
            found[marks.grade_id] = dict(names)
        if "EPOCHS" in names:
            names["EPOCHS"] = SHORT
        if found.keys() >= checked:
            break  # what follows the last exercise trains for nobody
        if (
            cell.cell_type == "code"
            and not marks.grade
            and "skip-execution" not in cell.metadata.get("tags", [])
        ):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, f"<{assignment} {cell.id}>", "exec"), names)
    return found


def names_before(key: str) -> dict[str, Any]:
    """Return the names that an exercise's cell finds, with models of its own.

    What one cell trains is not trained for the next.
    """
    assignment, name = key.split("/")
    names = namespaces(assignment)[name]
    models = {
        word: value
        for word, value in names.items()
        if isinstance(value, torch.nn.Module | torch.optim.Optimizer)
    }
    return names | copy.deepcopy(models)


@lru_cache(maxsize=2_000)
def _answered(key: str, cell: str, seed: int) -> tuple[Questions, list[Answer], list[Part]]:
    torch.manual_seed(seed)  # for what an answer draws on its own
    check = exercise(key).check
    questions = questions_of(key, seed)
    answers = rehearse([cell], questions, names_before(key))
    return questions, answers, judge(questions, answers, MISSING, check.remedy)


def parts_of(key: str, cell: str, seed: int = SEED) -> list[Part]:
    """Judge a cell in place of the exercise's own: the parts of its check."""
    return _answered(key, cell, seed)[2]


def diagnosed(key: str, cell: str, seed: int = SEED) -> str:
    """Return the name of the misconception that a cell's answers show, or an empty string."""
    questions, answers, parts = _answered(key, cell, seed)
    assignment, name = key.split("/")
    loaded = Course(ROOT).load(assignment)
    solution = loaded.solutions[name].source
    found = diagnose(
        exercise(key), questions, answers, parts, loaded.definitions, solution=solution
    )
    return found.name if found else ""


def visible_complaint(key: str, cell: str) -> str | None:
    """Return what an exercise's visible tests say of a cell; None where they pass."""
    assignment, name = key.split("/")
    names = names_before(key)
    tests = _visible_tests(assignment)[f"test-{name}"]
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(cell, "<answer>", "exec"), names)
            exec(compile(tests, "<visible tests>", "exec"), names)
        except Exception as error:  # a wrong answer may raise anything
            return f"{type(error).__name__}: {error}"
    return None


@cache
def _visible_tests(assignment: str) -> dict[str, str]:
    release = Course(ROOT).load(assignment).release
    return {
        marks_of(cell).grade_id: cell.source for cell in release.cells if marks_of(cell).is_test
    }


def failures(parts: list[Part]) -> list[str]:
    """Say why points are lost; nothing where none are."""
    return [f"[{part.name}] {part.failure}" for part in parts if part.failure]
