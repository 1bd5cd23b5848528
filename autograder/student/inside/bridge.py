"""Puts a check's questions to the student's code, in the student's process.

A request holds the sources of probes and their inputs. Each probe is called, and plain values go
back. No reference, tolerance or score is here: what is right is decided in the grader, so a student
who rewrites this module changes only the values that are compared there.
"""

from __future__ import annotations

import contextlib
import functools
import linecache
import os
import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from . import wire
from .originals import Originals

_ORIGINALS: list[Originals] = []
"""In a process where students' code runs: torch as it was before."""

_Library = torch.library.Library


def keep_originals() -> None:
    """Note what torch is now: it is put back around each question from here on."""
    _ORIGINALS[:] = [Originals()]


class Names:
    """The names that a notebook defines, as attributes: the first argument of a probe."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def __getattr__(self, name: str) -> Any:
        try:
            return self._namespace[name]
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None


def put_back() -> None:
    """Put torch back as it was, in a process where students' code runs."""
    for originals in _ORIGINALS:
        originals.put_back()


@contextlib.contextmanager
def students_code() -> Iterator[None]:
    """Mark where a probe uses the student's own values: what is raised here is their error.

    Whatever else a probe's own lines raise is a fault of its author. Those that follow find torch
    as it was.
    """
    try:
        yield
    except BaseException as error:
        error.of_the_student = True  # type: ignore[attr-defined]
        raise
    finally:
        put_back()


class Watch(TorchDispatchMode):
    """Notes every operator whose name matches, however it is reached in this thread.

    Each operator then passes through Python, which takes longer than the operator. With `refused`
    that is not so.

    Args:
        pattern: of the operators' names.
        seen: the list that the names are added to.
    """

    def __init__(self, pattern: str, seen: list[str]) -> None:
        super().__init__()
        self.seen = seen
        self._forbidden = functools.cache(
            lambda operator: bool(re.search(pattern, _name(operator)))
        )

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Otherwise each operator would pass through a function that torch._dynamo has wrapped.
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if self._forbidden(func) and (name := _name(func)) not in self.seen:
            self.seen.append(name)
        return func(*args, **kwargs) if kwargs else func(*args)


def _name(operator: Any) -> str:
    return str(operator._schema.name.split("::")[-1])


@contextlib.contextmanager
def refused(*patterns: str) -> Iterator[list[str]]:
    """Make every operator raise whose name matches, in all threads and in processes forked here.

    All that computes in torch calls kernels through its dispatcher. Those of the operators are
    replaced by one that raises. All other operators run as ever.

    Args:
        patterns: of the operators' names.

    Yields:
        The names of those that were called. The reader may clear it.
    """
    seen: list[str] = []

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name not in seen:
            seen.append(name)
        raise RuntimeError(f"torch's own {name} is forbidden in this exercise")

    libraries: dict[str, torch.library.Library] = {}
    put_back()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns that operators are replaced
            matching = [kernel for pattern in patterns for kernel in kernels(pattern)]
            for space, operator, key in dict.fromkeys(matching):
                library = libraries.get(space) or libraries.setdefault(
                    space, _Library(space, "IMPL")
                )
                library.impl(
                    operator,
                    functools.partial(refuse, operator.split(".")[0]),
                    key,
                    allow_override=True,
                )
        yield seen
    finally:
        for library in libraries.values():
            library._destroy()


@functools.cache
def kernels(pattern: str) -> list[tuple[str, str, str]]:
    """Return every kernel that computes for an operator whose name matches; see `_by_operator`."""
    return [
        kernel
        for name, found in _by_operator().items()
        if re.search(pattern, name)
        for kernel in found
    ]


@functools.cache
def _by_operator() -> dict[str, list[tuple[str, str, str]]]:
    """Return the kernels that compute, by operator: namespace, operator and overload, dispatch key.

    Kernels of GPUs, which the box has not, are left out, and those that call other operators, as
    the kernels do that write into an argument. Those that only put weights in another order stay:
    what `torch.jit` computes with them calls no operator.
    """
    found: dict[str, list[tuple[str, str, str]]] = {}
    for key in COMPUTING:
        for name in torch._C._dispatch_get_registrations_for_dispatch_key(key):
            space, operator = name.split("::")
            if not (key == COMPOSITE and operator.endswith("out")):
                found.setdefault(operator.split(".")[0], []).append((space, operator, key))
    return found


COMPOSITE = "CompositeExplicitAutograd"

COMPUTING = ("CPU", "MkldnnCPU", "QuantizedCPU", COMPOSITE, f"{COMPOSITE}NonFunctional")
"""The dispatch keys of kernels that compute, and don't record gradients."""


def answer(
    namespace: dict[str, Any],
    request: dict[str, Any],
    *,
    quiet: bool = True,
    seen: list[str] | None = None,
    pack: Callable[[Any], Any] = wire.encode,
) -> dict[str, Any]:
    """Put each question to the student's code.

    Args:
        namespace: the notebook's names.
        request: ``{"probes": {name: source}, "questions": [[name of probe, pattern, inputs]]}``:
            the pattern of the operators to watch, and the inputs encoded.
        quiet: swallow what the code prints. Otherwise watched operators are noted by a `Watch`.
        seen: the list in which `refused` notes operators, where they are refused.
        pack: what packs an answer: `wire.encode`, or `wire.Parcel` where it stays in this process.

    Returns:
        ``{"answers": [{"value": encoded} or {"error": fields}]}``, one for each question that was
        reached: an interrupt is the error ``KeyboardInterrupt`` of its question and ends the rest.
        Watched operators that ran, or were refused, stand in the answer's ``"used"``.
    """
    answers: list[dict[str, Any]] = []
    used = [] if seen is None else seen
    put_back()
    for probe, watched, inputs in request["questions"]:
        used.clear()
        try:
            with (
                _silence() if quiet else contextlib.nullcontext(),
                Watch(watched, used) if watched and not quiet else contextlib.nullcontext(),
            ):
                ask = _compile(probe, request["probes"][probe])
                value = ask(Names(namespace), **wire.decode(inputs))
            said = {"value": pack(value)}
        except KeyboardInterrupt as error:
            return {"answers": [*answers, {"error": error_fields(error)}]}
        except BaseException as error:  # SystemExit and whatever else a student's code raises
            said = {"error": error_fields(error)}
        answers.append(said | {"used": list(used)} if watched else said)
    return {"answers": answers}


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield


@functools.cache
def _compile(name: str, source: str) -> Any:
    scope: dict[str, Any] = {"torch": torch, "students_code": students_code, "__name__": "probe"}
    exec(compile(source, f"<probe {name}>", "exec"), scope)
    return scope[name]


def error_fields(error: BaseException) -> dict[str, Any]:
    """Return an exception as plain text: ``type``, ``message``, and the line that raised it.

    ``line`` and ``lineno`` are the student's, of a cell. Where the probe's own code raised it,
    outside of `students_code`, ``probe_line`` is the number of the line in the probe's source.
    """
    fields: dict[str, Any] = {"type": type(error).__name__, "message": text_of(error)}
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if frame.filename.startswith("<cell"):
            line = frame.line or linecache.getline(frame.filename, frame.lineno or 0).strip()
            fields |= {"line": (line or "")[:200], "lineno": frame.lineno}
            return fields
    if frames and frames[-1].filename.startswith("<probe") and not _of_the_student(error):
        fields["probe_line"] = frames[-1].lineno
    return fields


def _of_the_student(error: BaseException) -> bool:
    """Tell what a student's code can make happen in a probe's line from what its author did."""
    used_up = (MemoryError, RecursionError)
    marked = getattr(error, "of_the_student", False)
    return bool(marked) or not isinstance(error, Exception) or isinstance(error, used_up)


def text_of(error: BaseException) -> str:
    """Return an exception's message."""
    try:
        return str(error)[:1_000]
    except Exception as broken:  # a student's __str__ may do anything
        return f"(its message raises {type(broken).__name__})"
