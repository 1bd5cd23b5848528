"""What courses ask besides tensors, put to a student's process: attributes, printing, figures, tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.checks.check import Ask, Check
from autograder.checks.draw import Draw
from autograder.checks.judging import Failure, ProbeFault, judge
from autograder.checks.probes import students_code
from autograder.checks.questions import Student
from autograder.grading.ask import answers_of, request_for
from autograder.student.process import StudentProcess

MISSING = Failure("", "There was no answer.", "", "error")


@pytest.fixture(scope="module")
def process() -> Iterator[StudentProcess]:
    with StudentProcess() as process:
        process.run("import numpy as np, pandas as pd, matplotlib.pyplot as plt, torch", 60)
        yield process


def told(process: StudentProcess, cell: str, ask: Ask) -> list[str]:
    """Return what a student with that cell is told, for each part; empty where it is right."""
    process.run(cell, 20)
    questions = Check(ask, "").questions(1)
    reply = process.ask(request_for(questions.asked), 20).reply
    parts = judge(questions, answers_of(reply, len(questions.asked)), MISSING)
    return [str(part.failure) if part.failure else "" for part in parts]


def test_tables_arrays_and_dicts_travel_and_are_compared(process: StudentProcess) -> None:
    table = pd.DataFrame({"day": pd.to_datetime(["2026-01-02", None]), "n": [1, 2]})

    def ask(student: Student, draw: Draw) -> None:
        student.call("table").equals(table)
        student.call("column").equals(table["n"])
        student.call("array").equals(np.arange(3.0))
        student.call("nested").equals({"a": [1, {2, 3}], "b": (None, "x")})

    cell = (
        "def table():\n"
        "    return pd.DataFrame({'day': pd.to_datetime(['2026-01-02', None]), 'n': [1, 2]})\n"
        "def column():\n    return table()['n']\n"
        "def array():\n    return np.array([0, 1, 2])\n"
        "def nested():\n    return {'a': [1, {3, 2}], 'b': (None, 'x')}"
    )
    assert told(process, cell, ask) == [""]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("self.rate, self.steps = 0.1, 3", ""),
        ("self.rate = 0.1", "Config(): The value that came back has no attribute 'steps'."),
        ("self.rate, self.steps = 0.2, 3", "Config(): Its attribute rate: You got 0.2"),
    ],
)
def test_attributes_of_an_object_are_compared(
    process: StudentProcess, body: str, message: str
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.call("Config").attributes(rate=0.1, steps=3)

    cell = f"class Config:\n    def __init__(self):\n        {body}"
    (said,) = told(process, cell, ask)

    assert said.startswith(message) and bool(said) == bool(message)


def test_attributes_of_a_name_are_compared(process: StudentProcess) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.value("point").attributes(x=1, y=[2])

    cell = "import types\npoint = types.SimpleNamespace(x=1, y=[2])"
    assert told(process, cell, ask) == [""]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("print('Hello,', name)", ""),
        ("return 'Hello, ' + name", "greet('Ada'): Nothing was printed. Use print for it"),
        ("print('Bye')", "greet('Ada'): You printed 'Bye\\n', which is not right."),
    ],
)
def test_what_a_call_prints_is_compared(process: StudentProcess, body: str, message: str) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.call("greet", "Ada").printed("Hello, Ada")

    (said,) = told(process, f"def greet(name):\n    {body}", ask)

    assert said.startswith(message) and bool(said) == bool(message)


PLOT = """def plot(values):
    figure, ax = plt.subplots()
    ax.plot(range(len(values)), values, label="loss")
    ax.set_title("Training"); ax.set_xlabel("epoch"); ax.legend()
    {ending}"""


@pytest.mark.parametrize(
    ("ending", "message"),
    [
        ("return figure", ""),
        ("return ax", ""),
        ("return None", ""),
        ("ax.set_title(''); return figure", "The title is missing. ax.set_title(…)"),
        (
            "ax.set_xlabel('Epochs'); return figure",
            "The xlabel: You got 'Epochs', which is not right.",
        ),
        ("ax.plot([0], [0]); return figure", "Expected 1 lines, but there are 2."),
        (
            "ax.lines[0].set_ydata([3, 2, 2]); return figure",
            "Of the y values of line 1: 1 of 3 values differ",
        ),
        ("ax.get_legend().remove(); return figure", "There is no legend."),
        (
            "plt.close('all'); return 5",
            "Expected a figure, but nothing was drawn; the call returned the int 5.",
        ),
    ],
)
def test_what_a_figure_shows_is_compared(
    process: StudentProcess, ending: str, message: str
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.figure("plot", [3, 2, 1]).shows(
            title="training", xlabel="epoch", legend=["loss"], lines=[([0, 1, 2], [3, 2, 1])]
        )

    (said,) = told(process, PLOT.format(ending=ending), ask)

    assert message in said and bool(said) == bool(message)


def careless(notebook: Any) -> Any:
    found = notebook.f()
    return found["missing"]


def careful(notebook: Any) -> Any:
    with students_code():
        found = notebook.f()
        return found["missing"]


def test_an_error_in_the_authors_probe_is_the_graders_fault_and_names_the_line(
    process: StudentProcess,
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.ask(careless, "f()").equals(1)

    where = r"the probe careless fails at .*test_judges.py, line \d+, “return found\[\"missing\"\]”"
    with pytest.raises(ProbeFault, match=where + ", with KeyError: 'missing'"):
        told(process, "def f():\n    return {}", ask)


@pytest.mark.parametrize(
    ("cell", "probe", "message"),
    [
        ("def f():\n    return {}", careful, "f(): raised KeyError: 'missing'"),
        ("def f():\n    return 1 / 0", careless, "f(): raised ZeroDivisionError at “return 1 / 0”"),
        ("del f", careless, "f(): raised NameError: name 'f' is not defined"),
        (
            "def f():\n    return torch.nn.Linear(2, 3)(torch.ones(5))",
            careless,
            "f(): raised RuntimeError",
        ),
    ],
)
def test_an_error_of_the_students_stays_theirs(
    process: StudentProcess, cell: str, probe: Any, message: str
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.ask(probe, "f()").equals(1)

    (said,) = told(process, cell, ask)

    assert said.startswith(message)


def test_what_the_students_process_says_of_a_probes_line_names_no_other_line() -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.ask(careless, "f()").equals(1)

    questions = Check(ask, "").questions(1)
    for line in (-5, 0, 10**9):
        error = {"type": "X", "message": "y" * 5_000, "probe_line": line}
        answers = answers_of({"answers": [{"error": error}]}, 1)
        with pytest.raises(ProbeFault) as raised:
            judge(questions, answers, MISSING)
        assert "careless" in str(raised.value) and len(str(raised.value)) < 600
