"""Checks of 01-images: pixels, memory, flattening.

The sizes of batch, channels, rows and columns differ, so that axes taken for each other show. A tensor travels
contiguous; a batch of other strides is therefore laid out beside the student's code, from what is stored: `laid_out`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from autograder.checks import compare
from autograder.checks.draw import Draw
from autograder.checks.exercise import Judge, Pending, Student, exercise
from autograder.student.inside.wire import Opaque

ROW_MAJOR = (
    "Each row of the result is one image: channel after channel, in each channel row after row."
)


@dataclass(frozen=True)
class Layout:
    """A batch that isn't contiguous: how it comes from what is stored."""

    words: str
    """What the batch is, as a student reads it."""
    stored: tuple[int, ...]
    """The shape in memory."""
    order: tuple[int, ...] = (0, 1, 2, 3)
    """The axes of what is stored, in the order in which the batch has them."""
    cut: Mapping[int, tuple[int | None, int | None, int]] = field(default_factory=dict)
    """Start, stop and step along the axes of the batch that are cut."""
    copies: int = 1
    """How often the one image is repeated, by a stride of 0."""

    @property
    def steps(self) -> dict[str, Any]:
        """What `laid_out` and `_laid_out` take."""
        cut = [list(self.cut.get(axis, (None, None, 1))) for axis in range(4)]
        return {"order": list(self.order), "cut": cut, "copies": self.copies}


WITH_VIEW = [
    Layout("every second image of a batch, batch[::2]", (5, 2, 4, 3), cut={0: (None, None, 2)}),
    Layout("the later channels of a batch, batch[:, 1:]", (3, 4, 2, 5), cut={1: (1, None, 1)}),
    Layout(
        "every second channel of a batch, batch[:, ::2], which is one",
        (3, 2, 5, 4),
        cut={1: (None, None, 2)},
    ),
    Layout("one image, expanded to a batch of four", (1, 3, 2, 5), copies=4),
]
"""Not contiguous, but each image's numbers lie one after the other, so that the flat view exists."""

BORDER = {2: (1, -1, 1), 3: (1, -1, 1)}

WITHOUT_VIEW = [
    Layout(
        "a batch whose rows and columns were swapped by permute", (3, 2, 5, 4), order=(0, 1, 3, 2)
    ),
    Layout(
        "a batch kept as (B, H, W, C) and permuted to (B, C, H, W)",
        (2, 4, 5, 3),
        order=(0, 3, 1, 2),
    ),
    Layout("a batch with its border cut off, batch[:, :, 1:-1, 1:-1]", (3, 2, 6, 7), cut=BORDER),
    Layout(
        "every second column of a batch, batch[..., ::2]", (2, 3, 4, 5), cut={3: (None, None, 2)}
    ),
]
"""No fixed stride leads through an image's numbers."""


@exercise("01-images/flatten-view")
def flatten_view(student: Student, draw: Draw) -> None:
    """Flatten with view"""
    with student.part("one row for each image, in row-major order", share=2):
        _ask_contiguous(student, draw, "flatten_with_view")
    with student.part("the result shares memory with the batch"):
        for shape in [(3, 2, 4, 5), (2, 1, 6, 3)]:
            written = draw.distinct(*shape)
            before = -1 - written
            asked = f"flatten_with_view of a batch {shape}, whose numbers change afterwards"
            pending = student.ask(change_afterwards, asked, batch=before, written=written)
            pending.passes(_shares_memory(before, written))
    with student.part("RuntimeError where there is no such view, and only there"):
        for layout in WITH_VIEW:
            _ask_laid_out(student, draw, "flatten_with_view", layout)
        for layout in WITHOUT_VIEW:
            advice = "This batch has no flat view: don't copy it, and let view's own error through."
            _lay_out(student, draw, "flatten_with_view", layout)[0].raises(
                "RuntimeError", advice=advice
            )


@exercise("01-images/flatten-reshape")
def flatten_reshape(student: Student, draw: Draw) -> None:
    """Flatten with reshape"""
    _ask_any_batch(student, draw, "flatten_with_reshape")


@exercise("01-images/flatten-flatten")
def flatten_flatten(student: Student, draw: Draw) -> None:
    """Flatten with flatten"""
    _ask_any_batch(student, draw, "flatten_with_flatten")


def _ask_any_batch(student: Student, draw: Draw, name: str) -> None:
    with student.part("one row for each image, in row-major order", share=2):
        _ask_contiguous(student, draw, name)
    with student.part("batches of any strides"):
        for layout in [*WITH_VIEW, *WITHOUT_VIEW]:
            _ask_laid_out(student, draw, name, layout)


def _ask_contiguous(student: Student, draw: Draw, name: str) -> None:
    for shape in [(3, 2, 4, 5), (2, 5, 3, 7), (4, 1, 6, 3), (1, 3, 5, 2)]:
        batch = draw.distinct(*shape)
        student.call(name, batch).passes(_is_flat(batch))


def _ask_laid_out(student: Student, draw: Draw, name: str, layout: Layout) -> None:
    pending, batch = _lay_out(student, draw, name, layout)

    def judge(answer: Any) -> None:
        if not isinstance(answer, dict) or set(answer) != {"result", "batch"}:
            raise compare.Mismatch("The call did not come back as it was sent.")
        after = answer["batch"]
        if (
            not isinstance(after, torch.Tensor)
            or after.dtype != batch.dtype
            or not torch.equal(after, batch)
        ):
            raise compare.Mismatch(
                "Your function changed its argument.",
                "Return a new tensor, leave the batch as it is.",
            )
        _is_flat(batch)(answer["result"])

    pending.passes(judge)


def _lay_out(
    student: Student, draw: Draw, name: str, layout: Layout
) -> tuple[Pending, torch.Tensor]:
    """Ask for a call on a batch of that layout; the batch is returned too."""
    stored = draw.distinct(*layout.stored)
    batch = _laid_out(stored, **layout.steps)
    asked = f"{name} of {layout.words}, {tuple(batch.shape)}"
    return student.ask(laid_out, asked, name=name, stored=stored, **layout.steps), batch


def _laid_out(
    stored: torch.Tensor, order: list[int], cut: list[list[int | None]], copies: int
) -> torch.Tensor:
    batch = stored.permute(order)[tuple(slice(*piece) for piece in cut)]
    return batch.expand(copies, -1, -1, -1) if copies > 1 else batch


def laid_out(
    student: Any,
    name: str,
    stored: torch.Tensor,
    order: list[int],
    cut: list[list[int | None]],
    copies: int,
) -> dict[str, Any]:
    """Call the student's function on a batch with strides of its own."""
    batch = stored.permute(order)[tuple(slice(*piece) for piece in cut)]
    if copies > 1:
        batch = batch.expand(copies, -1, -1, -1)
    return {"result": getattr(student, name)(batch), "batch": batch}


def change_afterwards(student: Any, batch: torch.Tensor, written: torch.Tensor) -> Any:
    """What the student's result holds when the batch is overwritten after the call."""
    result = student.flatten_with_view(batch)
    batch.copy_(written)
    return result


def _is_flat(batch: torch.Tensor) -> Judge:
    expected = batch.flatten(1)

    def judge(got: Any) -> None:
        compare.is_tensor(got)
        if got.shape != expected.shape:
            fact = f"Expected shape {tuple(expected.shape)}, but got {tuple(got.shape)}."
            raise compare.Mismatch(fact, _shape_advice(got, expected))
        try:
            compare.tensor(got, expected)
        except compare.Mismatch as mismatch:
            raise compare.Mismatch(mismatch.fact, mismatch.advice or ROW_MAJOR) from None

    return judge


def _shape_advice(got: torch.Tensor, expected: torch.Tensor) -> str:
    if got.dim() == 1 and got.numel() == expected.numel():
        return "The images ran into one: the batch axis stays, only the other three are merged."
    if got.dim() > 2:
        return "Channels, rows and columns are all merged, so two axes are left: the images, and the numbers of each."
    if got.shape == expected.T.shape:
        return "The images should be the rows of the result: the batch axis comes first."
    return "The result has as many rows as the batch has images; each row holds all numbers of its image."


def _shares_memory(before: torch.Tensor, written: torch.Tensor) -> Judge:
    def numbers(tensor: torch.Tensor) -> torch.Tensor:
        # Whether the order is right is another part's matter: here the same numbers in any order and shape will do.
        return tensor.detach().flatten().sort().values

    def judge(got: Any) -> None:
        compare.is_tensor(got)
        if got.shape == written.shape:
            raise compare.Mismatch(
                f"The result has the shape of the batch, {tuple(got.shape)}.", ROW_MAJOR
            )
        compare.dtype(got, written.dtype)
        if torch.equal(numbers(got), numbers(before)):
            raise compare.Mismatch(
                "The result keeps the old numbers: it is a copy.", "Use a method that never copies."
            )
        if not torch.equal(numbers(got), numbers(written)):
            raise compare.Mismatch(
                "The result does not hold the batch's numbers.", "Each of them should appear once."
            )

    return judge


@exercise("01-images/flat-size")
def flat_size(student: Student, draw: Draw) -> None:
    """How many numbers a flat image has"""

    def compare_with_numel(channels: int, height: int, width: int) -> None:
        expected = torch.empty(channels, height, width, device="meta").numel()
        student.call("flat_size", channels, height, width).passes(_is_count(expected))

    with student.part("grey images"):
        compare_with_numel(1, 8, 8)
        compare_with_numel(1, 28, 31)
        compare_with_numel(1, draw.number(20, 40), draw.number(41, 60))
    with student.part("colour images"):
        compare_with_numel(3, 32, 32)
        compare_with_numel(3, 480, 640)
        compare_with_numel(3, draw.number(41, 60), draw.number(20, 40))
    with student.part("any number of channels"):
        compare_with_numel(16, 5, 7)
        compare_with_numel(draw.number(4, 9), draw.number(10, 19), draw.number(20, 29))


def _is_count(expected: int) -> Judge:
    def judge(got: Any) -> None:
        try:
            compare.integer(got, expected)
        except compare.Mismatch as mismatch:
            advice = "Count the numbers of one channel by hand, then those of all channels."
            if isinstance(got, (float, list, tuple, Opaque)):
                advice = "One whole number is asked, as Python's own int."
            elif not isinstance(got, int):
                advice = mismatch.advice
            raise compare.Mismatch(mismatch.fact, advice) from None

    return judge


@exercise("01-images/to-chw")
def to_chw(student: Student, draw: Draw) -> None:
    """From (H, W, C) in bytes to (C, H, W) in floats"""

    def image(height: int, width: int, channels: int, brightest: int = 255) -> torch.Tensor:
        pixels = draw.integers(0, brightest, height, width, channels).to(torch.uint8)
        pixels[-1, 0, -1] = brightest
        pixels[0, -1, 0] = 0
        return pixels

    with student.part("every number in its place", share=2):
        for size in [(5, 7, 3), (6, 4, 3), (4, 9, 1), (3, 5, 4)]:
            pixels = image(*size)
            student.call("to_channels_first", pixels).passes(_in_place(pixels))
    with student.part("float32 from 0 to 1", share=2):
        for size in [(5, 7, 3), (4, 9, 1)]:
            pixels = image(*size)
            student.call("to_channels_first", pixels).passes(_to_scale(pixels))
        dark = image(6, 4, 3, brightest=draw.number(30, 60))
        student.call("to_channels_first", dark).passes(_to_scale(dark))


def _in_place(image: torch.Tensor) -> Judge:
    def judge(got: Any) -> None:
        compare.is_tensor(got)
        expected = image.permute(2, 0, 1).to(torch.float64)
        if got.shape != expected.shape:
            fact = f"Expected shape {tuple(expected.shape)}, but got {tuple(got.shape)}."
            raise compare.Mismatch(
                fact, "Only the channels move, to the front; rows stay before columns."
            )
        _is_float(got, allowed=not got.is_complex())
        compare.finite(got)
        # Up to brightness and contrast, for the scale is another part's matter: fit a line, allow half a grey level.
        wide = got.detach().to(torch.float64)
        offset = expected - expected.mean()
        slope = ((wide - wide.mean()) * offset).sum() / (offset * offset).sum()
        if slope <= 0 or ((wide - wide.mean()) - slope * offset).abs().max() > slope / 2:
            raise compare.Mismatch(
                "The shape is right, but the numbers are not those of the image, each in its row, column and channel.",
                "Reorder the axes: reshape only cuts the numbers into other pieces. And divide with /, not with //.",
            )

    return judge


def _is_float(got: torch.Tensor, allowed: bool) -> None:
    if not allowed:
        fact = f"Expected dtype float32, but got {compare.short(got.dtype)}."
        raise compare.Mismatch(
            fact, "A byte divided with / gives float32; .float() makes float32 of any tensor."
        )


def _to_scale(image: torch.Tensor) -> Judge:
    def judge(got: Any) -> None:
        compare.is_tensor(got)
        _is_float(got, allowed=got.dtype == torch.float32)
        compare.finite(got)
        low, high = (
            got.min().item() if got.numel() else 0.0,
            got.max().item() if got.numel() else 0.0,
        )
        fact = (
            f"The image holds {image.min()} to {image.max()}, your result {low:.6g} to {high:.6g}."
        )
        if low < 0 or high > 1:
            raise compare.Mismatch(fact, "The result should lie between 0 and 1.")
        expected = (image.to(torch.float32) / 255).flatten().sort().values
        # The order is another part's matter. x / 255 and x * (1 / 255) differ by 1e-7 in float32, x / 256 by 4e-3.
        values = got.detach().flatten().sort().values
        if values.shape != expected.shape or not torch.allclose(
            values, expected, rtol=0, atol=1e-5
        ):
            raise compare.Mismatch(
                fact,
                "By the same rule in every image, 255 becomes 1, 51 becomes 0.2, and 0 stays 0.",
            )

    return judge
