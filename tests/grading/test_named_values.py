"""A misconception is named whatever kind of value it returns."""

from __future__ import annotations

import pytest

from autograder.checks.check import Check
from autograder.checks.draw import Draw
from autograder.checks.judged import Failure, Part
from autograder.checks.questions import Student
from autograder.grading.ask import rehearse
from autograder.grading.definitions import Definitions
from autograder.grading.diagnose import diagnose
from autograder.grading.exercises import ExerciseFolder, Misconception

IMPORTS = "import numpy as np\nimport pandas as pd\n"


def ask(student: Student, draw: Draw) -> None:
    student.call("f").passes(lambda got: None)


@pytest.mark.parametrize(
    ("wrong", "other"),
    [
        ("np.array([1.0, np.nan])", "np.array([1.0, 2.0])"),
        ("np.array([1, 2])", "np.array([1.0, 2.0])"),
        ("np.array(['a', 'b'])", "np.array(['a', 'c'])"),
        ("np.array(['1'])", "np.array([1])"),
        ("np.zeros((2, 3))", "np.zeros((3, 2))"),
        ("{1, 2}", "{1, 3}"),
        ("{1}", "frozenset({1})"),
        ("pd.DataFrame({'a': [1, None]})", "pd.DataFrame({'a': [1, 2]})"),
        ("pd.Series([1, 2])", "pd.Series([1, 2], index=[1, 2])"),
    ],
)
def test_a_value_is_that_of_one_misconception_and_not_of_the_other(wrong: str, other: str) -> None:
    cells = {
        name: f"{IMPORTS}def f():\n    return {value}"
        for name, value in [("wrong", wrong), ("other", other)]
    }
    known = [Misconception(name, "A sentence.", cell) for name, cell in cells.items()]
    exercise = ExerciseFolder("00-none/none", "", known, {}, lambda: Check(ask, ""))
    questions = exercise.check.questions(1)

    for name, cell in cells.items():
        failed = (Failure("", "Not right.", "", question=0),)
        answers = rehearse([cell], questions)
        found = diagnose(exercise, questions, answers, [Part("", 1, failed, 0.0)], Definitions())

        assert found and found.name == name
