"""What `.equals` gives for values that are not what it asks for: form apart from values."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from autograder.checks import equality
from autograder.checks.check import check
from autograder.checks.compare import FORM, Mismatch
from autograder.checks.draw import Draw
from autograder.checks.judged import Failure, Kind
from autograder.checks.judging import judge
from autograder.checks.questions import Student
from autograder.grading.ask import rehearse
from autograder.student.inside.wire import travelled

SALES = pd.DataFrame({"city": ["Baku", "Gəncə", "Şəki"], "sold": [1.5, 2.5, 4.0]})
LETTERS = {"a": 1, "b": 2, "c": 3, "d": 4}


def earned(got: Any, right: Any) -> float:
    try:
        equality.equals(travelled(got), equality.right_value(right))
    except Mismatch as mismatch:
        return mismatch.credit
    return 1.0


@pytest.mark.parametrize(
    ("got", "right"),
    [
        ((1, 2), [1, 2]),
        ([1, 2], (1, 2)),
        (np.array([1, 2]), [1, 2]),
        (torch.tensor([1.5, 2]), [1.5, 2.0]),
        ([[1, 2]], np.array([[1, 2]])),
        (np.array([[1, 2]]), np.array([1, 2])),
        (np.array([1.0, 2.0]), np.array([1, 2])),
        (pd.Series([1, 2]), [1, 2]),
        ([1, 2], pd.Series([1, 2])),
        (5.0, 5),
        ([5], 5),
        (np.array([5]), 5),
        ({"sizes": (1, 2), "mean": 2}, {"sizes": [1, 2], "mean": 2}),
        (pd.DataFrame({"n": [1, 2]}), {"n": [1, 2]}),
        (frozenset("ab"), {"a", "b"}),
        (["b", "a"], {"a", "b"}),
        (range(3), [0, 1, 2]),
        ({"a": 1, "b": 2}.keys(), ["a", "b"]),
        ({"a": 1, "b": 2}.values(), (1, 2)),
        (map(int, "12"), [1, 2]),
        (zip("ab", (1, 2), strict=True), [("a", 1), ("b", 2)]),
        ((n * n for n in range(3)), [0, 1, 4]),
        (deque([1, 2]), [1, 2]),
        (pd.Index(["a", "b"]), ["a", "b"]),
        (SALES.set_index("city"), SALES),
        (SALES.set_index("city").sold, SALES),
        (SALES, SALES.set_index("city").sold),
        (SALES, SALES.set_index("city")),
        (SALES[["sold"]], SALES.sold),
        (SALES[::-1].set_index("city").sold.to_dict(), SALES.set_index("city").sold),
        (SALES.set_index("city").sold, {"Baku": 1.5, "Gəncə": 2.5, "Şəki": 4.0}),
        (SALES.to_dict("records"), SALES),
        (SALES.to_numpy().tolist(), SALES),
    ],
)
def test_right_values_in_a_wrong_form_earn_its_share(got: Any, right: Any) -> None:
    assert earned(got, right) == FORM


@pytest.mark.parametrize(
    ("got", "right", "share"),
    [
        ([1, 2, 3, 9], [1, 2, 3, 4], 3 / 8),
        (LETTERS | {"d": 9}, LETTERS, 3 / 8),
        ({"a": 1, "b": 2, "c": 3}, LETTERS, 3 / 8),
        ((1, 2, 3, 9), [1, 2, 3, 4], 3 / 8),
        ([0, 0, 0, 4, 9], [0, 0, 0, 4, 5], 0),
        ([1, 2, 9, 9], [1, 2, 3, 4], 0),
    ],
)
def test_where_most_entries_are_right_half_of_their_share_is_earned(
    got: Any, right: Any, share: float
) -> None:
    assert earned(got, right) == pytest.approx(share)


@pytest.mark.parametrize(
    ("got", "right"),
    [
        ([], [1, 2]),
        ([1, 2], [1, 2, 3]),
        ([2, 1], [1, 2]),
        ({}, LETTERS),
        ([0, 0, 0], [0, 0, 1]),
        ("5", 5),
        (True, 1),
        (None, 0),
        ("abcd", "abce"),
        ({1, 2, 3}, [1, 2, 3]),
    ],
)
def test_what_has_not_the_right_values_earns_nothing(got: Any, right: Any) -> None:
    assert earned(got, right) == 0


@check()
def tidy(student: Student, draw: Draw) -> None:
    """Tidying"""
    student.call("tidy", [3, 1, 4, 5]).equals([3, 1, 4, 6])


MISSING = Failure("", "There was no answer.", "", Kind.ERROR)


@pytest.mark.parametrize(
    ("cell", "credit"),
    [
        ("def tidy(values): return values", 0),
        ("def tidy(values): return list(values)", 0),
        ("def tidy(values): return [3, 1, 4, 7]", 3 / 8),
    ],
)
def test_an_argument_handed_back_earns_nothing_however_near_it_is(cell: str, credit: float) -> None:
    questions = tidy.questions(0)

    (part,) = judge(questions, rehearse([cell], questions), MISSING)

    assert part.credit == pytest.approx(credit)


@pytest.mark.parametrize(
    ("got", "right"),
    [
        ({3, 1, 2}, [1, 2, 3]),  # a set doesn't say in which order
        ([1, 1, 2], {1, 2}),
        (count(), [0, 1]),
        ((1 // (1 - n) for n in range(3)), [1]),
        ({"Baku": 1.5}, SALES.set_index("city").sold),
        (SALES[::-1], SALES),
        ([[1], [2]], {1, 2}),
    ],
)
def test_what_does_not_hold_the_right_values_in_any_form_earns_nothing(
    got: Any, right: Any
) -> None:
    assert earned(got, right) == 0


@pytest.mark.parametrize(
    ("got", "right", "said"),
    [
        (SALES.set_index("city"), SALES, "reset_index() makes a column of it"),
        (SALES.set_index("city").sold, SALES, "reset_index() makes a table of its index"),
        (SALES[::-1], SALES, "All rows are there, in another order"),
        (SALES[::-1].reset_index(drop=True), SALES, "All rows are there, in another order"),
        (SALES.sold[::-1], SALES.sold, "All rows are there, in another order"),
        (["b", "a"], ["a", "b"], "All entries are there, in another order"),
        ({1, 2}, [2, 1], "A set has no order"),
        ({"a": 1}, SALES.sold, "pd.Series(…)"),
        (SALES.sold, {"a": 1}, "….to_dict()"),
        (2.0, 2, "int(…) makes a whole number of it"),
    ],
)
def test_the_way_from_one_form_to_the_other_is_told(got: Any, right: Any, said: str) -> None:
    with pytest.raises(Mismatch) as told:
        equality.equals(travelled(got), equality.right_value(right))

    assert said in told.value.advice


@pytest.mark.parametrize(
    "make", [lambda: (n for n in "ab"), lambda: map(int, "12"), object, lambda: len]
)
def test_a_value_is_shown_without_its_place_in_memory(make: Callable[[], object]) -> None:
    assert travelled(make()).text == travelled(make()).text
    assert "0x" not in travelled(make()).text
