"""What went wrong in a gradient descent, told by the kernel and its gradient in the first steps."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks.relations import Relation

NO_STEP = Relation(
    "no step",
    "The kernel stays where it is: a step has to change it, after backward and before the gradient "
    "is cleared.",
)
UPHILL = Relation(
    "uphill",
    "Your steps go uphill: a step goes against the gradient, and no sum of squares is negative.",
)
NOT_CLEARED = Relation(
    "gradient not cleared",
    "The gradient of the step before is still there: clear it before each backward.",
)
NOT_SQUARED = Relation(
    "not squared",
    "Your loss adds up differences that are not squared: those above and below 0 cancel.",
)
ABSOLUTE = Relation(
    "absolute differences",
    "Your loss takes absolute differences: with squares the steps get shorter near the target.",
)
MEAN = Relation(
    "mean for sum",
    "Your loss is a mean, so that each step is short: take the sum, or many more steps.",
)
ENDS_EARLY = Relation(
    "ends early", "Your training makes fewer steps than the argument says: does something end it?"
)


def slip_in(
    answer: Any, image: torch.Tensor, target: torch.Tensor, kernel: torch.Tensor, steps: int
) -> Relation | None:
    """Return what is wrong with the first steps of a training that did not arrive.

    Args:
        answer: ``trace`` holds kernel and gradient, flat, after each of the first calls of
            backward; ``calls`` says how many calls there were.
        image: (1, H, W), what the kernel looks at.
        target: what it should give.
        kernel: (1, h, w), of the right shape.
        steps: how many were asked.
    """
    points = _points(answer, kernel)
    if not points:
        return None
    misses = [F.conv2d(image[None], at[None])[0] - target for at, _ in points]
    first = _slope(image, misses[0])
    factor = _factor(points[0][1], first)
    if factor is None:
        for name, miss in ((NOT_SQUARED, torch.ones_like(target)), (ABSOLUTE, misses[0].sign())):
            if _factor(points[0][1], _slope(image, miss)) is not None:
                return name
        return None
    if len(points) > 1:
        (start, gradient), (then, summed) = points[:2]
        if torch.equal(start, then):
            return NO_STEP
        if factor < 0 or float(((then - start) * gradient).sum()) > 0:
            return UPHILL
        second = factor * _slope(image, misses[1])
        if not _close(summed, second) and _close(summed, second + gradient):
            return NOT_CLEARED
    calls = answer.get("calls")
    if isinstance(calls, int) and 0 < calls < steps:
        return ENDS_EARLY
    return MEAN if abs(factor * target.numel() - 1) < 1e-2 else None


def _points(answer: Any, kernel: torch.Tensor) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return kernels and gradients of a trace, as far as they are well formed."""
    trace = answer.get("trace") if isinstance(answer, dict) else None
    found: list[tuple[torch.Tensor, torch.Tensor]] = []
    for pair in trace if isinstance(trace, list) else []:
        if not isinstance(pair, list) or len(pair) != 2:
            return []
        if not all(
            isinstance(one, torch.Tensor)
            and one.dtype == torch.float32
            and one.numel() == kernel.numel()
            and bool(torch.isfinite(one).all())
            for one in pair
        ):
            return found
        found.append((pair[0].reshape(kernel.shape), pair[1].reshape(kernel.shape)))
    return found


def _slope(image: torch.Tensor, miss: torch.Tensor) -> torch.Tensor:
    """Return the gradient of the sum of squared misses."""
    return 2 * F.conv2d(image[None], miss[None])[0]


def _factor(one: torch.Tensor, other: torch.Tensor) -> float | None:
    """Return by what one is the other; None where they point elsewhere."""
    length = float((other * other).sum())
    factor = float((one * other).sum()) / length if length else 0.0
    return factor if factor and _close(one, factor * other) else None


def _close(one: torch.Tensor, other: torch.Tensor) -> bool:
    return bool((one - other).abs().max() <= 1e-3 * max(float(other.abs().max()), 1e-12))
