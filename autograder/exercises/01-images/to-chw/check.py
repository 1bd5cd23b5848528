"""Place and scale of every number, each for itself."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import compare, relations
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Judge, Student


@check()
def to_chw(student: Student, draw: Draw) -> None:
    """From (H, W, C) in bytes to (C, H, W) in floats"""

    def image(height: int, width: int, channels: int, brightest: int = 255) -> torch.Tensor:
        pixels = draw.integers(0, brightest, height, width, channels).to(torch.uint8)
        pixels[-1, 0, -1] = brightest
        pixels[0, -1, 0] = 0
        return pixels

    placed = "every number in its place"
    with student.part(placed, share=2):
        for size in [(5, 7, 3), (6, 4, 3), (4, 9, 1), (3, 5, 4)]:
            pixels = image(*size)
            student.call("to_channels_first", pixels).passes(_in_place(pixels))
    with student.part(
        "float32 from 0 to 1", share=2, needs=placed, section="Two scales: 0 to 255 and 0 to 1"
    ):
        for size in [(5, 7, 3), (4, 9, 1)]:
            pixels = image(*size)
            student.call("to_channels_first", pixels).passes(_to_scale(pixels))
        dark = image(6, 4, 3, brightest=draw.number(30, 60))
        student.call("to_channels_first", dark).passes(_to_scale(dark))


def _in_place(image: torch.Tensor) -> Judge:
    def judge(got: Any) -> None:
        expected = image.permute(2, 0, 1).to(torch.float64)
        compare.is_tensor(got, expected / 255)
        if got.shape != expected.shape:
            fact = f"Expected shape {tuple(expected.shape)}, but got {tuple(got.shape)}."
            wrong = compare.Mismatch(
                fact, "Only the channels move, to the front; rows stay before columns."
            )
            raise compare.weighed(wrong, got, expected / 255)
        _is_float(got, allowed=not got.is_complex())
        compare.finite(got)
        # Up to brightness and contrast, for the scale is another part's matter: fit a line, allow
        # half a grey level.
        wide = got.detach().to(torch.float64)
        offset = expected - expected.mean()
        slope = ((wide - wide.mean()) * offset).sum() / (offset * offset).sum()
        if slope <= 0 or ((wide - wide.mean()) - slope * offset).abs().max() > slope / 2:
            raise compare.Mismatch(
                "The shape is right, but the numbers are not those of the image, each in its row, "
                "column and channel.",
                "Reorder the axes: reshape only cuts the numbers into other pieces. And divide "
                "with /, not with //.",
                related=relations.between(wide, slope.abs() * expected),
            )

    return judge


def _is_float(got: torch.Tensor, allowed: bool, credit: float = 0.0) -> None:
    if not allowed:
        fact = f"Expected dtype float32, but got {compare.short(got.dtype)}."
        raise compare.Mismatch(
            fact,
            "A byte divided with / gives float32; .float() makes float32 of any tensor.",
            credit=credit,
        )


def _to_scale(image: torch.Tensor) -> Judge:
    def judge(got: Any) -> None:
        compare.is_tensor(got, image.permute(2, 0, 1) / 255)
        compare.finite(got)
        low, high = (
            got.min().item() if got.numel() else 0.0,
            got.max().item() if got.numel() else 0.0,
        )
        fact = (
            f"The image holds {image.min()} to {image.max()}, your result {low:.6g} to {high:.6g}."
        )
        if low < 0 or high > 1:
            scale = "values above 1" if high > 1 else "values below 0"
            raise compare.Mismatch(fact, "The result should lie between 0 and 1.", mistake=scale)
        expected = (image.to(torch.float32) / 255).flatten().sort().values
        # The order is another part's matter. x / 255 and x * (1 / 255) differ by 1e-7 in float32, x
        # / 256 by 4e-3.
        values = got.detach().to(torch.float32).flatten().sort().values
        if values.shape != expected.shape or not torch.allclose(
            values, expected, rtol=0, atol=1e-5
        ):
            raise compare.Mismatch(
                fact,
                "By the same rule in every image, 255 becomes 1, 51 becomes 0.2, and 0 stays 0.",
                related=relations.between(values, expected),
            )
        _is_float(got, allowed=got.dtype == torch.float32, credit=compare.FORM)

    return judge
