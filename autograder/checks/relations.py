"""How a wrong value is related to the right one: mirrored, shifted, one row short, scaled.

Relations know nothing of an exercise. Each is a fact about what came, in a sentence that gives none
of the right values away. One that holds for all of a student's wrong answers names their mistake.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch

MOST_NUMBERS = 100_000
"""Of larger tensors no relation is looked for."""

AGREES = 1e-3
"""How far apart values may be, relative to the largest, where a relation holds."""

FACTORS = {
    100: "100 times as large as the right one: you multiply by 100 once too often",
    0.01: "a hundredth of the right one: it is a share, but a percentage is asked for",
    -1: "the right one with the other sign",
    2: "twice the right one",
    0.5: "half the right one",
}
"""Factors between two single numbers that are no coincidence."""


@dataclass(frozen=True)
class Relation:
    """What a wrong value is to the right one."""

    name: str
    sentence: str
    """Empty where the judge that found it says it."""
    near: bool = False
    """Whether who gets this is nearly right: the rest of the work was done."""


NEVER_FILLED = Relation(
    "never filled",
    "Some values are 0 where they shouldn't be: your code never writes there, or writes zeros.",
)
CUT_OTHERWISE = Relation(
    "cut otherwise", "The numbers are right and in order, but the shape is another one."
)

Values = torch.Tensor
Tensors = Callable[[Values, Values], Iterator[Relation]]


def between(got: Any, right: Any) -> list[Relation]:
    """Return the relations that hold between a student's value and the right one, plainest first.

    Args:
        got: what came back.
        right: the right value: a tensor, a number, or a list of numbers.
    """
    if isinstance(right, (list, tuple)) and isinstance(got, (list, tuple)):
        return _of_lists(list(got), list(right))
    one, other = _tensor(got), _tensor(right)
    if one is None or other is None or max(one.numel(), other.numel()) > MOST_NUMBERS:
        return []
    if other.numel() == 1 and one.numel() == 1:
        return list(_of_numbers(one.item(), other.item()))
    if not bool(torch.isfinite(one).all() & torch.isfinite(other).all()):
        return []
    if one.shape == other.shape and not one.any():
        return [NEVER_FILLED]
    if _is_flat(one) or (_is_flat(other) and other.numel() > 1):
        return []  # of a constant everything could be said
    found: list[Relation] = []
    for find in (_same_shape, _other_shape):
        found += find(one, other)
    return list({relation.name: relation for relation in found}.values())


def same(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Return whether values of one shape agree up to what a relation leaves open."""
    if one.shape != other.shape or not one.numel():
        return False
    scale = max(float(other.abs().max()), 1e-12)
    return bool(((one - other).abs() <= AGREES * scale).all())


def _tensor(value: Any) -> torch.Tensor | None:
    """Return what can be compared as numbers; None where that is nothing."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return torch.tensor(float(value), dtype=torch.float64) if abs(value) < 1e300 else None
    if not isinstance(value, torch.Tensor) or value.is_complex() or value.dtype == torch.bool:
        return None
    if value.layout != torch.strided or value.is_quantized or value.is_meta or not value.numel():
        return None
    return value.detach().to(torch.float64)


def _is_flat(values: torch.Tensor) -> bool:
    return values.numel() < 2 or float(values.max() - values.min()) < 1e-9


def _of_numbers(got: float, right: float) -> Iterator[Relation]:
    if not math.isfinite(got) or not math.isfinite(right) or got in (right, 0):
        return
    if right and abs(right) > 1e-9:
        for factor, words in FACTORS.items():
            if math.isclose(got, factor * right, rel_tol=1e-4):
                yield Relation(f"times {factor:g}", f"Your number is {words}.", near=factor > 2)
    if abs(right) not in (0, 1) and math.isclose(got, right * right, rel_tol=1e-6):
        yield Relation("squared number", "Your number is the square of the right one.")
    if got == round(got) and right == round(right) and abs(got - right) == 1:
        more = "more" if got > right else "less"
        yield Relation(f"one {more}", f"Your number is one {more} than the right one.", near=True)
    if got == round(got) and right != round(right) and abs(got - right) < 1:
        yield Relation(
            "rounded number",
            "Your number is whole, the right one isn't: something is rounded on the way.",
            near=True,
        )
    elif abs(got - right) < 0.051 and any(got == round(got, places) for places in (1, 2, 3)):
        yield Relation("rounded number", "Your number was rounded: return it as it is.", near=True)
    for whole in (1, 100):
        if math.isclose(got, whole - right, rel_tol=1e-6) and not math.isclose(got, right):
            yield Relation(f"{whole} less it", f"Your number and the right one add up to {whole}.")


def _of_lists(got: list[Any], right: list[Any]) -> list[Relation]:
    numbers = [
        all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in values)
        for values in (got, right)
    ]
    if not all(numbers) or not got or not right or got == right:
        return []
    if len(got) != len(right):
        shorter, longer = sorted((got, right), key=len)
        name = "missing" if len(got) < len(right) else "too many"
        if longer[: len(shorter)] == shorter:
            said = f"Entries are {name} at the end of your list."
            return [Relation(f"last {name}", said, True)]
        if longer[-len(shorter) :] == shorter:
            return [
                Relation(f"first {name}", f"Entries are {name} at the start of your list.", True)
            ]
        return []
    return between(torch.tensor(got, dtype=torch.float64), torch.tensor(right, dtype=torch.float64))


def _same_shape(got: torch.Tensor, right: torch.Tensor) -> Iterator[Relation]:
    if got.shape != right.shape or same(got, right):
        return
    yield from _mirrored(got, right)
    yield from _recomputed(got, right)
    yield from _partly_right(got, right)
    numbers = [values.flatten().sort().values for values in (got, right)]
    if same(*numbers):
        yield Relation(
            "other places",
            "All the right numbers are there, in other places: look at the order in which they "
            "are laid out.",
        )


def _mirrored(got: torch.Tensor, right: torch.Tensor) -> Iterator[Relation]:
    dims = right.dim()
    if dims >= 1 and same(got, right.flip(-1)):
        words = "mirrored, left for right" if dims > 1 else "in reverse order"
        yield Relation("mirrored", f"The values come {words}.", True)
    if dims >= 2:
        if same(got, right.flip(-2)):
            yield Relation("upside down", "The values come upside down.", True)
        if same(got, right.flip(-2, -1)):
            yield Relation("turned", "The values come turned by 180°.", True)
        if same(got, right.transpose(-2, -1)):
            yield Relation("rows for columns", "Rows and columns are swapped.", True)
        for axis, name in ((-1, "column"), (-2, "row")):
            for step in (1, -1):
                if same(got, right.roll(step, axis)) or _is_moved(got, right, axis, step):
                    yield Relation(
                        f"shifted by a {name}",
                        f"The values stand one {name} too far.",
                        True,
                    )
    if dims >= 3 and same(got, right.flip(0)):
        yield Relation("reversed first axis", "The first axis is in reverse order.", True)


def _is_moved(got: torch.Tensor, right: torch.Tensor, axis: int, step: int) -> bool:
    """Return whether values moved by a step along an axis, and others came in from the side."""
    size = right.shape[axis]
    if size < 3:
        return False
    first, second = (1, 0) if step == 1 else (0, 1)
    ours = got.narrow(axis, first, size - 1)
    theirs = right.narrow(axis, second, size - 1)
    return not _is_flat(theirs) and same(ours, theirs)


def _recomputed(got: torch.Tensor, right: torch.Tensor) -> Iterator[Relation]:
    """Find one operation that makes all of the values of the right ones."""
    factor = float((got * right).sum() / (right * right).sum())
    if abs(factor) > 1e-6 and same(got, factor * right):
        if math.isclose(factor, -1, rel_tol=1e-3):
            yield Relation("sign", "All values have the other sign.", True)
        else:
            yield Relation(
                "times a constant",
                f"All values are {factor:.4g} times as large as they should be. Look for a sum in "
                "place of a mean, or for a division that is missing or one too many.",
                True,
            )
        return
    offset = float((got - right).mean())
    if same(got - offset, right):
        more = "more" if offset > 0 else "less"
        yield Relation(
            "plus a constant", f"All values are {abs(offset):.4g} {more} than they should be.", True
        )
    for made, name, sentence in (
        (right.clamp(min=0), "cut at 0", "Values below 0 became 0."),
        (right.abs(), "absolute", "Values below 0 have lost their sign."),
        (right.trunc(), "cut off", "The digits after the point are lost."),
        (right.floor(), "cut off", "The values were rounded down."),
        (right.square(), "squared", "The values were squared once too often."),
        (right.exp(), "exponential", "The values were put through exp once too often."),
    ):
        if not same(right, made) and same(got, made):
            yield Relation(name, sentence, True)
    for places in range(4):
        made = right.round(decimals=places)
        if bool((got == made).all()) or (
            not same(right, made) and float((got - made).abs().max()) < 1e-6
        ):
            yield Relation("rounded", "The values were rounded: return them as they are.", True)
            break


def _partly_right(got: torch.Tensor, right: torch.Tensor) -> Iterator[Relation]:
    wrong = (got - right).abs() > AGREES * max(float(right.abs().max()), 1e-12)
    if bool(wrong.all()) or right.dim() < 1:
        return
    if bool((got[wrong] == 0).all()):
        yield NEVER_FILLED
    if right.dim() >= 2 and len(right) > 1:
        by_first = wrong.flatten(1).any(dim=1)
        if not by_first[0] and bool(by_first[1:].all()):
            yield Relation("first only", "Only the first of several, along axis 0, is right.")
        if not by_first[-1] and bool(by_first[:-1].all()):
            yield Relation("last only", "Only the last of several, along axis 0, is right.")
        if by_first[-1] and not by_first[:-1].any():
            yield Relation(
                "last wrong", "Only the last along axis 0 is wrong: does the loop reach it?"
            )
    for axis, name in ((-1, "column"), (-2, "row")):
        if right.dim() < -axis or right.shape[axis] < 3:
            continue
        places = wrong.movedim(axis, 0).flatten(1).any(dim=1) if right.dim() > 1 else wrong
        if bool(places[-1]) and not places[:-1].any():
            yield Relation(f"last {name}", f"Only the last {name} is wrong.", True)
        if bool(places[0]) and not places[1:].any():
            yield Relation(f"first {name}", f"Only the first {name} is wrong.", True)
    if right.dim() >= 2 and min(right.shape[-2:]) >= 3 and not wrong[..., 1:-1, 1:-1].any():
        yield Relation("border", "Only values at the border are wrong.", True)


def _other_shape(got: torch.Tensor, right: torch.Tensor) -> Iterator[Relation]:
    if got.shape == right.shape:
        return
    yield from _one_of_several(got, right)
    if got.dim() == right.dim():
        yield from _cropped(got, right)
        for order in itertools.permutations(range(right.dim())) if right.dim() <= 4 else ():
            if order != tuple(range(right.dim())) and same(got, right.permute(order)):
                swapped = right.dim() >= 2 and order == (
                    *range(right.dim() - 2),
                    right.dim() - 1,
                    right.dim() - 2,
                )
                words = (
                    "Rows and columns are swapped" if swapped else "The axes are in another order"
                )
                name = "rows for columns" if swapped else "axes in another order"
                yield Relation(name, f"{words}: their sizes tell which is which.", True)
                break
    if got.numel() == right.numel():
        if same(got.flatten(), right.flatten()):
            yield CUT_OTHERWISE
        elif same(got.flatten().sort().values, right.flatten().sort().values):
            yield Relation("other places", "All the right numbers are there, in other places.")


def _one_of_several(got: torch.Tensor, right: torch.Tensor) -> Iterator[Relation]:
    """Find an axis of which only one entry, or the sum or mean of all, came."""
    flat = got.squeeze()
    for axis in range(min(right.dim(), 2)):
        if right.shape[axis] < 2 or right.dim() - axis < 2:
            continue
        what = f"axis {axis}"
        for made, name, sentence in (
            (
                right.select(axis, 0),
                "first only",
                f"Your result has only the first of {what}.",
            ),
            (right.select(axis, -1), "last only", f"Your result has only the last of {what}."),
            (right.sum(axis), "summed", f"You added up everything along {what}: keep it apart."),
            (
                right.mean(axis),
                "averaged",
                f"You took the mean along {what}: keep it apart.",
            ),
        ):
            if same(flat, made.squeeze()):
                yield Relation(name, sentence)


def _cropped(got: torch.Tensor, right: torch.Tensor) -> Iterator[Relation]:
    """Find rows or columns that are missing or too many, and values of another stride."""
    if got.dim() < 1:
        return
    differing = [axis for axis in range(got.dim()) if got.shape[axis] != right.shape[axis]]
    names = {got.dim() - 1: "column", got.dim() - 2: "row"}
    short, long = (got, right) if got.numel() < right.numel() else (right, got)
    word = "missing" if short is got else "too many"
    if all(short.shape[axis] <= long.shape[axis] for axis in differing):
        what = " and a ".join(names.get(axis, f"entry of axis {axis}") for axis in differing)
        spare = {axis: long.shape[axis] - short.shape[axis] for axis in differing}
        starts = itertools.product(*(sorted({0, n // 2, n}) for n in spare.values()))
        for start in starts if max(spare.values(), default=9) <= 4 else ():
            piece = long
            for axis, first in zip(spare, start, strict=True):
                piece = piece.narrow(axis, first, short.shape[axis])
            if same(short, piece):
                count = "One" if set(spare.values()) == {1} else "More than one"
                yield Relation(
                    f"rows or columns {word}",
                    f"{count} {what} is {word}; the rest is right.",
                    True,
                )
                break
    for step in (2, 3):
        thinned = right[..., ::step, ::step] if right.dim() >= 2 else right[::step]
        if same(got, thinned):
            yield Relation(
                "too long steps",
                f"Your steps are too long: the result has only one of {step} positions.",
            )
        wider = got[..., ::step, ::step] if got.dim() >= 2 else got[::step]
        if same(wider, right):
            yield Relation(
                "too short steps",
                f"Your steps are too short: only one of {step} positions belongs there.",
                True,
            )
