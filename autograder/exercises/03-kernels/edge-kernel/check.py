"""A kernel of any scale and sign that answers 0 where rows are equal."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student


@check()
def edge_kernel(student: Student, draw: Draw) -> None:
    """A kernel for horizontal edges"""

    def judge(kernel: Any) -> None:
        if isinstance(kernel, torch.Tensor) and tuple(kernel.shape) == (1, 1, 2):
            raise compare.Mismatch(
                "Expected shape (1, 2, 1), but got (1, 1, 2).",
                "One row of two columns compares left and right; compare above and below.",
                mistake="left and right are compared",
            )
        if isinstance(kernel, torch.Tensor) and kernel.dim() >= 2 and kernel.numel() > 2:
            raise compare.Mismatch(
                f"Expected shape (1, 2, 1), but got {tuple(kernel.shape)}.",
                "Two pixels are compared, one above the other: two rows and one column.",
                mistake="more than two weights",
            )
        compare.formed(kernel, torch.float32, (1, 2, 1), compares_rows)

    def compares_rows(kernel: torch.Tensor) -> None:
        above, below = kernel.double().flatten().tolist()
        if above == 0 and below == 0:
            raise compare.Mismatch(
                "Both weights are 0: your kernel answers 0 everywhere.",
                "It must answer where rows differ.",
                mistake="both weights are 0",
            )
        if abs(above + below) > 1e-4 * max(abs(above), abs(below)):
            raise compare.Mismatch(
                "Where both rows are 1, your kernel answers "
                f"{compare.number_text(above + below)}, not 0.",
                "Work out what the kernel gives where a row equals the next: what must its "
                "weights add up to?",
                mistake="weights that do not cancel",
            )

    student.value("horizontal_edge_kernel").passes(judge)
