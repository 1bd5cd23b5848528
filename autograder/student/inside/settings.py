"""What one line sets for all code that follows, put back around questions.

A notebook in which a student has chosen float64 for every new tensor, or has switched gradients
off, would make probes ask something else than the course's author wrote.
"""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

# As they are before a student's first line.
_forget, _set_errors = warnings.resetwarnings, np.seterr
_choose_device = torch.set_default_device


def _set_filters(filters: list[Any]) -> None:
    _forget()  # what was decided by the others is decided anew
    warnings.filters[:] = filters  # type: ignore[index]  # it is a list


def _device() -> torch.device | None:
    """Return the device for new tensors; None is the CPU, or another mode's."""
    # Where there is no GPU, torch.get_default_device raises once one has been chosen.
    context = getattr(torch._GLOBAL_DEVICE_CONTEXT, "device_context", None)
    return context and context.device


def _set_device(device: torch.device | None) -> None:
    if device != _device():
        _choose_device(device)


def refuse_missing_devices() -> None:
    """Have torch.set_default_device raise where the device is not there.

    Torch itself raises then at each tensor that is made from there on, in whatever cell.
    """

    @functools.wraps(_choose_device)
    def choose(device: Any) -> None:
        if device is not None:
            torch.empty(0, device=device)
        _choose_device(device)

    torch.set_default_device = choose


_READ_AND_SET: tuple[tuple[Callable[[], Any], Callable[[Any], object]], ...] = (
    (torch.get_default_dtype, torch.set_default_dtype),
    (_device, _set_device),
    (torch.is_grad_enabled, torch._C._set_grad_enabled),
    (np.geterr, lambda kept: _set_errors(**kept)),
    (lambda: list(warnings.filters), _set_filters),
)


class Settings:
    """Settings as the course's own cells left them."""

    def __init__(self) -> None:
        self._courses = _read()

    @contextlib.contextmanager
    def of_the_course(self) -> Iterator[None]:
        """Take over what is changed by a cell that students were given."""
        before = _read()
        yield
        for number, (was, now) in enumerate(zip(before, _read(), strict=True)):
            if was != now:
                self._courses[number] = now

    @contextlib.contextmanager
    def put_back(self) -> Iterator[None]:
        """Have questions asked under the course's settings; then those of the notebook hold."""
        own = _read()
        _set(self._courses)
        try:
            yield
        finally:
            _set(own)


def _read() -> list[Any]:
    return [read() for read, _ in _READ_AND_SET]


def _set(values: list[Any]) -> None:
    for (_, set_it), value in zip(_READ_AND_SET, values, strict=True):
        set_it(value)
