"""Checks of 04-convolution: padding, stride, channels, pooling.

Images are higher than wide and kernels too, so that swapped axes show; sizes leave remainders under the strides, so that
rounding shows.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.draw import Draw
from autograder.checks.exercise import Student, exercise
from autograder.checks.probes import read
from autograder.student.inside.bridge import CONVOLUTION

BY_LOOP = "Slice out each window yourself, multiply it by the kernel and sum."


@exercise("04-convolution/by-hand")
def by_hand(student: Student, draw: Draw) -> None:
    """The strided convolution, worked out on paper"""
    image = torch.arange(1.0, 10).reshape(1, 1, 3, 3)
    expected = F.conv2d(image, torch.ones(1, 1, 2, 2), padding=1, stride=2)[0]
    student.ask(read, "strided_by_hand", name="strided_by_hand").matches(expected, any_dtype=True)


@exercise("04-convolution/manual-conv", forbids=CONVOLUTION, remedy=BY_LOOP)
def manual_conv(student: Student, draw: Draw) -> None:
    """Convolution by loop, with stride and padding"""

    def compare_with_torch(
        height: int, width: int, kernel_height: int, kernel_width: int, **options: int
    ) -> None:
        image, kernel = draw.normal(1, height, width), draw.normal(1, kernel_height, kernel_width)
        expected = F.conv2d(
            image[None],
            kernel[None],
            stride=options.get("stride", 1),
            padding=options.get("padding", 0),
        )[0]
        student.call("conv2d_manual", image, kernel, **options).matches(
            expected, window=compare.sliding(kernel.shape, **options)
        )

    with student.part("stride 1, no padding", share=2):
        compare_with_torch(9, 8, 3, 2)
        compare_with_torch(7, 11, 2, 5)
        compare_with_torch(5, 6, 5, 6)
    with student.part("padding"):
        compare_with_torch(9, 8, 3, 2, padding=1)
        compare_with_torch(6, 7, 2, 4, padding=3)
    with student.part("stride"):
        compare_with_torch(9, 8, 3, 2, stride=2)
        compare_with_torch(11, 10, 2, 3, stride=3)
        compare_with_torch(10, 13, 3, 2, stride=4)
    with student.part("stride and padding together"):
        for stride, padding in product((2, 3), (1, 2)):
            compare_with_torch(9, 8, 3, 2, stride=stride, padding=padding)


@exercise("04-convolution/output-size")
def output_size(student: Student, draw: Draw) -> None:
    """The formula of the output size"""

    def compare_with_torch(size: int, kernel: int, **options: int) -> None:
        student.call("conv_output_size", size, kernel, **options).is_integer(
            _steps(size, kernel, **options)
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


def _steps(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """How many steps torch's own convolution makes along an axis."""
    line, weights = torch.zeros(1, 1, size), torch.zeros(1, 1, kernel)
    return F.conv1d(line, weights, stride=stride, padding=padding).shape[-1]


TABLE_CASES = [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]
"""Image size, kernel size, stride, padding, as the exercise's table has them."""


@exercise("04-convolution/feature-table")
def feature_table(student: Student, draw: Draw) -> None:
    """The table of output sizes and features"""

    def column(key: str, expected: list[int]) -> None:
        def judge(table: Any) -> None:
            _is_table(table)
            for row, (got, right) in enumerate(
                zip((entry[key] for entry in table), expected, strict=True)
            ):
                try:
                    compare.integer(got, right)
                except compare.Mismatch as wrong:
                    size, kernel, stride, padding = TABLE_CASES[row]
                    case = f"{size}×{size}, kernel {kernel}×{kernel}, stride {stride}, padding {padding}"
                    raise compare.Mismatch(
                        f"{key!r} of row {row} ({case}): {wrong.fact}", wrong.advice
                    ) from None

        student.ask(read, "feature_table", name="feature_table").passes(judge)

    sizes = [_steps(*case) for case in TABLE_CASES]
    with student.part("output sizes"):
        column("output_size", sizes)
    with student.part("features"):
        column("features", [size * size for size in sizes])


def _is_table(table: Any) -> None:
    if not isinstance(table, (list, tuple)):
        raise compare.Mismatch(
            f"Expected a list of three dicts, but got {compare.describe(table)}."
        )
    if len(table) != len(TABLE_CASES):
        raise compare.Mismatch(
            f"Expected three entries, one per row of the table, but got {len(table)}."
        )
    for row, entry in enumerate(table):
        if not isinstance(entry, dict):
            raise compare.Mismatch(
                f"Entry {row} must be a dict, but it is {compare.describe(entry)}."
            )
        if missing := {"output_size", "features"} - set(entry):
            raise compare.Mismatch(
                f"Entry {row} has no key {', '.join(map(repr, sorted(missing)))}.",
                "Look at the spelling.",
            )


@exercise("04-convolution/channels", forbids=CONVOLUTION, remedy=BY_LOOP)
def channels(student: Student, draw: Draw) -> None:
    """Several input and output channels"""

    def compare_with_torch(images: tuple[int, ...], kernels: tuple[int, ...]) -> None:
        batch, weights = draw.normal(*images), draw.normal(*kernels)
        student.call("conv2d_channels", batch, weights).matches(
            F.conv2d(batch, weights), window=compare.sliding(weights.shape)
        )

    with student.part("input channels are summed", share=2):
        compare_with_torch((1, 1, 7, 6), (1, 1, 3, 2))
        compare_with_torch((1, 3, 7, 6), (1, 3, 3, 2))
        compare_with_torch((1, 5, 6, 9), (1, 5, 2, 4))
    with student.part("output channels stand side by side"):
        compare_with_torch((1, 3, 7, 6), (4, 3, 3, 2))
        compare_with_torch((1, 2, 5, 8), (3, 2, 1, 3))
    with student.part("a batch of images"):
        compare_with_torch((2, 3, 7, 6), (4, 3, 3, 2))
        compare_with_torch((5, 2, 6, 5), (2, 2, 2, 3))


@exercise("04-convolution/pool")
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
        # Below zero in one case, so that a maximum which starts from zero shows; above in the last part, so that it doesn't.
        pixels = draw.normal(*image) + shift
        if stride is not None:
            options["stride"] = stride
        student.call("pool2d", pixels, size, **options).matches(
            pooling(pixels[None], size, stride)[0]
        )

    with student.part("maximum"):
        compare_with_torch((1, 6, 4), 2)
        compare_with_torch((3, 9, 7), 2, mode="max")
        compare_with_torch((2, 7, 10), 3, shift=-3)
    with student.part("average"):
        compare_with_torch((1, 6, 4), 2, mode="avg")
        compare_with_torch((3, 9, 7), 2, mode="avg")
        compare_with_torch((2, 7, 10), 3, mode="avg")
    with student.part("a stride of its own"):
        compare_with_torch((2, 8, 7), 3, stride=1, shift=3)
        compare_with_torch((2, 9, 8), 3, stride=2, shift=3, mode="avg")
        compare_with_torch((1, 11, 9), 2, stride=3, shift=3)
