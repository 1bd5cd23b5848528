"""A check notes its questions and judges the answers: points for positive evidence alone, part by part."""

from __future__ import annotations

import pytest
import torch

from autograder.checks import catalogue
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.exercise import Answer, Exercise, Failure, Student, cell_of, judge
from autograder.checks.probes import read
from autograder.grading.ask import rehearse

MISSING = Failure("", "There was no answer.", "", "error")
ADD = "def add(a, b):\n    return a + b"


def parts_of(ask, cell: str, *, forbids: str = "") -> dict[str, Failure | None]:
    """Judge a cell by a check that is made of one function."""
    exercise = Exercise("00-none/none", ask, "", forbids, "Do it by hand.", 10)
    plan = exercise.plan(1)
    return {
        part.name: part.failure
        for part in judge(plan, rehearse([cell], plan, {"torch": torch}), MISSING, exercise.remedy)
    }


def adds(student: Student, draw: Draw) -> None:
    with student.part("whole numbers"):
        student.call("add", 2, 3).is_integer(5)
        student.call("add", -2, 2).is_integer(0)
    with student.part("tensors", share=3):
        a, b = draw.normal(2, 3), draw.normal(2, 3)
        student.call("add", a, b).matches(a + b)


def test_a_right_answer_has_no_failure_in_any_part():
    assert parts_of(adds, ADD) == {"whole numbers": None, "tensors": None}


def test_each_part_fails_for_itself_with_its_first_failure():
    failures = parts_of(
        adds, "def add(a, b):\n    return a + b if isinstance(a, torch.Tensor) else abs(a) + abs(b)"
    )

    assert failures["tensors"] is None
    assert str(failures["whole numbers"]) == "add(-2, 2): You got 4, which is not right."


def test_what_was_asked_shows_shapes_and_no_values_of_tensors():
    failure = parts_of(adds, "def add(a, b):\n    return a")["tensors"]

    assert failure and failure.asked == "add(tensor (2, 3), tensor (2, 3))"


def test_answers_that_did_not_come_earn_nothing():
    plan = Exercise("00-none/none", adds, "", "", "", 10).plan(1)

    parts = judge(plan, [Answer(value={"result": 5, "arguments": [2, 3]})], MISSING)

    assert [(part.failure.fact, part.failure.kind) for part in parts if part.failure] == [
        (MISSING.fact, MISSING.kind)
    ] * 2


def test_an_answer_in_another_form_than_the_calls_own_is_a_failure():
    plan = Exercise("00-none/none", adds, "", "", "", 10).plan(1)

    for forged in (5, {"result": 5}, {"result": 5, "arguments": 3}, [5, [2, 3]]):
        failure = judge(plan, [Answer(value=forged)], MISSING)[0].failure
        assert failure and failure.fact == "The call did not come back as it was sent."


def test_a_changed_argument_is_a_failure_even_where_the_result_is_right():
    def asks(student: Student, draw: Draw) -> None:
        image = draw.normal(2, 2)
        student.call("double", image).matches(image * 2)

    (failure,) = parts_of(asks, "def double(image):\n    image *= 2\n    return image").values()

    assert (
        failure
        and str(failure)
        == "double(tensor (2, 2)): Your function changed its argument. Work on a copy, for example with .clone()."
    )


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("raise NotImplementedError()", "unattempted", "This exercise isn't solved yet."),
        (
            "raise NotImplementedError('not for uint8')",
            "error",
            "f(1): raised NotImplementedError: not for uint8",
        ),
        ("return {}['key']", "error", "f(1): raised KeyError: 'key'"),
        (
            "raise SystemExit",
            "error",
            "f(1): called exit. A function ends with return, never with sys.exit or exit.",
        ),
        (
            "raise KeyboardInterrupt",
            "timeout",
            "f(1): was stopped: it took too long. Look for a loop that never ends.",
        ),
        (
            "return [0] * 1_000_000",
            "error",
            "f(1): returned too much: more than 200,000 values. Look at the sizes of what you build.",
        ),
        ("return f(x)", "error", "f(1): raised RecursionError"),
    ],
)
def test_code_that_raises_is_told_what_and_what_to_do(body: str, kind: str, message: str):
    (failure,) = parts_of(
        lambda student, draw: student.call("f", 1).is_integer(1), f"def f(x):\n    {body}"
    ).values()

    assert failure and failure.kind == kind
    assert str(failure).startswith(message)


def test_an_error_that_is_asked_for_is_right_and_its_absence_is_not():
    def asks(student: Student, draw: Draw) -> None:
        student.call("f", -1).raises("ValueError", advice="Sizes are positive.")

    assert parts_of(asks, "def f(x):\n    raise ValueError(x)") == {"": None}
    assert (
        str(parts_of(asks, "def f(x):\n    return x")[""])
        == "f(-1): Expected a ValueError, but nothing was raised. Sizes are positive."
    )


def test_a_forbidden_operation_costs_every_part_by_whatever_route_it_is_reached():
    def asks(student: Student, draw: Draw) -> None:
        for name in ("one", "other"):
            with student.part(name):
                student.call("product", draw.normal(2, 2), name == "one").passes(lambda got: None)

    hidden = "def product(a, careful):\n    return a * 1 if careful else a @ a"

    failures = parts_of(asks, hidden, forbids=r"^(mm|matmul)$")
    assert {str(failure) for failure in failures.values()} == {
        "product: uses torch's own mm, which this exercise forbids. Do it by hand."
    }
    assert parts_of(asks, hidden) == {"one": None, "other": None}


def test_a_judge_may_be_any_function_and_its_mismatch_is_the_message():
    def judge_even(value: object) -> None:
        if value != 4:
            raise Mismatch("It must be even.", "Look at %.")

    def asks(student: Student, draw: Draw) -> None:
        student.ask(read, "x", name="x").passes(judge_even)

    assert parts_of(asks, "x = 4") == {"": None}
    assert str(parts_of(asks, "x = 5")[""]) == "x: It must be even. Look at %."


def test_the_same_seed_asks_the_same_and_another_seed_something_else():
    def inputs(key: str, seed: int) -> list[str]:
        return [repr(question.inputs) for question in catalogue.find(key).plan(seed).questions]

    assert inputs("04-convolution/manual-conv", 1) == inputs("04-convolution/manual-conv", 1)
    assert inputs("04-convolution/manual-conv", 1) != inputs("04-convolution/manual-conv", 2)


def example():
    a = 1

    def inner():
        return a


def test_the_cell_of_a_function_is_its_body():
    assert cell_of(example) == "a = 1\n\ndef inner():\n    return a\n"


def test_an_unknown_check_is_named_with_those_that_there_are():
    with pytest.raises(
        catalogue.UnknownCheck,
        match=r"no check is called '04-convolution/nothing'; known: 04-convolution/by-hand, ",
    ):
        catalogue.find("04-convolution/nothing")
    with pytest.raises(catalogue.UnknownCheck, match="known: none for this assignment"):
        catalogue.find("99-nothing/nothing")
