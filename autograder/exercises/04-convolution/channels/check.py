"""Convolutions of batches and channels, compared with torch's.

Images are higher than wide and kernels too, so that swapped axes show.
"""

from __future__ import annotations

import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ...operators import BY_LOOP, CONVOLUTION


@check(forbids=CONVOLUTION, remedy=BY_LOOP)
def channels(student: Student, draw: Draw) -> None:
    """Several input and output channels"""

    def compare_with_torch(images: tuple[int, ...], kernels: tuple[int, ...]) -> None:
        batch, weights = draw.normal(*images), draw.normal(*kernels)
        student.call("conv2d_channels", batch, weights).matches(
            F.conv2d(batch, weights),
            window=compare.sliding(weights.shape),
            near=[F.conv2d(batch, weights.flip(-2, -1))],
        )

    with student.part("one kernel, over all input channels", share=2, section="add them up"):
        compare_with_torch((1, 1, 7, 6), (1, 1, 3, 2))
        compare_with_torch((1, 3, 7, 6), (1, 3, 3, 2))
        compare_with_torch((1, 5, 6, 9), (1, 5, 2, 4))
    with student.part("output channels stand side by side"):
        compare_with_torch((1, 1, 7, 6), (4, 1, 3, 2))
        compare_with_torch((1, 2, 5, 8), (3, 2, 1, 3))
    with student.part("a batch of images"):
        compare_with_torch((2, 1, 7, 6), (1, 1, 3, 2))
        compare_with_torch((5, 2, 6, 5), (2, 2, 2, 3))
