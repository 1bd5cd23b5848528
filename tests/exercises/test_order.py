"""Nothing earns more than an answer that is nearer to right."""

from __future__ import annotations

import contextlib
import io

import pytest

from tests.exercises.ordered_pairs import PAIRS
from tests.trusted import KEYS, parts_of

AS_MUCH = {
    "03-kernels/learn-kernel: with-gradient > gradient-and-four-dim": "two slips of form, or one",
    "05-lenet/lenet: one-pool-average > average-and-softmax": "no value is right in either",
    "05-lenet/sequential: average > average-and-relu": "no value is right in either",
    "05-lenet/classifier: no-eval > modes-forgotten": "no mode is right in either",
}
"""Pairs of which both earn the same, and why."""


def earned(key: str, cell: str) -> float:
    with contextlib.redirect_stdout(io.StringIO()):  # trainings say how they get on
        parts = parts_of(key, cell)
    return sum(part.earned for part in parts) / sum(part.share for part in parts)


WITH_PAIRS = [f"{assignment}/{name}" for assignment, found in PAIRS.items() for name in found]


def test_every_exercise_of_the_course_has_ordered_pairs() -> None:
    assert sorted(WITH_PAIRS) == KEYS


@pytest.mark.parametrize("key", WITH_PAIRS)
def test_the_nearer_answer_earns_more_than_the_farther_one(key: str) -> None:
    assignment, name = key.split("/")
    pairs = PAIRS[assignment][name]

    points = {
        f"{key}: {which}": (earned(key, nearer), earned(key, farther))
        for which, nearer, farther in pairs
    }

    assert len(pairs) >= 5
    assert {which: both for which, both in points.items() if both[0] < both[1] - 1e-9} == {}
    ties = {which for which, both in points.items() if abs(both[0] - both[1]) < 1e-9}
    assert ties == {which for which in AS_MUCH if which.startswith(f"{key}:")}
