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
