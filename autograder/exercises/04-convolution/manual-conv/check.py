"""Convolutions, compared with torch's.

Images are higher than wide and kernels too, so that swapped axes show; sizes leave remainders under
the strides, so that rounding shows.
"""

from __future__ import annotations

from itertools import product

import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ...operators import BY_LOOP, CONVOLUTION


@check(forbids=CONVOLUTION, remedy=BY_LOOP)
def manual_conv(student: Student, draw: Draw) -> None:
    """Convolution by loop, with stride and padding"""

    def compare_with_torch(
        height: int, width: int, kernel_height: int, kernel_width: int, **options: int
    ) -> None:
        image, kernel = draw.normal(1, height, width), draw.normal(1, kernel_height, kernel_width)
        stride, padding = options.get("stride", 1), options.get("padding", 0)
        expected, flipped = (
            F.conv2d(image[None], weights[None], stride=stride, padding=padding)[0]
            for weights in (kernel, kernel.flip(-2, -1))
        )
        student.call("conv2d_manual", image, kernel, **options).matches(
            expected, window=compare.sliding(kernel.shape, **options), near=[flipped]
        )

    with student.part("stride 1, no padding", share=2):
        compare_with_torch(9, 8, 3, 2)
        compare_with_torch(7, 11, 2, 5)
        compare_with_torch(5, 6, 5, 6)
    with student.part("padding", section="Padding: room at the border"):
        compare_with_torch(9, 8, 3, 2, padding=1)
        compare_with_torch(6, 7, 2, 4, padding=3)
    with student.part("stride"):
        compare_with_torch(9, 8, 3, 2, stride=2)
        compare_with_torch(11, 10, 2, 3, stride=3)
        compare_with_torch(10, 13, 3, 2, stride=4)
    with student.part("stride and padding together"):
        for stride, padding in product((2, 3), (1, 2)):
            compare_with_torch(9, 8, 3, 2, stride=stride, padding=padding)
