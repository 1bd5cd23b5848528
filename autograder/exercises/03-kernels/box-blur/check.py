"""Weights that are equal, and weights that sum to 1, each for itself."""

from __future__ import annotations

import torch

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ..blurs import is_kernel, sums_to_one


@check()
def box_blur(student: Student, draw: Draw) -> None:
    """The kernel of a box blur"""
    sizes = (3, 5, 4, 2 * draw.number(3, 8) + 1)
    equal = "equal weights"
    with student.part(equal):
        for size in sizes:
            student.call("box_blur_kernel", size).passes(is_kernel(size, _are_equal))
    with student.part("weights that sum to 1", needs=equal):
        for size in (*sizes, 1):
            student.call("box_blur_kernel", size).passes(is_kernel(size, sums_to_one))


def _are_equal(kernel: torch.Tensor) -> None:
    if float(kernel.max() - kernel.min()) > 1e-5 * float(kernel.abs().max()):
        raise compare.Mismatch(
            "The weights differ from each other.",
            "In an average every pixel counts the same.",
            mistake="weights that differ",
        )
    if float(kernel.max()) <= 0:
        raise compare.Mismatch("The weights are not above 0.", "An average has positive weights.")
