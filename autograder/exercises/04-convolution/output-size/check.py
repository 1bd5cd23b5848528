"""Sizes, compared with those that torch's convolution has."""

from __future__ import annotations

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ..sizes import steps


@check()
def output_size(student: Student, draw: Draw) -> None:
    """The formula of the output size"""

    def compare_with_torch(size: int, kernel: int, **options: int) -> None:
        student.call("conv_output_size", size, kernel, **options).is_integer(
            steps(size, kernel, **options)
        )

    with student.part("stride 1, no padding"):
        compare_with_torch(9, 3)
        compare_with_torch(draw.number(20, 40), draw.number(2, 9))
        compare_with_torch(7, 7)
        compare_with_torch(10, 4)
    with student.part("padding"):
        compare_with_torch(9, 3, padding=1)
        compare_with_torch(draw.number(20, 40), draw.number(2, 9), padding=draw.number(2, 4))
        compare_with_torch(5, 7, padding=1)
        compare_with_torch(9, 4, padding=2)
    with student.part("stride, rounded down"):
        compare_with_torch(9, 3, stride=2)
        compare_with_torch(10, 3, stride=2, padding=1)
        compare_with_torch(32, 5, stride=3, padding=2)
        compare_with_torch(11, 2, stride=4, padding=1)
        compare_with_torch(12, 4, stride=2, padding=1)
        compare_with_torch(
            draw.number(40, 60),
            draw.number(2, 9),
            stride=draw.number(2, 5),
            padding=draw.number(0, 3),
        )
