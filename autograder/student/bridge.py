"""The half of an ask that runs beside the student's code.

Its source is sent to the student's process together with the probes and their inputs; it calls each probe and sends back
plain values. It holds no reference, no tolerance and no score: what is right is decided elsewhere, so a student who
rewrites this module can only change the *values* that a trusted process then compares.
"""

from __future__ import annotations

import contextlib
import functools
import linecache
import os
import re
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

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

    A dispatch mode sees all operators of this thread.

    Args:
        pattern: of the operators' names.
        everywhere: replace what convolves on a CPU besides, for all threads and for child processes that are forked
            meanwhile: it is noted and raises.
    """

    def __init__(self, pattern: str, *, everywhere: bool = False) -> None:
        super().__init__()
        self.pattern = re.compile(pattern)
        self.seen: list[str] = []
        self.library = torch.library.Library("aten", "IMPL") if everywhere else None

    def __enter__(self) -> Any:
        if self.library:
            self._replace(self.library)
        return super().__enter__()

    def __exit__(self, *exception: Any) -> Any:
        if self.library:
            self.library._destroy()
        return super().__exit__(*exception)

    def _replace(self, library: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns that operators are replaced
            for name in filter(self.pattern.search, CONVOLVING):
                for key in ("CPU", "MkldnnCPU"):
                    library.impl(name, functools.partial(self._refuse, name), key, allow_override=True)

    def _refuse(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if name not in self.seen:
            self.seen.append(name)
        raise RuntimeError(f"torch's own {name} is forbidden in this exercise")

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func._schema.name.split("::")[-1]
        if self.pattern.search(name) and name not in self.seen:
            self.seen.append(name)
        return func(*args, **(kwargs or {}))


def answer(wire: Any, namespace: dict[str, Any], request: dict[str, Any], *, quiet: bool = True) -> dict[str, Any]:
    """Put each question to the student's code.

    Args:
        wire: the module `autograder.student.wire`.
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
    for probe, watched, inputs in request["questions"]:
        watch: Any = Watch(watched, everywhere=quiet) if watched else contextlib.nullcontext()
        try:
            with _silence() if quiet else contextlib.nullcontext():
                answers.append(_ask(wire, probes[probe], namespace, watch, wire.decode(inputs)))
        except KeyboardInterrupt as error:
            answers.append({"error": describe(error)})
            break
        except BaseException as error:  # SystemExit and whatever else a student's code raises
            answers.append({"error": describe(error), "used": _seen(watch)})
    return {"answers": answers}


def _ask(wire: Any, probe: Any, namespace: dict[str, Any], watch: Any, inputs: dict[str, Any]) -> dict[str, Any]:
    with watch:
        value = probe(Names(namespace), **inputs)
    return {"value": wire.encode(value), "used": _seen(watch)}


def _seen(watch: Any) -> list[str]:
    return list(getattr(watch, "seen", ()))


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        yield


def _compile(name: str, source: str) -> Any:
    scope: dict[str, Any] = {"torch": torch, "__name__": "probe"}
    exec(compile(source, f"<probe {name}>", "exec"), scope)
    return scope[name]


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as plain text: its type, its message, and the student's line that raised it."""
    described: dict[str, Any] = {"type": type(error).__name__, "message": _text(error)}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if "ipykernel_" in frame.filename or frame.filename.startswith("<cell"):
            line = frame.line or linecache.getline(frame.filename, frame.lineno or 0).strip()
            described["line"] = (line or "")[:200]
            described["lineno"] = frame.lineno
            break
    return described


def _text(error: BaseException) -> str:
    try:
        return str(error)[:1_000]
    except Exception as broken:  # a student's __str__ may do anything
        return f"(its message raises {type(broken).__name__})"


class Reply:
    """An answer as Jupyter's display machinery hands it over: under a MIME type of its own."""

    MIME = "application/vnd.autograder+json"

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {self.MIME: self.content}

    def __repr__(self) -> str:
        return "<answers>"
