"""Memory that is reserved and not written holds the same in every process.

Else what was there before shows through, and the same notebook gets other points each time.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch


def fill() -> None:
    """Have memory that is reserved and not written hold nan, the largest whole number, or True.

    As `torch.utils.deterministic.fill_uninitialized_memory` does. It costs other code a tenth of
    its time, since much of torch reserves memory, too: so it is done only for code with
    `libraries.RESERVES`.
    """
    # As `torch.use_deterministic_algorithms`, but for a setting of torch.compile, which would
    # be half as much to import as torch.
    torch._C._set_deterministic_algorithms(True, warn_only=True)
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
