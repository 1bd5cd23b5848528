"""What must hold of the kernel of any blur."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import compare
from autograder.checks.questions import Judge


def is_kernel(size: int, judge: Judge) -> Judge:
    """A judge of kernels of that size; what else must hold says `judge`."""

    def judge_kernel(kernel: Any) -> None:
        shape = (1, size, size)
        compare.formed(kernel, torch.float32, shape, lambda values: judge(values[0].double()))

    return judge_kernel


def sums_to_one(kernel: torch.Tensor) -> None:
    """Judge whether a kernel keeps an image's brightness."""
    total = float(kernel.sum())
    if abs(total - 1) > 1e-4:
        raise compare.Mismatch(
            f"Your weights add up to {compare.number_text(total)}, not to 1.",
            "A blur keeps the brightness of a flat patch: divide by the sum of all weights, not "
            "of each row and not by a constant.",
            mistake="weights that don't add up to 1",
        )
