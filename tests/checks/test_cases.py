"""What wrong cases have in common is told, and nothing where right ones have it too."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from autograder.checks.cases import always_the_same, fails_where


def image(*shape: int, **kwargs: Any) -> dict[str, Any]:
    return {"name": "f", "args": [torch.ones(*shape)], "kwargs": kwargs}


def numbers(*args: int) -> dict[str, Any]:
    return {"name": "f", "args": list(args), "kwargs": {}}


@pytest.mark.parametrize(
    ("inputs", "wrong", "name"),
    [
        ([image(1, 4, 4), image(1, 4, 5), image(1, 3, 3)], {1}, "square only"),
        ([image(1, 2, 4, 4), image(3, 2, 4, 4), image(1, 3, 5, 5)], {1}, "one only"),
        ([image(2, 1, 4, 4), image(2, 3, 4, 4), image(3, 1, 5, 5)], {1}, "one channel only"),
        ([image(1, 4, 4), image(1, 4, 4, stride=2)], {1}, "stride wrong"),
        ([image(1, 4, 4), image(1, 4, 4, stride=2)], {0}, "stride missing"),
        ([image(1, 4, 4, stride=3), image(1, 4, 4, stride=2)], {1}, "stride=2 wrong"),
    ],
)
def test_what_only_wrong_cases_have_is_told(
    inputs: list[dict[str, Any]], wrong: set[int], name: str
) -> None:
    found = fails_where(inputs, wrong)

    assert found and found.name == name


def test_what_a_single_right_case_lacks_may_be_chance_and_is_not_told() -> None:
    assert fails_where([image(1, 4, 4), image(1, 4, 5), image(1, 5, 4)], {1, 2}) is None


@pytest.mark.parametrize("wrong", [set(), {0, 1}])
def test_where_all_or_none_are_wrong_there_is_nothing_to_tell(wrong: set[int]) -> None:
    assert fails_where([image(1, 4, 4), image(1, 4, 5)], wrong) is None


@pytest.mark.parametrize(
    ("results", "name"),
    [
        ([7, 7], "constant"),
        ([2, 5], "first argument"),
        ([4, 6], "last argument"),
        ([6, 11], "a sum"),
        ([8, 30], "a product"),
        ([2, 1], "wrong difference"),
    ],
)
def test_a_result_that_is_made_of_the_arguments_otherwise_is_told(
    results: list[int], name: str
) -> None:
    found = always_the_same([numbers(2, 4), numbers(5, 6)], results, {0, 1})

    assert found and found.name == name


def test_one_wrong_result_alone_says_nothing() -> None:
    assert always_the_same([numbers(2, 4), numbers(5, 6)], [2, 11], {0}) is None
