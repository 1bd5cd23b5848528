"""A student's process: started, spoken to, interrupted, restarted and closed, whatever the code in it does.

Everything that comes back over its channel is data. The process may send what it likes: what is said here of a run
(that it timed out, that the process died) is observed from outside.
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
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.student.inside import box
from autograder.student.inside.channel import Malformed, Unpacker, pack
from autograder.student.outputs import Outputs, Run
from autograder.student.warm import Forked, ForkserverGone, environment

GRACE_SECONDS = 2
"""Between an interrupt and a kill."""

MAX_GENERATIONS = 100
"""How often children that fork anew are ended before that is left to their limits."""

_AT_ONCE = 1 << 18
"""Bytes to take from the channel at a time."""

MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What is raised over a message that is not as it should be. Such a message is dropped."""


class ProcessFault(Exception):
    """The process could not be started: not the student's doing."""


class StudentProcess:
    """One student's process, with a working directory of its own that goes with it.

    Args:
        boxed: lock it in; see `box`.
        data: the folder of the course's data, shown to the notebook as ``COURSE_DATA``.
    """

    def __init__(self, *, boxed: bool = True, data: Path | None = None) -> None:
        self.boxed = boxed
        self.data = data
        self._folder: Path | None = None
        self._forked: Forked | None = None
        self._channel: socket.socket
        self._unpacker: Unpacker
        self._events: select.poll
        """What it says, and its end."""
        self._number = 0

    def __enter__(self) -> StudentProcess:
        if not self.boxed:  # in the box it has one of its own
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
        """Run a cell; interrupt it, and failing that kill the process.

        Args:
            code: its source.
            seconds: wall time that it may take.
            until: when the process is killed whatever runs, by `time.monotonic`.
        """
        return self._request({"code": code}, seconds, until)

    def ask(self, request: dict[str, Any], seconds: float) -> Run:
        """Have the bridge answer a request beside the student's code; `Run.reply` is what came back.

        Where operators are forbidden, they are refused first, and then the process's children ended: those that were forked earlier refuse
        nothing, those that are forked from now on do.
        """
        if patterns := {watched for _, watched, _ in request["questions"] if watched}:
            run = self._request({"refuse": "|".join(sorted(patterns))}, seconds)
            if run.ended != "ok":
                return run
            self._end_children()
        return self._request({"ask": request}, seconds)

    def restart(self) -> None:
        """A fresh process in place of one that died or would not stop."""
        self._stop()
        self._start()

    def _start(self) -> None:
        env = self._environment()
        job: dict[str, Any] = {"env": env, "cwd": str(self._folder)}
        if self.boxed:
            job = box.job("", env, box.Limits())
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

    def _stop(self) -> None:
        if self._forked:
            self._forked.kill()
            self._forked.close()
            self._forked = None
            self._channel.close()

    def _environment(self) -> dict[str, str]:
        """The variables that a student's process has: none of the grader's but those it can't do without."""
        data = {"COURSE_DATA": str(self.data)} if self.data else {}
        folders = {
            "HOME": str(self._folder),
            "TMPDIR": str(self._folder),
            "MPLCONFIGDIR": _matplotlib_cache(),
        }
        # What nbgrader sets too: notebooks train for seconds where they see it.
        return environment() | data | folders | {"NBGRADER_EXECUTION": "autograde"}

    def _request(self, message: dict[str, Any], seconds: float, until: float = math.inf) -> Run:
        """Make a request, and take down what comes of it."""
        assert self._forked, "the process is not open"
        self._number += 1
        run, outputs = Run(), Outputs()
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
                    if run.ended == "timeout" or deadline >= until:
                        raise
                    run.ended, deadline = "timeout", min(time.monotonic() + GRACE_SECONDS, until)
                    self._forked.send_signal(signal.SIGINT)
        except TimeoutError:
            run.ended, run.killed_after_timeout = "dead", True
        except (EOFError, OSError, Malformed):
            run.ended, run.killed_after_timeout = "dead", run.ended == "timeout"
        if done is None:
            self._forked.kill()
        elif "reply" in done:
            run.reply = done["reply"]
        elif "ename" in done and run.ended == "ok":
            run.raised(done)
        run.outputs = outputs.nodes()
        return run

    def _take(self, message: Any, outputs: Outputs) -> dict[str, Any] | None:
        """Take down one message; what the request has come to, if it is that."""
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
        """The next message.

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
            # What it said before it ended comes first.
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
    """The grader's own cache of fonts: a fresh one costs a second per process."""
    from matplotlib import get_cachedir

    return get_cachedir()
