"""What a training and a measurement report, judged."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from autograder.checks import compare
from autograder.checks.compare import Mismatch
from autograder.student.inside.wire import Opaque


def is_list_of_floats(losses: Any, what: str) -> None:
    """Raise Mismatch where the losses of a training are something else.

    `what` says what should be a list.
    """
    if not isinstance(losses, list):
        advice = "Did you forget the return?" if losses is None else ""
        raise Mismatch(
            f"{what}, but got {compare.describe(losses)}.", advice, mistake="no list of losses"
        )
    for loss in losses:
        if isinstance(loss, (torch.Tensor, np.ndarray, set, frozenset, Opaque)):
            raise Mismatch(
                f"There is {compare.describe(loss)} among the losses.",
                "loss.item() is its number, a float.",
                mistake="losses as tensors",
            )
        compare.is_number(loss)
        if not math.isfinite(loss):
            raise Mismatch(
                f"There is {loss} among the losses.",
                "The training diverged: try a smaller learning rate.",
                mistake="a training that diverged",
            )


def percentage(got: Any, expected: float, tolerance: float) -> None:
    """Raise Mismatch unless it is this percentage; a fraction is told that it is one."""
    compare.is_number(got)
    if abs(got - expected) > tolerance >= abs(100 * got - expected):
        raise Mismatch(
            f"You got {compare.number_text(got)}, a fraction of 1.",
            "A percentage is 100 times as large.",
            mistake="a share for a percentage",
            credit=compare.NEAR,
        )
    try:
        compare.number(got, expected, tolerance)
    except Mismatch as mismatch:
        advice = (
            "Right images of all batches, divided once by the number of all images; argmax over "
            "the classes, dim=1."
        )
        raise mismatch.says(mismatch.fact, mismatch.advice or advice) from None
