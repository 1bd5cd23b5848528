"""The half of grading that runs beside the student's code: it plays cells, and answers questions.

Its source is sent to the student's process. For an ask come the probes and their inputs with it; it calls each probe and sends
back plain values. It holds no reference, no tolerance and no score: what is right is decided elsewhere, so a student who
rewrites this module can only change the *values* that a trusted process then compares.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import io
import itertools
import linecache
import os
import re
import sys
import time
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


BEGINS = "application/vnd.autograder.begins+json"
"""The MIME type under which `play` publishes the number of a cell that begins."""

ANNOUNCE_SECONDS = 1
"""How long cells may run before the next one is announced: short ones aren't worth a message."""


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


def play(shell: Any, cells: list[str], most: int) -> list[dict[str, Any]]:
    """Run cells one after the other, as Jupyter runs them, up to one that is interrupted or asks for the process to end.

    Args:
        shell: IPython's.
        cells: their sources; none has a top-level ``await``.
        most: characters of output that are kept of each cell.

    Returns:
        For each cell that was reached ``outputs``, as pairs of a Jupyter message's type and content; ``ename`` and ``evalue``
        if it raised; ``exits`` if it asked for the end.
    """
    # As it is while a cell runs that came in a message of its own: it says that there is nobody to ask.
    builtins.input = shell.kernel.raw_input
    outcomes: list[dict[str, Any]] = []
    announced = time.monotonic()
    with _Taken(shell, most) as taken:
        for number, cell in enumerate(cells):
            error: BaseException | None
            outcomes.append({"outputs": taken.begin()})
            try:
                if time.monotonic() > announced + ANNOUNCE_SECONDS:
                    shell.display_pub.publish({BEGINS: number})
                    announced = time.monotonic()
                result = shell.run_cell(cell, store_history=True)
                error = result.error_before_exec or result.error_in_exec
            except KeyboardInterrupt as interrupt:  # it came as the cell had just ended
                error = interrupt
            if error:
                described = {"ename": type(error).__name__, "evalue": _text(error)}
                taken.add("error", described | {"traceback": list(getattr(shell, "_last_traceback", None) or [])})
                outcomes[-1] |= described
            if shell.exit_now:
                outcomes[-1]["exits"] = True
            if shell.exit_now or isinstance(error, KeyboardInterrupt):
                break
    return outcomes


class _Taken:
    """Takes what cells print and show, in its order, instead of having each piece published."""

    def __init__(self, shell: Any, most: int) -> None:
        self._publishers = (shell.display_pub, shell.displayhook)
        self._most = most
        self._left = most
        self._outputs: list[tuple[str, dict[str, Any]]] = []

    def begin(self) -> list[tuple[str, dict[str, Any]]]:
        """A list that fills with the outputs of the cell that begins."""
        self._outputs, self._left = [], self._most
        return self._outputs

    def add(self, kind: str, content: dict[str, Any]) -> None:
        if self._left > 0:
            self._left -= sum(len(text) for text in (content.get("data") or content).values() if isinstance(text, str))
            self._outputs.append((kind, content))

    def write(self, name: str, text: str) -> None:
        self.add("stream", {"name": name, "text": text[: self._left]})

    def __call__(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """A hook of ipykernel's publishers: what it returns is published."""
        if BEGINS in message["content"].get("data", {}):
            return message
        self.add(message["msg_type"], message["content"])
        return None

    def __enter__(self) -> _Taken:
        for publisher in self._publishers:
            publisher.register_hook(self)
        self._streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(self, "stdout", sys.stdout), _Stream(self, "stderr", sys.stderr)
        return self

    def __exit__(self, *exception: Any) -> None:
        sys.stdout, sys.stderr = self._streams
        for publisher in self._publishers:
            publisher.unregister_hook(self)


class _Stream(io.TextIOBase):
    """Standard output or error, as it is written to by a cell."""

    encoding = "utf-8"

    def __init__(self, taken: _Taken, name: str, replaced: Any) -> None:
        self.name = name
        self._taken = taken
        self._replaced = replaced

    def fileno(self) -> int:
        return int(self._replaced.fileno())

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._taken.write(self.name, text)
        return len(text)


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
    for watched, questions in itertools.groupby(request["questions"], key=lambda question: question[1]):
        watch = Watch(watched) if watched else None
        with watch.everywhere() if watch and quiet else contextlib.nullcontext():
            for probe, _, inputs in questions:
                try:
                    with _silence() if quiet else contextlib.nullcontext():
                        answers.append(_ask(wire, probes[probe], namespace, watch, wire.decode(inputs)))
                except KeyboardInterrupt as error:
                    return {"answers": [*answers, {"error": describe(error)}]}
                except BaseException as error:  # SystemExit and whatever else a student's code raises
                    answers.append({"error": describe(error), "used": list(watch.seen if watch else ())})
    return {"answers": answers}


def _ask(wire: Any, probe: Any, namespace: dict[str, Any], watch: Watch | None, inputs: dict[str, Any]) -> dict[str, Any]:
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

    def __init__(self, content: Any) -> None:
        self.content = content

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {self.MIME: self.content}

    def __repr__(self) -> str:
        return "<answers>"
