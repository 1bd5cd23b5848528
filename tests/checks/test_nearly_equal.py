"""What `.equals` gives for values that are not what it asks for: form apart from values."""

from __future__ import annotations

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
        ([1, 2], {1, 2}),
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
