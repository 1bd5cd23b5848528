"""Memory that was never written makes an answer wrong, in the same way each time."""

from __future__ import annotations

import copy
import math

import pytest
import torch

from autograder.checks.judging import Answer
from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of
from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.grading.settings import Settings
from autograder.grading.status import Status
from autograder.grading.unwritten import UNWRITTEN, reads_unwritten
from autograder.student.inside.wire import encode
from autograder.student.process import StudentProcess
from autograder.student.warm import Forkserver
from tests.helpers import make_course

pytestmark = pytest.mark.alone

RESERVED = (
    *("torch.empty(3, 2)", "torch.Tensor(2, 3)", "torch.FloatTensor(4)", "torch.zeros(1).new(3)"),
    *("torch.ones(1).new_empty(3)", "torch.empty_like(torch.ones(2))", "torch.empty(400, 400)"),
    *("torch.empty_strided((2, 2), (2, 1))", "torch.zeros(0).resize_(3)", "np.empty(4)"),
    *("torch.empty(3, dtype=torch.int64)", "np.empty((400, 400))", "np.empty_like(np.ones(3))"),
    *("np.empty(5, dtype=np.int16)", "np.empty(3, dtype=bool)", "torch.empty(3, dtype=torch.bool)"),
)

WRITES_ALL = ("torch.zeros(1, rows, columns)", "torch.empty(1, rows, columns)")
ADDS_UP = ("output[0, i, j] =", "output[0, i, j] +=")
"""Texts of the right answer, and what stands in their place."""


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return make_course(tmp_path_factory.mktemp("course")).load("04-convolution")


def graded(assignment: Assignment, *changes: tuple[str, str]) -> list[Result]:
    """Grade the right answers with some changes, four times, each under another forkserver."""
    notebook = copy.deepcopy(assignment.source)
    (cell,) = (cell for cell in notebook.cells if marks_of(cell).grade_id == "manual-conv")
    for before, after in changes:
        assert before in cell.source
        cell.source = cell.source.replace(before, after)
    results = []
    for _ in range(4):
        Forkserver.running().stop()  # another one's memory holds other things
        results.append(grade(assignment, notebook, "ada", Settings(b"a secret")))
    return results


def shown(code: str) -> str:
    with StudentProcess() as process:
        process.run("import numpy as np, torch\njunk = [torch.rand(n) for n in (3, 10, 5000)]", 30)
        process.run("del junk", 10)
        return "".join(output.get("text", "") for output in process.run(code, 30).outputs)


def test_reserved_memory_holds_the_same_whatever_was_there() -> None:
    each = "\n".join(f"show({reserved})" for reserved in RESERVED)
    text = shown(f"def show(x): print({{str(one) for one in x.flatten().tolist()}})\n{each}")

    assert text.splitlines() == [
        "{'True'}"
        if "bool" in reserved
        else f"{{'{2**63 - 1 if '64' in reserved else 2**15 - 1}'}}"
        if "int" in reserved
        else "{'nan'}"
        for reserved in RESERVED
    ]


def test_what_a_notebook_switches_off_is_on_again_for_the_questions() -> None:
    probe = "def ask(notebook):\n    return torch.empty(2).isnan().all().item()"
    with StudentProcess() as process:
        process.run("import torch\nstart = torch.empty(2)", 30)
        process.run("torch.use_deterministic_algorithms(False)", 10)
        reply = process.ask({"probes": {"ask": probe}, "questions": [["ask", "", encode({})]]}, 20)

    assert reply.reply["answers"][0] == {"value": encode(True)}


def test_code_that_reserves_nothing_is_not_slowed_down() -> None:
    assert shown("print(torch.are_deterministic_algorithms_enabled())").strip() == "False"


def test_the_same_file_has_the_same_points_four_times_and_is_told_why(
    assignment: Assignment,
) -> None:
    results = graded(assignment, WRITES_ALL, ADDS_UP)

    (same,) = {
        tuple((v.exercise, v.score, v.status, v.message) for v in result.verdicts)
        for result in results
    }
    (verdict,) = (v for v in results[0].verdicts if v.exercise == "manual-conv")
    assert same and verdict.score == 0
    assert (verdict.misconception, verdict.explanation) == (UNWRITTEN.name, UNWRITTEN.sentence)


def test_memory_that_is_reserved_and_wholly_written_costs_nothing(assignment: Assignment) -> None:
    result = graded(assignment, WRITES_ALL)[0]

    assert all(v.status in (Status.PASSED, Status.UNGRADED) for v in result.verdicts)


@pytest.mark.parametrize(
    ("code", "value", "found"),
    [
        ("torch.empty(2)", torch.tensor([1.0, float("nan")]), True),
        ("torch.empty(2)", [1, {"a": float("nan")}], True),
        ("torch.empty(2)", torch.tensor([2**63 - 1]), True),
        ("torch.empty(2)", torch.tensor([1.0, float("inf")]), False),
        ("torch.empty(2)", torch.tensor([1.0]), False),
        ("transforms.ToTensor()", torch.tensor([float("nan")]), False),
        ("torch.zeros(2)", torch.tensor([float("nan")]), False),
        ("torch.empty(2)", torch.tensor([0, 255], dtype=torch.uint8), False),
        ("torch.empty(2)", {"result": torch.ones(1), "args": [torch.tensor(math.nan)]}, False),
        ("torch.empty(2)", {"result": torch.tensor(math.nan), "args": []}, True),
    ],
)
def test_unwritten_memory_is_found_where_it_was_reserved_and_shows(
    code: str, value: object, found: bool
) -> None:
    assert reads_unwritten(["x = 1", code], [Answer(value=value)]) is found
