"""Read what a probe returned. Nothing in it is believed, not even that it has its fields."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import compare
from autograder.checks.compare import Mismatch

GARBLED = (
    "The answer did not come back as it was sent.",
    "Don't change torch's or Python's own functions.",
)


def field(answer: Any, key: str, kind: type = object) -> Any:
    """Return one field of an answer, which has that type.

    Raises:
        Mismatch: there is none.
    """
    if not isinstance(answer, dict) or key not in answer or not isinstance(answer[key], kind):
        raise Mismatch(*GARBLED)
    return answer[key]


def tensors(answer: Any, key: str, count: int = 1) -> list[torch.Tensor]:
    """Return the tensors in a field of an answer.

    Raises:
        Mismatch: they are not that many, or something else is among them.
    """
    found: list[torch.Tensor] = field(answer, key, list)
    if len(found) != count:
        raise Mismatch(*GARBLED)
    for tensor in found:
        compare.is_tensor(tensor)
    return found
