"""Torch as it was before the first line of a student's, put back around each question.

A notebook may assign to whatever torch defines. A probe, and what packs its answer, would then
call the student's function and not torch's.
"""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Callable
from ctypes import string_at
from types import FunctionType, ModuleType
from typing import Any

import torch
import torch.library
import torch.utils.data
from torch.utils._device import DeviceContext

SPACES = (
    torch,
    torch.nn.functional,
    torch.Tensor,
    torch.nn.Parameter,
    torch.nn.Module,
    torch.nn.Sequential,
    torch.nn.Linear,
    torch.nn.Tanh,
    torch.no_grad,
    torch.optim.Optimizer,
    torch.optim.SGD,
    torch.utils.data.DataLoader,
    torch.utils.data.TensorDataset,
    torch.library,
    torch.library.Library,
)
"""The modules and classes that probes, packing and refusing use."""


class Originals:
    """What torch's modules and classes hold that can be called, as it is when this is made."""

    def __init__(self) -> None:
        self._kept = [_Kept(space) for space in SPACES]
        self._hooks = [
            hooks
            for name, hooks in vars(torch.nn.modules.module).items()
            if name.startswith("_global_") and isinstance(hooks, dict)
        ]

    def put_back(self) -> None:
        """Put back what was replaced, and leave torch's modes that a notebook has entered."""
        _leave_modes()
        for hooks in self._hooks:
            hooks.clear()
        for kept in self._kept:
            kept.put_back()


class _Kept:
    """What one module or class holds that can be called or stands for an attribute."""

    def __init__(self, space: ModuleType | type) -> None:
        held = {
            name: value
            for name, value in vars(space).items()
            if callable(value) or hasattr(type(value), "__get__")
        }
        self.space = space
        self.names, self.values = tuple(held), tuple(held.values())
        functions = [getattr(value, "__func__", value) for value in self.values]
        self.functions = tuple(f for f in functions if isinstance(f, FunctionType))
        self.codes = tuple(map(_CODE, self.functions))
        self.seen_codes = _addresses(self.codes)
        self.known = frozenset(vars(space))
        self._see()

    def _see(self) -> None:
        """Note names and values as they are now: as they should be."""
        self.alive = self._all()
        """Is kept, so that their addresses stay theirs."""
        self.seen = _addresses(self.alive)

    def _all(self) -> tuple[Any, ...]:
        """Return all names and then all values, of one moment even where threads change them."""
        now = vars(self.space)
        return (*now, *now.values())

    def put_back(self) -> None:
        if _addresses(self._all()) != self.seen:
            self._mend(vars(self.space))
        if _addresses(tuple(map(_CODE, self.functions))) != self.seen_codes:
            for function, code in zip(self.functions, self.codes, strict=True):
                function.__code__ = code

    def _mend(self, now: Any) -> None:
        for name, value in zip(self.names, self.values, strict=True):
            if now.get(name) is not value:
                setattr(self.space, name, value)
        if isinstance(self.space, type):
            # What is new can hide what the class inherits, or what its objects hold.
            inherited = set().union(*map(dir, self.space.__bases__))
            for name in [name for name in now if name not in self.known]:
                if name in inherited or hasattr(type(now[name]), "__set__"):
                    with contextlib.suppress(AttributeError, TypeError):
                        delattr(self.space, name)
        self._see()


def _addresses(values: tuple[Any, ...]) -> bytes:
    """Return the addresses of a tuple's items, which CPython keeps one after the other.

    To hold these against others takes a tenth of what `is` takes for each, and calls no `__eq__`.
    """
    return string_at(id(values) + tuple.__basicsize__, len(values) * tuple.__itemsize__)


_CODE: Callable[[Any], Any] = operator.attrgetter("__code__")


def _leave_modes() -> None:
    """Leave modes that see every call of torch's; that of `torch.set_default_device` stays."""
    stay = []
    while torch._C._len_torch_function_stack():
        mode = torch._C._pop_torch_function_stack()
        if type(mode) is DeviceContext:
            stay.append(mode)
    for mode in reversed(stay):
        torch._C._push_on_torch_function_stack(mode)
    while torch._C._len_torch_dispatch_stack():
        torch._C._pop_torch_dispatch_stack(None)
