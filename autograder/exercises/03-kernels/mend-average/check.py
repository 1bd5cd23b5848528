"""Averages over rows and columns of the same and of different number.

What was handed out is right for a single column; every part asks for more than one.
"""

from __future__ import annotations

import torch

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ..blurs import are_equal, is_kernel, sums_to_one


@check()
def mend_average(student: Student, draw: Draw) -> None:
    """An average over any number of rows and columns"""

    def averages(height: int, width: int) -> None:
        judge = is_kernel(height, width, _is_average)
        student.call("average_kernel", height, width).passes(judge)

    with student.part("as many rows as columns"):
        for side in (2, 3, draw.number(4, 9)):
            averages(side, side)
    with student.part("rows and columns of different number"):
        for height, width in ((1, 2), (3, 2), (5, 1), (draw.number(2, 4), draw.number(5, 9))):
            averages(height, width)


def _is_average(kernel: torch.Tensor) -> None:
    are_equal(kernel)
    sums_to_one(kernel)
