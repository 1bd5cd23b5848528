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
from autograder.student.inside.wire import Frame, Opaque, Series

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
    entries = list(_entries(got, right, same))
    if all(is_right for _, is_right in entries):
        return FORM if entries else 0.0
    counted = [is_right for value, is_right in entries if not _is_nothing(value)]
    share = sum(counted) / len(counted) if len(counted) > 1 else 0.0
    return share / 2 if share > MOST else 0.0


def _entries(got: Any, right: Any, same: Same) -> Iterator[tuple[Any, bool]]:
    """List the entries that are asked for, each with whether it is there."""
    got, right = _plain(_like(got, right)), _plain(right)
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


def _plain(value: Any) -> Any:
    """Return a value with a list for whatever holds a row of others, and no row of only one."""
    if isinstance(value, torch.Tensor):
        value = value.detach()
    if isinstance(value, (torch.Tensor, np.ndarray)):
        value = value.tolist()
    elif isinstance(value, Series):
        value = value.data
    elif isinstance(value, Opaque):
        value = value if value.entries is None else value.entries
    elif isinstance(value, Frame):
        return dict(zip(value.columns, value.data, strict=True))
    elif isinstance(value, frozenset):
        return set(value)
    if isinstance(value, (list, tuple)):
        return _plain(value[0]) if len(value) == 1 else list(value)
    return value


def _like(got: Any, right: Any) -> Any:
    """Return what came back in the container that is asked for, where it holds what that would."""
    if isinstance(right, Frame):
        return _like_a_table(got, right)
    if isinstance(right, Series):
        return _like_a_series(got, right)
    if (
        isinstance(right, dict)
        and isinstance(got, Series)
        and len(set(got.index)) == len(got.index)
    ):
        return dict(zip(got.index, got.data, strict=True))
    if isinstance(right, (set, frozenset)) and isinstance(got, (list, tuple)):
        unique = _as_set(got)
        return unique if len(unique) == len(got) else got
    return got


def _as_set(values: list[Any] | tuple[Any, ...]) -> set[Any]:
    try:
        return set(values)
    except TypeError:  # lists in a list can't be in a set
        return set()


def _like_a_table(got: Any, right: Frame) -> Any:
    names = right.columns
    if isinstance(got, Series) and len(names) == 2:
        return dict(zip(names, (got.index, got.data), strict=True))
    if isinstance(got, Series) and len(names) == 1:
        return {names[0]: got.data}
    if isinstance(got, Frame):
        table = dict(zip(got.columns, got.data, strict=True))
        missing = [name for name in names if name not in table]
        beyond = [name for name in table if name not in names]
        if len(missing) == 1 and not beyond:
            table[missing[0]] = got.index
        elif len(beyond) == 1 and not missing and table[beyond[0]] == right.index:
            del table[beyond[0]]
        return table
    rows = _plain(got)
    if isinstance(rows, list) and rows:
        if all(isinstance(row, dict) and set(row) == set(names) for row in rows):
            return {name: [row[name] for row in rows] for name in names}
        if all(isinstance(row, (list, tuple)) and len(row) == len(names) for row in rows):
            return dict(zip(names, zip(*rows, strict=True), strict=True))
    return got


def _like_a_series(got: Any, right: Series) -> Any:
    if isinstance(got, Frame) and len(got.columns) == 1:
        return got.data[0]
    if isinstance(got, Frame) and len(got.columns) == 2 and got.data[0] == right.index:
        return got.data[1]
    if isinstance(got, dict) and set(got) == set(right.index):
        return [got[label] for label in right.index]
    return got


def _is_nothing(value: Any) -> bool:
    return value is None or value is False or (not isinstance(value, set) and value in (0, ""))
