"""The processes that grade, one submission at a time, and the clock that stands beside them.

What students hand in is read by libraries, much of them written in C: nothing within a process can
stop these, so that each submission is graded in a process that can be killed. A worker has one such
process for each of its threads. They are forked by a process that does nothing else: it was forked
itself when no thread of the worker held a lock that grading needs.

A step that computes too long ends its process, and the submission is graded again without it.
What counts is the CPU time of the process: neither a busy machine nor a student's own process,
which has limits of its own, is charged.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import Empty, LifoQueue
from typing import Any, Generic, NoReturn, TypeVar

import psutil
import torch

from autograder.grading.limits import TimeLimits
from autograder.grading.steps import Begin, step_seconds
from autograder.student.inside import box
from autograder.student.inside.bounds import MOST_OVERRUNS
from autograder.student.warm import Forkserver

T = TypeVar("T")
"""What is to be graded."""

G = TypeVar("G")
"""What comes of it."""

GLANCE_SECONDS = 0.5
"""Between two looks at how long a silent process has computed."""


class GraderDied(Exception):
    """The process that graded ended by itself, or by whoever lacked memory."""


@dataclass(frozen=True)
class LeftOut:
    """What is not done of a submission since it took too long."""

    steps: tuple[str, ...] = ()
    stopped: str = ""
    """The step at which the whole was stopped."""


Work = Callable[[T, LeftOut, Begin], G]
"""Grades one."""


@dataclass(frozen=True)
class _Began:
    step: str
    used: float
    """CPU seconds of the process by then."""


@dataclass(frozen=True)
class _Done:
    value: Any = None
    fault: str = ""


class _RanOver(Exception):
    def __init__(self, step: str, *, for_good: bool) -> None:
        self.step, self.for_good = step, for_good


class Bench(Generic[T, G]):
    """Grades in processes of its own, as many as threads ask at the same time.

    Args:
        work: what they do; it is never sent, but forked.
    """

    def __init__(self, work: Work[T, G]) -> None:
        self._work = work
        self._idle: LifoQueue[_Seat] = LifoQueue()
        self._renewing = threading.Lock()
        self._server = _Server(work)

    def close(self) -> None:
        """End all its processes."""
        self._server.close()

    def grade(self, one: T, limits: TimeLimits) -> tuple[G, tuple[str, ...]]:
        """Return what comes of one submission, and the steps that were left out.

        Raises:
            GraderDied: its process ended, and not by the clock.
            RuntimeError: grading raised: what.
        """
        left_out = LeftOut()
        while True:
            seat = self._seat()
            try:
                value: G = seat.grade(one, left_out, limits)
            except _RanOver as over:
                left_out = LeftOut(
                    (*left_out.steps, over.step),
                    over.step if over.for_good or len(left_out.steps) + 1 == MOST_OVERRUNS else "",
                )
            except BaseException:
                seat.end()
                raise
            else:
                self._idle.put(seat)
                return value, left_out.steps

    def _seat(self) -> _Seat:
        with contextlib.suppress(Empty):
            while not (seat := self._idle.get_nowait()).is_alive():
                seat.end()
            return seat
        server = self._server
        try:
            return _Seat(server.control)
        except GraderDied:  # something has ended what forks them
            with self._renewing:
                if self._server is server:
                    server.close()
                    self._server = _Server(self._work)
            return _Seat(self._server.control)


class _Server:
    """The process that forks those which grade."""

    def __init__(self, work: Work[Any, Any]) -> None:
        kept = Forkserver.running().fileno()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with warnings.catch_warnings():
            # Of threads: what they could hold is not used there.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if self._pid == 0:
            _serve(theirs, kept, work)
        theirs.close()

    def close(self) -> None:
        """End it and all that it has forked."""
        self.control.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


class _Seat:
    """One process that grades."""

    def __init__(self, server: socket.socket) -> None:
        ours, theirs = socket.socketpair()
        self._connection = Connection(ours.detach())
        try:
            with theirs:
                socket.send_fds(server, [b"one more"], [theirs.fileno()])
            self._pid: int = self._connection.recv()
            self._pidfd = os.pidfd_open(self._pid)
        except (EOFError, OSError) as error:
            raise GraderDied("the process that should grade did not start") from error

    def grade(self, one: Any, left_out: LeftOut, limits: TimeLimits) -> Any:
        try:
            self._connection.send((one, left_out))
            began = now = _Began("", 0.0)
            while True:
                if not self._connection.poll(GLANCE_SECONDS):
                    self._look(began, now, limits)
                    continue
                message = self._connection.recv()
                if isinstance(message, _Done):
                    break
                began, now = (began if began.step else message), message
        except (EOFError, OSError) as error:
            raise GraderDied("the process that graded it ended") from error
        if message.fault:
            raise RuntimeError(message.fault)
        return message.value

    def _look(self, began: _Began, now: _Began, limits: TimeLimits) -> None:
        """End the process if its step has computed too long, or the whole has."""
        try:
            used = sum(psutil.Process(self._pid).cpu_times()[:2])
        except psutil.Error:  # it has ended, which the next look at its connection shows
            return
        whole = used - began.used > limits.submission
        if now.step and (whole or used - now.used > step_seconds(limits)):
            self.end()
            raise _RanOver(now.step, for_good=whole)

    def is_alive(self) -> bool:
        return not select.select([self._pidfd], [], [], 0)[0]

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        self._connection.close()
        os.close(self._pidfd)


def _serve(control: socket.socket, kept: int, work: Work[Any, Any]) -> NoReturn:
    """Fork a process for each descriptor that comes, until the control socket closes."""
    try:
        gc.freeze()  # nothing of the worker's is ever freed here, and no descriptor closed with it
        box.die_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        first, second = sorted((control.fileno(), kept))
        for low, high in ((3, first), (first + 1, second), (second + 1, 65_536)):
            os.closerange(low, high)
        forked: list[int] = []
        while fds := socket.recv_fds(control, 64, 1)[1]:
            if (pid := os.fork()) == 0:
                control.close()
                _work(Connection(fds[0]), work)
                os._exit(0)
            os.close(fds[0])
            forked = [one for one in (*forked, pid) if os.waitpid(one, os.WNOHANG)[0] == 0]
        for pid in forked:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    finally:
        os._exit(0)


def _work(connection: Connection, work: Work[Any, Any]) -> None:
    box.die_with_parent()
    Forkserver.adopt()
    torch.set_num_threads(1)  # or those that grade side by side fight over the cores

    def begin(step: str) -> bool:
        connection.send(_Began(step, time.process_time()))
        return step not in left_out.steps

    connection.send(os.getpid())
    while True:
        try:
            one, left_out = connection.recv()
        except EOFError:
            return
        try:
            done = _Done(work(one, left_out, begin))
        except Exception as fault:  # of any kind
            done = _Done(fault=f"{type(fault).__name__}: {fault}")
        connection.send(done)
