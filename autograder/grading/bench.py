"""The processes that grade, one submission at a time, and the clock that stands beside them.

What students hand in is read by libraries, much of them written in C: nothing within a process can
stop these, so that each submission is graded in a process that can be killed. There is one such
process for each thread that asks. They are forked by a process that does nothing else, which comes
from the zygote and has loaded all that grades. They share one forkserver.

A step that computes too long ends its process, and the submission is graded again without it.
What counts is the CPU time of the process: neither a busy machine nor a student's own process,
which has limits of its own, is charged.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from queue import Empty, LifoQueue
from typing import Any, Generic, NoReturn, TypeVar

import psutil

from autograder.errors import UsageError
from autograder.grading.limits import TimeLimits
from autograder.grading.result import Result
from autograder.grading.steps import ORDER, Begin, step_seconds, too_long
from autograder.student.inside import box
from autograder.student.inside.bounds import MOST_OVERRUNS
from autograder.student.warm import Forkserver
from autograder.student.zygote import START_SECONDS, ForkserverGone, Zygote

T = TypeVar("T")
"""What is to be graded."""

G = TypeVar("G")
"""What comes of it."""

GLANCE_SECONDS = 1.0
"""Between two looks at how long a process has computed."""

MOST_IN_A_PIPE = 1 << 16
"""Bytes that a pipe holds, pipe(7)."""

MOST_STARTS = 3
"""Of what forks them, for one that is to grade."""

MOST_SAID = 1 << 16
"""Bytes of a message about a process that got ready, or why it did not."""


class GraderDied(Exception):
    """The process that graded ended by itself, or by whoever lacked memory."""


@dataclass(frozen=True)
class LeftOut:
    """What is not done of a submission since it took too long."""

    steps: tuple[str, ...] = ()
    stopped: str = ""
    """The step at which the whole was stopped."""
    seconds: float = 0.0
    """Wall time of the tries that were ended."""

    def notes(self, limits: TimeLimits) -> list[str]:
        """Return what is told of the steps."""
        return [f"Left out: {too_long(step, limits)}." for step in self.steps]

    def why_all(self, limits: TimeLimits) -> str:
        """Say why nothing of the submission is graded, where `steps.ORDER` may not begin."""
        if self.stopped:
            return f"all of it took too long, at last {self.stopped}"
        return too_long(ORDER, limits)


Work = Callable[[T, LeftOut, Begin], G]
"""Grades one."""


@dataclass(frozen=True)
class Made(Generic[T, G]):
    """What a bench is made with, where it grades."""

    work: Work[T, G]
    load_more: Callable[[], None]
    """Loads what most of its processes will need, before the second of them is forked: the first
    doesn't wait for it, and may be the only one."""


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
        make: gives what they do; sent as `pickle` does, and called where they are forked.
        needs: libraries that most students' processes will need, see `inside.libraries`.
        cells: sources of cells that most of them will run, as students were given them.
    """

    def __init__(
        self,
        make: Callable[[], Made[T, G]],
        needs: Sequence[str] = (),
        cells: Sequence[str] = (),
    ) -> None:
        self._start = partial(_Server, make, needs, cells)
        self._idle: LifoQueue[_Seat] = LifoQueue()
        self._renewing = threading.Lock()
        self._closed = False
        self._server = self._start()

    def wait_until_ready(self) -> None:
        """Wait for what it grades with.

        Raises:
            UsageError: that can't be loaded.
            ForkserverGone: there is no process that could.
        """
        self._idle.put(self._seat())

    def close(self) -> None:
        """End all its processes, and start no others, whatever threads still ask of it."""
        with self._renewing:
            self._closed = True
            self._server.close()
        with contextlib.suppress(Empty):
            while True:
                self._idle.get_nowait().end()

    def grade(self, one: T, limits: TimeLimits) -> tuple[G, tuple[str, ...]]:
        """Return what comes of one submission, and the steps that were left out.

        Raises:
            GraderDied: its process ended, and not by the clock.
            ForkserverGone: there is no process that could grade, or this was closed.
            RuntimeError: grading raised: what.
        """
        left_out, began = LeftOut(), time.monotonic()
        while True:
            seat = self._seat()
            try:
                value: G = seat.grade(one, left_out, limits)
            except _RanOver as over:
                left_out = LeftOut(
                    (*left_out.steps, over.step),
                    over.step if over.for_good or len(left_out.steps) + 1 == MOST_OVERRUNS else "",
                    time.monotonic() - began,
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
        for _ in range(MOST_STARTS):
            server = self._server
            try:
                server.wait_until_ready()
                return _Seat(server.control)
            except GraderDied:  # something has ended what forks them
                self._renew(server)
        raise ForkserverGone(f"what grades was ended {MOST_STARTS} times before it graded")

    def _renew(self, server: _Server) -> None:
        with self._renewing:
            if self._closed:
                raise ForkserverGone("what grades was closed")
            if self._server is server:
                server.close()
                self._server = self._start()


def graded_alone(grade_it: Callable[[], G], hindered: Callable[[G], bool]) -> G:
    """Grade a submission with nothing beside it, and once more if the machine hindered that.

    Raises:
        GraderDied: its process ended both times.
    """
    with contextlib.suppress(GraderDied):  # as whatever hinders: it may not happen again
        if not hindered(graded := grade_it()):
            return graded
    return grade_it()


def was_hindered(graded: tuple[tuple[Result, object], object]) -> bool:
    """Whether the machine hindered a grading; `graded_alone` asks it of what `Bench.grade` gave."""
    (result, _), _ = graded
    return result.hindered


class _Server:
    """The process that forks those which grade."""

    def __init__(
        self, make: Callable[[], Made[Any, Any]], needs: Sequence[str], cells: Sequence[str]
    ) -> None:
        zygote = Zygote.start()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ask, answer = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, ask, answer:
            zygote.forkserver(answer, needs, cells)  # first: it takes longer to get ready
            zygote.call(partial(_serve, make), theirs, ask)
        self._waiting = threading.Lock()
        self._ready = False

    def wait_until_ready(self) -> None:
        with self._waiting:
            if self._ready:
                return
            try:
                self.control.settimeout(START_SECONDS)
                said = self.control.recv(MOST_SAID)
                self.control.settimeout(None)
            except OSError as error:
                raise ForkserverGone(f"what grades did not get ready ({error})") from None
            if not said:
                raise GraderDied("what grades ended while it got ready")
            if problem := pickle.loads(said):  # noqa: S301  from a process of our own
                raise problem
            self._ready = True

    def close(self) -> None:
        """End it and all that it has forked."""
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_WR)
            if self._ready:
                self.control.recv(1)  # until its end closes
        self.control.close()


class _Seat:
    """One process that grades."""

    def __init__(self, server: socket.socket) -> None:
        ours, theirs = socket.socketpair()
        self._connection = Connection(ours.detach())
        self._answer = select.poll()  # which `Connection.poll` would make anew each time
        self._answer.register(self._connection, select.POLLIN)
        steps, their_steps = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(steps, False)
        self._steps = os.fdopen(steps, "rb", 0)
        try:
            with theirs, os.fdopen(their_steps, "wb", 0):
                socket.send_fds(server, [b"one more"], [theirs.fileno(), their_steps])
            self._pid: int = self._connection.recv()
            self._pidfd = os.pidfd_open(self._pid)
        except (EOFError, OSError) as error:
            self._connection.close()
            self._steps.close()
            raise GraderDied("the process that should grade did not start") from error

    def grade(self, one: Any, left_out: LeftOut, limits: TimeLimits) -> Any:
        try:
            self._connection.send((one, left_out))
            begun: list[_Began] = []
            while not self._answer.poll(1000 * GLANCE_SECONDS):
                begun += self._begun()
                if begun:
                    self._look(begun[0], begun[-1], limits)
            done: _Done = self._connection.recv()
            self._steps.read(MOST_IN_A_PIPE)  # nothing is left for the next one
        except (EOFError, OSError) as error:
            raise GraderDied("the process that graded it ended") from error
        if done.fault:
            raise RuntimeError(done.fault)
        return done.value

    def _begun(self) -> list[_Began]:
        """Return the steps that it has begun since the last look."""
        written = self._steps.read(MOST_IN_A_PIPE) or b""
        return [_Began(*json.loads(line)) for line in written.splitlines()]

    def _look(self, began: _Began, now: _Began, limits: TimeLimits) -> None:
        """End the process if its step has computed too long, or the whole has."""
        try:
            used = sum(psutil.Process(self._pid).cpu_times()[:2])
        except psutil.Error:  # it has ended, which the next look at its connection shows
            return
        whole = used - began.used > limits.submission
        if whole or used - now.used > step_seconds(limits):
            self.end()
            raise _RanOver(now.step, for_good=whole)

    def is_alive(self) -> bool:
        return not select.select([self._pidfd], [], [], 0)[0]

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        self._connection.close()
        self._steps.close()
        os.close(self._pidfd)


def _serve(
    make: Callable[[], Made[Any, Any]], control: socket.socket, forkserver: socket.socket
) -> NoReturn:
    """Fork a process for each descriptor that comes, until the control socket closes."""
    try:
        Forkserver.adopt(forkserver)
        try:
            made = make()
            Forkserver.running()  # now, so that those who share it find it ready
        except (UsageError, ForkserverGone) as error:
            control.send(pickle.dumps(error))
            os._exit(1)
        except Exception as error:  # a bug, be it in a library
            control.send(pickle.dumps(ForkserverGone(f"{type(error).__name__}: {error}")))
            os._exit(1)
        gc.freeze()  # nothing of this is ever freed in a fork
        control.send(pickle.dumps(None))
        forked: list[int] = []
        asked = 0
        while fds := socket.recv_fds(control, 64, 2)[1]:
            asked += 1
            if asked == 2:
                made.load_more()
                gc.freeze()
            if (pid := os.fork()) == 0:
                control.close()
                _work(Connection(fds[0]), fds[1], made.work)
                os._exit(0)
            for fd in fds:
                os.close(fd)
            forked = [one for one in (*forked, pid) if os.waitpid(one, os.WNOHANG)[0] == 0]
        for pid in forked:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    finally:
        os._exit(0)


def _work(connection: Connection, steps: int, work: Work[Any, Any]) -> None:
    box.die_with_parent()
    Forkserver.adopt()

    def begin(step: str) -> bool:
        # Into a pipe that is read now and then: whoever waits is not woken for each.
        os.write(steps, json.dumps((step, time.process_time())).encode() + b"\n")
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
