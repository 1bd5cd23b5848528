"""Plain values are compared stage by stage, and the message says where the first difference is."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks import compare, texts
from autograder.checks.equality import equals
from autograder.student.inside import wire

TABLE = pd.DataFrame({"name": ["a", "b"], "n": [1, 2], "x": [0.5, float("nan")]})


def said(got: Any, expected: Any, **options: Any) -> str:
    """Return what a student is told; empty where the value is right."""
    try:
        equals(wire.travelled(got), expected, **options)
    except compare.Mismatch as mismatch:
        return str(mismatch)
    return ""


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, "text", "", 3, -1, 10**30, 0.5, float("inf"), [1, 2], (1, "a"), {1, 2}, {}),
        *({"a": [1, {"b": (2, 3)}]}, torch.ones(2, 3), np.arange(6).reshape(2, 3)),
        *(np.array(["a", "b"]), np.array([True]), np.array([0.5, float("nan")])),
        *(
            TABLE,
            TABLE["x"],
            TABLE.set_index("name"),
            {"table": TABLE},
            pd.to_datetime(["2026-01-02"]),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_equals_itself_over_the_wire(value: Any) -> None:
    if isinstance(value, pd.DatetimeIndex):
        value = pd.Series(value)

    assert said(value, value) == ""


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        (None, "a", "Expected a str, but got None. Did you forget the return?"),
        (None, {"a": 1}, "Expected a dict, but got None. Did you forget the return?"),
        ("5", 5, "Expected an int, but got the str '5'."),
        (5, "5", "Expected a str, but got the int 5. str(…) makes a text of it"),
        (1, True, "Expected a bool, but got the int 1. True and False are asked for"),
        (True, 1, "Expected an int, but got the bool True."),
        (
            (1, 2),
            [1, 2],
            "Expected a list, but got a tuple of 2 entries. list(…) makes a list of it.",
        ),
        ([1], [1, 2], "Your list has 1 entries: 1 too few."),
        ([1, 2, 4], [1, 2, 3], "At [2]: You got 4, which is not right."),
        (
            [2, 1],
            [1, 2],
            "At [0]: You got 2, which is not right. All entries are there, in another order.",
        ),
        ({"A": 1}, {"a": 1}, "There is no key 'a'. Look at capital letters"),
        ({"a": 1, "b": 2}, {"a": 1}, "There is a key 'b', which does not belong there."),
        (
            {"layers": [{"size": 3}]},
            {"layers": [{"size": 4}]},
            "At ['layers'][0]['size']: You got 3",
        ),
        ({1, 2}, {1, 3}, "2 does not belong into the set."),
        ([1, 2], {1, 2}, "Expected a set, but got a list of 2 entries. set(…) makes a set of it."),
        (0.51, 0.5, "You got 0.51, which is not right."),
        (0.501, 0.5, "You got 0.501, which is not right. It is close: don't round"),
        (torch.ones(2), [1.0, 1.0], "Expected a list, but got a tensor of shape (2,)"),
        (
            [1, 2],
            np.array([1, 2]),
            "Expected a NumPy array, but got a list of 2 entries. np.array(…)",
        ),
        (
            np.zeros(2),
            np.ones(2),
            "The shape is right. Every value differs, the first at [0]: yours is 0.0.",
        ),
        (np.zeros((2, 1)), np.ones((1, 2)), "Expected shape (1, 2), but got (2, 1)."),
        (TABLE[["n", "name", "x"]], TABLE, "The columns are right, but stand in another order."),
        (TABLE.drop(columns="n"), TABLE, "There is no column 'n'."),
        (TABLE.assign(n=[1, 3]), TABLE, "At ['n'][1]: You got 3, which is not right."),
        (TABLE.head(1), TABLE, "Your table has 1 rows: 1 too few."),
        (TABLE["n"], TABLE, "Expected a pandas DataFrame, but got a pandas Series of 2 values."),
        (print, 5, "Expected an int, but got a builtin_function_or_method"),
    ],
)
def test_a_difference_is_told_with_its_place_and_what_to_do(
    got: Any, expected: Any, message: str
) -> None:
    assert said(got, expected).startswith(message)


def test_an_int_stands_for_a_float_within_the_tolerance() -> None:
    assert said(2, 2.0) == ""
    assert said(2.05, 2.0, tolerance=0.1) == ""


def test_a_right_value_is_never_in_a_message() -> None:
    for expected in ("secret", 31415, 27.18, ["secret"], {"key": 31415}, {31415}):
        for got in (None, "x", 1, 1.5, ["x"], {"key": 1}, {1}, np.ones(2)):
            assert not re.search("secret|31415|27.18", said(got, expected))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
        | st.frozensets(st.integers(0, 3))
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(VALUES, VALUES)
def test_any_two_values_are_equal_or_a_mismatch_and_nothing_else(got: Any, expected: Any) -> None:
    message = said(got, expected)

    assert said(expected, expected) == ""
    if message == "":
        assert repr(got) == repr(expected) or _alike(got, expected)


def _alike(got: Any, expected: Any) -> bool:
    """Equal up to an int for a float, -0.0 for 0.0 and the order of dicts and sets."""
    if isinstance(expected, float) and not isinstance(got, bool):
        return abs(got - expected) <= 2e-5
    if isinstance(expected, list | tuple):
        return type(got) is type(expected) and all(map(_alike, got, expected))
    if isinstance(expected, dict):
        return got.keys() == expected.keys() and all(_alike(got[k], expected[k]) for k in expected)
    return bool(got == expected)


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        ("  Hello\n World", "hello world", ""),
        ("Hello", re.compile(r"[Hh]el+o"), ""),
        ("", "a", "You got '', which is not right. The text is empty."),
        ("help", "hello", "You got 'help', which is not right. Up to character 3 it is right"),
        ("hello you", "hello", "You got 'hello you', which is not right. It goes on for too long."),
        (None, "a", "Expected a str, but got None. Did you forget the return?"),
        ("7", re.compile("[a-z]"), "You got '7', which has not the form that is asked for."),
    ],
)
def test_a_text_is_compared_as_forgivingly_as_asked(got: Any, expected: Any, message: str) -> None:
    try:
        texts.is_text(got, expected)
    except compare.Mismatch as mismatch:
        assert message and str(mismatch).startswith(message)
    else:
        assert message == ""


def test_capital_letters_and_spaces_matter_where_the_exercise_says_so() -> None:
    with pytest.raises(compare.Mismatch, match="Only capital letters or white space differ"):
        texts.is_text("Hello", "hello", case=True)
    with pytest.raises(compare.Mismatch, match="Only capital letters or white space differ"):
        texts.is_text("hello\n", "hello", spaces=True)
