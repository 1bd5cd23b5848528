"""Find answers that hold what nobody has written: memory that was reserved, and read as it was."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import torch

from autograder.checks.judging import Answer
from autograder.checks.relations import Relation
from autograder.student.inside.libraries import RESERVES

UNWRITTEN = Relation(
    "unwritten memory",
    "Your code reads memory that was never written. torch.empty and the like only reserve it: what "
    "stands there differs each time. Here it holds nan, or the largest whole number. Begin with "
    "torch.zeros, or write every element before you use it.",
)

COMMON = (torch.bool, torch.uint8, torch.int8)
"""Types whose largest number is in many honest answers: 255 is white."""


def reads_unwritten(cells: Iterable[str], answers: Iterable[Answer]) -> bool:
    """Tell whether answers hold what `inside.unwritten` fills memory with.

    Args:
        cells: the code that gave them; only some can reserve memory without writing it.
        answers: to all questions.
    """
    # What a call was given is the check's own.
    filled = any(_is_filling(tensor) for answer in answers for tensor in _tensors(answer.result))
    return filled and any(map(RESERVES.search, cells))  # in this order: few answers hold it


def _tensors(value: Any) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, float) and math.isnan(value):
        yield torch.tensor(value)
    elif isinstance(value, list | tuple | set):
        for one in value:
            yield from _tensors(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _tensors(one)


def _is_filling(tensor: torch.Tensor) -> bool:
    if tensor.dtype.is_floating_point:
        # The nan of 0 / 0 has a sign on most processors, and goes on through sums as this one does.
        return bool((tensor.isnan() & ~tensor.signbit()).any())
    if tensor.dtype.is_complex or tensor.dtype in COMMON:
        return False
    return bool((tensor == torch.iinfo(tensor.dtype).max).any())
