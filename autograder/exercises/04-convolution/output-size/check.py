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

    # All sizes are drawn: what is known from a page of an earlier try is worth nothing. The padding
    # with a stride, what is even, and remainders are not: they decide what a mistake costs.
    def even(low: int, high: int) -> int:
        return 2 * draw.number(low // 2, high // 2)

    plain = "stride 1, no padding"
    with student.part(plain):
        for kernel in (2, 5, even(6, 8)):
            compare_with_torch(draw.number(20, 60), kernel)
        whole = even(20, 60)
        compare_with_torch(whole, whole)
    with student.part("padding", needs=plain):
        # No kernel is as long as both paddings: then what is one short is the image's own size.
        for kernel, padding in ((even(4, 8), 1), (even(6, 8) + 1, 2), (6, even(2, 4))):
            compare_with_torch(draw.number(20, 60), kernel, padding=padding)
        image = even(20, 60) + 1
        compare_with_torch(image, image + 4, padding=2)
    with student.part("stride, rounded down", needs=plain):
        for stride, odd, padding in ((2, 0, 1), (3, 1, 2), (4, 0, 0), (5, 1, 3)):
            kernel = even(2, 8) + odd
            # Two neighbours: the last window of the second one ends at its last pixel. More steps
            # than any kernel has pixels, so that no result is an argument by chance; and a half,
            # rounded to the nearest even number, is rounded down.
            image = stride * (even(12, 20) + 1) + kernel - 2 * padding
            compare_with_torch(image - 1, kernel, stride=stride, padding=padding)
            compare_with_torch(image, kernel, stride=stride, padding=padding)
