"""Hold a value against the right one, however it is nested: the first difference, and where it is.

Stages, as for tensors: type → length or keys → values. A message says what came back and what to
look at. Of what is right it names types, shapes, lengths and keys, and never a value.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Collection, Hashable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch

from autograder.checks import compare, texts
from autograder.checks.arrays import hold_array, hold_tensor
from autograder.checks.compare import FORM, Mismatch, Tolerance, in_wrong_form
from autograder.checks.kinds import hold_kind
from autograder.checks.nearly_equal import credit
from autograder.counted import counted
from autograder.student.inside import wire
from autograder.student.inside.bounds import MAX_TEXT, MOST_MATCHED, MOST_REORDERED
from autograder.student.inside.wire import Frame, Opaque, Series

FLOAT = Tolerance(1e-6, 1e-6)
"""What another order of operations, or a constant of few digits, may change of a float."""

MOST_NAMED = 5
"""Keys that a message names."""


def right_value(expected: Any) -> Any:
    """Return what a student's value is held against: the right value as it would travel.

    Raises:
        TypeError: there is something in it that doesn't travel.
        ValueError: there is a text in it that is too long to travel whole.
    """
    right = wire.travelled(expected)
    _check(right)
    return right


def _check(right: Any) -> None:
    if isinstance(right, Opaque):
        raise TypeError(f"a {right.type} can't be compared: {compare.shorten(right.text)}")
    if isinstance(right, str) and len(right) >= MAX_TEXT:
        raise ValueError(f"a text of {MAX_TEXT:,} characters or more can't be compared")
    for part in _parts(right):
        _check(part)


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, (Frame, Series)):
        return list(vars(value).values())
    if isinstance(value, np.ndarray) and value.dtype.kind == "U":
        return [str(text) for text in value.ravel()]
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else []


def equals(got: Any, right: Any, tolerance: float | None = None) -> None:
    """Raise Mismatch unless a value is the right one; weighed, see `nearly_equal`.

    An int stands for a float, too. NaN equals NaN, but in tensors only where one is expected.

    Args:
        got: what came back.
        right: as `right_value` returned it.
        tolerance: of floats, relative and absolute. By default `FLOAT`, and for tensors and arrays
            that of `compare.TOLERANCES`.
    """
    allowed = Tolerance(tolerance, tolerance) if tolerance is not None else None
    try:
        _at("", got, right, allowed)
    except Mismatch as mismatch:
        mismatch.credit = max(mismatch.credit, credit(got, right, partial(_same_number, allowed)))
        raise in_wrong_form(mismatch) if mismatch.credit == FORM else mismatch from None


def _same_number(tolerance: Tolerance | None, got: Any, right: Any) -> bool:
    """Whether two values are the same where the type of a number does not matter."""
    if _is_number(got) and _is_number(right):
        return _close(float(got), float(right), tolerance or FLOAT)
    return type(got) is type(right) and _matches(got, right, tolerance)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


class _Placed(Mismatch):
    """A mismatch whose fact says where in a nested value it is."""


def _at(path: str, got: Any, right: Any, tolerance: Tolerance | None) -> None:
    try:
        _hold(path, got, right, tolerance)
    except _Placed:
        raise
    except Mismatch as mismatch:
        if not path:
            raise
        fact = f"At {path}: {mismatch.fact}"
        raise _Placed(fact, mismatch.advice, mismatch.wrong) from None


def _hold(path: str, got: Any, right: Any, tolerance: Tolerance | None) -> None:
    if isinstance(right, torch.Tensor):
        return hold_tensor(got, right, tolerance)
    hold_kind(got, right)
    if isinstance(right, float):
        return _float(got, right, tolerance or FLOAT)
    if isinstance(right, np.ndarray):
        return hold_array(got, right, tolerance)
    if isinstance(right, dict):
        return _dict(path, got, right, tolerance)
    if isinstance(right, (set, frozenset)):
        return _set(got, right, tolerance)
    if isinstance(right, (list, tuple)):
        return _sequence(path, got, right, tolerance)
    if isinstance(right, Series):
        return _series(path, got, right, tolerance)
    if isinstance(right, Frame):
        return _frame(path, got, right, tolerance)
    if got != right:
        text = texts.shown(got) if isinstance(got, str) else compare.number_text(got)
        advice = texts.difference(got, right, case=True) if isinstance(got, str) else ""
        raise Mismatch(f"You got {text}, which is not right.", advice)
    return None


def _float(got: float, right: float, tolerance: Tolerance) -> None:
    if _close(got, right, tolerance):
        return
    advice = ""
    if not math.isfinite(got):
        advice = "Look for a division by zero, and for numbers that grow without end."
    elif _close(got, right, Tolerance(1e-2, 0)):
        advice = "It is close: don't round, and keep all digits on the way."
    raise Mismatch(f"You got {compare.number_text(got)}, which is not right.", advice)


def _close(got: float, right: float, tolerance: Tolerance) -> bool:
    if not (math.isfinite(got) and math.isfinite(right)):
        return got == right or (math.isnan(got) and math.isnan(right))
    return abs(got - right) <= tolerance.absolute + tolerance.relative * abs(right)


# -- collections ---------------------------------------------------------------------------------


def _sequence(
    path: str, got: Sequence[Any], right: Sequence[Any], tolerance: Tolerance | None
) -> None:
    if len(got) != len(right):
        kind = type(right).__name__
        fact = f"Your {kind} has {counted(len(got), 'entry', 'entries')}"
        raise Mismatch(f"{fact}, {_off(len(got), len(right))}.")
    try:
        for place, (mine, theirs) in enumerate(zip(got, right, strict=True)):
            _at(f"{path}[{place}]", mine, theirs, tolerance)
    except Mismatch as mismatch:
        if _reordered(got, right):
            advice = "All entries are there, in another order."
            raise _Placed(mismatch.fact, advice, mismatch.wrong) from None
        raise


def _reordered(got: Sequence[Any], right: Sequence[Any]) -> bool:
    return len(got) <= MOST_REORDERED and sorted(map(repr, got)) == sorted(map(repr, right))


def _dict(
    path: str, got: dict[Any, Any], right: dict[Any, Any], tolerance: Tolerance | None
) -> None:
    mine: dict[Hashable, Any] = {_identity(key): value for key, value in got.items()}
    asked = {key: _same_key(key, mine) for key in right}
    missing = [key for key, found in asked.items() if found is None]
    _hold_names("key", missing, list(got), set(asked.values()))
    for key, theirs in right.items():
        _at(f"{path}[{_name(key)}]", mine[asked[key]], theirs, tolerance)


def _same_key(key: Any, mine: dict[Hashable, Any]) -> Hashable | None:
    """Return the identity of the student's key that is this one. An int stands for a float."""
    own = [_identity(key)]
    if isinstance(key, float) and key.is_integer():
        own.append(_identity(int(key)))
    return next((identity for identity in own if identity in mine), None)


def _hold_names(what: str, missing: list[Any], got: list[Any], known: Collection[Any]) -> None:
    """Raise Mismatch where keys or columns are missing, or there are others.

    Args:
        what: ``key`` or ``column``.
        missing: those that are asked for and are not there.
        got: those that are there.
        known: the identities of those that belong there.
    """
    if missing:
        there = {str(name).strip().casefold() for name in got}
        advice = "Look at the spelling."
        if any(str(name).strip().casefold() in there for name in missing):
            advice = "Look at capital letters, at spaces, and at whether it is a text or a number."
        raise Mismatch(f"There is no {what} {_names(missing)}.", advice)
    if beyond := [name for name in got if _identity(name) not in known]:
        raise Mismatch(f"There is a {what} {_names(beyond)}, which does not belong there.")


def _names(names: list[Any]) -> str:
    more = ", …" if len(names) > MOST_NAMED else ""
    return ", ".join(map(_name, names[:MOST_NAMED])) + more


def _name(key: Any) -> str:
    """Return how a key looks in a message."""
    return compare.shorten(
        json.dumps(key, ensure_ascii=False) if isinstance(key, str) else repr(key), 40
    )


def _set(
    got: set[Any] | frozenset[Any],
    right: set[Any] | frozenset[Any],
    tolerance: Tolerance | None,
) -> None:
    if len(got) != len(right):
        fact = f"Your {type(right).__name__} has {counted(len(got), 'element', 'elements')}"
        raise Mismatch(f"{fact}, {_off(len(got), len(right))}.")
    mine, theirs = ({_identity(one): one for one in values} for values in (got, right))
    strange = [one for identity, one in mine.items() if identity not in theirs]
    left = [one for identity, one in theirs.items() if identity not in mine]
    for one in sorted(strange, key=repr):
        few = left if len(strange) <= MOST_MATCHED else []
        place = next((i for i, other in enumerate(few) if _matches(one, other, tolerance)), None)
        if place is None:
            raise Mismatch(f"There is {compare.describe(one)} in it, which does not belong there.")
        del left[place]


def _matches(got: Any, right: Any, tolerance: Tolerance | None) -> bool:
    try:
        _hold("", got, right, tolerance)
    except Mismatch:
        return False
    return True


def _identity(value: Any) -> Hashable:
    """Return what tells apart what Python takes for equal, as 1 and True, and doesn't tell NaNs."""
    if isinstance(value, (tuple, frozenset)):
        return type(value).__name__, type(value)(map(_identity, value))
    if isinstance(value, float) and math.isnan(value):
        return "float", "nan"
    return type(value).__name__, value


def _off(mine: int, right: int) -> str:
    return f"{mine - right} too many" if mine > right else f"{right - mine} too few"


# -- tables --------------------------------------------------------------------------------------


ROWS_MOVED = (
    "All rows are there, in another order: sort_values(…) and sort_index() put them in order."
)


def _series(path: str, got: Series, right: Series, tolerance: Tolerance | None) -> None:
    if len(got.data) != len(right.data):
        fact = f"Your Series has {counted(len(got.data), 'value', 'values')}"
        raise Mismatch(f"{fact}, {_off(len(got.data), len(right.data))}.")
    with _in_order([got.data], [right.data]):
        _index(path, got.index, right.index, tolerance)
        _column(path, got.data, right.data, tolerance)


def _frame(path: str, got: Frame, right: Frame, tolerance: Tolerance | None) -> None:
    mine, theirs = ([_identity(name) for name in table.columns] for table in (got, right))
    missing = [name for name in right.columns if _identity(name) not in mine]
    if len(missing) == 1 and _holds(got.index, right, missing[0], tolerance):
        raise Mismatch(
            f"There is no column {_name(missing[0])}.",
            "Its values are the index: ….reset_index() makes a column of it.",
        )
    _hold_names("column", missing, list(got.columns), theirs)
    if len(mine) != len(theirs):
        fact = f"Your table has {counted(len(mine), 'column', 'columns')}"
        raise Mismatch(f"{fact}, {_off(len(mine), len(theirs))}.", "Some bear the same name.")
    if mine != theirs:
        advice = "table[[…]] puts columns in order."
        raise Mismatch("The columns are there, but in another order.", advice)
    if len(got.index) != len(right.index):
        fact = f"Your table has {counted(len(got.index), 'row', 'rows')}"
        raise Mismatch(f"{fact}, {_off(len(got.index), len(right.index))}.")
    with _in_order(got.data, right.data):
        _index(path, got.index, right.index, tolerance)
        for name, own, other in zip(right.columns, got.data, right.data, strict=True):
            _column(f"{path}[{_name(name)}]", own, other, tolerance)


def _holds(values: tuple[Any, ...], table: Frame, name: Any, tolerance: Tolerance | None) -> bool:
    """Whether values are those of a table's column."""
    column = table.data[table.columns.index(name)]
    return _matches(list(values), list(column), tolerance)


@contextlib.contextmanager
def _in_order(got: Sequence[Sequence[Any]], right: Sequence[Sequence[Any]]) -> Iterator[None]:
    """Say so if what differs is only the order of the rows of columns."""
    try:
        yield
    except Mismatch as mismatch:
        mine, theirs = (list(zip(*columns, strict=True)) for columns in (got, right))
        if mine != theirs and _reordered(mine, theirs):
            raise _Placed(mismatch.fact, ROWS_MOVED, mismatch.wrong) from None
        raise


def _index(
    path: str, got: tuple[Any, ...], right: tuple[Any, ...], tolerance: Tolerance | None
) -> None:
    try:
        _column(f"{path}.index", got, right, tolerance)
    except Mismatch as mismatch:
        advice = "set_index makes an index of a column, reset_index(drop=True) numbers the rows."
        raise _Placed(mismatch.fact, advice) from None


def _column(
    path: str, got: tuple[Any, ...], right: tuple[Any, ...], tolerance: Tolerance | None
) -> None:
    for place, (mine, theirs) in enumerate(zip(got, right, strict=True)):
        _at(f"{path}[{place}]", mine, theirs, tolerance)
