"""Hold a plain value against the right one, however it is nested: the first difference, and where it is.

Stages, as for tensors: type → length or keys → values. A message says what came back and what to look
at; of what is right it names the type, the length and the keys, and never a value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from autograder.checks import compare
from autograder.checks.compare import Mismatch
from autograder.student.inside import wire
from autograder.student.inside.wire import Frame, Opaque, Series

TOLERANCE = 1e-6
"""Relative, and absolute near 0: what another order of operations in double precision may change."""

MOST_NAMED = 5
"""Keys that a message names."""


def equals(got: Any, expected: Any, tolerance: float = TOLERANCE) -> None:
    """Raise Mismatch unless `got` is `expected`.

    Args:
        got: what came back, as the wire gives it.
        expected: str, bool, None, int, float, list, tuple, set, dict of these, tensors, NumPy arrays,
            pandas frames and series, nested in any way. An int stands for a float, too.
        tolerance: of floats, relative and absolute, also within arrays, frames and tensors of floats.
    """
    _equals(got, wire.travelled(expected), tolerance, "")


def _equals(got: Any, expected: Any, tolerance: float, path: str) -> None:
    try:
        _stage(got, expected, tolerance, path)
    except _Placed:
        raise
    except Mismatch as mismatch:
        fact = f"At {path}: {mismatch.fact}" if path else mismatch.fact
        raise _Placed(fact, mismatch.advice, mismatch.wrong) from None


class _Placed(Mismatch):
    """Says already where in a nested value it is."""


def _stage(got: Any, expected: Any, tolerance: float, path: str) -> None:
    if isinstance(expected, torch.Tensor):
        limit = compare.Tolerance(tolerance, tolerance) if expected.is_floating_point() else None
        return compare.tensor(got, expected, tolerance=limit)
    if isinstance(expected, np.ndarray):
        return _array(got, expected, tolerance)
    if isinstance(expected, Frame):
        return _frame(got, expected, tolerance, path)
    if isinstance(expected, Series):
        _type(got, Series, "a pandas Series")
        _equals(list(got.index), list(expected.index), tolerance, f"{path}.index")
        return _equals(list(got.data), list(expected.data), tolerance, f"{path}.values")
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        _type(got, type(expected), _named(expected))
        if got != expected:
            raise Mismatch(f"You got {_shown(got)}, which is not right.")
        return None
    if isinstance(expected, int):
        return compare.integer(got, expected)
    if isinstance(expected, float):
        return _float(got, expected, tolerance)
    if isinstance(expected, Mapping):
        return _mapping(got, expected, tolerance, path)
    if isinstance(expected, set | frozenset):
        return _set(got, expected)
    if isinstance(expected, Sequence):
        return _sequence(got, expected, tolerance, path)
    raise TypeError(f"equals can't compare with {type(expected).__name__}")


def _named(expected: Any) -> str:
    return "None" if expected is None else f"a {type(expected).__name__}"


def _shown(got: Any) -> str:
    return compare.shorten(repr(got))


def _type(got: Any, kind: type, name: str) -> None:
    """Raise Mismatch unless `got` is of a type, with advice on how it comes to be another."""
    if isinstance(got, kind) and isinstance(got, bool) == (kind is bool):
        return
    raise Mismatch(f"Expected {name}, but got {compare.describe(got)}.", _advice(got, kind))


def _advice(got: Any, kind: type) -> str:
    if got is None:
        return "Did you forget the return? print only shows a value, return hands it over."
    if kind is type(None):
        return "Nothing is asked for here: leave the return out."
    if isinstance(got, Opaque) and got.type in ("function", "method", "builtin_function_or_method"):
        return "Did you forget the parentheses of a call?"
    if kind is str:
        return "str(…) makes a text of it; a text stands in quotation marks."
    if kind is bool:
        return "True and False are asked for, without quotation marks; a comparison gives them."
    if kind in (list, tuple, set) and isinstance(got, list | tuple | set | frozenset):
        return f"{kind.__name__}(…) makes a {kind.__name__} of it."
    if kind is list and isinstance(got, torch.Tensor | np.ndarray):
        return "Its .tolist() is a list."
    if kind is list and isinstance(got, Series):
        return "Its .tolist() is a list."
    if kind is dict and isinstance(got, list | tuple):
        return "dict(…) makes a dict of pairs; each value stands under its key."
    if kind is np.ndarray and isinstance(got, torch.Tensor):
        return "A tensor's .numpy() is an array."
    if kind is np.ndarray and isinstance(got, list | tuple):
        return "np.array(…) makes an array of nested lists."
    if kind is Frame and isinstance(got, Series):
        return (
            "One column in double brackets, table[[name]], is a table; .to_frame() makes one, too."
        )
    if kind is Series and isinstance(got, Frame):
        return "A column of a table, table[name], is a Series."
    return ""


def _float(got: Any, expected: float, tolerance: float) -> None:
    compare.is_number(got)
    if math.isnan(expected) and math.isnan(got):
        return
    if not math.isfinite(got) and got != expected:
        raise Mismatch(f"You got {got}, which is not right.", "Look for a division by zero.")
    if not math.isclose(got, expected, rel_tol=tolerance, abs_tol=tolerance):
        advice = ""
        if math.isclose(got, expected, rel_tol=1e-2):
            advice = "It is close: don't round, and keep all digits on the way."
        raise Mismatch(f"You got {compare.number_text(got)}, which is not right.", advice)


def _mapping(got: Any, expected: Mapping[Any, Any], tolerance: float, path: str) -> None:
    _type(got, dict, "a dict")
    if missing := [key for key in expected if key not in got]:
        raise Mismatch(f"There is no {_keys(missing)}.", _spelling(missing, list(got)))
    if beyond := [key for key in got if key not in expected]:
        raise Mismatch(f"There is a {_keys(beyond)}, which does not belong there.")
    for key, value in expected.items():
        _equals(got[key], value, tolerance, f"{path}[{key!r}]")


def _keys(keys: list[Any]) -> str:
    shown = ", ".join(compare.shorten(repr(key), 40) for key in keys[:MOST_NAMED])
    more = ", …" if len(keys) > MOST_NAMED else ""
    return f"key {shown}{more}"


def _spelling(missing: list[Any], there: list[Any]) -> str:
    plain = {str(key).strip().casefold() for key in there}
    if any(str(key).strip().casefold() in plain for key in missing):
        return "Look at capital letters, at spaces, and at whether keys are text or numbers."
    return "Look at the spelling."


def _set(got: Any, expected: set[Any] | frozenset[Any]) -> None:
    _type(got, type(expected), f"a {type(expected).__name__}")
    if len(got) != len(expected):
        raise Mismatch(f"Your set has {len(got)} elements: {_count(len(got), len(expected))}.")
    if strange := sorted(map(repr, got - expected)):
        raise Mismatch(f"{compare.shorten(strange[0])} does not belong into the set.")


def _sequence(got: Any, expected: Sequence[Any], tolerance: float, path: str) -> None:
    kind = tuple if isinstance(expected, tuple) else list
    _type(got, kind, f"a {kind.__name__}")
    if len(got) != len(expected):
        fact = f"Your {kind.__name__} has {len(got)} entries: {_count(len(got), len(expected))}."
        raise Mismatch(fact)
    try:
        for place, (mine, right) in enumerate(zip(got, expected, strict=True)):
            _equals(mine, right, tolerance, f"{path}[{place}]")
    except Mismatch as mismatch:
        if _reordered(got, expected):
            raise _Placed(mismatch.fact, "All entries are there, in another order.") from None
        raise


def _count(mine: int, right: int) -> str:
    return f"{mine - right} too many" if mine > right else f"{right - mine} too few"


def _reordered(got: Sequence[Any], expected: Sequence[Any]) -> bool:
    try:
        return sorted(map(repr, got)) == sorted(map(repr, expected))
    except RecursionError:
        return False


def _array(got: Any, expected: np.ndarray[Any, Any], tolerance: float) -> None:
    _type(got, np.ndarray, "a NumPy array")
    if got.dtype.kind != expected.dtype.kind and not (
        got.dtype.kind in "iu" and expected.dtype.kind in "iuf"
    ):
        raise Mismatch(
            f"Expected an array of {expected.dtype}, but got one of {got.dtype}.",
            "Look at .astype(…).",
        )
    compare.shape(torch.empty(got.shape), expected.shape)
    if expected.dtype.kind == "f":
        wrong = ~np.isclose(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
    else:
        wrong = got != expected
    if count := int(np.count_nonzero(wrong)):
        where = tuple(int(i) for i in np.argwhere(wrong)[0])
        total = max(1, expected.size)
        which = "Every value differs" if count == total else f"{count} of {total} values differ"
        at = f", the first at {list(where)}" if where else ""
        raise Mismatch(f"The shape is right. {which}{at}: yours is {_shown(got[where].item())}.")


def _frame(got: Any, expected: Frame, tolerance: float, path: str) -> None:
    _type(got, Frame, "a pandas DataFrame")
    if set(got.columns) != set(expected.columns):
        missing = [name for name in expected.columns if name not in got.columns]
        beyond = [name for name in got.columns if name not in expected.columns]
        said = f"There is no column {_names(missing)}." if missing else ""
        said = said or f"There is a column {_names(beyond)}, which does not belong there."
        raise Mismatch(said, _spelling(missing, list(got.columns)) if missing else "")
    if list(got.columns) != list(expected.columns):
        raise Mismatch(
            "The columns are right, but stand in another order.", "table[[…]] orders them."
        )
    if len(got.index) != len(expected.index):
        fact = (
            f"Your table has {len(got.index)} rows: {_count(len(got.index), len(expected.index))}."
        )
        raise Mismatch(fact)
    _equals(list(got.index), list(expected.index), tolerance, f"{path}.index")
    for name, mine, right in zip(expected.columns, got.data, expected.data, strict=True):
        _equals(list(mine), list(right), tolerance, f"{path}[{name!r}]")


def _names(names: list[Any]) -> str:
    return ", ".join(compare.shorten(repr(name), 40) for name in names[:MOST_NAMED])
