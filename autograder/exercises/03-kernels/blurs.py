"""What must hold of the kernel of any blur."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import compare
from autograder.checks.questions import Judge


def is_kernel(height: int, width: int, judge: Judge) -> Judge:
    """A judge of kernels of that size; what else must hold says `judge`."""

    def judge_kernel(kernel: Any) -> None:
        shape = (1, height, width)
        compare.formed(kernel, torch.float32, shape, lambda values: judge(values[0].double()))

    return judge_kernel


def are_equal(kernel: torch.Tensor) -> None:
    """Judge whether all weights are the same, and above 0."""
    if float(kernel.max() - kernel.min()) > 1e-5 * float(kernel.abs().max()):
        raise compare.Mismatch(
            "The weights differ from each other.",
            "In an average every pixel counts the same.",
            mistake="weights that differ",
        )
    if float(kernel.max()) <= 0:
        raise compare.Mismatch("The weights are not above 0.", "An average has positive weights.")


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
