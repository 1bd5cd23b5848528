"""A tensor of the notebook, compared with torch's."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student


@check()
def by_hand(student: Student, draw: Draw) -> None:
    """The strided convolution, worked out on paper"""
    image = torch.arange(1.0, 10).reshape(1, 1, 3, 3)
    expected = F.conv2d(image, torch.ones(1, 1, 2, 2), padding=1, stride=2)[0]

    def judge(got: Any) -> None:
        try:
            compare.tensor(got, expected)
        except compare.Mismatch as mismatch:
            if _in_a_row(got, expected):
                mismatch.credit = compare.FORM
            if mismatch.wrong is not None and int(mismatch.wrong.sum()) == 1:
                raise mismatch.says(
                    mismatch.fact,
                    "The three others are right: add up this one again.",
                    "one number is wrong",
                ) from None
            raise

    student.value("strided_by_hand").passes(judge)


def _in_a_row(got: Any, expected: torch.Tensor) -> bool:
    """Whether the right numbers came in the right order, in whatever shape."""
    if not isinstance(got, torch.Tensor) or got.numel() != expected.numel() or got.is_complex():
        return False
    return torch.equal(got.detach().double().flatten(), expected.double().flatten())
