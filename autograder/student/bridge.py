"""The half of a check that runs beside the student's code: it puts questions to it.

Its source is sent to the student's process, where it finds probes and their inputs in a request; it calls each probe and gives
back plain values. It holds no reference, no tolerance and no score: what is right is decided elsewhere, so a student who
rewrites this module can only change the *values* that a trusted process then compares.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import linecache
import os
import re
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from autograder.student import wire

CONVOLUTION = r"(^|_)conv(olution|_|\d|$)"
"""Names of aten operators that convolve (``convolution``, ``conv2d``, ``mkldnn_convolution`` …, not ``_convert…``)."""


CONVOLVING = (
    *("convolution", "_convolution", "mkldnn_convolution", "convolution_backward", "conv_tbc"),
    *("_slow_conv2d_forward", "slow_conv_dilated2d", "slow_conv_transpose2d", "slow_conv3d_forward", "slow_conv_dilated3d"),
)
"""The operators to which every convolution on a CPU comes down."""


class Names:
    """The names that a notebook defines, as attributes."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def __getattr__(self, name: str) -> Any:
        try:
            return self._namespace[name]
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None


class Watch(TorchDispatchMode):
    """Note every operator whose name matches, by whatever route it is reached.

    A dispatch mode sees all operators of this thread; see also `everywhere`.

    Args:
        pattern: of the operators' names.
    """

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self.pattern = re.compile(pattern)
        self.seen: list[str] = []
        self._forbidden = functools.cache(lambda operator: bool(self.pattern.search(_name(operator))))

    @contextlib.contextmanager
    def everywhere(self) -> Iterator[None]:
        """Replace what convolves on a CPU, for all threads and for child processes that are forked meanwhile: it is noted and raises."""
        library = torch.library.Library("aten", "IMPL")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns that operators are replaced
            for name in filter(self.pattern.search, CONVOLVING):
                for key in ("CPU", "MkldnnCPU"):
                    library.impl(name, functools.partial(self._refuse, name), key, allow_override=True)
        try:
            yield
        finally:
            library._destroy()

    def _refuse(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if name not in self.seen:
            self.seen.append(name)
        raise RuntimeError(f"torch's own {name} is forbidden in this exercise")

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # or each operator would pass through a function that torch._dynamo has wrapped, which takes longer than this

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if self._forbidden(func) and (name := _name(func)) not in self.seen:
            self.seen.append(name)
        return func(*args, **kwargs) if kwargs else func(*args)


def _name(operator: Any) -> str:
    return str(operator._schema.name.split("::")[-1])


def answer(namespace: dict[str, Any], request: dict[str, Any], *, quiet: bool = True) -> dict[str, Any]:
    """Put each question to the student's code.

    Args:
        namespace: the notebook's names.
        request: ``{"probes": {name: source}, "questions": [[probe name, pattern of watched operators, inputs]]}``, the inputs encoded.
        quiet: swallow what the code prints, and watch all threads; for a process of its own, since it does so to the others too.

    Returns:
        ``{"answers": [{"value": encoded} | {"error": {…}}]}``, one for each question that was reached: an interrupt ends
        the question it meets with the error ``KeyboardInterrupt`` and asks no more. A watched operator that ran stands
        in the answer's ``"used"``.
    """
    probes = {name: _compile(name, source) for name, source in request["probes"].items()}
    answers: list[dict[str, Any]] = []
    for watched, questions in itertools.groupby(request["questions"], key=lambda question: question[1]):
        watch = Watch(watched) if watched else None
        with watch.everywhere() if watch and quiet else contextlib.nullcontext():
            for probe, _, inputs in questions:
                try:
                    with _silence() if quiet else contextlib.nullcontext():
                        answers.append(_ask(probes[probe], namespace, watch, wire.decode(inputs)))
                except KeyboardInterrupt as error:
                    return {"answers": [*answers, {"error": describe(error)}]}
                except BaseException as error:  # SystemExit and whatever else a student's code raises
                    answers.append({"error": describe(error), "used": list(watch.seen if watch else ())})
    return {"answers": answers}


def _ask(probe: Any, namespace: dict[str, Any], watch: Watch | None, inputs: dict[str, Any]) -> dict[str, Any]:
    if not watch:
        return {"value": wire.encode(probe(Names(namespace), **inputs))}
    watch.seen.clear()
    with watch:
        value = probe(Names(namespace), **inputs)
    return {"value": wire.encode(value), "used": list(watch.seen)}


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        yield


@functools.cache
def _compile(name: str, source: str) -> Any:
    scope: dict[str, Any] = {"torch": torch, "__name__": "probe"}
    exec(compile(source, f"<probe {name}>", "exec"), scope)
    return scope[name]


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as plain text: its type, its message, and the student's line that raised it."""
    described: dict[str, Any] = {"type": type(error).__name__, "message": text_of(error)}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith("<cell"):
            line = frame.line or linecache.getline(frame.filename, frame.lineno or 0).strip()
            described["line"] = (line or "")[:200]
            described["lineno"] = frame.lineno
            break
    return described


def text_of(error: BaseException) -> str:
    """An exception's message."""
    try:
        return str(error)[:1_000]
    except Exception as broken:  # a student's __str__ may do anything
        return f"(its message raises {type(broken).__name__})"
