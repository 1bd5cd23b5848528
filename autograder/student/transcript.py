"""What a kernel says while it answers a message, taken down up to a limit: text and pictures, as data; and how long it takes."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.student.bridge import BEGINS

GRACE_SECONDS = 2
"""Between an interrupt and a kill."""

MAX_OUTPUT_CHARS = 20_000
"""Text kept of one cell's output."""

SHOWN = ("text/plain", "text/latex", "image/png", "image/jpeg", "image/gif")
"""Kinds of output that are kept."""


@dataclass
class Run:
    """What became of one cell, or of one call of the bridge."""

    ended: str = "ok"
    """``ok``, ``error`` (it raised), ``timeout`` (interrupted) or ``dead`` (the process is gone or had to be killed)."""
    outputs: list[NotebookNode] = field(default_factory=list)
    error: dict[str, str] | None = None
    """Name and message of what it raised."""
    reply: Any = None
    """For a call of the bridge: what it sent."""
    killed_after_timeout: bool = False

    def raised(self, error: Any) -> None:
        """Note what the process says that the cell raised: ``ename`` and ``evalue``."""
        fields = error if isinstance(error, dict) else {}
        self.ended, self.error = "error", {key: str(fields.get(key, ""))[:2_000] for key in ("ename", "evalue")}


class Outputs:
    """The outputs of one cell, up to a limit."""

    def __init__(self) -> None:
        self.kept: list[NotebookNode] = []
        self._chars = 0

    def take(self, kind: Any, content: dict[str, Any]) -> None:
        """Take down one message. It may hold anything: what is malformed raises."""
        if kind == "clear_output":
            self.kept.clear()
        elif kind in ("stream", "display_data", "execute_result", "error") and self._chars < MAX_OUTPUT_CHARS:
            self._add(_output(kind, content))

    def _add(self, output: NotebookNode) -> None:
        room = MAX_OUTPUT_CHARS - self._chars
        if output.output_type == "stream":
            text = output.text
            output.text = text[:room] + ("\n… (the rest was cut off)\n" if len(text) > room else "")
            self._chars += len(text)
            last = self.kept[-1] if self.kept else None
            if last and last.output_type == "stream" and last.name == output.name:
                last.text += output.text
                return
        else:
            self._chars += 20 + sum(map(len, output.get("data", {}).values())) // 20
        self.kept.append(output)


class Transcript:
    """What comes while a message is answered: outputs, and the time that is left.

    Args:
        seconds: wall time that each of the message's cells may take.
        until: when all has to end, by `time.monotonic`.
    """

    def __init__(self, seconds: list[float], until: float = math.inf) -> None:
        self.outputs = Outputs()
        self.idle = asyncio.Event()
        """Set when the kernel has published all."""
        self.interrupted = False
        self._seconds, self._until = seconds, until
        self._cell, self._began = 0, time.monotonic()

    def left(self) -> float:
        """Seconds until what runs has to be interrupted or, after that, killed."""
        allowed = self._seconds[self._cell] + GRACE_SECONDS * self.interrupted
        return min(self._began + allowed, self._until) - time.monotonic()

    def interrupt(self) -> bool:
        """Note that what runs is interrupted. False: it has to be killed."""
        first = not self.interrupted and time.monotonic() < self._until
        self.interrupted = True
        return first

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """Take down one message of the kernel's iopub channel. It may hold anything: what is malformed raises."""
        if kind == "status":
            if content.get("execution_state") == "idle":
                self.idle.set()
        elif kind == "display_data" and BEGINS in content["data"]:
            number = content["data"][BEGINS]
            # Onwards only, and no further than there are cells: a process can't gain time by claiming more.
            if isinstance(number, int) and not self.interrupted and self._cell < number < len(self._seconds):
                self._cell, self._began = number, time.monotonic()
        else:
            self.outputs.take(kind, content)


def _output(kind: str, content: dict[str, Any]) -> NotebookNode:
    """An output as nbformat has it, of what a message says: text and pictures, nothing that a browser would run."""
    # Made by hand, since `nbformat.v4.new_output` holds each against the whole schema of notebooks.
    fields: dict[str, Any]
    if kind == "stream":
        fields = {"name": "stderr" if content["name"] == "stderr" else "stdout", "text": str(content["text"])}
    elif kind == "error":
        traceback = [str(line) for line in list(content["traceback"])[:100]]
        fields = {"ename": str(content["ename"]), "evalue": str(content["evalue"]), "traceback": traceback}
    else:
        data = dict(content["data"])
        fields = {"data": {mime: data[mime] for mime in SHOWN if isinstance(data.get(mime), str)}, "metadata": {}}
        if kind == "execute_result":
            fields["execution_count"] = None
    return from_dict({"output_type": kind, **fields})
