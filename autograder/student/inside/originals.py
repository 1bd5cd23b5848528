"""Torch as it was before the first line of a student's, put back around each question.

A notebook may assign to whatever torch defines. A probe, and what packs its answer, would then
call the student's function and not torch's.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Sequence
from ctypes import c_char, c_ssize_t, c_uint64, sizeof, string_at
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
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

HAVE_VERSIONS = sys.version_info < (3, 14)
"""Whether each dict has a version, which is another one after each change, and none that it had
(https://peps.python.org/pep-0509/, taken out by https://peps.python.org/pep-0699/). Otherwise all
names are walked over."""

WORD = sizeof(c_uint64)
"""Bytes of a word."""


class Originals:
    """What torch's modules and classes hold that can be called, as it is when this is made."""

    def __init__(self) -> None:
        self._kept = [_Kept(space) for space in SPACES]
        self._hooks = [
            hooks
            for name, hooks in vars(torch.nn.modules.module).items()
            if name.startswith("_global_") and isinstance(hooks, dict)
        ]
        self._words = _Words(
            [place for kept in self._kept for place in (*kept.version.places, *kept.code.places)]
        )
        self._seen = self._words.read()

    def put_back(self) -> None:
        """Put back what was replaced, and leave torch's modes that a notebook has entered."""
        _leave_modes()
        for hooks in self._hooks:
            hooks.clear()
        now = self._words.read()
        if now == self._seen and HAVE_VERSIONS:
            return
        mended = [kept.put_back() for kept in self._kept]
        # As it was before: what threads replace meanwhile is found the next time.
        self._seen = b"" if any(mended) else now


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
        self.functions = [f for f in functions if isinstance(f, FunctionType)]
        self.codes = [f.__code__ for f in self.functions]
        self.known = frozenset(vars(space))
        self.version = _Words([_place_of_version(space)])
        self.code = _Words([_place_of_code(f) for f in self.functions])
        self.seen_code = self.code.read()
        self._see()

    def _see(self) -> None:
        """Note names and values as they are now: as they should be."""
        self.seen_version = self.version.read()
        self.alive = self._all()
        """Is kept, so that their addresses stay theirs."""
        self.seen = _addresses(self.alive)

    def _all(self) -> tuple[Any, ...]:
        """Return all names and then all values, of one moment even where threads change them."""
        now = vars(self.space)
        return (*now, *now.values())

    def put_back(self) -> bool:
        """Put back what was replaced. Return whether anything was."""
        names = not self._is_as_seen()
        if names:
            self._mend(vars(self.space))
        code = self.code.read() != self.seen_code
        if code:
            for function, its_code in zip(self.functions, self.codes, strict=True):
                function.__code__ = its_code
        return names or code

    def _is_as_seen(self) -> bool:
        version = self.version.read()
        if HAVE_VERSIONS and version == self.seen_version:
            return True
        if _addresses(self._all()) != self.seen:
            return False
        self.seen_version = version  # what was replaced is back, as by `unittest.mock`
        return True

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


class _Words:
    """Words in this process's memory.

    To read them touches neither values nor their counts of references: all of torch's parts are
    looked at in a thirtieth of the time, and no page of memory is copied for it in a fork.

    Args:
        places: their addresses, which must stay theirs.
    """

    def __init__(self, places: Sequence[int]) -> None:
        self.places = places
        low, high = min(places, default=0), max(places, default=0)
        memory = (c_char * (high - low + WORD)).from_address(low)
        self._memory = np.frombuffer(memoryview(memory), np.uint64)
        self._at = np.array([(place - low) // WORD for place in places], np.int64)

    def read(self) -> bytes:
        return bytes(self._memory[self._at])


def _place_of_code(function: FunctionType) -> int:
    """Return the address of a function's pointer to its code."""
    itself = string_at(id(function), function.__sizeof__())
    return id(function) + itself.index(id(function.__code__).to_bytes(WORD, sys.byteorder))


def _place_of_version(space: ModuleType | type) -> int:
    """Return the address of the version of what holds a module's or a class's names."""
    held = vars(space)
    if not isinstance(held, dict):  # a class shows a proxy of it
        (held,) = gc.get_referents(held)
    return id(held) + object.__basicsize__ + sizeof(c_ssize_t)


def _addresses(values: tuple[Any, ...]) -> bytes:
    """Return the addresses of a tuple's items, which CPython keeps one after the other.

    To hold these against others takes a tenth of what `is` takes for each, and calls no `__eq__`.
    """
    return string_at(id(values) + tuple.__basicsize__, len(values) * tuple.__itemsize__)


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
