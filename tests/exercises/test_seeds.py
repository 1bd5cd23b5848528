"""A verdict is about the answer and not about the inputs: under ten seeds it earns the same.

In ``make soak`` every answer of the bank is judged under two of the ten seeds, the next answer
under the next two, so that every exercise meets them all. ``make seeds`` judges every answer under
all.
"""

from __future__ import annotations

import contextlib
import io

import pytest

from autograder.grading.ask import request_for
from tests.trusted import KEYS, exercise, parts_of, questions_of

SEEDS = range(10)

FIXED = frozenset(
    (
        *("02-mlp/layer-sizes", "02-mlp/adam-report", "03-kernels/edge-kernel"),
        *("04-convolution/by-hand", "04-convolution/feature-table", "05-lenet/lenet-report"),
    )
)
"""Exercises that ask for one thing, for which nothing is drawn.

Their answers draw on their own, if at all.
"""

SLOW = {"03-kernels/learn-kernel": 3}
"""Of these, whose answers train, a usual run judges one answer of so many."""


MOST_BY_CHANCE = 0.05
"""Of a part's credit: so much may hang on what is drawn."""


def lost(key: str, cell: str, seed: int) -> dict[str, float]:
    """The parts in which something is wrong, with what each earns all the same."""
    with contextlib.redirect_stdout(io.StringIO()):
        return {part.name: part.credit for part in parts_of(key, cell, seed) if part.failure}


def differ(by_seed: dict[int, dict[str, float]]) -> bool:
    first, *others = by_seed.values() or [{}]
    return any(
        one.keys() != first.keys()
        or any(abs(one[name] - first[name]) > MOST_BY_CHANCE for name in first)
        for one in others
    )


def seeds_for(key: str, number: int, whole: bool) -> list[int]:
    """The seeds under which the answer of that number is judged."""
    if whole:
        return list(SEEDS)
    return [] if number % SLOW.get(key, 1) else [SEEDS[number % 10], SEEDS[(number + 5) % 10]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    keys = KEYS
    if (
        metafunc.function is test_every_seed_gives_an_answer_the_same_verdict
        and not metafunc.config.getoption("--all-seeds")
    ):
        keys = [key for key in keys if key not in FIXED]
    metafunc.parametrize("key", keys)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_every_seed_gives_an_answer_the_same_verdict(
    key: str, request: pytest.FixtureRequest
) -> None:
    whole = request.config.getoption("--all-seeds")
    bank = exercise(key)
    answers = [*bank.answers.items(), *((m.name, m.cell) for m in bank.misconceptions)]
    found = {
        name: {seed: lost(key, cell, seed) for seed in seeds_for(key, number, whole)}
        for number, (name, cell) in enumerate(answers)
    }

    assert {name: by_seed for name, by_seed in found.items() if differ(by_seed)} == {}


def test_what_is_asked_is_drawn_unless_it_is_one_thing(key: str) -> None:
    requests = [request_for(questions_of(key, seed).asked) for seed in SEEDS]

    assert all(request == requests[0] for request in requests) == (key in FIXED)
