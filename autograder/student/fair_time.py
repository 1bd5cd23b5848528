"""How long a process took, without the time that the machine was busy with something else."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import psutil

MOST_WAITING = 4
"""How many times its limit a run may last on a busy machine."""

_TICKS = os.sysconf("SC_CLK_TCK")


class TooBusy(Exception):
    """The machine gave a process less time than it may take, in many times that time."""


class FairTime:
    """The time that a request takes in a process.

    While the process waits for a CPU that others use, it isn't charged, proc_pid_schedstat(5). It
    is charged at least the CPU time of all its threads and children: those that it waits for
    because of itself.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._began = time.monotonic()
        self._waited, self._used = _waited(pid), _used(pid)

    @property
    def is_long(self) -> bool:
        """Whether it takes so long that waiting counts."""
        return time.monotonic() - self._began > 1

    @property
    def waited(self) -> float:
        """Seconds that others took, until now."""
        elapsed = time.monotonic() - self._began
        children = 0.0
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(self._pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    children += sum(child.cpu_times()[:2])
        used = _used(self._pid) - self._used + children
        return max(0.0, min(_waited(self._pid) - self._waited, elapsed - used))

    def left(self, seconds: float) -> float:
        """Return how many seconds are left of some.

        Raises:
            TooBusy: there are some, but the machine is too busy to wait for them.
        """
        elapsed = time.monotonic() - self._began
        left = seconds + self.waited - elapsed
        if left > 0 and elapsed > MOST_WAITING * seconds:
            raise TooBusy(
                f"this machine was too busy: {elapsed:.0f} s were not enough for {seconds:g} s "
                "of work"
            )
        return left


def _waited(pid: int) -> float:
    """Return the seconds that a main thread has waited for a CPU; 0 where nobody counts."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[1]) / 1e9
    return 0.0


def _used(pid: int) -> float:
    """Return the CPU seconds of a process's threads and of its children that have ended."""
    with contextlib.suppress(OSError, ValueError):
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS
    return 0.0
