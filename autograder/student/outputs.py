"""What became of a cell, and what it showed: text and pictures as data, up to a limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.student.inside.bounds import MAX_OUTPUT_CHARS, MAX_PICTURE_CHARS

SHOWN = ("text/plain", "text/latex", "image/png", "image/jpeg", "image/gif")
"""Kinds of output that are kept."""


class Death(StrEnum):
    """Why a process ended in the middle of a run."""

    TIME = "time"
    """It was killed, or died, after its time was over."""
    MEMORY = "memory"
    """It had more memory than the box gives."""
    CPU = "cpu"
    """It computed longer than the box lets it."""
    NONSENSE = "nonsense"
    """It was killed since what it sent could not be read."""
    EXIT = "exit"
    """It ended by itself."""
    CRASH = "crash"
    """What it did made Linux end it: by SIGSEGV, SIGABRT and the like, signal(7)."""
    KILLED = "killed"
    """Another signal ended it; nobody knows who sent that."""
    FORKSERVER = "forkserver"
    """The forkserver ended, and it with that one."""

    @property
    def by_the_grader(self) -> bool:
        """Whether the grader ended it, for what the code did."""
        return self in (Death.TIME, Death.MEMORY, Death.CPU, Death.NONSENSE)


@dataclass
class Run:
    """What became of one cell, or of one request to the bridge."""

    ended: str = "ok"
    """``ok``, ``error`` (it raised), ``timeout`` (it was interrupted) or ``dead`` (the process is
    gone, or had to be killed)."""
    outputs: list[NotebookNode] = field(default_factory=list)
    shown: int = 0
    """Characters of these outputs."""
    error: dict[str, str] | None = None
    """Name and message of what it raised."""
    went_on: bool = False
    """Whether the rest of the cell was run all the same; see `inside.going_on`."""
    reply: Any = None
    """What the bridge answered."""
    death: Death | None = None
    """Of a ``dead`` one."""

    def raised(self, error: Any) -> None:
        """Note that the cell raised, with the ``ename`` and ``evalue`` that the process sent."""
        fields = error if isinstance(error, dict) else {}
        self.ended, self.error = (
            "error",
            {key: str(fields.get(key, ""))[:2_000] for key in ("ename", "evalue", "at")},
        )
        self.went_on = fields.get("went_on") is True


class Outputs:
    """Collects the outputs of one cell, up to a limit."""

    def __init__(self) -> None:
        self._kept: list[dict[str, Any]] = []
        self._chars = 0
        self.size = 0
        """Characters that are kept."""

    def take(self, kind: Any, content: dict[str, Any]) -> None:
        """Take one output. It may hold anything: a malformed one raises."""
        if kind == "clear_output":
            self._kept.clear()
        elif (
            kind in ("stream", "display_data", "execute_result", "error")
            and self._chars < MAX_OUTPUT_CHARS
        ):
            self._add(_output(kind, content))

    def nodes(self) -> list[NotebookNode]:
        """Return them as nbformat has them."""
        return [from_dict(output) for output in self._kept]

    def _add(self, output: dict[str, Any]) -> None:
        room = MAX_OUTPUT_CHARS - self._chars
        if output["output_type"] == "stream":
            text = output["text"]
            output["text"] = text[:room] + (
                "\n… (the rest was cut off)\n" if len(text) > room else ""
            )
            self.size += len(output["text"])
            self._chars += len(text)
            last = self._kept[-1] if self._kept else {}
            if last.get("name") == output["name"]:
                last["text"] += output["text"]
                return
            self._chars += 20
        elif output["output_type"] == "error":
            size = len(output["evalue"]) + sum(map(len, output["traceback"]))
            self.size += size
            self._chars += 20 + size
        else:
            size = sum(map(len, output["data"].values()))
            self.size += size
            self._chars += 20 + size // 20
        self._kept.append(output)


def _output(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return an output as nbformat has it, without anything that a browser would run."""
    # `nbformat.v4.new_output` would hold each against the whole schema of notebooks.
    fields: dict[str, Any]
    if kind == "stream":
        fields = {
            "name": "stderr" if content["name"] == "stderr" else "stdout",
            "text": str(content["text"]),
        }
    elif kind == "error":
        traceback = [str(line)[:2_000] for line in list(content["traceback"])[:100]]
        fields = {
            "ename": str(content["ename"])[:2_000],
            "evalue": str(content["evalue"])[:2_000],
            "traceback": traceback,
        }
    else:
        shown = {mime: content["data"][mime] for mime in SHOWN if mime in content["data"]}
        data = {
            mime: text
            for mime, text in shown.items()
            if isinstance(text, str) and len(text) <= MAX_PICTURE_CHARS
        }
        fields = {"data": data, "metadata": {}}
        if kind == "execute_result":
            fields["execution_count"] = None
    return {"output_type": kind, **fields}
