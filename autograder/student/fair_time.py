"""The clock of one request to a student's process.

It stands still while the machine is busy with something else, and while the grader is stopped.
"""

from __future__ import annotations

import contextlib
import math
import os
import time

import psutil

MOST_WAITING = 4
"""How many times its limit a run may last on a busy machine."""

GLANCE_SECONDS = 1.0
"""Between two looks at whether the grader was stopped."""

LEAST_STOP_SECONDS = 1.0
"""A gap in the grader's own time from which on it was stopped, and not only late."""

_MOST_SAID = 4096
"""Bytes, in which a line of numbers has room many times over."""

_TICKS = os.sysconf("SC_CLK_TCK")


class TooBusy(Exception):
    """The machine gave a process less time than it may take, in many times that time."""


class FairTime:
    """The time that a request takes in a process, and when it is over.

    While the process waits for a CPU that others use, it isn't charged, proc_pid_schedstat(5). It
    is charged at least the CPU time of all its threads and children: those that it waits for
    because of itself.

    Nor is it charged while the grader doesn't run: after Ctrl-Z, under a laptop's lid, in a virtual
    machine that is paused. Nobody takes then what the process says, or would see that it is done.

    Args:
        pid: of the process.
        seconds: that it may take.
        most: after which nothing more is granted.
    """

    def __init__(self, pid: int, seconds: float, most: float = math.inf) -> None:
        self._pid = pid
        self._seconds, self._most = seconds, most
        self._began = self._seen = time.monotonic()
        self._computed = time.thread_time()
        self._stopped = 0.0
        self._deadline = self._began + min(seconds, most)
        self._waited, self._used = _waited(pid), _used(pid)

    @property
    def is_over(self) -> bool:
        """Whether its time is over, for all that is known without asking for `more`."""
        return time.monotonic() >= self._deadline

    @property
    def glance(self) -> float:
        """Seconds to wait for something before the next `look`."""
        return max(0.0, min(GLANCE_SECONDS, self._deadline - time.monotonic()))

    @property
    def charged(self) -> float:
        """Seconds that it took until now, as they count. Waiting counts in short requests."""
        elapsed = self._elapsed
        return elapsed - (self._others_had(elapsed) if elapsed > 1 else 0)

    def look(self, asked: float) -> None:
        """Move the end on by the time that the grader was stopped since the last look.

        Args:
            asked: seconds for which it meant to wait meanwhile. What it computed is no stop either.
        """
        now, computed = time.monotonic(), time.thread_time()
        gap = now - self._seen - asked - (computed - self._computed)
        self._seen, self._computed = now, computed
        if gap > LEAST_STOP_SECONDS:
            self._stopped += gap
            self._deadline += gap

    def more(self) -> bool:
        """Give the time that others had, and return whether there is some.

        Raises:
            TooBusy: there is, but the machine is too busy to wait for it.
        """
        elapsed = self._elapsed
        waited = self._others_had(elapsed)
        left = self._seconds + waited - elapsed
        if left > 0 and elapsed > MOST_WAITING * self._seconds:
            raise TooBusy(
                f"this machine was too busy: {elapsed:.0f} s were not enough for "
                f"{self._seconds:g} s of work"
            )
        left = min(left, self._most + waited - elapsed)
        self._deadline = time.monotonic() + max(0.0, left)
        return left > 0

    def grace(self, seconds: float) -> bool:
        """Give some seconds to stop, and return whether any are left of the most that it may take.

        Args:
            seconds: to give.
        """
        elapsed = self._elapsed
        left = min(seconds, self._most + self._others_had(elapsed) - elapsed)
        self._deadline = time.monotonic() + max(0.0, left)
        return left > 0

    @property
    def _elapsed(self) -> float:
        return time.monotonic() - self._began - self._stopped

    def _others_had(self, elapsed: float) -> float:
        """Return the seconds of these that others had the machine."""
        children = 0.0
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(self._pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    children += sum(child.cpu_times()[:2])
        used = _used(self._pid) - self._used + children
        return max(0.0, min(_waited(self._pid) - self._waited, elapsed - used))


def _waited(pid: int) -> float:
    """Return the seconds that a main thread has waited for a CPU; 0 where nobody counts."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(_read(pid, "schedstat").split()[1]) / 1e9
    return 0.0


def _used(pid: int) -> float:
    """Return the CPU seconds of a process's threads and of its children that have ended."""
    with contextlib.suppress(OSError, ValueError):
        fields = _read(pid, "stat").rpartition(b")")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS
    return 0.0


def _read(pid: int, name: str) -> bytes:
    """Return what proc(5) says of a process, in a quarter of the time that pathlib takes."""
    descriptor = os.open(f"/proc/{pid}/{name}", os.O_RDONLY)
    try:
        return os.read(descriptor, _MOST_SAID)
    finally:
        os.close(descriptor)
