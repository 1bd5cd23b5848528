"""A check notes its questions and judges the answers: part by part, for positive evidence alone."""

from __future__ import annotations

import pytest
import torch

from autograder.checks.check import Ask, Check, check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.judged import Failure, Kind
from autograder.checks.judging import Answer, judge
from autograder.checks.questions import Student
from autograder.grading.ask import rehearse

MISSING = Failure("", "There was no answer.", "", Kind.ERROR)
ADD = "def add(a, b):\n    return a + b"


def parts_of(ask: Ask, cell: str, *, forbids: str = "") -> dict[str, Failure | None]:
    """Judge a cell by a check that is made of one function."""
    made = Check(ask, "", forbids, "Do it by hand.")
    questions = made.questions(1)
    answers = rehearse([cell], questions, {"torch": torch})
    return {part.name: part.failure for part in judge(questions, answers, MISSING, made.remedy)}


def adds(student: Student, draw: Draw) -> None:
    with student.part("whole numbers"):
        student.call("add", 2, 3).is_integer(5)
        student.call("add", -2, 2).is_integer(0)
    with student.part("tensors", share=3):
        a, b = draw.normal(2, 3), draw.normal(2, 3)
        student.call("add", a, b).matches(a + b)


def test_a_right_answer_has_no_failure_in_any_part() -> None:
    assert parts_of(adds, ADD) == {"whole numbers": None, "tensors": None}


def test_each_part_fails_for_itself_with_its_first_failure() -> None:
    failures = parts_of(
        adds, "def add(a, b):\n    return a + b if isinstance(a, torch.Tensor) else abs(a) + abs(b)"
    )

    assert failures["tensors"] is None
    assert str(failures["whole numbers"]) == "add(-2, 2): You got 4, which is not right."


def test_what_was_asked_shows_shapes_and_no_values_of_tensors() -> None:
    failure = parts_of(adds, "def add(a, b):\n    return a")["tensors"]

    assert failure and failure.asked == "add(tensor (2, 3), tensor (2, 3))"


def test_answers_that_did_not_come_earn_nothing() -> None:
    questions = Check(adds, "").questions(1)

    parts = judge(questions, [Answer(value={"result": 5, "arguments": [2, 3]})], MISSING)

    assert [(part.failure.fact, part.failure.kind) for part in parts if part.failure] == [
        (MISSING.fact, MISSING.kind)
    ] * 2


def test_an_answer_in_another_form_than_the_calls_own_is_a_failure() -> None:
    questions = Check(adds, "").questions(1)

    for forged in (5, {"result": 5}, {"result": 5, "arguments": 3}, [5, [2, 3]]):
        failure = judge(questions, [Answer(value=forged)], MISSING)[0].failure
        assert failure and failure.fact == "The call did not come back as it was sent."


def test_a_changed_argument_is_a_failure_even_where_the_result_is_right() -> None:
    def asks(student: Student, draw: Draw) -> None:
        image = draw.normal(2, 2)
        student.call("double", image).matches(image * 2)

    (failure,) = parts_of(asks, "def double(image):\n    image *= 2\n    return image").values()

    assert str(failure) == (
        "double(tensor (2, 2)): Your function changed its argument. "
        "Work on a copy, for example with .clone()."
    )


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("raise NotImplementedError()", "unattempted", "This exercise isn't solved yet."),
        (
            "raise NotImplementedError('not for uint8')",
            "error",
            "f(1): raised NotImplementedError at “raise NotImplementedError('not for uint8')”: not",
        ),
        ("return {}['key']", "error", "f(1): raised KeyError at “return {}['key']”: 'key'"),
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
            "f(1): returned too much: more than 200,000 values. "
            "Look at the sizes of what you build.",
        ),
        ("return f(x)", "error", "f(1): raised RecursionError"),
    ],
)
def test_code_that_raises_is_told_what_and_what_to_do(body: str, kind: str, message: str) -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.call("f", 1).is_integer(1)

    (failure,) = parts_of(ask, f"def f(x):\n    {body}").values()

    assert failure and failure.kind == kind
    assert str(failure).startswith(message)


def test_an_error_that_is_asked_for_is_right_and_its_absence_is_not() -> None:
    def asks(student: Student, draw: Draw) -> None:
        student.call("f", -1).raises("ValueError", advice="Sizes are positive.")

    assert parts_of(asks, "def f(x):\n    raise ValueError(x)") == {"": None}
    assert (
        str(parts_of(asks, "def f(x):\n    return x")[""])
        == "f(-1): Expected a ValueError, but nothing was raised. Sizes are positive."
    )


def test_a_forbidden_operation_costs_every_part_by_whatever_route_it_is_reached() -> None:
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


def test_a_judge_may_be_any_function_and_its_mismatch_is_the_message() -> None:
    def judge_even(value: object) -> None:
        if value != 4:
            raise Mismatch("It must be even.", "Look at %.")

    def asks(student: Student, draw: Draw) -> None:
        student.value("x").passes(judge_even)

    assert parts_of(asks, "x = 4") == {"": None}
    assert str(parts_of(asks, "x = 5")[""]) == "x: It must be even. Look at %."


def test_the_same_seed_asks_the_same_and_another_seed_something_else() -> None:
    def inputs(seed: int) -> list[str]:
        return [repr(question.inputs) for question in Check(adds, "").questions(seed).asked]

    assert inputs(1) == inputs(1)
    assert inputs(1) != inputs(2)


def test_the_first_line_of_its_docstring_is_a_checks_title() -> None:
    @check(seconds=3)
    def halve(student: Student, draw: Draw) -> None:
        """Half of a number

        The rest is for whoever reads the check.
        """

    assert (halve.title, halve.seconds) == ("Half of a number", 3)


def test_a_pattern_of_forbidden_operators_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"forbids='\(' is no regular expression: .*unterminated"):
        check(forbids="(")
