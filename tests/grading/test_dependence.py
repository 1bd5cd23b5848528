"""An exercise that fails only because of another one that it uses has its points."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.grading.assignment import Assignment
from autograder.grading.dependence import defined_below, used_by
from autograder.grading.grade import grade
from autograder.grading.names import names_used
from autograder.grading.rebuild import rebuild
from autograder.grading.settings import Settings
from autograder.grading.verdicts import Verdict
from tests.conftest import Submit

WRONG_SIZE = "def conv_output_size(size, kernel, stride=1, padding=0):\n    return size - kernel"
TABLE = """
cases = [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]
feature_table = [entry(*case) for case in cases]
"""
HELPER = """
def entry(size, kernel, stride, padding):
    positions = conv_output_size(size, kernel, stride, padding)
    return {"output_size": positions, "features": positions**2}
"""
SIZE_BY_HELPER = """
def conv_output_size(size, kernel, stride=1, padding=0):
    return count(size, kernel, stride, padding)
"""
STUB = "def conv_output_size(size, kernel, stride=1, padding=0):\n    raise NotImplementedError()"


def graded(
    assignment: Assignment, submit: Submit, answers: dict[str, str], settings: Settings
) -> dict[str, Verdict]:
    result = grade(assignment, submit(assignment, answers), "ada", settings)
    return {verdict.exercise: verdict for verdict in result.verdicts}


@pytest.mark.parametrize("other", [WRONG_SIZE, STUB], ids=["wrong", "not attempted"])
def test_right_with_the_right_answer_in_the_others_place_is_right_and_says_why_it_failed(
    convolution: Assignment, submit: Submit, settings: Settings, other: str
) -> None:
    answers = {"output-size": other, "feature-table": HELPER + TABLE}

    found = graded(convolution, submit, answers, settings)

    assert found["output-size"].score != found["output-size"].max_score
    assert found["feature-table"].score == found["feature-table"].max_score
    assert found["feature-table"].message == (
        "Full points: your own code is right. It fails only because it uses output-size, "
        "which is not right yet."
    )


def test_wrong_with_the_right_answer_in_the_others_place_is_wrong(
    convolution: Assignment, submit: Submit, settings: Settings
) -> None:
    wrong = HELPER.replace("positions**2", "4 * positions") + TABLE
    answers = {"output-size": WRONG_SIZE, "feature-table": wrong}

    found = graded(convolution, submit, answers, settings)

    assert "Full points" not in found["feature-table"].message
    assert found["feature-table"].score != found["feature-table"].max_score


def test_who_does_not_use_the_other_is_not_judged_anew(
    convolution: Assignment, submit: Submit, settings: Settings
) -> None:
    answers = {"output-size": WRONG_SIZE, "feature-table": "feature_table = []"}

    found = graded(convolution, submit, answers, settings)

    assert found["feature-table"].score == 0


def test_what_an_answer_takes_from_the_right_one_is_not_told(
    convolution: Assignment, submit: Submit, settings: Settings
) -> None:
    spying = (
        "import inspect\n"
        "try:\n    seen = inspect.getsource(conv_output_size)\n"
        "except Exception:\n    seen = ''\n"
        "print(seen)\nfeature_table = [seen, conv_output_size]"
    )
    answers = {"output-size": WRONG_SIZE, "feature-table": spying}

    found = graded(convolution, submit, answers, settings)

    told = " ".join(v.message + v.explanation for v in found.values())
    assert "//" not in told
    assert "BEGIN SOLUTION" not in told


def test_what_is_used_by_a_helper_is_used(convolution: Assignment, submit: Submit) -> None:
    answers = {"feature-table": HELPER + TABLE}

    notebook = rebuild(convolution, submit(convolution, answers)).notebook

    assert used_by(convolution, notebook, "feature-table") == {"output-size"}


@pytest.mark.parametrize(
    ("source", "used"),
    [
        (
            "def f(image):\n    size = 2  # of the kernel\n    return helper(image, size)",
            {"helper"},
        ),
        ("class A(Base):\n    def f(self):\n        return make(self.helper)", {"Base", "make"}),
        ("%time answer = helper(image)", {"helper", "image"}),
        ("f = lambda x: [g(y) for y in x]", {"g"}),
        ("answer = helper(", {"answer", "helper"}),
    ],
)
def test_a_cell_uses_what_it_looks_up_in_the_notebook(source: str, used: set[str]) -> None:
    assert names_used(source) - {"get_ipython"} == used


MANUAL = """
def conv2d_manual(image, kernel, stride=1, padding=0, bias=0.0):
    padded = F.pad(image, (padding,) * 4)
    (height, width), (rows, columns) = image.shape[1:], kernel.shape[1:]
    result = torch.zeros(
        1,
        conv_output_size(height, rows, stride, padding),
        conv_output_size(width, columns, stride, padding),
    )
    for y in range(result.shape[1]):
        for x in range(result.shape[2]):
            top, left = y * stride, x * stride
            window = padded[:, top : top + rows, left : left + columns]
            result[0, y, x] = (window * kernel).sum() + bias
    return result
"""
CHANNELS = """
def conv2d_channels(images, kernels):
    return torch.stack([
        torch.cat([
            sum(conv2d_manual(channel[None], plane[None], bias=0.0)
                for channel, plane in zip(image, kernel))
            for kernel in kernels
        ])
        for image in images
    ])
"""


def test_what_is_right_but_for_another_keeps_its_own_code_where_a_third_one_uses_it(
    convolution: Assignment, submit: Submit, settings: Settings
) -> None:
    answers = {"output-size": STUB, "manual-conv": MANUAL, "channels": CHANNELS}

    found = graded(convolution, submit, answers, settings)

    assert "only because it uses output-size" in found["manual-conv"].message
    assert "only because it uses output-size" in found["channels"].message


BELOW = """
def entry(size, kernel, stride, padding):
    positions = count(size, kernel, stride, padding)
    return {"output_size": positions, "features": positions**2}


def count(size, kernel, stride, padding):
    return (size + 2 * padding - kernel) // stride + 1
"""
MOVE = "move that above this exercise, so that “Restart and Run All” works."


def with_cells_below(notebook: NotebookNode, *sources: str) -> NotebookNode:
    notebook.cells += [new_code_cell(source) for source in sources]
    return notebook


def test_right_but_for_a_helper_that_is_defined_further_down_is_right_and_says_why_it_failed(
    convolution: Assignment, submit: Submit, settings: Settings
) -> None:
    entry, count = BELOW.split("\n\n\n")
    answers = {"feature-table": TABLE, "output-size": SIZE_BY_HELPER}
    notebook = with_cells_below(submit(convolution, answers), count, entry)

    found = grade(convolution, notebook, "ada", settings)

    said = {verdict.exercise: verdict for verdict in found.verdicts}
    for name, helpers in (("feature-table", "count and entry are"), ("output-size", "count is")):
        assert said[name].score == said[name].max_score
        assert said[name].message == (
            "Full points: your own code is right. It fails only because "
            f"{helpers} defined further down: {MOVE}"
        )


def test_wrong_also_with_the_helper_that_is_defined_further_down_is_wrong(
    convolution: Assignment, submit: Submit, settings: Settings
) -> None:
    wrong = BELOW.replace("positions**2", "4 * positions")
    notebook = with_cells_below(submit(convolution, {"feature-table": TABLE}), wrong)

    found = grade(convolution, notebook, "ada", settings)

    (verdict,) = (one for one in found.verdicts if one.exercise == "feature-table")
    assert verdict.score != verdict.max_score
    assert "Full points" not in verdict.message


def test_a_helper_further_down_and_a_wrong_exercise_that_it_uses_are_both_told(
    convolution: Assignment, submit: Submit, settings: Settings
) -> None:
    answers = {"output-size": WRONG_SIZE, "feature-table": TABLE}
    notebook = with_cells_below(submit(convolution, answers), HELPER)

    found = grade(convolution, notebook, "ada", settings)

    (verdict,) = (one for one in found.verdicts if one.exercise == "feature-table")
    assert verdict.score == verdict.max_score
    assert verdict.message == (
        "Full points: your own code is right. It fails only because it uses output-size, which is "
        f"not right yet. Also, entry is defined further down: {MOVE}"
    )


def test_a_name_that_is_given_a_value_above_too_is_not_looked_for_further_down(
    convolution: Assignment, submit: Submit
) -> None:
    answers = {"feature-table": HELPER + TABLE}
    notebook = with_cells_below(submit(convolution, answers), HELPER, "unused = 1")

    assert defined_below(rebuild(convolution, notebook).notebook, "feature-table") == {}
