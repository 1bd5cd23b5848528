"""Comparing goes stage by stage; each says what came back, and never what is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checks import compare
from autograder.checks.compare import Mismatch
from autograder.student.inside import wire
from autograder.student.inside.wire import Opaque

FORM = "The values are right, their form is not. "
RIGHT = torch.tensor([[[1.5, -2.5, 3.5], [4.5, 5.5, 6.5]]])


def said(judge: Callable[..., None], *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Mismatch) as mismatch:
        judge(*args, **kwargs)
    return str(mismatch.value)


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (None, "Expected a torch tensor, but got None. Did you forget the return?"),
        (
            [[1.5]],
            "Expected a torch tensor, but got a list of 1 entries. "
            "torch.tensor turns nested lists into a tensor, torch.stack a list of tensors.",
        ),
        (3, "Expected a torch tensor, but got the int 3."),
        (True, "Expected a torch tensor, but got the bool True."),
        ("six\nof them", "Expected a torch tensor, but got the str 'six\\nof them'."),
        (
            Opaque("numpy.ndarray", "array([1.5])"),
            "Expected a torch tensor, but got a numpy.ndarray: array([1.5]). "
            "torch.from_numpy turns an array into a tensor; .item() turns one value into a number.",
        ),
        (
            Opaque("function", "<function f>"),
            "Expected a torch tensor, but got a function: <function f>. Did you forget the "
            "parentheses of a call?",
        ),
        (
            Opaque("torch.Tensor", "shape (1, 2, 3), device cuda"),
            "The tensor that came back can't be read (shape (1, 2, 3), device cuda). "
            "Make the result on the device of the argument, for example with image.new_zeros(…).",
        ),
        (
            Opaque("torch.Tensor", "shape (1, 2, 3), dtype complex128"),
            "The tensor that came back can't be read (shape (1, 2, 3), dtype complex128). "
            "Make the result with the dtype of the argument, for example with image.new_zeros(…).",
        ),
        (
            RIGHT.double(),
            f"{FORM}Expected dtype float32, but got float64. .to(torch.float32) converts it.",
        ),
        (
            RIGHT.int(),
            "Expected dtype float32, but got int32. Integers have no digits after "
            "the point. .to(torch.float32) converts it.",
        ),
        (
            RIGHT[0],
            f"{FORM}Expected 3 dimensions, shape (1, 2, 3), but got 2: (2, 3). squeeze takes "
            "dimensions of size 1 away, unsqueeze adds one.",
        ),
        (
            RIGHT.transpose(1, 2),
            "Expected shape (1, 2, 3), but got (1, 3, 2). The last two are swapped: rows "
            "(height) come before columns (width).",
        ),
        (
            torch.zeros(1, 1, 3),
            "Expected shape (1, 2, 3), but got (1, 1, 3). Look at how you compute the size of "
            "dimension 1 (counted from 0).",
        ),
        (
            torch.zeros(2, 1, 3),
            "Expected shape (1, 2, 3), but got (2, 1, 3). Look at how you compute the size of "
            "dimension 0 and 1 (counted from 0).",
        ),
        (
            RIGHT.where(RIGHT != 5.5, torch.tensor(float("nan"))),
            "There are values that are not finite numbers, the first at index [0, 1, 1]: nan. "
            "Look for a division by zero, an overflow, or memory that was never filled "
            "(torch.empty).",
        ),
        (
            RIGHT.where(RIGHT < 4, 0),
            "The shape is right. 3 of 6 values differ, the first at index [0, 1, 0]: yours is 0.",
        ),
        (
            RIGHT + 1,
            "The shape is right. Every value differs, the first at index [0, 0, 0]: yours is 2.5.",
        ),
    ],
)
def test_each_stage_has_its_own_message(got: Any, message: str) -> None:
    assert said(compare.tensor, got, RIGHT) == message


def test_the_stages_come_in_order() -> None:
    everything_wrong = torch.full((2, 2), float("nan"), dtype=torch.float64)

    assert said(compare.tensor, everything_wrong, RIGHT).startswith("Expected dtype")
    assert said(compare.tensor, everything_wrong.float(), RIGHT).startswith("Expected 3 dimensions")
    assert said(compare.tensor, everything_wrong.float()[None], RIGHT).startswith("Expected shape")
    assert said(compare.tensor, everything_wrong.float()[:1, :1].expand(1, 2, 3), RIGHT).startswith(
        "There are values"
    )


def test_no_message_holds_a_value_that_was_expected() -> None:
    expected = torch.tensor([1234.5, 6789.0])

    messages = [
        said(compare.tensor, torch.zeros(2), expected),
        said(compare.integer, 3, 1234),
        said(compare.number, 3.0, 1234.5, 0.1),
    ]

    assert not [message for message in messages if "1234" in message or "6789" in message]


def test_a_right_tensor_of_one_number_is_never_broadcast() -> None:
    assert said(compare.tensor, torch.tensor(2.0), torch.full((2, 2), 2.0)).startswith(
        "Expected 2 dimensions"
    )
    assert said(compare.tensor, torch.full((1, 2), 2.0), torch.full((2, 2), 2.0)).startswith(
        "Expected shape"
    )


def test_what_rounding_makes_of_a_right_answer_passes_and_a_thousandth_more_does_not() -> None:
    expected = torch.tensor([1000.0, 1.0, 0.0])

    compare.tensor(expected + torch.tensor([0.05, 5e-5, 5e-6]), expected)

    assert "1 of 3 values differ, the first at index [2]" in said(
        compare.tensor, expected + torch.tensor([0.0, 0.0, 5e-4]), expected
    )


def test_whole_numbers_and_truth_values_must_agree_exactly() -> None:
    compare.tensor(torch.tensor([1, 2]), torch.tensor([1, 2]))
    compare.tensor(torch.tensor([True]), torch.tensor([True]))

    assert "1 of 2 values differ" in said(
        compare.tensor, torch.tensor([1, 3]), torch.tensor([1, 2])
    )
    assert said(compare.tensor, torch.tensor([False]), torch.tensor([True])).endswith(
        "yours is False."
    )


def test_a_tolerance_of_its_own_replaces_the_usual_one() -> None:
    compare.tensor(RIGHT + 0.09, RIGHT, tolerance=compare.Tolerance(0, 0.1))

    assert said(compare.tensor, RIGHT + 1e-6, RIGHT, tolerance=compare.EXACT)


def test_any_real_dtype_may_be_allowed_but_not_a_truth_value() -> None:
    compare.tensor(torch.tensor([1, 0]), torch.tensor([1.0, 0.0]), any_dtype=True)

    assert said(
        compare.tensor, torch.tensor([True, False]), torch.tensor([1.0, 0.0]), any_dtype=True
    ).startswith("Expected dtype")
    assert said(
        compare.tensor, torch.tensor([1j, 0]), torch.tensor([1.0, 0.0]), any_dtype=True
    ).startswith("Expected dtype")


def test_a_tensor_without_dimensions_is_compared_too() -> None:
    compare.tensor(torch.tensor(2.0), torch.tensor(2.0))

    assert (
        said(compare.tensor, torch.tensor(3.0), torch.tensor(2.0))
        == "The shape is right. Every value differs: yours is 3."
    )


def test_an_empty_tensor_is_right_where_one_is_expected() -> None:
    compare.tensor(torch.zeros(0, 3), torch.zeros(0, 3))


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (4, "You got 4, which is not right."),
        (
            5.0,
            f"{FORM}Expected an int, but got the float 5. Use // to divide to a whole number: "
            "/ always gives a float.",
        ),
        (True, "Expected an int, but got the bool True."),
        (
            torch.tensor(5),
            f"{FORM}Expected an int, but got a tensor of shape () and dtype int64. A tensor's "
            ".item() is its number.",
        ),
        (torch.ones(2), "Expected an int, but got a tensor of shape (2,) and dtype float32."),
        (None, "Expected an int, but got None. Did you forget the return?"),
        ("5", f"{FORM}Expected an int, but got the str '5'."),
        (10**60, f"You got {'1' + '0' * 38}…, which is not right."),
    ],
)
def test_what_is_no_right_int_is_told_why(got: Any, message: str) -> None:
    compare.integer(5, 5)

    assert said(compare.integer, got, 5) == message


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (0.5, "You got 0.5, which is not right."),
        (
            float("nan"),
            "You got nan, which is not a finite number. Look for a division by zero or a "
            "diverging training.",
        ),
        (
            float("-inf"),
            "You got -inf, which is not a finite number. Look for a division by zero or a "
            "diverging training.",
        ),
        (
            torch.tensor(0.25),
            f"{FORM}Expected a float, but got a tensor of shape () and dtype float32. A tensor's "
            ".item() is its number.",
        ),
        (False, "Expected a float, but got the bool False."),
        ({}, "Expected a float, but got a dict of 0 entries."),
    ],
)
def test_what_is_no_right_number_is_told_why(got: Any, message: str) -> None:
    compare.number(0.2501, 0.25, 0.001)
    compare.number(1, 1.0, 0)

    assert said(compare.number, got, 0.25, 0.001) == message


def test_an_int_beyond_all_floats_is_a_wrong_number_and_no_more() -> None:
    assert said(compare.number, 2**200, 0.25, 0.001).startswith("You got 1606938044")


def test_an_error_that_should_have_come_must_be_that_one() -> None:
    judge = compare.raises("ValueError", then="Check the shape first.")

    judge("ValueError")

    assert (
        said(judge, None) == "Expected a ValueError, but nothing was raised. Check the shape first."
    )
    assert (
        said(judge, "TypeError")
        == "Expected a ValueError, but TypeError was raised. Check the shape first."
    )


SETS_AND_ARRAYS: tuple[Any, ...] = (
    *(set(), {1, 2}, {"a"}, frozenset(), frozenset({1}), {None}, {(1, "a")}, set(range(500))),
    *(np.array([1, 2]), np.array([1.5]), np.array(0.5), np.array(True), np.zeros((2, 3))),
    *(np.array(["a", "bc"]), np.array(["bc", "a"])[1:], np.arange(5_000), np.zeros((0, 2))),
    *(np.array([1, 2], dtype=np.uint8), np.array([1 + 2j], dtype=np.complex64)),
    *(np.array([None, 1]), np.array([1], dtype=">i8"), {print}, frozenset({print})),
)


@pytest.mark.parametrize("value", SETS_AND_ARRAYS, ids=lambda value: repr(value)[:40])
def test_sets_and_arrays_are_described_by_their_type_and_look(value: Any) -> None:
    looks = Opaque(f"{'numpy.' * isinstance(value, np.ndarray)}{type(value).__name__}", repr(value))

    got = wire.travelled(value)

    assert compare.describe(got) == compare.describe(Opaque(looks.type, looks.text[:200])), (
        "as when they did not travel"
    )


def test_an_array_in_place_of_a_tensor_is_told_how_to_become_one() -> None:
    assert said(compare.tensor, wire.travelled(np.array([1.5])), RIGHT) == (
        "Expected a torch tensor, but got a numpy.ndarray: array([1.5]). "
        "torch.from_numpy turns an array into a tensor; .item() turns one value into a number."
    )
    assert said(compare.tensor, wire.travelled({1, 2}), RIGHT) == (
        "Expected a torch tensor, but got a set: {1, 2}."
    )


def test_a_long_text_is_shortened_to_one_line() -> None:
    assert compare.shorten("a\n  b") == "a b"
    assert compare.shorten("x" * 81) == "x" * 79 + "…"
