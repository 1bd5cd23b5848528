"""The bank of right answers: for every automatically graded exercise, answers of truly different make.

Each is a function whose *body* is the cell, as with misconceptions; all of them must earn full points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from autograder.checks.exercise import cell_of

RIGHT: dict[str, dict[str, str]] = defaultdict(dict)
"""Exercise key → name of the answer → cell."""


def answer(key: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Register the body of the decorated function as a right answer to the exercise of that key."""

    def register(function: Callable[[], Any]) -> Callable[[], Any]:
        RIGHT[key][function.__name__] = cell_of(function)
        return function

    return register
