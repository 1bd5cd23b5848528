"""A wrong value is told by what it is to the right one, and by nothing where it is nothing."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from autograder.checks.relations import between

RIGHT = torch.tensor([[1.5, -2.0, 3.25, 4.0], [5.0, 6.5, -7.0, 8.0], [9.0, 1.0, 2.0, 0.5]])
BATCH = torch.stack([RIGHT, 2 - RIGHT.square()])


@pytest.mark.parametrize(
    ("got", "right", "name"),
    [
        (RIGHT.flip(1), RIGHT, "mirrored"),
        (RIGHT.flip(0), RIGHT, "upside down"),
        (RIGHT.flip(0, 1), RIGHT, "turned"),
        (RIGHT.T, RIGHT, "rows for columns"),
        (RIGHT.roll(1, 1), RIGHT, "shifted by a column"),
        (torch.cat([torch.zeros(1, 4), RIGHT[:-1]]), RIGHT, "shifted by a row"),
        (-RIGHT, RIGHT, "sign"),
        (12 * RIGHT, RIGHT, "times a constant"),
        (RIGHT + 0.5, RIGHT, "plus a constant"),
        (RIGHT.clamp(min=0), RIGHT, "cut at 0"),
        (RIGHT.abs(), RIGHT, "absolute"),
        (RIGHT.trunc(), RIGHT, "cut off"),
        ((RIGHT / 7).round(decimals=2), RIGHT / 7, "rounded"),
        (RIGHT.square(), RIGHT, "squared"),
        (RIGHT.flatten().sort().values.reshape(3, 4), RIGHT, "other places"),
        (RIGHT[:, :-1], RIGHT, "rows or columns missing"),
        (RIGHT[1:, 1:], RIGHT, "rows or columns missing"),
        (RIGHT, RIGHT[:, :-1], "rows or columns too many"),
        (RIGHT[::2, ::2], RIGHT, "too long steps"),
        (RIGHT, RIGHT[::2, ::2], "too short steps"),
        (BATCH[0], BATCH, "first only"),
        (BATCH[-1:], BATCH, "last only"),
        (BATCH.sum(0), BATCH, "summed"),
        (BATCH.mean(0), BATCH, "averaged"),
        (BATCH.permute(1, 2, 0), BATCH, "axes in another order"),
        (BATCH.reshape(4, 6), BATCH, "cut otherwise"),
        (torch.stack([RIGHT, RIGHT]), BATCH, "first only"),
        (torch.cat([RIGHT[:2], torch.zeros(1, 4)]), RIGHT, "never filled"),
        (torch.zeros(3, 4), RIGHT, "never filled"),
        (torch.cat([RIGHT[:2], torch.ones(1, 4)]), RIGHT, "last row"),
        (torch.cat([RIGHT[:2], torch.ones(1, 4)]), RIGHT, "last wrong"),
        (RIGHT, RIGHT[:1, :1], "rows or columns too many"),
        (50.0, 0.5, "times 100"),
        (0.75, 75.0, "times 0.01"),
        (-3, 3, "times -1"),
        (6, 5, "one more"),
        (4, 5, "one less"),
        (83.3, 83.3333333, "rounded number"),
        (25.0, 75.0, "100 less it"),
        ([1.0, 2.0], [1.0, 2.0, 3.0], "last missing"),
        ([0.5, 1.0, 2.0], [1.0, 2.0], "first too many"),
        ([3.0, 2.0, 1.5], [1.5, 2.0, 3.0], "mirrored"),
    ],
)
def test_a_relation_that_holds_is_found(got: Any, right: Any, name: str) -> None:
    assert name in [relation.name for relation in between(got, right)]


@pytest.mark.parametrize(
    ("got", "right"),
    [
        (RIGHT, RIGHT),
        (torch.ones(3, 4), RIGHT),
        (RIGHT, torch.ones(3, 4)),
        (torch.randn(3, 4, generator=torch.Generator().manual_seed(0)), RIGHT),
        (RIGHT * float("nan"), RIGHT),
        (torch.zeros(0), RIGHT),
        (RIGHT.to(torch.complex64), RIGHT),
        (RIGHT > 0, RIGHT),
        (RIGHT.to_sparse(), RIGHT),
        (RIGHT.to("meta"), RIGHT),
        ("text", RIGHT),
        (None, 3),
        (0, 5),
        (float("inf"), 5),
        (10**400, 5),
        ([], [1.0]),
        (["a"], [1.0]),
        ([[1.0], 2.0], [1.0, 2.0]),
    ],
)
def test_of_what_is_right_constant_or_no_number_nothing_is_said(got: Any, right: Any) -> None:
    assert between(got, right) == []


def test_no_sentence_gives_a_right_value_away() -> None:
    said = " ".join(relation.sentence for relation in between(RIGHT + 0.5, RIGHT))

    assert [number for number in ("3.25", "6.5", "9") if number in said] == []
