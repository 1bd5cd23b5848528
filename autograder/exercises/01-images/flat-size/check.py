"""A count, for images whose sides and channels differ."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Judge, Student
from autograder.student.inside.wire import Opaque


@check()
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
            if isinstance(got, (float, list, tuple, set, frozenset, Opaque)):
                advice = "One whole number is asked for, as Python's own int."
            elif not isinstance(got, int):
                advice = mismatch.advice
            raise mismatch.says(mismatch.fact, advice) from None

    return judge
