"""What a value earns that is not what `.equals` asks for: its form apart from its values.

The rule is that of tensors, see `compare`: right values in another container, or as numbers of
another type, earn `FORM`; where more than `MOST` of the entries that aren't 0 or empty are right,
half of their share is earned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from autograder.checks.compare import FORM, MOST
from autograder.student.inside.wire import Frame, Series

Same = Callable[[Any, Any], bool]
"""Whether two values that hold no others are the same."""

_ABSENT = object()


def credit(got: Any, right: Any, same: Same) -> float:
    """Return what a wrong answer earns all the same, from 0 to 1.

    Args:
        got: what came back.
        right: the right value.
        same: as far as numbers may differ.
    """
    entries = list(_entries(_plain(got), _plain(right), same))
    if all(is_right for _, is_right in entries):
        return FORM if entries else 0.0
    counted = [is_right for value, is_right in entries if not _is_nothing(value)]
    share = sum(counted) / len(counted) if len(counted) > 1 else 0.0
    return share / 2 if share > MOST else 0.0


def _plain(value: Any) -> Any:
    """Return a value with lists for whatever holds a row of others, and no row of only one."""
    if isinstance(value, torch.Tensor):
        value = value.detach()
    if isinstance(value, (torch.Tensor, np.ndarray)):
        value = value.tolist()
    if isinstance(value, Series):
        value = value.data
    if isinstance(value, (list, tuple)):
        row = [_plain(one) for one in value]
        return row[0] if len(row) == 1 else row
    if isinstance(value, Frame):
        value = dict(zip(value.columns, value.data, strict=True))
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return set(value) if isinstance(value, frozenset) else value


def _entries(got: Any, right: Any, same: Same) -> Iterator[tuple[Any, bool]]:
    """List the entries that are asked for, each with whether it is there."""
    if isinstance(right, list):
        if isinstance(got, list) and len(got) == len(right):
            for mine, theirs in zip(got, right, strict=True):
                yield from _entries(mine, theirs, same)
        else:
            yield right, False
    elif isinstance(right, dict):
        held = got if isinstance(got, dict) else {}
        if held.keys() - right.keys():
            yield right, False  # what does not belong there
        for key, theirs in right.items():
            yield from _entries(held.get(key, _ABSENT), theirs, same)
    else:
        yield right, got is not _ABSENT and same(got, right)


def _is_nothing(value: Any) -> bool:
    return value is None or value is False or (not isinstance(value, set) and value in (0, ""))
