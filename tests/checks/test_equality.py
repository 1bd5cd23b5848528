"""Values are compared stage by stage, and the message says where the first difference is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from autograder.checks.compare import Mismatch
from autograder.checks.equality import equals, right_value
from autograder.student.inside import wire
from autograder.student.inside.bounds import MAX_TEXT, MOST_MATCHED

TABLE = pd.DataFrame({"name": ["a", "b"], "n": [1, 2], "x": [0.5, float("nan")]})
RETURN = "Did you forget the return?"


def said(got: Any, expected: Any, tolerance: float | None = None) -> str:
    """Return what a student is told of the difference; empty where the value is right."""
    try:
        equals(wire.travelled(got), right_value(expected), tolerance)
    except Mismatch as mismatch:
        return str(mismatch).removeprefix("The values are right, their form is not. ")
    return ""


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, "text", "", 3, -1, 10**30, 0.5, float("inf"), [1, 2], (1, "a"), {1, 2}, {}),
        *({"a": [1, {"b": (2, 3)}]}, torch.ones(2, 3), np.arange(6).reshape(2, 3)),
        *(np.array(["a", "b"]), np.array([True]), np.array([0.5, float("nan")]), frozenset({1})),
        *(TABLE, TABLE["x"], TABLE.set_index("name"), {"table": TABLE}),
        pd.Series(pd.to_datetime(["2026-01-02", None])),
        TABLE.groupby(["name", "n"]).sum(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_equals_itself_over_the_wire(value: Any) -> None:
    assert said(value, value) == ""


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        (None, "a", f"Expected a str, but got None. {RETURN}"),
        (None, {"a": 1}, f"Expected a dict, but got None. {RETURN}"),
        (None, np.ones(2), f"Expected a NumPy array, but got None. {RETURN}"),
        (None, torch.ones(2), f"Expected a torch tensor, but got None. {RETURN}"),
        (
            5,
            None,
            "Expected None, but got the int 5. Nothing is to be returned here: leave out the "
            "return.",
        ),
        (
            print,
            5,
            "Expected an int, but got a builtin_function_or_method: <built-in function print>. "
            "Did you forget the parentheses of a call?",
        ),
        (
            "5",
            5,
            "Expected an int, but got the str '5'. int(…) turns a text into a number; a number "
            "has no quotation marks.",
        ),
        (
            5,
            "5",
            "Expected a str, but got the int 5. str(…) turns it into a text; a text has "
            "quotation marks.",
        ),
        (
            5.0,
            5,
            "Expected an int, but got the float 5. int(…) makes a whole number of it; // divides "
            "to one, / never does.",
        ),
        (1, True, "Expected a bool, but got the int 1. A comparison gives True or False."),
        (
            "True",
            True,
            "Expected a bool, but got the str 'True'. True and False have no quotation marks.",
        ),
        (
            True,
            1,
            "Expected an int, but got the bool True. A number is asked for, not True or False.",
        ),
        (
            True,
            1.0,
            "Expected a float, but got the bool True. A number is asked for, not True or False.",
        ),
        (
            torch.tensor(0.5),
            0.5,
            "Expected a float, but got a tensor of shape () and dtype float32. Its .item() is "
            "its number.",
        ),
        (
            np.array([2.5]),
            0.5,
            "Expected a float, but got a numpy.ndarray: array([2.5]). Its .item() is its number.",
        ),
        (
            np.complex64(2.5),
            0.5,
            "Expected a float, but got a numpy.complex64: np.complex64(2.5+0j). Its .item() is "
            "Python's own number.",
        ),
        (
            [0.5],
            0.5,
            "Expected a float, but got a list of 1 entries. Its only entry, […][0], is asked for.",
        ),
        (
            (1, 2),
            [1, 2],
            "Expected a list, but got a tuple of 2 entries. list(…) turns it into a list.",
        ),
        (
            [1, 2],
            (1, 2),
            "Expected a tuple, but got a list of 2 entries. tuple(…) turns it into a tuple.",
        ),
        (
            [1, 2],
            {1, 2},
            "Expected a set, but got a list of 2 entries. set(…) turns it into a set.",
        ),
        (
            range(2),
            [0, 1],
            "Expected a list, but got a range: range(0, 2). list(…) turns it into a list.",
        ),
        (
            torch.ones(2),
            [1.0, 1.0],
            "Expected a list, but got a tensor of shape (2,) and dtype float32. Its .tolist() "
            "is a list.",
        ),
        (
            "a b",
            ["a", "b"],
            "Expected a list, but got the str 'a b'. ….split() makes a list of the words of a "
            "text, list(…) of its characters.",
        ),
        (
            [("a", 1)],
            {"a": 1},
            "Expected a dict, but got a list of 1 entries. A dict has a key for each value; "
            "dict(…) turns pairs into one.",
        ),
        (
            [1, 2],
            np.array([1, 2]),
            "Expected a NumPy array, but got a list of 2 entries. np.array(…) turns nested lists "
            "into an array.",
        ),
        (
            torch.ones(2),
            np.ones(2),
            "Expected a NumPy array, but got a tensor of shape (2,) and dtype float32. A "
            "tensor's .numpy() is an array.",
        ),
        (
            TABLE["n"],
            TABLE,
            "Expected a pandas DataFrame, but got a pandas Series of 2 values. ….to_frame() "
            "turns it into a table; table[[name]] is a table of one column.",
        ),
        (
            TABLE[["n"]],
            TABLE["n"],
            "Expected a pandas Series, but got a pandas DataFrame of 2 rows and 1 column. A "
            "column of a table, table[name], is a Series.",
        ),
    ],
)
def test_another_type_is_told_with_how_it_becomes_the_right_one(
    got: Any, expected: Any, message: str
) -> None:
    assert said(got, expected) == message


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        (
            "help",
            "hello",
            "You got 'help', which is not right. It first differs at character 4: “p”.",
        ),
        ("", "hello", "You got '', which is not right. The text is empty."),
        (4, 5, "You got 4, which is not right."),
        (False, True, "You got False, which is not right."),
        (0.51, 0.5, "You got 0.51, which is not right."),
        (
            0.501,
            0.5,
            "You got 0.501, which is not right. It is close: don't round, and keep all digits "
            "on the way.",
        ),
        (
            float("nan"),
            0.5,
            "You got nan, which is not right. Look for a division by zero, and for numbers "
            "that grow without end.",
        ),
        ([1], [1, 2], "Your list has 1 entry, 1 too few."),
        ((1, 2, 3), (1,), "Your tuple has 3 entries, 2 too many."),
        ([1, 2, 4], [1, 2, 3], "At [2]: You got 4, which is not right."),
        (
            [2, 1],
            [1, 2],
            "At [0]: You got 2, which is not right. All entries are there, in another order.",
        ),
        (
            {"A": 1},
            {"a": 1},
            'There is no key "a". Look at capital letters, at spaces, and at whether it is a '
            "text or a number.",
        ),
        (
            {"1": 1},
            {1: 1},
            "There is no key 1. Look at capital letters, at spaces, and at whether it is a "
            "text or a number.",
        ),
        ({"b": 1}, {"a": 1}, 'There is no key "a". Look at the spelling.'),
        ({"a": 1, "b": 2}, {"a": 1}, 'There is a key "b", which does not belong there.'),
        (
            {"layers": [0, 0, {"size": 5}]},
            {"layers": [0, 0, {"size": 4}]},
            'At ["layers"][2]["size"]: You got 5, which is not right.',
        ),
        (
            {"layers": [[1]]},
            {"layers": [[1, 2]]},
            'At ["layers"][0]: Your list has 1 entry, 1 too few.',
        ),
        (
            {"a": {1, 2}},
            {"a": {1, 3}},
            'At ["a"]: There is the int 2 in it, which does not belong there.',
        ),
        ({1}, {1, 3}, "Your set has 1 element, 1 too few."),
        ({True}, {1}, "There is the bool True in it, which does not belong there."),
        (
            [torch.zeros(2)],
            [torch.ones(2)],
            "At [0]: The shape is right. Every value differs, the first at index [0]: yours is 0.",
        ),
        (
            [torch.zeros(2).double()],
            [torch.ones(2)],
            "At [0]: Expected dtype float32, but got float64. .to(torch.float32) converts it.",
        ),
        (
            np.zeros(2),
            np.ones(2),
            "The shape is right. Every value differs, the first at index [0]: yours is 0.",
        ),
        (
            np.array(["a", "b"]),
            np.array(["a", "c"]),
            "The shape is right. 1 of 2 values differ, the first at index [1]: yours is 'b'.",
        ),
        (
            np.array([1.0]),
            np.array([1]),
            "Expected an array of int64, but got one of float64. ….astype(…) makes an array of "
            "another dtype.",
        ),
        (
            np.zeros((2, 1)),
            np.ones((1, 2)),
            "Expected shape (1, 2), but got (2, 1). The last two are swapped: rows (height) "
            "come before columns (width).",
        ),
        (
            np.zeros(2),
            np.ones((1, 2)),
            "Expected 2 dimensions, shape (1, 2), but got 1: (2,). ….reshape(…) and "
            "….squeeze() change the number of dimensions.",
        ),
        (
            TABLE[["n", "name", "x"]],
            TABLE,
            "The columns are there, but in another order. table[[…]] puts columns in order.",
        ),
        (TABLE.drop(columns="n"), TABLE, 'There is no column "n". Look at the spelling.'),
        (TABLE.assign(m=1), TABLE, 'There is a column "m", which does not belong there.'),
        (TABLE.assign(n=[1, 3]), TABLE, 'At ["n"][1]: You got 3, which is not right.'),
        (TABLE.head(1), TABLE, "Your table has 1 row, 1 too few."),
        (
            TABLE[::-1],
            TABLE,
            "At .index[0]: You got 1, which is not right. All rows are there, in another order: "
            "sort_values(…) and sort_index() put them in order.",
        ),
        ({"t": TABLE["n"] * 2}, {"t": TABLE["n"]}, 'At ["t"][0]: You got 2, which is not right.'),
        (TABLE["n"][:1], TABLE["n"], "Your Series has 1 value, 1 too few."),
    ],
)
def test_a_difference_is_told_with_its_place(got: Any, expected: Any, message: str) -> None:
    assert said(got, expected) == message


def test_an_int_stands_for_a_float_but_no_float_for_an_int() -> None:
    assert said(2, 2.0) == said({1: [3]}, {1.0: [3.0]}) == said({2}, {2.0}) == ""
    assert said(np.array([1, 2]), np.array([1.0, 2.0])) == ""
    assert said(2.0, 2) and said({2.0}, {2})


def test_floats_have_a_tolerance_everywhere() -> None:
    for close, right in [
        (0.1 + 0.2, 0.3),
        ([0.1 + 0.2], [0.3]),
        ({0.1 + 0.2}, {0.3}),
        ({(1, 0.1 + 0.2), (1, 0.5)}, {(1, 0.3), (1, 0.5)}),
        (np.array([0.1 + 0.2]), np.array([0.3])),
        (pd.Series([0.1 + 0.2]), pd.Series([0.3])),
        (torch.tensor([1 + 5e-5]), torch.tensor([1.0])),
        (np.array([1 + 5e-5], np.float32), np.array([1], np.float32)),
    ]:
        assert said(close, right) == ""
        assert said(close, right, tolerance=0) != ""
    assert said([2.05], [2.0], tolerance=0.1) == ""


def test_a_large_set_is_compared_by_what_is_in_it() -> None:
    numbers = {float(i) for i in range(MOST_MATCHED * 2)}

    assert said(numbers, numbers) == ""
    assert said({i + 0.5 for i in numbers}, numbers).startswith("There is the float ")


def test_a_right_value_is_never_in_a_message() -> None:
    for expected in ("secret", 31415, 27.18, ["secret"], {"key": 31415}, {31415}, (27.18,),
                     np.array([31415]), np.array(["secret"]), torch.tensor([31415.0]),
                     pd.Series([31415]), pd.DataFrame({"a": ["secret"]})):  # fmt: skip
        for got in (None, "x", "s", 1, 1.5, ["x"], {"key": 1}, {1}, (1,), np.ones(1), torch.ones(1),
                    np.array(["x"]), pd.Series([1]), pd.DataFrame({"a": ["x"]})):  # fmt: skip
            message = said(got, expected)

            assert message
            assert not any(value in message for value in ("secret", "31415", "27.18"))


@pytest.mark.parametrize("expected", [print, [1, {"a": object()}], {1j}, np.array([None])])
def test_what_does_not_travel_can_not_be_asked_for(expected: Any) -> None:
    with pytest.raises(TypeError, match="can't be compared"):
        right_value(expected)


@pytest.mark.parametrize("text", ["x" * MAX_TEXT, ["x" * 5_000]])
def test_a_text_that_is_cut_on_its_way_can_not_be_asked_for(text: Any) -> None:
    with pytest.raises(ValueError, match="2,000 characters"):
        right_value(text)


def test_long_keys_and_values_of_a_student_are_cut_in_messages() -> None:
    assert len(said({"k" * 1_900: "v"}, {})) < 150
    assert len(said("v" * 1_900, "w")) < 200
    assert len(said({f"key {i}": i for i in range(1_000)}, {})) < 150
