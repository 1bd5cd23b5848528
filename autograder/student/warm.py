"""The forkserver as the grader holds it, and the processes that it forks."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.student.program import environment, program_of
from autograder.student.zygote import START_SECONDS, ForkserverGone, Zygote, is_open, need_linux

KILL_SECONDS = 10
"""How long to wait for a killed process to end; one that hangs in a disk may take longer."""

ATTEMPTS = 3
"""How often a process is asked for, should the forkserver end meanwhile."""


@dataclass(frozen=True)
class End:
    """How a process ended."""

    status: int
    """As `subprocess.Popen.returncode`: below 0 it is a signal's number."""
    cause: str = ""
    """``memory`` or ``cpu``, limits of the box; ``forkserver`` where that one ended, or was silent;
    else nobody knows."""


class Forkserver:
    """The one forkserver of this process, started when first needed, and again if it has ended."""

    _lock = threading.Lock()
    _running: Forkserver | None = None

    @classmethod
    def running(cls) -> Forkserver:
        """Return the forkserver of this process, started if need be."""
        with cls._lock:
            server = cls._start()
            server._wait_until_ready()
            return server

    @classmethod
    def start(cls) -> None:
        """Start it in the background, if it will be needed soon."""
        with cls._lock:
            cls._start()

    @classmethod
    def _start(cls) -> Forkserver:
        if cls._running is None or not cls._running.alive():
            cls._running = cls()
        return cls._running

    @classmethod
    def adopt(cls, control: socket.socket | None = None) -> None:
        """Use the forkserver at the other end of a socket, as long as it answers.

        Or that of the process which this one was forked from.
        """
        cls._lock = threading.Lock()
        if control:
            cls._running = cls(control)
        if cls._running:
            cls._running._owner = os.getpid()

    def __init__(self, control: socket.socket | None = None) -> None:
        self._owner = os.getpid()
        self._pid = 0
        if control is None:
            need_linux()
            control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs, contextlib.ExitStack() as unless_it_goes_well:
                unless_it_goes_well.callback(control.close)
                Zygote.start().forkserver(theirs)
                unless_it_goes_well.pop_all()
            atexit.register(self.stop)  # before its zygote is
        self._control = control

    def _wait_until_ready(self) -> None:
        if self._pid:
            return
        self._control.settimeout(START_SECONDS)
        try:
            if not (said := self._control.recv(1 << 10)):
                self._control.close()
                raise ForkserverGone("the forkserver ended while starting")
        except TimeoutError:
            raise ForkserverGone(
                f"the forkserver was not ready within {START_SECONDS} seconds"
            ) from None
        self._control.settimeout(None)
        self._pid = json.loads(said)["pid"]

    @property
    def pid(self) -> int:
        """Its process's id, once it is ready."""
        return self._pid

    def alive(self) -> bool:
        """Tell whether it can fork processes for this one. A fork of this process needs its own."""
        return self._owner == os.getpid() and is_open(self._control)

    def fork(self, job: dict[str, Any], channel: Sequence[int] = ()) -> socket.socket:
        """Ask for a process. Return the socket on which the forkserver says what becomes of it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(
                    self._control, [json.dumps(job).encode()], [theirs.fileno(), *channel]
                )
            except OSError as error:
                ours.close()
                raise ForkserverGone(f"the forkserver is gone ({error})") from None
        return ours

    def stop(self) -> None:
        """End it and all its processes."""
        if self._owner == os.getpid() and is_open(self._control):
            self._control.shutdown(socket.SHUT_WR)
            while self._pid and self._control.recv(1 << 10):
                pass  # until its end closes
        self._control.close()


WITH_THE_FORKSERVER = End(-signal.SIGKILL, "forkserver")


class Forked:
    """A process that the forkserver forked for a job, until it is closed.

    Args:
        job: as `forkserver` takes it.
        channel: descriptors of the process's ends of its channel; none for a Jupyter kernel.

    Raises:
        ForkserverGone: it ended meanwhile, and others, too.
        RuntimeError: the process could not be made ready; the box can't be built.
    """

    def __init__(self, job: dict[str, Any], channel: Sequence[int] = ()) -> None:
        self.pid = 0
        self.pidfd: int | None = None
        self._end: End | None = None
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self.socket = Forkserver.running().fork(job, channel)
                self.socket.settimeout(START_SECONDS)
                self._wait_until_ready()
                break
            except ForkserverGone:
                if attempt == ATTEMPTS:
                    raise
        self.socket.setblocking(False)

    def _wait_until_ready(self) -> None:
        ready = False
        # In either order: the one comes from the process, the other from the forkserver.
        while not ready or self.pidfd is None:
            try:
                data, fds, _, _ = socket.recv_fds(self.socket, 1 << 16, 1)
            except OSError:
                data, fds = b"", []
            message = json.loads(data) if data else {"gone": True}
            if fds:
                self.pidfd, self.pid = fds[0], message["pid"]
            ready = ready or "ready" in message
            if "gone" in message:
                self.close()
                raise ForkserverGone(
                    "the forkserver ended, or said nothing, while a process was started"
                )
            if "error" in message or "exit" in message:
                self.close()
                raise RuntimeError(
                    f"the box can't be built: {message.get('error', 'its process ended')}"
                )

    def poll(self) -> int | None:
        """Return its exit status if it has ended, as `subprocess.Popen.poll` does."""
        if self._end is None:
            try:
                data = self.socket.recv(1 << 16)
            except BlockingIOError:
                return None
            except OSError:
                data = b""
            said = json.loads(data) if data else None
            # A forkserver that dies takes its processes along.
            self._end = End(said["exit"], said["cause"]) if said else WITH_THE_FORKSERVER
        return self._end.status

    def end(self) -> End:
        """Return how it ended, and wait for that if need be."""
        if self.poll() is None:
            select.select([self.socket], [], [], KILL_SECONDS)
            self.poll()
        return self._end or WITH_THE_FORKSERVER

    def has_ended(self, seconds: float) -> bool:
        """Tell whether it has ended, or does within some seconds."""
        return self.pidfd is None or bool(select.select([self.pidfd], [], [], seconds)[0])

    def send_signal(self, number: int) -> bool:
        """Send it a signal. Return whether it was still there."""
        try:
            if self.pidfd is not None:
                signal.pidfd_send_signal(self.pidfd, number)
        except ProcessLookupError:
            return False
        return self.pidfd is not None

    def kill(self) -> None:
        """Kill it, and wait until it has ended."""
        if self.send_signal(signal.SIGKILL):
            self.has_ended(KILL_SECONDS)

    def close(self) -> None:
        """Close what belongs to it. The process ends, should it be alive."""
        self.socket.close()
        if self.pidfd is not None:
            os.close(self.pidfd)
            self.pidfd = None


def box_problems() -> dict[str, str]:
    """Return the box's layers that don't work here, each with what keeps it from working."""
    return {layer: problem for layer, problem in box_layers().items() if problem}


def box_layers() -> dict[str, str]:
    """Return the box's layers, each with what keeps it from working here, or nothing."""
    program = program_of("filters", "root", "box") + "import json\nprint(json.dumps(probe()))\n"
    ran = subprocess.run(
        [sys.executable, "-I", "-"],
        input=program,
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )
    try:
        return dict(json.loads(ran.stdout))
    except ValueError:
        return {
            "all together": ran.stderr.strip().splitlines()[-1]
            if ran.stderr.strip()
            else f"its test ended with {ran.returncode}"
        }
