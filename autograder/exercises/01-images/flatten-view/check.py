"""Same numbers, same memory, and an error where no view exists."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.probes import students_code
from autograder.checks.questions import Judge, Student

from ..flattening import (
    ROW_MAJOR,
    WITH_VIEW,
    WITHOUT_VIEW,
    ask_contiguous,
    ask_laid_out,
    lay_out,
)


@check()
def flatten_view(student: Student, draw: Draw) -> None:
    """Flatten with view"""
    flat = "one row for each image, in row-major order"
    with student.part(flat, share=2):
        ask_contiguous(student, draw, "flatten_with_view")
    with student.part("the result shares memory with the batch", needs=flat):
        for shape in [(3, 2, 4, 5), (2, 1, 6, 3)]:
            written = draw.distinct(*shape)
            before = -1 - written
            asked = f"flatten_with_view of a batch {shape}, whose numbers change afterwards"
            pending = student.ask(change_afterwards, asked, batch=before, written=written)
            pending.passes(_shares_memory(before, written))
    with student.part("RuntimeError where there is no such view, and only there", needs=flat):
        for layout in WITH_VIEW:
            ask_laid_out(student, draw, "flatten_with_view", layout)
        for layout in WITHOUT_VIEW:
            advice = "This batch has no flat view: don't copy it, and don't catch view's error."
            lay_out(student, draw, "flatten_with_view", layout)[0].raises(
                "RuntimeError", advice=advice
            )


def change_afterwards(notebook: Any, batch: torch.Tensor, written: torch.Tensor) -> Any:
    """What the student's result holds when the batch is overwritten after the call."""
    with students_code():
        result = notebook.flatten_with_view(batch)
    # The student's function may have given the batch another shape, or another class.
    with students_code(), torch._C.DisableTorchFunction():
        torch.Tensor.copy_(batch, written)
    return result


def _shares_memory(before: torch.Tensor, written: torch.Tensor) -> Judge:
    def numbers(tensor: torch.Tensor) -> torch.Tensor:
        # Whether the order is right is another part's matter: here the same numbers in any order
        # and shape will do.
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
                "The result keeps the old numbers: it is a copy.",
                "Use a method that never copies.",
                mistake="a copy",
            )
        if not torch.equal(numbers(got), numbers(written)):
            raise compare.Mismatch(
                "The result does not hold the batch's numbers.", "Each of them should appear once."
            )

    return judge
