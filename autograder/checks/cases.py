"""What wrong answers have in common: oblong images, a stride, a batch, or a result of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.checks.relations import Relation

Inputs = dict[str, Any]

FEWEST_RIGHT = 2
"""So many cases must be right: what one has and others have not may be a coincidence."""


def fails_where(inputs: list[Inputs], wrong: set[int]) -> Relation | None:
    """Return what all wrong cases have and no right one has, if there is such a thing.

    Args:
        inputs: of each question, what is sent.
        wrong: indices of those that were answered wrongly.
    """
    if not wrong or len(wrong) == len(inputs) or any("args" not in sent for sent in inputs):
        return None  # of other probes each question may be about something else
    for relation, holds in CASES if len(inputs) - len(wrong) >= FEWEST_RIGHT else ():
        if {index for index, sent in enumerate(inputs) if holds(_values(sent))} == wrong:
            return relation
    return _by_option(inputs, wrong)


def always_the_same(inputs: list[Inputs], results: list[Any], wrong: set[int]) -> Relation | None:
    """Return what wrong results that are numbers have to do with the arguments, if anything.

    Args:
        inputs: of each question, what is sent.
        results: of each question, what came.
        wrong: indices of those that were answered wrongly.
    """
    called = [
        ([*sent.get("args", []), *(sent.get("kwargs") or {}).values()], results[index])
        for index, sent in enumerate(inputs)
        if index in wrong and isinstance(sent.get("args"), list)
    ]
    if len(called) < 2 or len(called) != len(wrong) or not all(map(_are_numbers, called)):
        return None
    outcomes = {result for _, result in called}
    if len(outcomes) == 1:
        return Relation("constant", "Your result is the same whatever the arguments are.")
    for relation, compute in OF_ARGUMENTS:
        if all(len(args) > 1 and compute(args) == result for args, result in called):
            return relation
    return None


def _are_numbers(called: tuple[list[Any], Any]) -> bool:
    args, result = called
    return all(type(one) in (int, float) for one in [*args, result])


OF_ARGUMENTS: list[tuple[Relation, Callable[[list[Any]], Any]]] = [
    (Relation(name, f"Your result is {words}."), compute)
    for name, words, compute in (
        ("first argument", "the first argument, whatever the others are", lambda a: a[0]),
        ("last argument", "the last argument, whatever the others are", lambda a: a[-1]),
        ("a sum", "the sum of the arguments", sum),
        ("a product", "the product of the arguments", math.prod),
        ("first product", "the product of the first two arguments", lambda a: a[0] * a[1]),
        ("last product", "the product of the last two arguments", lambda a: a[-2] * a[-1]),
        ("last sum", "the sum of the last two arguments", lambda a: a[-2] + a[-1]),
        ("a difference", "the difference of the first two arguments", lambda a: a[0] - a[1]),
        ("wrong difference", "the second argument less the first", lambda a: a[1] - a[0]),
    )
]
"""What a result may be made of in place of the right formula."""


def _values(sent: Inputs) -> list[Any]:
    """Return the tensors and arrays among a question's inputs, those of a call's arguments too."""
    flat: list[Any] = []
    for value in sent.values():
        if isinstance(value, dict):
            flat += value.values()
        elif isinstance(value, list):
            flat += value
        else:
            flat.append(value)
    return [one for one in flat if isinstance(one, (torch.Tensor, np.ndarray)) and one.ndim > 0]


def _oblong(values: list[Any]) -> bool:
    return any(one.ndim >= 2 and one.shape[-1] != one.shape[-2] for one in values)


def _several_at(axis: int) -> Callable[[list[Any]], bool]:
    return lambda values: any(one.ndim > max(axis, 2) and one.shape[axis] > 1 for one in values[:1])


CASES: list[tuple[Relation, Callable[[list[Any]], bool]]] = [
    (
        Relation(
            "square only",
            "It is right where height and width are equal, and wrong where they differ: look for "
            "where one stands for the other.",
        ),
        _oblong,
    ),
    (
        Relation(
            "one only",
            "It is right for a single one along the first axis, and wrong for several: look for "
            "what happens to the second.",
        ),
        _several_at(0),
    ),
    (
        Relation(
            "one channel only",
            "It is right for one channel, and wrong for several: look for what happens to the "
            "second.",
        ),
        _several_at(1),
    ),
    (
        Relation(
            "values above 0 only",
            "It is right where all values are above 0, and wrong where some are below.",
        ),
        lambda values: any(bool((one < 0).any()) for one in values[:1]),
    ),
]
"""What can be told from the sizes and signs of what is sent, plainest first."""


def _by_option(inputs: list[Inputs], wrong: set[int]) -> Relation | None:
    """Find an option, such as a stride, that every wrong case is given and no right one."""
    options = [sent.get("kwargs") or {} for sent in inputs]
    names = sorted({name for given in options for name in given})
    for name in names:
        if {index for index, given in enumerate(options) if name in given} == wrong:
            return Relation(f"{name} wrong", f"It is right as long as no {name} is given.")
        if {index for index, given in enumerate(options) if name not in given} == wrong:
            return Relation(f"{name} missing", f"It is right only where {name} is given.")
        values = {repr(given[name]) for given in options if name in given}
        for value in sorted(values):
            hit = {i for i, given in enumerate(options) if repr(given.get(name)) == value}
            if hit == wrong:
                return Relation(f"{name}={value} wrong", f"It is wrong only with {name}={value}.")
    return None
