"""Memory that is reserved and not written holds the same in every process.

Else what was there before shows through, and the same notebook gets other points each time.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

RESERVES = re.compile(r"empty|resize|\bndarray\b|\.new\(|(?<!To)Tensor\s*\(")
"""In code that may reserve memory without writing it. To fill that costs other code a tenth of its
time, since much of torch reserves memory, too."""


def fill() -> None:
    """Have such memory hold nan, the largest whole number, or True, as torch fills it.

    See `torch.utils.deterministic.fill_uninitialized_memory`.
    """
    torch.use_deterministic_algorithms(True, warn_only=True)
    np.empty, np.empty_like = _EMPTY, _EMPTY_LIKE  # type: ignore[misc]


def _filled(reserve: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(reserve)
    def reserve_filled(*args: Any, **options: Any) -> Any:
        array = reserve(*args, **options)
        if array.dtype.kind in "fc":
            array.fill(np.nan)
        elif array.dtype.kind in "iu":
            array.fill(np.iinfo(array.dtype).max)
        elif array.dtype.kind == "b":
            array.fill(True)
        return array

    return reserve_filled


_EMPTY, _EMPTY_LIKE = _filled(np.empty), _filled(np.empty_like)
