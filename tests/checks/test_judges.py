"""What courses ask besides tensors, put to a student's process: attributes, printing, figures, tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from autograder.checks.draw import Draw
from autograder.checks.questions import Student
from autograder.student.process import StudentProcess
from tests.checks.asking import told


@pytest.fixture(scope="module")
def process() -> Iterator[StudentProcess]:
    with StudentProcess() as process:
        process.run("import numpy as np, pandas as pd, matplotlib.pyplot as plt, torch", 60)
        yield process


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
