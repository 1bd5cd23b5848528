"""An error that a probe's author made is the grader's fault; one that a student made is theirs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from autograder.checks.check import Ask, Check
from autograder.checks.draw import Draw
from autograder.checks.judging import Answer, ProbeFault, judge
from autograder.checks.probes import students_code
from autograder.checks.questions import Student
from autograder.grading.ask import answers_of
from autograder.student.process import StudentProcess
from tests.checks.asking import MISSING, told


@pytest.fixture(scope="module")
def process() -> Iterator[StudentProcess]:
    with StudentProcess() as process:
        process.run("import torch", 60)
        yield process


def careless(notebook: Any) -> Any:
    loss = notebook.f()
    return loss["a"]


def careful(notebook: Any) -> Any:
    loss = notebook.f()
    with students_code():
        return loss["a"]


def through_a_model(notebook: Any) -> Any:
    layer = notebook.f()
    return layer(torch.ones(5))


def calling_back(notebook: Any) -> Any:
    def square(value: float) -> Any:
        return value * value["no number"]

    return notebook.f(square)


def of_a_name_that_is_not_there(notebook: Any, size: int = len(dir())) -> Any:
    return notebook.f() + sise  # type: ignore[name-defined]  # noqa: F821


def asking(probe: Callable[..., Any]) -> Ask:
    def ask(student: Student, draw: Draw) -> None:
        student.ask(probe, "f()").is_integer(1)

    return ask


def line_of(probe: Callable[..., Any], text: str) -> int:
    lines = inspect.getsource(probe).splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("cell", "probe", "text", "error"),
    [
        ("def f(): return {}", careless, 'return loss["a"]', "KeyError: 'a'"),
        (
            "def f(): return 1",
            careless,
            'return loss["a"]',
            "TypeError: 'int' object is not subscriptable",
        ),
        (
            "def f(): return 1",
            of_a_name_that_is_not_there,
            "return notebook.f() + sise  # type: ignore[name-defined]  # noqa: F821",
            "NameError: name 'sise' is not defined",
        ),
    ],
)
def test_an_error_of_a_probes_own_is_the_graders_fault_and_names_its_line(
    process: StudentProcess, cell: str, probe: Callable[..., Any], text: str, error: str
) -> None:
    with pytest.raises(ProbeFault) as fault:
        told(process, cell, asking(probe))

    where = f"probe {probe.__name__}, line {line_of(probe, text)}"
    assert str(fault.value) == f"its check broke ({where}, “{text}”: {error})"


@pytest.mark.parametrize(
    ("cell", "probe", "message"),
    [
        ("def f(): return {}", careful, "f(): raised KeyError: 'a'"),
        ("def f(): return 1 / 0", careless, "f(): raised ZeroDivisionError at “def f(): return 1"),
        ("f = None\ndel f", careless, "f(): raised NameError: name 'f' is not defined"),
        (
            "def f(): return torch.nn.Linear(2, 3)",
            through_a_model,
            "f(): raised RuntimeError: mat1 and mat2 shapes cannot be multiplied",
        ),
        (
            "def f(square): return square(3)",
            calling_back,
            "f(): raised TypeError at “def f(square): return square(3)”",
        ),
        (
            "class Odd(dict):\n    def __getitem__(self, key): raise OSError('mine')\n"
            "def f(): return Odd()",
            careless,
            "f(): raised OSError at “def __getitem__(self, key): raise OSError('mine')”: mine",
        ),
        (
            "def f(): raise SystemExit",
            careless,
            "f(): called exit.",
        ),
    ],
)
def test_an_error_of_the_students_stays_theirs(
    process: StudentProcess, cell: str, probe: Callable[..., Any], message: str
) -> None:
    (said,) = told(process, cell, asking(probe))

    assert said.startswith(message)


@pytest.mark.parametrize("line", [-5, 0, 1, 5, 10**9, True, "2", None])
def test_a_line_that_the_probe_has_not_is_not_believed(line: Any) -> None:
    error = {"type": "KeyError", "message": "forged", "probe_line": line}

    (part,) = judge(
        Check(asking(careless), "").questions(1),
        answers_of({"answers": [{"error": error}]}, 1),
        MISSING,
    )

    assert str(part.failure) == "f(): raised KeyError: forged"


def test_type_and_message_of_a_fault_are_cut_to_length() -> None:
    error = {"type": "E" * 500, "message": "y\n" * 5_000, "probe_line": 3}
    (answer,) = answers_of({"answers": [{"error": error}]}, 1)

    with pytest.raises(ProbeFault) as fault:
        judge(Check(asking(careless), "").questions(1), [answer], MISSING)

    assert len(str(fault.value)) < 400 and "\n" not in str(fault.value)


def test_an_answer_that_a_judge_stumbles_over_is_none_that_can_be_judged() -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.value("x").passes(lambda got: got["no dict"])

    (part,) = judge(Check(ask, "").questions(1), [Answer(value=3)], MISSING)

    assert part.failure and part.credit == 0
    assert part.failure.fact == "The answer did not come back in a form that can be judged."
    assert part.failure.stumbled == "TypeError: 'int' object is not subscriptable"
