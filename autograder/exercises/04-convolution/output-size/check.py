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

    # All sizes are drawn: what is known from a page of an earlier try is worth nothing.
    def size() -> int:
        return draw.number(20, 60)

    plain = "stride 1, no padding"
    with student.part(plain):
        for kernel in (2, 5, draw.number(6, 9)):
            compare_with_torch(size(), kernel)
        whole = size()
        compare_with_torch(whole, whole)
    with student.part("padding", needs=plain):
        for padding in (1, 2, draw.number(3, 4)):
            compare_with_torch(size(), draw.number(2, 9), padding=padding)
        image = size()
        compare_with_torch(image, image + 2, padding=1)
    with student.part("stride, rounded down", needs=plain):
        for stride in (2, 3, 4, 5):
            # Two neighbours: at most one of them leaves no remainder.
            image, kernel, padding = size(), draw.number(2, 9), draw.number(0, 3)
            compare_with_torch(image, kernel, stride=stride, padding=padding)
            compare_with_torch(image + 1, kernel, stride=stride, padding=padding)
