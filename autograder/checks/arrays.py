"""Hold tensors and NumPy arrays of every kind against the right ones, not-finite numbers included.

`compare.tensor` is for exercises that are about tensors: it knows windows, and dtypes that may
differ. This is for tensors and arrays within other values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from autograder.checks import compare
from autograder.checks.compare import TOLERANCES, Mismatch, Tolerance

Array = np.ndarray[Any, Any]

_TOLERANCES = {
    np.dtype(compare.short(dtype)): tolerance
    for dtype, tolerance in TOLERANCES.items()
    if dtype != torch.bfloat16
}
"""Those of tensors, by the dtypes that NumPy has, too."""


def hold_tensor(got: Any, right: torch.Tensor, tolerance: Tolerance | None = None) -> None:
    """Raise Mismatch unless a value is this tensor.

    Args:
        got: what came back.
        right: the right one. Its dtype and shape are asked for, too.
        tolerance: of floating-point numbers, instead of that of `compare.TOLERANCES`.
    """
    compare.is_tensor(got)
    compare.dtype(got, right.dtype)
    compare.shape(got, right.shape)
    if bool(torch.isfinite(right).all()):
        compare.finite(got)
    usual = TOLERANCES.get(right.dtype, TOLERANCES[torch.float32])
    hold_values(_of_tensor(got), _of_tensor(right), tolerance or usual)


def hold_array(got: Array, right: Array, tolerance: Tolerance | None = None) -> None:
    """Raise Mismatch unless an array is this one. Whole numbers stand for others, too."""
    kind, asked = got.dtype.kind, right.dtype.kind
    if kind != asked and not (kind in "iu" and asked in "iuf"):
        fact = f"Expected an array of {_name(right)}, but got one of {_name(got)}."
        raise Mismatch(fact, "….astype(…) makes an array of another dtype.")
    try:
        compare.shape(got, right.shape)
    except Mismatch as mismatch:
        advice = mismatch.advice
        if got.ndim != right.ndim:
            advice = "….reshape(…) and ….squeeze() change the number of dimensions."
        raise Mismatch(mismatch.fact, advice) from None
    usual = _TOLERANCES.get(right.dtype, TOLERANCES[torch.float32])
    hold_values(got, right, tolerance or usual)


def hold_values(got: Array, right: Array, tolerance: Tolerance) -> None:
    """Raise Mismatch where values of the same shape differ.

    The tolerance is that of floating-point and complex numbers: all else must agree exactly.
    """
    if right.dtype.kind in "fc":
        wide = np.complex128 if right.dtype.kind == "c" else np.float64
        with np.errstate(all="ignore"):
            alike = np.isclose(
                got.astype(wide),
                right.astype(wide),
                rtol=tolerance.relative,
                atol=tolerance.absolute,
                equal_nan=True,
            )
    else:
        alike = np.asarray(got == right)
    wrong = torch.from_numpy(np.asarray(np.logical_not(alike)))
    compare.differing(wrong, lambda where: got[where].item())


def _of_tensor(tensor: torch.Tensor) -> Array:
    plain = tensor.detach()
    if plain.is_floating_point():
        plain = plain.to(torch.float64)  # NumPy has no bfloat16
    return np.asarray(plain.resolve_conj().resolve_neg().numpy())


def _name(array: Array) -> str:
    return "texts" if array.dtype.kind == "U" else str(array.dtype)
