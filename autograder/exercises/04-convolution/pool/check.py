"""Poolings, compared with torch's.

Sizes leave remainders under the strides, so that rounding shows. There are so many windows that
no wrong rule has most of them right by chance.
"""

from __future__ import annotations

from typing import Any

import torch.nn.functional as F

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ...operators import BY_WINDOW, POOLING


@check(forbids=POOLING, remedy=BY_WINDOW)
def pool(student: Student, draw: Draw) -> None:
    """Max and average pooling"""

    def compare_with_torch(
        image: tuple[int, ...],
        size: int,
        stride: int | None = None,
        shift: float = 0,
        **options: Any,
    ) -> None:
        pooling = F.avg_pool2d if options.get("mode") == "avg" else F.max_pool2d
        # Below zero in one case, so that a maximum which starts from zero shows; above in all other
        # maxima, so that it doesn't, whatever is drawn.
        pixels = draw.normal(*image) + shift
        if stride is not None:
            options["stride"] = stride
        student.call("pool2d", pixels, size, **options).matches(
            pooling(pixels[None], size, stride)[0]
        )

    with student.part("maximum"):
        compare_with_torch((1, 10, 8), 2, shift=6)
        compare_with_torch((3, 9, 7), 2, shift=6, mode="max")
        compare_with_torch((2, 10, 13), 3, shift=-6)
    with student.part("average"):
        compare_with_torch((1, 10, 8), 2, mode="avg")
        compare_with_torch((3, 9, 7), 2, mode="avg")
        compare_with_torch((2, 10, 13), 3, mode="avg")
    with student.part("a stride of its own"):
        compare_with_torch((2, 8, 7), 3, stride=1, shift=6)
        compare_with_torch((2, 9, 8), 3, stride=2, shift=6, mode="avg")
        compare_with_torch((3, 11, 9), 2, stride=3, shift=6)
