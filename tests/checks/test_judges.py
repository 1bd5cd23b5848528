"""What courses ask besides tensors, put to a student's process, and what the student is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from autograder.checks.check import Ask, Check
from autograder.checks.draw import Draw
from autograder.checks.judging import Answer, judge
from autograder.checks.questions import Student
from autograder.grading.ask import rehearse
from autograder.student.process import StudentProcess
from tests.checks.asking import MISSING, told


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
        student.call("doubled", np.arange(3), {1, 2}).equals(np.array([0, 2, 4]))

    cell = (
        "def table():\n"
        "    return pd.DataFrame({'day': pd.to_datetime(['2026-01-02', None]), 'n': [1, 2]})\n"
        "def column():\n    return table()['n']\n"
        "def array():\n    return np.array([0, 1, 2])\n"
        "def nested():\n    return {'a': [1, {3, 2}], 'b': (None, 'x')}\n"
        "def doubled(values, chosen):\n    assert chosen == {2, 1}\n    return values * 2"
    )
    assert told(process, cell, ask) == [""]


def greeting(student: Student, draw: Draw) -> None:
    student.call("greet", "Ada").is_text("Hello, Ada")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return f'hello,  {name}\\n'", ""),
        (
            "print('Hello, Ada')",
            "greet('Ada'): Expected a str, but got None. Your function printed something: "
            "print only shows a value, return hands it over.",
        ),
        ("pass", "greet('Ada'): Expected a str, but got None. Did you forget the return?"),
        (
            "print('trying'); return 'Hello, Eve'",
            "greet('Ada'): You got 'Hello, Eve', which is not right. "
            "It first differs at character 8: “Eve”.",
        ),
    ],
)
def test_a_text_is_asked_for_and_print_is_no_return(
    process: StudentProcess, body: str, message: str
) -> None:
    assert told(process, f"def greet(name):\n    {body}", greeting) == [message]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("self.rate, self.steps = 0.1, [3]", ""),
        ("self.rate, self.steps, self.print = 0.1, [3], print", ""),
        (
            "self.rate = 0.1",
            "Config(): There is no attribute 'steps': you got a Config: <Config>. "
            "Look at the spelling; in __init__, self.… = … sets an attribute.",
        ),
        (
            "self.rate, self.steps = 0.1, [4]",
            "Config(): Attribute steps: At [0]: You got 4, which is not right.",
        ),
    ],
)
def test_attributes_of_an_object_are_compared(
    process: StudentProcess, body: str, message: str
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.call("Config").attributes(rate=0.1).attributes(steps=[3])

    cell = (
        "class Config:\n    __repr__ = lambda self: '<Config>'\n"
        f"    def __init__(self):\n        {body}"
    )
    assert told(process, cell, ask) == [message]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("import types\npoint = types.SimpleNamespace(x=1, y=[2])", ""),
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass Point:\n    x: int\n"
            "    y: list\npoint = Point(1, [2])",
            "",
        ),
        (
            "point = None",
            "point: There is no attribute 'x': you got None. Did you forget the return?",
        ),
        (
            "class Point:\n    y = [2]\n    @property\n    def x(self): return 1 / 0\npoint = "
            "Point()",
            "point: raised ZeroDivisionError at “def x(self): return 1 / 0”: division by zero",
        ),
    ],
)
def test_attributes_of_a_name_are_compared(
    process: StudentProcess, cell: str, message: str
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.value("point").passes(lambda got: None).attributes(x=1, y=[2])

    assert told(process, cell, ask) == [message]


def printing(student: Student, draw: Draw) -> None:
    student.call("greet", "Ada").printed("Hello, Ada")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("print('Hello,', name)", ""),
        ("sys.stdout.write('Hello,\\n' + name); return 5", ""),
        ("sys.stdout = sys.__stdout__; sys.stdout = io.StringIO(); print('Hello')", None),
        (
            "return 'Hello, ' + name",
            "greet('Ada'): Nothing was printed. "
            "Use print: return hands a value over, and shows nothing.",
        ),
        (
            "if name == 'Eve': print('Hello')",
            "greet('Ada'): Nothing was printed. "
            "Look for the print: it is never reached, or prints nothing.",
        ),
        (
            "print('Hello, Eve')",
            "greet('Ada'): You printed 'Hello, Eve\\n', which is not right. "
            "It first differs at character 8: “Eve”.",
        ),
        (
            "print('Hello'); sys.stdout.close()",
            "greet('Ada'): raised ValueError: I/O operation on closed file",
        ),
    ],
)
def test_what_a_call_prints_is_compared(
    process: StudentProcess, body: str, message: str | None
) -> None:
    (said,) = told(process, f"import io, sys\ndef greet(name):\n    {body}", printing)

    if message is None:
        assert said.startswith("greet('Ada'): Nothing was printed.")
    else:
        assert said == message


def test_printing_is_heard_whatever_the_notebook_did_with_its_output(
    process: StudentProcess,
) -> None:
    cell = "import io, sys\nsys.stdout = io.StringIO()\ndef greet(name): print('Hello,', name)"
    with StudentProcess() as another:
        assert told(another, cell, printing) == [""]
    assert told(process, "def greet(name): print('Hello,', name)", printing) == [""]


def test_printing_is_heard_in_a_rehearsal_too() -> None:
    questions = Check(printing, "").questions(1)
    answers = rehearse(["def greet(name): print('Hello,', name)"], questions)

    assert judge(questions, answers, MISSING)[0].failure is None


def test_a_result_may_be_asked_for_beside_what_is_printed(process: StudentProcess) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.call("f").equals(5).printed(re.compile("five|5"))

    assert told(process, "def f():\n    print('five')\n    return 5", ask) == [""]
    assert told(process, "def f():\n    print('six')\n    return 5", ask) != [""]
    assert told(process, "def f():\n    print('five')\n    return 6", ask) != [""]


PLOT = """def plot(values):
    figure, ax = plt.subplots()
    ax.plot(range(len(values)), values, label="loss")
    ax.set_title("Training"); ax.set_xlabel("epoch"); ax.legend()
    {ending}"""


def of_losses(student: Student, draw: Draw) -> None:
    student.figure("plot", [3, 2, 1]).shows(
        title="training", xlabel="epoch", legend=["loss"], lines=[([0, 1, 2], [3, 2, 1])]
    )


@pytest.mark.parametrize(
    ("ending", "message"),
    [
        *(
            (f"return {made}", "")
            for made in ("figure", "ax", "None", "[figure, [ax]]", "ax.lines")
        ),
        ("plt.show()", ""),
        ("return np.array([[ax]])", ""),
        (
            "ax.set_title(''); return figure",
            "The title is missing. plt.title(…) or ax.set_title(…) sets it.",
        ),
        (
            "ax.set_xlabel('Epochs'); return figure",
            "The xlabel is 'Epochs', which is not right. "
            "It goes on for too long, from character 6 on: “s”.",
        ),
        (
            "ax.plot([0], [0]); return figure",
            "Expected 1 line, but there are 2. Each call of plot draws one.",
        ),
        (
            "ax.lines[0].set_ydata([3, 2, 2]); return figure",
            "Of the y values of line 1: 1 of 3 values differ, the first at index [2]: yours is 2. "
            "The x values come first, then the y values.",
        ),
        (
            "ax.lines[0].set_data([0, 1], [3, 2]); return figure",
            "Expected 3 x values of line 1, but there are 2.",
        ),
        (
            "ax.get_legend().remove(); return figure",
            "There is no legend. Give each line a label=…, then call legend().",
        ),
        ("ax.legend(['cost']); return figure", "The legend's entry 'cost' is not right."),
        (
            "plt.close('all')",
            "Expected a figure, but nothing was drawn. Draw with plt.plot or with the methods "
            "of an Axes, and return the figure.",
        ),
        (
            "plt.close('all'); return 5",
            "Expected a figure, but got the int 5. Draw with plt.plot or with the methods of "
            "an Axes, and return the figure.",
        ),
        (
            "figure.add_subplot(); return figure",
            "Expected 1 plot in the figure, but there are 2. plt.subplots(rows, columns) makes "
            "several.",
        ),
        ("return 1 / 0", "raised ZeroDivisionError at “return 1 / 0”: division by zero"),
    ],
)
def test_what_a_figure_shows_is_compared(
    process: StudentProcess, ending: str, message: str
) -> None:
    (said,) = told(process, PLOT.format(ending=ending), of_losses)

    assert said == (f"plot([3, 2, 1]): {message}" if message else "")


def test_a_figure_that_is_the_value_of_a_name_is_compared_and_stays(
    process: StudentProcess,
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.figure("chart").shows(axes=2, title=re.compile("counts?"), bars=[3, 1])
        student.figure("chart").shows(axes=2, place=1, images=[(2, 3)])

    cell = (
        "plt.close('all')\nchart, (left, right) = plt.subplots(1, 2)\nleft.bar(['a', 'b'], [3, "
        "1])\n"
        "left.set_title('count')\nchart.colorbar(right.imshow(np.zeros((2, 3))))"
    )
    assert told(process, cell, ask) == [""]
    assert process.run("assert chart.axes[0].get_title() == 'count'", 10).ended == "ok"
    assert told(process, "chart = 5", ask) == [
        "chart: Expected a figure, but got the int 5. "
        "Draw with plt.plot or with the methods of an Axes, and return the figure."
    ]


def test_a_figure_is_closed_and_those_of_the_notebook_are_neither_drawn_in_nor_closed(
    process: StudentProcess,
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        for last in (1, 2):
            student.figure("plot", last).shows(lines=[([0, 1], [0, last])])

    cell = "def plot(last):\n    plt.plot([0, last])\nplt.close('all')\n_hold = plt.figure(7)"
    with StudentProcess(boxed=False) as another:
        another.run("import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt", 60)
        assert told(another, cell, ask) == [""]
        assert another.run("assert plt.get_fignums() == [7] and not _hold.axes", 10).ended == "ok"
    assert told(process, cell, ask) == [""]


def test_lines_are_right_in_any_order_and_missing_points_are_points(
    process: StudentProcess,
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        nan = float("nan")
        student.figure("plot").shows(
            lines=[(torch.arange(2), np.array([0.5, nan])), ([0, 1], [1, 0])], legend=["a", "b"]
        )

    body = "plt.plot([1, 0], label='B'); plt.plot([0.5, np.nan], label='A'); plt.legend()"
    assert told(process, f"def plot():\n    {body}", ask) == [""]


def adds(student: Student, draw: Draw) -> None:
    student.call("add", torch.ones(2), np.ones(2)).passes(lambda got: None)


def test_a_call_that_nothing_new_is_asked_of_travels_as_ever() -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.call("f", 1).is_integer(1)
        student.value("x").is_integer(1)

    call, value = Check(ask, "").questions(1).asked

    assert call.inputs == {"name": "f", "args": [1], "kwargs": {}}
    assert value.inputs == {"name": "x"}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {"result": 1},
        {"result": 1, "arguments": []},
        {"result": 1, "arguments": [torch.ones(2)]},
        {"result": 1, "arguments": [torch.ones(2), np.ones(2), 3]},
        {"result": 1, "arguments": [torch.ones(2), np.ones(2)], "printed": ""},
        {"result": 1, "arguments": [torch.ones(2), [1.0, 1.0]]},
        {"result": 1, "arguments": [torch.ones(2), np.zeros(2)]},
        {"result": 1, "arguments": [torch.ones(1), np.ones(2)]},
        {"result": 1, "arguments": ["", np.ones(2)]},
    ],
)
def test_a_forged_answer_to_a_call_is_a_failure_and_no_error_of_the_grader(answer: Any) -> None:
    (part,) = judge(Check(adds, "").questions(1), [Answer(answer)], MISSING)

    assert part.failure and part.failure.kind == "failed"


@pytest.mark.parametrize(
    "answer", [5, {"value": 5}, {"attributes": 5}, {"value": 5, "attributes": 5}]
)
def test_a_forged_answer_of_attributes_is_a_failure(answer: Any) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.value("x").attributes(y=1)

    (part,) = judge(Check(ask, "").questions(1), [Answer(answer)], MISSING)

    assert part.failure and part.failure.kind == "failed"


def asks_a_lambda(student: Student, draw: Draw) -> None:
    student.ask(lambda notebook: notebook.x, "x")


def asks_too_much(student: Student, draw: Draw) -> None:
    def probe(notebook: Any) -> Any:
        return notebook.x

    student.ask(probe, "x", size=3)


def asks_with_a_table(student: Student, draw: Draw) -> None:
    student.call("f", pd.DataFrame())


def looks_at_no_axes(student: Student, draw: Draw) -> None:
    student.figure("f").shows(axes=2, place=2)


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (asks_a_lambda, "can't travel: a probe is a top-level function"),
        (asks_too_much, "unexpected keyword argument 'size'"),
        (asks_with_a_table, "a table can't be sent"),
        (looks_at_no_axes, "there is no place 2 among 2 axes"),
    ],
)
def test_what_can_not_be_asked_is_an_error_where_it_is_asked(ask: Ask, error: str) -> None:
    with pytest.raises((TypeError, ValueError), match=error):
        Check(ask, "").questions(1)
