"""A student's process: started, spoken to, interrupted, restarted and closed, as seen from outside.

The process may send anything over its channel, so all that comes is taken as data. That a run timed
out, or that the process died, is observed from outside.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
import shutil
import signal
import socket
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.student.fair_time import FairTime, TooBusy
from autograder.student.inside import box
from autograder.student.inside.channel import Malformed, Unpacker, pack
from autograder.student.outputs import Outputs, Run
from autograder.student.warm import Forked, ForkserverGone, environment

GRACE_SECONDS = 2
"""How long an interrupted process may take to stop before it is killed."""

FILES_SECONDS = 30
"""How long writing files into a working directory may take."""

MAX_GENERATIONS = 100
"""How often a process's children are ended, should they fork anew each time."""

_AT_ONCE = 1 << 18
"""Bytes that are read from the channel at a time."""

MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What is raised over a malformed message. Such a message is dropped."""


class ProcessFault(Exception):
    """The process could not be started, which is never the student's fault."""


class StudentProcess:
    """One student's process, with a working directory that is removed with it.

    Args:
        boxed: lock it in; see `box`.
        data: the folder of the course's data, shown to the notebook as ``COURSE_DATA``.
        hidden: folders that the box hides, also where they lie in one that it shows.
        files: what lies in its working directory, by path.
        seed: what random numbers begin with, at the start and whenever something is asked.
        refuses: patterns of the operators that questions will forbid. To look up what they match
            takes long, so the forkserver does it, once for all processes.
    """

    def __init__(
        self,
        *,
        boxed: bool = True,
        data: Path | None = None,
        hidden: Iterable[Path] = (),
        seed: int = 0,
        files: Mapping[str, bytes] | None = None,
        refuses: Iterable[str] = (),
    ) -> None:
        self.boxed = boxed
        self.data = data
        self.seed = seed
        # Sorted: the order in which they are written is that in which a listing names them.
        self.files = {
            name: b64encode(data).decode() for name, data in sorted((files or {}).items())
        }
        self.hidden = [str(path) for path in hidden]
        self.refuses = sorted(set(refuses) - {""})
        self._folder: Path | None = None
        self._forked: Forked | None = None
        self._channel: socket.socket
        self._unpacker: Unpacker
        self._events: select.poll
        """Of the channel, and of the process's end."""
        self._number = 0
        self.waited = 0.0
        """Seconds for which the machine was busy with something else, in long requests."""

    def __enter__(self) -> Self:
        if not self.boxed:  # the box has a working directory of its own
            self._folder = Path(tempfile.mkdtemp(prefix="ag-"))
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, code: str, seconds: float, until: float = math.inf) -> Run:
        """Run a cell. If it takes too long, interrupt it; if it goes on, kill the process.

        Args:
            code: its source.
            seconds: wall time that it may take.
            until: when the process is killed in any case, by `time.monotonic`.

        Raises:
            ProcessFault: the machine is too busy to give it its time.
        """
        return self._request({"code": code}, seconds, until)

    def ask(self, request: dict[str, Any], seconds: float) -> Run:
        """Put a request to `bridge.answer` in the process. `Run.reply` is what came back.

        Where operators are forbidden, they are refused first. Then the process's children are
        ended: those that were forked earlier refuse nothing, those that are forked from now on do.
        """
        if patterns := {watched for _, watched, _ in request["questions"] if watched}:
            run = self._request({"refuse": sorted(patterns)}, seconds)
            if run.ended != "ok":
                return run
            self._end_children()
        return self._request({"ask": request}, seconds)

    def restart(self) -> None:
        """Start a fresh process in place of one that died or would not stop."""
        self._stop()
        self._start()

    def _start(self) -> None:
        env = self._environment()
        job: dict[str, Any] = {"env": env, "cwd": str(self._folder)}
        if self.boxed:
            job = box.job("", env, box.ResourceLimits(), self.hidden)
        job |= {"refuses": list(self.refuses), "seed": self.seed}
        self._channel, theirs = socket.socketpair()
        self._unpacker = Unpacker()
        try:
            with theirs:
                self._forked = Forked(job, theirs)
        except (ForkserverGone, RuntimeError, OSError) as error:
            self._channel.close()
            raise ProcessFault(
                f"a student's process did not start ({type(error).__name__}: {error})"
            ) from error
        assert self._forked.pidfd is not None
        self._events = select.poll()
        for fd in (self._channel.fileno(), self._forked.pidfd):
            self._events.register(fd, select.POLLIN)
        if self.files:
            self._request({"files": self.files}, FILES_SECONDS)

    def _stop(self) -> None:
        if self._forked:
            self._forked.kill()
            self._forked.close()
            self._forked = None
            self._channel.close()

    def _environment(self) -> dict[str, str]:
        """Return the variables for the process: of the grader's own only those that it needs."""
        data = {"COURSE_DATA": str(self.data)} if self.data else {}
        folders = {
            "HOME": str(self._folder),
            "TMPDIR": str(self._folder),
            "MPLCONFIGDIR": _matplotlib_cache(),
        }
        # What nbgrader sets too: notebooks train for seconds where they see it.
        return environment() | data | folders | {"NBGRADER_EXECUTION": "autograde"}

    def _request(self, message: dict[str, Any], seconds: float, until: float = math.inf) -> Run:
        """Make a request, and return what comes of it."""
        assert self._forked, "the process is not open"
        self._number += 1
        run, outputs = Run(), Outputs()
        took = FairTime(self._forked.pid)
        deadline = min(time.monotonic() + seconds, until)
        done: Any = None
        try:
            self._send(pack(message | {"number": self._number}), deadline)
            while done is None:
                try:
                    if time.monotonic() > deadline:  # of a process that never stops talking
                        raise TimeoutError
                    done = self._take(self._receive(deadline), outputs)
                except TimeoutError:
                    if run.ended == "timeout":
                        raise
                    if (left := self._left(took, seconds, until)) > 0:
                        deadline = time.monotonic() + left
                        continue
                    if deadline >= until + took.waited:
                        raise
                    run.ended, deadline = "timeout", min(time.monotonic() + GRACE_SECONDS, until)
                    self._forked.send_signal(signal.SIGINT)
        except TimeoutError:
            run.ended, run.killed_after_timeout = "dead", True
        except (EOFError, OSError, Malformed):
            run.ended, run.killed_after_timeout = "dead", run.ended == "timeout"
        self.waited += took.waited if took.is_long else 0
        if done is None:
            self._forked.kill()
        elif "reply" in done:
            run.reply = done["reply"]
        elif "ename" in done and run.ended == "ok":
            run.raised(done)
        run.outputs, run.shown = outputs.nodes(), outputs.size
        return run

    def _left(self, took: FairTime, seconds: float, until: float) -> float:
        """Return how long a request may go on."""
        try:
            left = took.left(seconds)
        except TooBusy as busy:
            raise ProcessFault(str(busy)) from busy
        return min(left, until + took.waited - time.monotonic())

    def _take(self, message: Any, outputs: Outputs) -> dict[str, Any] | None:
        """Take one message. Return what became of the request, if the message says so."""
        with contextlib.suppress(*MALFORMED):
            if message["number"] == self._number:
                if "done" in message:
                    return dict(message["done"])
                outputs.take(*message["output"])
        return None

    def _send(self, data: bytes, deadline: float) -> None:
        self._channel.settimeout(max(0.001, deadline - time.monotonic()))
        self._channel.sendall(data)

    def _receive(self, deadline: float) -> Any:
        """Return the next message.

        Raises:
            TimeoutError: none came in time.
            EOFError: the process has ended.
            Malformed: what came is none.
        """
        while (message := self._unpacker.next()) is None:
            left = deadline - time.monotonic()
            ready = dict(self._events.poll(left * 1000)) if left > 0 else {}
            if not ready:
                raise TimeoutError
            # Read what it sent before it ended.
            data = (
                self._channel.recv(_AT_ONCE, socket.MSG_DONTWAIT)
                if self._channel.fileno() in ready
                else b""
            )
            if not data:
                raise EOFError
            self._unpacker.feed(data)
        return message

    def _end_children(self) -> None:
        assert self._forked
        for _ in range(MAX_GENERATIONS):
            _, *descendants = box.family(self._forked.pid)
            for pid in descendants:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if not descendants:
                break


def _matplotlib_cache() -> str:
    """Return the grader's own cache of fonts: to make a new one takes each process a second."""
    from matplotlib import get_cachedir

    return get_cachedir()
