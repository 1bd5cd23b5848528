"""Equality holds for whatever is equal, and for nothing else, whatever comes back.

The examples are drawn by hypothesis, the same ones on every machine.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.checks import figures, texts
from autograder.checks.compare import Mismatch
from autograder.checks.equality import equals, right_value
from autograder.checks.figures import Drawing
from autograder.student.inside import wire
from autograder.student.inside.wire import Frame, Series
from tests.checks.values import ANYTHING, CLOSE, VALUES

fuzz = settings(max_examples=300, deadline=None, derandomize=True)


def passes(got: Any, right: Any, tolerance: float | None = None) -> bool:
    """Tell whether `equals` lets a value pass. What it raises besides Mismatch is a fault."""
    try:
        equals(got, right, tolerance)
    except Mismatch as mismatch:
        assert mismatch.fact and mismatch.fact[-1] in ".…"
        return False
    return True


def alike(got: Any, right: Any) -> bool:
    """Tell whether values are the same, an int for a float and whole numbers in arrays aside."""
    if isinstance(right, torch.Tensor):
        return (
            isinstance(got, torch.Tensor)
            and got.dtype == right.dtype
            and got.shape == right.shape
            and torch.equal(got, right)
        )
    if isinstance(right, np.ndarray):
        if not isinstance(got, np.ndarray) or got.shape != right.shape:
            return False
        kinds = got.dtype.kind, right.dtype.kind
        if kinds[0] != kinds[1] and not (kinds[0] in "iu" and kinds[1] in "iuf"):
            return False
        return bool(np.array_equal(got, right, equal_nan=right.dtype.kind in "fc"))
    if isinstance(right, float):
        is_nan = isinstance(got, float) and math.isnan(got) and math.isnan(right)
        return is_nan or (type(got) in (int, float) and got == right)
    if type(got) is not type(right):
        return False
    if isinstance(right, (list, tuple)):
        return len(got) == len(right) and all(map(alike, got, right))
    if isinstance(right, dict):
        return one_for_each(list(got.items()), list(right.items()))
    if isinstance(right, (set, frozenset)):
        return one_for_each(list(got), list(right))
    if isinstance(right, (Frame, Series)):
        return alike(list(vars(got).values()), list(vars(right).values()))
    return bool(got == right)


def one_for_each(got: list[Any], right: list[Any]) -> bool:
    left = list(range(len(right)))
    for one in got:
        found = next((i for i in left if alike(one, right[i])), None)
        if found is None:
            return False
        left.remove(found)
    return not left


@fuzz
@given(VALUES | CLOSE)
@example([float("nan"), math.inf, -math.inf, -0.0])
@example({1: "a", 2.0: "b", (1, 2): "c", None: "d", frozenset({1}): "e"})
@example({1, 0.5, "1", (1, True), (1, 1), frozenset({2})})
@example([torch.tensor([1.0, math.nan]), torch.tensor([1j, 2])])
@example(torch.tensor([2**53 + 1]))
def test_what_is_right_passes_as_it_travels(value: Any) -> None:
    right = right_value(value)

    assert passes(wire.travelled(value), right)
    assert passes(wire.travelled(value), right, tolerance=0)


@fuzz
@given(CLOSE, CLOSE, st.booleans())
@example({True}, {1}, False)
@example({1: 0}, {True: 0}, False)
@example([True], [1], False)
@example({2**255}, {2.0**255}, False)
@example(torch.tensor([2**53]), torch.tensor([2**53 + 1]), False)
@example(torch.tensor([1 + 1j]), torch.tensor([1 + 2j]), False)
@example(np.array([2**53]), np.array([2**53 + 1]), False)
@example(np.array([-1]), np.array([2**64 - 1], dtype=np.uint64), False)
@example(torch.tensor([math.nan]), torch.tensor([1.0]), False)
@example(np.array([math.nan]), np.array([1.0]), False)
@example(set(), frozenset(), False)
def test_what_is_not_the_same_fails(got: Any, expected: Any, inside: bool) -> None:
    got, right = wire.travelled(got), right_value(expected)
    if inside:
        got, right = {"a": [0, got]}, {"a": [0, right]}

    assert passes(got, right, tolerance=0) == alike(got, right)


@fuzz
@given(ANYTHING, VALUES)
def test_whatever_comes_back_is_right_or_a_mismatch(got: Any, expected: Any) -> None:
    got, right = wire.travelled(got), right_value(expected)

    assert passes(got, right, tolerance=0) == alike(got, right)


@fuzz
@given(st.floats(-1e6, 1e6), st.sampled_from([0.0, 1e-6, 1e-2]), st.floats(-3, 3))
def test_a_float_is_right_within_its_tolerance(right: float, tolerance: float, off: float) -> None:
    room = tolerance + tolerance * abs(right)
    got = right + off * room

    if abs(abs(off) - 1) > 1e-3 or tolerance == 0:
        for value, wanted in (
            (got, right),
            ([got], [right]),
            ({got}, {right}),
            (np.array([got]), np.array([right])),
        ):
            assert passes(value, right_value(wanted), tolerance) == (abs(got - right) <= room), (
                value
            )


@fuzz
@given(ANYTHING, st.text(max_size=5) | st.sampled_from(["a", "ß", "a b"]), *[st.booleans()] * 2)
@example("SS", "ß", False, False)
@example("İ", "i̇", False, False)
def test_a_text_is_right_or_a_mismatch(got: Any, right: str, case: bool, spaces: bool) -> None:
    def normal(text: str) -> str:
        text = text if spaces else " ".join(text.split())
        return text if case else text.casefold()

    got, right = wire.travelled(got), wire.travelled(right)
    for wanted in (right, re.compile(re.escape(normal(right)))):
        try:
            texts.is_text(got, wanted, case=case, spaces=spaces)
        except Mismatch:
            assert wanted is not right or not isinstance(got, str) or normal(got) != normal(right)
        else:
            assert isinstance(got, str)
            assert normal(got) == normal(right)


FIELDS = ("title", "xlabel", "ylabel", "legend", "lines", "bars", "images")
DRAWING = Drawing("a", "b", re.compile("c"), ["a"], [([0, 1], [2, 3])], [1.0], [(2, 3)])


@fuzz
@given(
    ANYTHING
    | st.fixed_dictionaries({"made": ANYTHING})
    | st.fixed_dictionaries(
        {
            "axes": st.lists(
                st.fixed_dictionaries(
                    {
                        "title": st.just("a") | CLOSE,
                        "xlabel": st.just("b") | CLOSE,
                        "ylabel": st.just("c") | CLOSE,
                        "lines": st.just([[torch.tensor([0.0, 1]), torch.tensor([2.0, 3])]])
                        | st.lists(st.lists(CLOSE, max_size=3), max_size=2),
                        "bars": st.just(torch.ones(1)) | CLOSE,
                        "images": st.just([[2, 3]]) | st.lists(CLOSE, max_size=2),
                        "legend": st.lists(CLOSE, max_size=2),
                    }
                ),
                min_size=1,
                max_size=1,
            )
        }
    )
)
def test_whatever_a_figure_is_said_to_show_is_right_or_a_mismatch(got: Any) -> None:
    got = wire.travelled(got)
    try:
        figures.shows(got, 1, 0, DRAWING)
    except Mismatch as mismatch:
        assert mismatch.fact
    else:
        (axes,) = got["axes"]
        assert [axes[name] for name in FIELDS[:4]] == ["a", "b", "c", axes["legend"]]
        assert [text.strip().casefold() for text in axes["legend"]] == ["a"]
