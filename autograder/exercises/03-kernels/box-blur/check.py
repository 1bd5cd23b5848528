"""Weights that are equal, and weights that sum to 1, each for itself."""

from __future__ import annotations

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ..blurs import are_equal, is_kernel, sums_to_one


@check()
def box_blur(student: Student, draw: Draw) -> None:
    """The kernel of a box blur"""
    sizes = (3, 5, 4, 2 * draw.number(3, 6) + 1)
    equal = "equal weights"
    with student.part(equal):
        for size in sizes:
            student.call("box_blur_kernel", size).passes(is_kernel(size, size, are_equal))
    with student.part("weights that sum to 1", needs=equal):
        for size in (*sizes, 1):
            student.call("box_blur_kernel", size).passes(is_kernel(size, size, sums_to_one))
