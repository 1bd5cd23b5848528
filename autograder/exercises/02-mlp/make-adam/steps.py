"""Which optimizer it is that does not step as Adam does, told by the parameters that go astray.

The check draws parameters so that each shows something: weights of some size show decay, tiny
gradients the constant in the denominator, and gradients that shrink a memory of the largest.
"""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks.compare import Tolerance
from autograder.checks.relations import Relation

Tensors = list[torch.Tensor]

UNMOVED = Relation(
    "other parameters", "No parameter of the model moves: the optimizer holds others than these."
)
PART_UNMOVED = Relation(
    "some parameters only", "Some parameters never move: hand all of model.parameters() over."
)
OTHER_RATE = Relation(
    "another learning rate", "These are Adam's steps, but with another learning rate."
)
SGD = Relation(
    "steps of SGD",
    "Your first step is proportional to the gradient, as in SGD: Adam divides by its size.",
)
EPS = Relation(
    "another eps",
    "The smaller a gradient is, the shorter are your steps: leave eps at PyTorch's default.",
)
DECAY = Relation(
    "weight decay",
    "Only large weights go another way: something pulls them towards 0, as weight decay does.",
)
REMEMBERS = Relation(
    "a memory of the largest gradient",
    "Only where a large gradient comes first your steps stay short: is amsgrad switched on?",
)
ONLY = {1: EPS, 2: REMEMBERS}
"""What it is where only one of the parameters, by its place, goes another way."""


def optimizer_of(
    places: Any, right: list[Tensors], first: Tensors, tolerance: Tolerance
) -> Relation | None:
    """Return what an optimizer does in place of Adam's steps, if that can be told.

    Args:
        places: where the parameters were before any step and after each.
        right: where Adam takes them.
        first: the gradients of the first step.
        tolerance: within which they are the same.
    """
    if not _well_formed(places, right):
        return None
    start = right[0]
    moved = [_moves(of, start) for of in places[1:]]
    still = [all(not bool(step[index].any()) for step in moved) for index in range(len(start))]
    if any(still):
        return UNMOVED if all(still) else PART_UNMOVED
    wrong = {
        index
        for got, wanted in zip(places, right, strict=True)
        for index, (one, other) in enumerate(zip(got, wanted, strict=True))
        if not torch.allclose(one, other, rtol=tolerance.relative, atol=tolerance.absolute)
    }
    if len(wrong) == 1 and wrong <= set(ONLY):
        return ONLY[wrong.pop()]
    if _proportional(moved[0], first):
        return SGD
    wanted = [_moves(of, start) for of in right[1:]]
    if _damped(moved[0], wanted[0], first):
        return EPS
    large, *small = (
        float((one - other).abs().max()) for one, other in zip(moved[0], wanted[0], strict=True)
    )
    if large > 50 * max(*small, tolerance.absolute):
        return DECAY
    steps = zip(moved, wanted, strict=True)
    return OTHER_RATE if all(_proportional(one, other) for one, other in steps) else None


def _well_formed(places: Any, right: list[Tensors]) -> bool:
    return (
        isinstance(places, list)
        and len(places) == len(right)
        and all(
            isinstance(one, torch.Tensor)
            and one.shape == other.shape
            and one.dtype == other.dtype
            and bool(torch.isfinite(one).all())
            for got, wanted in zip(places, right, strict=True)
            for one, other in zip(got, wanted, strict=True)
        )
    )


def _moves(places: Tensors, start: Tensors) -> Tensors:
    return [place.double() - before.double() for place, before in zip(places, start, strict=True)]


def _damped(moves: Tensors, right: Tensors, gradients: Tensors) -> bool:
    """Return whether one number is added to the size of each gradient before it is divided by."""
    # Without the first parameter, whose large values hide a small difference.
    here, there, sizes = (
        torch.cat([one.double().flatten() for one in of[1:]]) for of in (moves, right, gradients)
    )
    shorter, sizes = there / here - 1, sizes.abs()
    shows = shorter > 0.02
    if not bool(shows.any()):
        return False
    added = (shorter * sizes)[shows].median()
    return bool((((1 + added / sizes) / (1 + shorter) - 1).abs() < 0.03).all())


def _proportional(moves: Tensors, others: Tensors) -> bool:
    """Return whether each number of the first is the same multiple of that of the second."""
    one, other = (torch.cat([of.double().flatten() for of in all_of]) for all_of in (moves, others))
    # Numbers near 3 move in steps of float32; where nearly nothing moves that is all that shows.
    clear = (one.abs() > 1e-5) & (other.abs() > 1e-8)
    ratios = one[clear] / other[clear]
    return len(ratios) > 2 and bool(((ratios / ratios.median() - 1).abs() < 0.02).all())
