"""Compare what a student's code returned with what is right, stage by stage.

Each stage has a remedy of its own, and the next is reached only when the one before holds:
type → dtype → number of dimensions → shape → finite → values. Nothing is ever broadcast. A message
says what came back and what to look at. It never holds the expected values of a hidden case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograder.checks import relations
from autograder.checks.relations import Relation
from autograder.counted import counted
from autograder.student.inside.wire import Frame, Opaque, Series

FORM = 0.8
"""What right values in a wrong form earn of what they would earn in the right one."""

NEAR = 0.25
"""What wrong values earn that are right up to one plain relation, such as a constant factor."""

MOST = 0.5
"""Where more of the values than this share are right, half of the share is earned."""


ATTACHED = Relation(
    "asks for a gradient", "The result still asks for a gradient: return it detached."
)
FEWER_AXES = Relation("an axis is missing", "The result has too few axes.")
MORE_AXES = Relation("an axis too many", "The result has too many axes.")

CALLABLE = ("function", "method", "builtin_function_or_method", "type")
"""Types of what was not called."""


class Mismatch(Exception):
    """The student's answer is not right: a fact about it, and advice.

    Args:
        fact: what came back, in a sentence.
        advice: what to look at, in a sentence; may be empty.
        wrong: where values differ, as a tensor of bools of the answer's shape.
        credit: what the answer earns all the same, from 0 to 1: `FORM`, `NEAR` or nothing.
        related: how the answer is related to the right one.
        mistake: its name, where fact and advice already say all of it.
    """

    def __init__(
        self,
        fact: str,
        advice: str = "",
        wrong: torch.Tensor | None = None,
        *,
        credit: float = 0.0,
        related: Sequence[Relation] = (),
        mistake: str = "",
    ) -> None:
        super().__init__(fact, advice)
        self.fact = fact
        self.advice = advice
        self.wrong = wrong
        self.credit = credit
        self.related = (*related, *([Relation(mistake, "")] if mistake else []))

    def says(self, fact: str, advice: str, mistake: str = "") -> Mismatch:
        """Return the same mismatch in other words."""
        return Mismatch(
            fact, advice, self.wrong, credit=self.credit, related=self.related, mistake=mistake
        )

    def __str__(self) -> str:
        return f"{self.fact} {self.advice}".strip()


@dataclass(frozen=True)
class Tolerance:
    """How far apart floats may be: ``|got - expected| <= absolute + relative * |expected|``."""

    relative: float
    absolute: float


TOLERANCES = {
    # A sum of a hundred products of size 1, in another order, in float32 (eps 1.2e-7), errs by
    # about 1e-5 at most.
    torch.float32: Tolerance(1e-4, 1e-5),
    # The same in float64 (eps 2.2e-16), where answer and reference were computed in float64.
    torch.float64: Tolerance(1e-7, 1e-9),
    # Half precision keeps three digits (eps 9.8e-4) and bfloat16 two (eps 7.8e-3): only where an
    # exercise allows them.
    torch.float16: Tolerance(5e-3, 1e-3),
    torch.bfloat16: Tolerance(4e-2, 1e-2),
}
"""Tolerance by dtype of the expected tensor; every other dtype must agree exactly."""

EXACT = Tolerance(0.0, 0.0)


def tensor(
    got: Any,
    expected: torch.Tensor,
    *,
    tolerance: Tolerance | None = None,
    any_dtype: bool = False,
    window: Callable[[tuple[int, ...]], str] | None = None,
    near: Sequence[torch.Tensor] = (),
) -> None:
    """Hold a student's tensor against the right one.

    Args:
        got: what came back.
        expected: the right tensor; its dtype and shape are asked for too.
        tolerance: instead of that of `TOLERANCES`.
        any_dtype: accept every real dtype (a constant typed as ``[[1, 5]]`` is int64).
        window: says of an index of the result what it is computed from.
        near: what answers that are nearly right give; they earn `NEAR`.

    Raises:
        Mismatch: it differs.
    """
    try:
        is_tensor(got)
        if any_dtype and not got.is_complex() and got.dtype != torch.bool:
            got = got.to(expected.dtype)
        dtype(got, expected.dtype)
        shape(got, expected.shape)
        finite(got)
    except Mismatch as mismatch:
        raise weighed(mismatch, got, expected) from None
    try:
        values(got, expected, tolerance, window)
    except Mismatch as mismatch:
        wrong = _related(mismatch, got, expected)
        if any(_has_right_values(got, other) for other in near):
            wrong.credit = max(wrong.credit, NEAR)
        raise wrong from None


def formed(
    got: Any,
    kind: torch.dtype,
    size: Sequence[int],
    judge: Callable[[torch.Tensor], None],
    *,
    detached: bool = False,
) -> None:
    """Hold a tensor's values against a judge, and its form for itself.

    Args:
        got: what came back.
        kind: the right dtype.
        size: the right shape.
        judge: of values of that form, detached; it raises Mismatch.
        detached: whether the tensor must not ask for a gradient.

    Raises:
        Mismatch: values or form are not right.
    """
    try:
        is_tensor(got)
        if detached and got.requires_grad:
            raise Mismatch(
                "The tensor still asks for a gradient.",
                "Return it detached: .detach().",
                related=[ATTACHED],
            )
        dtype(got, kind)
        shape(got, size)
        finite(got)
    except Mismatch as mismatch:
        values = _plain(got)
        if (
            not isinstance(values, torch.Tensor)
            or not _is_plain(values)
            or values.squeeze().shape != torch.empty(tuple(size), device="meta").squeeze().shape
        ):
            raise
        finite(values)
        judge(values.detach().reshape(tuple(size)).to(kind))
        raise in_wrong_form(mismatch) from None
    judge(got.detach())


def _is_plain(values: torch.Tensor) -> bool:
    """Return whether a tensor holds real numbers that can be looked at."""
    special = values.is_complex() or values.is_quantized or values.is_meta
    return not special and values.dtype != torch.bool and values.layout == torch.strided


def leads_to(
    got: torch.Tensor, right: torch.Tensor, start: torch.Tensor, cosine: float = 0.5
) -> bool:
    """Return whether values moved from a start in about the direction of the right ones.

    Args:
        got: tensor that came back.
        right: tensor that was expected.
        start: tensor that both began with.
        cosine: of the angle between the two ways, above which the direction is about the same.
    """
    if got.shape != right.shape or not bool(torch.isfinite(got).all()):
        return False
    moved, wanted = (got - start).double().flatten(), (right - start).double().flatten()
    lengths = float(moved.norm() * wanted.norm())
    return lengths > 0 and float(moved @ wanted) > cosine * lengths


def weighed(mismatch: Mismatch, got: Any, expected: Any) -> Mismatch:
    """Return a mismatch with what the answer earns all the same, and how it is related.

    Values are held against the right ones after what is only form is taken off: the kind of
    container, dtype, axes of size 1, a graph for gradients.

    Args:
        mismatch: what is wrong.
        got: what came back.
        expected: the right tensor or number.
    """
    if _has_right_values(got, expected):
        wrong = in_wrong_form(mismatch)
        wrong.related = wrong.related or tuple(_form_of(got, expected))
        return wrong
    return _related(mismatch, got, expected)


def _related(mismatch: Mismatch, got: Any, expected: Any) -> Mismatch:
    """Return a mismatch of values with how they are related to the right ones."""
    related = relations.between(_plain(got), expected)
    near = any(relation.near for relation in related)
    mostly = _share_of_right(got, expected)
    return Mismatch(
        mismatch.fact,
        mismatch.advice,
        mismatch.wrong,
        credit=max(NEAR if near else 0.0, mostly / 2 if mostly > MOST else 0.0),
        related=[*related, *mismatch.related],
    )


def in_wrong_form(mismatch: Mismatch) -> Mismatch:
    """Return a mismatch of the form alone: it earns `FORM`."""
    fact = f"The values are right, their form is not. {mismatch.fact}"
    return Mismatch(fact, mismatch.advice, mismatch.wrong, credit=FORM, related=mismatch.related)


def _form_of(got: Any, expected: Any) -> list[Relation]:
    """Return in what an answer with right values differs in form, if that can be told."""
    if isinstance(got, torch.Tensor) and isinstance(expected, torch.Tensor):
        if got.dim() != expected.dim():
            return [FEWER_AXES if got.dim() < expected.dim() else MORE_AXES]
        return relations.between(got, expected)
    return _of_kind(got, "a tensor" if isinstance(expected, torch.Tensor) else "a number")


def _plain(got: Any) -> Any:
    """Return what came as a tensor, where it is numbers in another container."""
    if isinstance(got, (list, tuple)):
        try:
            return torch.stack(list(got)) if _are_tensors(got) else torch.tensor(got)
        except (TypeError, ValueError, RuntimeError, OverflowError):
            return got
    if isinstance(got, str) and len(got) < 40:
        try:
            return float(got.strip().removesuffix("%"))
        except ValueError:
            return got
    if isinstance(got, np.ndarray):
        try:
            return torch.from_numpy(got)
        except TypeError:
            return got
    return got


def _share_of_right(got: Any, expected: Any) -> float:
    """Return which share of the values that aren't 0 is right."""
    if not isinstance(got, torch.Tensor) or not isinstance(expected, torch.Tensor):
        return 0.0
    if got.shape != expected.shape or not _is_plain(got) or expected.numel() < 2:
        return 0.0
    one, other = got.detach().double(), expected.detach().double()
    counts = other != 0
    right = torch.isclose(one, other, rtol=1e-4, atol=1e-6) & counts
    return int(right.sum()) / int(counts.sum()) if int(counts.sum()) > 1 else 0.0


def _are_tensors(values: Sequence[Any]) -> bool:
    return bool(values) and all(isinstance(value, torch.Tensor) for value in values)


def _has_right_values(got: Any, expected: Any) -> bool:
    """Return whether an answer holds the right values, be it in a wrong form."""
    one, other = _plain(got), torch.as_tensor(expected)
    if isinstance(one, (bool, int, float)) and not isinstance(one, bool):
        one = torch.tensor(float(one), dtype=torch.float64) if abs(one) < 1e300 else None
    if not isinstance(one, torch.Tensor):
        return False
    if not _is_plain(one) or not one.numel():
        return False
    one, other = one.detach().squeeze(), other.detach().squeeze()
    if one.shape != other.shape:
        return False
    rounded = one.dtype in (torch.float16, torch.bfloat16)
    limit = TOLERANCES.get(one.dtype if rounded else other.dtype, TOLERANCES[torch.float32])
    return bool(
        torch.allclose(
            one.double(), other.double(), rtol=limit.relative, atol=max(limit.absolute, 1e-6)
        )
    )


def is_tensor(got: Any, expected: torch.Tensor | None = None) -> None:
    """Raise Mismatch unless `got` is a tensor on the CPU; weighed, where the right one is given."""
    try:
        _is_tensor(got)
    except Mismatch as mismatch:
        raise mismatch if expected is None else weighed(mismatch, got, expected) from None


def _is_tensor(got: Any) -> None:
    if isinstance(got, torch.Tensor):
        return
    if isinstance(got, Opaque) and got.type == "torch.Tensor":
        what = "on the device" if "device" in got.text else "with the dtype"
        advice = f"Make the result {what} of the argument, for example with image.new_zeros(…)."
        if "layout torch.sparse" in got.text:
            advice = "A sparse tensor's .to_dense() is one that is stored number by number."
        raise Mismatch(f"The tensor that came back can't be read ({got.text}).", advice)
    raise Mismatch(
        f"Expected a torch tensor, but got {describe(got)}.",
        _type_advice(got),
        related=_of_kind(got, "a tensor"),
    )


def dtype(got: torch.Tensor, expected: torch.dtype) -> None:
    """Raise Mismatch unless the dtypes are the same."""
    if got.dtype != expected:
        advice = f".to(torch.{short(expected)}) converts it."
        if expected.is_floating_point and not got.is_floating_point():
            advice = f"Integers have no digits after the point. {advice}"
        other = Relation(
            f"dtype {short(got.dtype)}",
            f"The result has the dtype {short(got.dtype)}, but {short(expected)} is asked for.",
        )
        raise Mismatch(
            f"Expected dtype {short(expected)}, but got {short(got.dtype)}.",
            advice,
            related=[other],
        )


def shape(got: torch.Tensor | np.ndarray[Any, Any], expected: Sequence[int]) -> None:
    """Raise Mismatch unless number of dimensions and shape are the same."""
    got_shape, expected_shape = tuple(got.shape), tuple(expected)
    if len(got_shape) != len(expected_shape):
        raise Mismatch(
            f"Expected {counted(len(expected_shape), 'dimension')}, shape {expected_shape}, "
            f"but got {len(got_shape)}: {got_shape}.",
            "squeeze takes dimensions of size 1 away, unsqueeze adds one.",
            related=[FEWER_AXES if len(got_shape) < len(expected_shape) else MORE_AXES],
        )
    if got_shape != expected_shape:
        wrong = [
            axis
            for axis, (g, e) in enumerate(zip(got_shape, expected_shape, strict=True))
            if g != e
        ]
        places = " and ".join(str(axis) for axis in wrong)
        advice = f"Look at how you compute the size of dimension {places} (counted from 0)."
        if got_shape == expected_shape[:-2] + expected_shape[:-3:-1]:
            advice = "The last two are swapped: rows (height) come before columns (width)."
        raise Mismatch(f"Expected shape {expected_shape}, but got {got_shape}.", advice)


def finite(got: torch.Tensor) -> None:
    """Raise Mismatch where there is NaN or infinity."""
    if got.is_floating_point() and not bool(torch.isfinite(got).all()):
        where = tuple(int(i) for i in torch.nonzero(~torch.isfinite(got))[0])
        raise Mismatch(
            f"There are values that are not finite numbers, the first at index {list(where)}: "
            f"{float(got[where])}.",
            "Look for a division by zero, an overflow, or memory that was never filled "
            "(torch.empty).",
        )


def values(
    got: torch.Tensor,
    expected: torch.Tensor,
    tolerance: Tolerance | None = None,
    window: Callable[[tuple[int, ...]], str] | None = None,
) -> None:
    """Raise Mismatch where values of the same shape and dtype differ by more than the tolerance."""
    limit = tolerance or TOLERANCES.get(expected.dtype, EXACT)
    wide_got, wide_expected = got.detach().to(torch.float64), expected.detach().to(torch.float64)
    wrong = (wide_got - wide_expected).abs() > limit.absolute + limit.relative * wide_expected.abs()
    differing(wrong, lambda where: got[where].item(), window)


def differing(
    wrong: torch.Tensor,
    value_at: Callable[[tuple[int, ...]], Any],
    window: Callable[[tuple[int, ...]], str] | None = None,
) -> None:
    """Raise Mismatch where there is a wrong value.

    Args:
        wrong: for each place, whether the value is wrong.
        value_at: returns the student's value at a place.
        window: as `tensor` takes it.
    """
    count, total = int(wrong.sum()), wrong.numel()
    if count:
        where = tuple(int(i) for i in torch.nonzero(wrong)[0])
        which = "Every value differs" if count == total else f"{count} of {total} values differ"
        at = f", the first at index {list(where)}" if where else ""
        value = value_at(where)
        text = repr(shorten(value)) if isinstance(value, str) else number_text(value)
        advice = f"There {window(where)}." if window else ""
        raise Mismatch(f"The shape is right. {which}{at}: yours is {text}.", advice, wrong)


def sliding(
    kernel: Sequence[int], stride: int = 1, padding: int = 0
) -> Callable[[tuple[int, ...]], str]:
    """Return what says of an index of a sliding window's result where the window lay.

    Args:
        kernel: its height and width.
        stride: steps of the window.
        padding: border on each side; rows and columns are then those of the padded image.
    """

    def window(index: tuple[int, ...]) -> str:
        spans = []
        for name, place, size in zip(("rows", "columns"), index[-2:], kernel[-2:], strict=True):
            first = place * stride
            spans.append(
                f"{name} {first} to {first + size - 1}" if size > 1 else f"{name[:-1]} {first}"
            )
        return (
            f"the window lies on {spans[0]} and {spans[1]}"
            + (" of the padded image" if padding else "")
            + ", counted from 0"
        )

    return window


def integer(got: Any, expected: int) -> None:
    """Raise Mismatch unless `got` is that int."""
    if isinstance(got, bool) or not isinstance(got, int):
        advice = "" if isinstance(got, (list, tuple)) else _type_advice(got)
        if isinstance(got, float):
            advice = "Use // to divide to a whole number: / always gives a float."
        elif isinstance(got, torch.Tensor) and got.numel() == 1:
            advice = "A tensor's .item() is its number."
        fact = f"Expected an int, but got {describe(got)}."
        wrong = Mismatch(fact, advice, related=_of_kind(got, "an int"))
        raise weighed(wrong, got, expected)
    if got != expected:
        wrong = Mismatch(f"You got {number_text(got)}, which is not right.")
        raise _related(wrong, got, expected)


def number(got: Any, expected: float, tolerance: float) -> None:
    """Raise Mismatch unless `got` is a float within `tolerance` (absolute) of that number."""
    try:
        is_number(got)
    except Mismatch as mismatch:
        raise weighed(mismatch, got, expected) from None
    if not math.isfinite(got):
        raise Mismatch(
            f"You got {got}, which is not a finite number.",
            "Look for a division by zero or a diverging training.",
        )
    if abs(got - expected) > tolerance:
        wrong = Mismatch(f"You got {number_text(got)}, which is not right.")
        raise _related(wrong, got, expected)


def is_number(got: Any) -> None:
    """Raise Mismatch unless `got` is a float or an int."""
    if isinstance(got, bool) or not isinstance(got, (int, float)):
        advice = _type_advice(got)
        if isinstance(got, torch.Tensor) and got.numel() == 1:
            advice = "A tensor's .item() is its number."
        fact = f"Expected a float, but got {describe(got)}."
        raise Mismatch(fact, advice, related=_of_kind(got, "a float"))


def raises(error: str, *, then: str) -> Callable[[Any], None]:
    """Return a judge of errors: the student's code must raise the one of that name."""

    wanted = f"{_article(error)} {error}"

    def judge(raised: str | None) -> None:
        if raised is None:
            silent = Relation("no error", f"Your code goes on where {wanted} has to be raised.")
            raise Mismatch(f"Expected {wanted}, but nothing was raised.", then, related=[silent])
        if raised != error:
            other = Relation("another error", f"Your code raises {raised}, not {wanted}.")
            raise Mismatch(f"Expected {wanted}, but {raised} was raised.", then, related=[other])

    return judge


def describe(value: Any) -> str:
    """Return a value in a few words: its type, and what matters of it."""
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return f"{_article(value.type)} {value.type}" + (
            f": {shorten(value.text)}" if value.text else ""
        )
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)} and dtype {short(value.dtype)}"
    if isinstance(value, bool):
        return f"the bool {value}"
    if isinstance(value, (int, float)):
        return f"the {type(value).__name__} {number_text(value)}"
    if isinstance(value, str):
        return f"the str {shorten(repr(value))}"
    if isinstance(value, (set, frozenset)):
        return f"a {type(value).__name__}: {shorten(_look(value))}"
    if isinstance(value, np.ndarray):
        return f"a numpy.ndarray: {shorten(_look(value))}"
    if isinstance(value, Frame):
        rows = counted(len(value.index), "row")
        return f"a pandas DataFrame of {rows} and {counted(len(value.columns), 'column')}"
    if isinstance(value, Series):
        return f"a pandas Series of {counted(len(value.data), 'value')}"
    kind = type(value).__name__
    return (
        f"{_article(kind)} {kind} of {len(value)} entries"
        if hasattr(value, "__len__")
        else f"{_article(kind)} {kind}"
    )


def _look(value: Any) -> str:
    """Return the start of a value's ``repr``, as `Opaque` has it."""
    if isinstance(value, (set, frozenset)) and any(isinstance(one, Opaque) for one in value):
        looks = ", ".join(one.text if isinstance(one, Opaque) else repr(one) for one in value)
        text = f"{{{looks}}}" if isinstance(value, set) else f"frozenset({{{looks}}})"
    else:
        text = repr(value)
    return text[:200]


def short(kind: torch.dtype) -> str:
    """Return ``float32`` for ``torch.float32``."""
    return str(kind).removeprefix("torch.")


def number_text(value: float | bool) -> str:
    """Return a number with six digits at most, so that it reads the same on every machine."""
    return f"{value:.6g}" if isinstance(value, float) else shorten(str(value), 40)


def shorten(text: str, limit: int = 80) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _of_kind(got: Any, asked: str) -> list[Relation]:
    """Return what is wrong with the type of a value, as a relation."""
    if got is None:
        return [Relation("nothing returned", "The function ends without a return.")]
    if isinstance(got, Opaque) and got.type in CALLABLE:
        return [
            Relation(
                "not called", "You give the function itself, not what it returns: call it with ()."
            )
        ]
    if isinstance(got, Opaque):
        words, name = f"{_article(got.type)} {got.type}", got.type
    else:
        name = "bool" if isinstance(got, bool) else type(got).__name__
        words = "a tensor" if isinstance(got, torch.Tensor) else f"{_article(name)} {name}"
    return [Relation(f"{name} for {asked}", f"The result is {words}, but {asked} is asked for.")]


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeiou" else "a"


def _type_advice(got: Any) -> str:
    if got is None:
        return "Did you forget the return?"
    if isinstance(got, np.ndarray) or (isinstance(got, Opaque) and got.type.startswith("numpy.")):
        return (
            "torch.from_numpy turns an array into a tensor; .item() turns one value into a number."
        )
    if isinstance(got, (list, tuple)):
        return "torch.tensor turns nested lists into a tensor, torch.stack a list of tensors."
    if isinstance(got, Opaque) and got.type in CALLABLE:
        return "Did you forget the parentheses of a call?"
    return ""
