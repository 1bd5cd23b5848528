"""Name a mistake by other arguments: the right function of these gives what the student's gave.

Who swaps two arguments, ignores the stride or flips the kernel computes rightly of something else.
This knows no exercise: it changes what was asked, and has the course's own solution answer it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations, permutations
from typing import Any

import torch

from autograder.checks.relations import Relation
from autograder.grading.parsing import parse

Sent = dict[str, Any]
"""The arguments of a call by name, as far as they were given."""

Change = Callable[[Sent], Sent | None]
"""Makes other arguments of some; None where nothing would change."""


def parameters_of(solution: str, function: str) -> list[str]:
    """Return the names of a function's parameters, as the solution's cell defines them."""
    for statement in parse(solution).body:
        if isinstance(statement, ast.FunctionDef) and statement.name == function:
            return [one.arg for one in (*statement.args.args, *statement.args.kwonlyargs)]
    return []


def named(inputs: dict[str, Any], parameters: list[str]) -> Sent:
    """Return the arguments of a call by their names."""
    args, kwargs = inputs.get("args") or [], inputs.get("kwargs") or {}
    return dict(zip(parameters, args, strict=False)) | kwargs


def changes(calls: list[Sent]) -> Iterator[tuple[Relation, Change]]:
    """Return what may have been done to the arguments of some calls, plainest first."""
    names = list(dict.fromkeys(name for call in calls for name in call))
    given = {name: next(call[name] for call in calls if name in call) for name in names}
    numbers = [name for name in names if type(given[name]) in (int, float)]
    tensors = [name for name in names if isinstance(given[name], torch.Tensor)]
    required = set.intersection(*(set(call) for call in calls)) if calls else set()
    for name in names:
        if name not in required:
            yield _left_out(name)
    for kind in (numbers, tensors):
        for one, other in combinations(kind, 2):
            yield _swapped(one, other)
    for name in tensors:
        yield from _turned(name)
    for one, other in permutations(numbers, 2):
        yield _in_place_of(one, other)
    for name in numbers:
        yield from _counted(name)


def _left_out(name: str) -> tuple[Relation, Change]:
    said = f"Your function gives the same whatever {name} is: it has to be used."
    return (
        Relation(f"{name} ignored", said),
        lambda call: (
            {key: value for key, value in call.items() if key != name} if name in call else None
        ),
    )


def _swapped(one: str, other: str) -> tuple[Relation, Change]:
    def change(call: Sent) -> Sent | None:
        if one not in call or other not in call or call[one] is call[other]:
            return None
        return call | {one: call[other], other: call[one]}

    said = f"You take {one} for {other}, and {other} for {one}."
    return Relation(f"{one} and {other} swapped", said), change


def _in_place_of(one: str, other: str) -> tuple[Relation, Change]:
    def change(call: Sent) -> Sent | None:
        return call | {other: call[one]} if one in call and other in call else None

    return Relation(f"{one} for {other}", f"You use {one} where {other} belongs."), change


def _turned(name: str) -> Iterator[tuple[Relation, Change]]:
    for what, said, turn in (
        ("turned by 180°", "You turn {} by 180°.", lambda t: t.flip(-2, -1)),
        ("mirrored", "You flip {} left to right.", lambda t: t.flip(-1)),
        ("upside down", "You flip {} upside down.", lambda t: t.flip(-2)),
        ("transposed", "You swap rows and columns of {}.", lambda t: t.transpose(-2, -1)),
        ("negative", "You use {} with the other sign.", torch.neg),
        ("first only", "You use only the first of {}.", lambda t: t[:1]),
    ):
        yield Relation(f"{name} {what}", said.format(name)), partial(_with, name=name, turn=turn)


def _with(call: Sent, *, name: str, turn: Callable[[torch.Tensor], torch.Tensor]) -> Sent | None:
    value = call.get(name)
    if not isinstance(value, torch.Tensor) or value.dim() < 2 or value.dtype == torch.bool:
        return None
    return call | {name: turn(value.detach()).contiguous()}


def _counted(name: str) -> Iterator[tuple[Relation, Change]]:
    for what, said, count in (
        ("with the other sign", "You use {} with the other sign.", lambda n: -n),
        ("one more", "You count {} as one more than it is.", lambda n: n + 1),
        ("one less", "You count {} as one less than it is.", lambda n: n - 1),
        ("twice", "You use {} twice.", lambda n: 2 * n),
        ("half", "You use half of {}.", lambda n: n // 2),
        *(
            (f"always {fixed}", f"You take {{}} to be {fixed}, whatever it is.", _fixed(fixed))
            for fixed in (0, 1, 2, 3)
        ),
    ):
        yield Relation(f"{name} {what}", said.format(name)), partial(_as, name=name, count=count)


def _as(call: Sent, *, name: str, count: Callable[[float], float]) -> Sent | None:
    value = call.get(name)
    return call | {name: count(value)} if isinstance(value, (int, float)) else None


def _fixed(value: int) -> Callable[[float], float]:
    return lambda _: value
