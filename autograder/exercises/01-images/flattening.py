"""What the three ways to flatten a batch are asked alike.

The sizes of batch, channels, rows and columns differ, so that axes taken for each other show. A
tensor travels contiguous; a batch of other strides is therefore laid out beside the student's code,
from what is stored: `laid_out`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from autograder.checks import compare
from autograder.checks.draw import Draw
from autograder.checks.probes import students_code
from autograder.checks.questions import CHANGES, Judge, Pending, Student

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
"""Not contiguous, but each image's numbers lie one after the other, so that the flat view
exists.
"""


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


def ask_any_batch(student: Student, draw: Draw, name: str) -> None:
    """Ask for a batch of any size."""
    with student.part("one row for each image, in row-major order", share=2):
        ask_contiguous(student, draw, name)
    with student.part("batches of any strides"):
        for layout in [*WITH_VIEW, *WITHOUT_VIEW]:
            ask_laid_out(student, draw, name, layout)


def ask_contiguous(student: Student, draw: Draw, name: str) -> None:
    """Ask for a batch that lies in memory in one piece."""
    for shape in [(3, 2, 4, 5), (2, 5, 3, 7), (4, 1, 6, 3), (1, 3, 5, 2)]:
        batch = draw.distinct(*shape)
        student.call(name, batch).passes(_is_flat(batch))
    for dtype in (torch.float64, torch.uint8):
        batch = draw.integers(0, 200, 2, 3, 4, 2).to(dtype)
        student.call(name, batch).passes(_is_flat(batch))


def ask_laid_out(student: Student, draw: Draw, name: str, layout: Layout) -> None:
    """Ask for a batch with that layout in memory."""
    pending, batch = lay_out(student, draw, name, layout)

    def judge(answer: Any) -> None:
        if not isinstance(answer, dict) or set(answer) != {"result", "batch"}:
            raise compare.Mismatch("The call did not come back as it was sent.")
        after = answer["batch"]
        if (
            not isinstance(after, torch.Tensor)
            or after.dtype != batch.dtype
            or not torch.equal(after, batch)
        ):
            _is_flat(batch)(answer["result"])
            raise compare.Mismatch(
                "Your function changed its argument.",
                "Return a new tensor, leave the batch as it is.",
                credit=compare.FORM,
                related=[CHANGES],
            )
        _is_flat(batch)(answer["result"])

    pending.passes(judge)


def lay_out(
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
    notebook: Any,
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
    with students_code():
        result = getattr(notebook, name)(batch)
    return {"result": result, "batch": batch}


def _is_flat(batch: torch.Tensor) -> Judge:
    expected = batch.flatten(1)

    def judge(got: Any) -> None:
        compare.is_tensor(got, expected)
        if got.shape != expected.shape:
            fact = f"Expected shape {tuple(expected.shape)}, but got {tuple(got.shape)}."
            wrong = compare.Mismatch(fact, _shape_advice(got, expected))
            raise compare.weighed(wrong, got, expected)
        try:
            compare.tensor(got, expected)
        except compare.Mismatch as mismatch:
            raise mismatch.says(mismatch.fact, mismatch.advice or ROW_MAJOR) from None

    return judge


def _shape_advice(got: torch.Tensor, expected: torch.Tensor) -> str:
    if got.dim() == 1 and got.numel() == expected.numel():
        return "The images ran into one: the batch axis stays, only the other three are merged."
    if got.dim() > 2:
        return (
            "Channels, rows and columns are all merged, so two axes are left: the images, and the "
            "numbers of each."
        )
    if got.shape == expected.T.shape:
        return "The images should be the rows of the result: the batch axis comes first."
    return (
        "The result has as many rows as the batch has images; each row holds all numbers of its "
        "image."
    )
