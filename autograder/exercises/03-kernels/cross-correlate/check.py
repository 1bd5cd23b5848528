"""Cross-correlations, compared with torch's.

Images and kernels have sides of different length, so that swapped axes show; random kernels look
different from each of their rotations.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ...operators import BY_LOOP, CONVOLUTION


@check(forbids=CONVOLUTION, remedy=BY_LOOP)
def cross_correlate(student: Student, draw: Draw) -> None:
    """Cross-correlation by loop"""

    def compare_with_torch(image: torch.Tensor, kernel: torch.Tensor) -> None:
        expected = F.conv2d(image[None], kernel[None])[0]
        student.call("cross_correlate", image, kernel).matches(expected)

    with student.part("square images and kernels", share=2):
        compare_with_torch(torch.arange(9.0).reshape(1, 3, 3), torch.arange(4.0).reshape(1, 2, 2))
        compare_with_torch(draw.normal(1, 7, 7), draw.normal(1, 3, 3))
    with student.part("rows and columns of different number", share=2):
        compare_with_torch(draw.normal(1, 9, 8), draw.normal(1, 3, 2))
        compare_with_torch(draw.normal(1, 5, 11), draw.normal(1, 2, 4))
    with student.part("kernels of one row, of one pixel, and as large as the image"):
        compare_with_torch(draw.normal(1, 6, 7), draw.normal(1, 1, 3))
        compare_with_torch(draw.normal(1, 6, 5), draw.normal(1, 1, 1))
        compare_with_torch(draw.normal(1, 5, 3), draw.normal(1, 5, 3))
