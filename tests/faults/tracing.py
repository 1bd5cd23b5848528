"""Follow a process by ptrace(2): before each of its steps, whoever watches may do what it likes.

A step is a system call that writes where results lie, or that sends something to another process.
What was forked is followed, too, and what became another program is let go.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_CALLS = {
    "x86_64": {
        "write": 1,
        "pwrite": 18,
        "writev": 20,
        "sendto": 44,
        "sendmsg": 46,
        "fcntl": 72,
        "fsync": 74,
        "fdatasync": 75,
        "truncate": 77,
        "rename": 82,
        "mkdir": 83,
        "unlink": 87,
        "openat": 257,
        "mkdirat": 258,
        "unlinkat": 263,
        "renameat": 264,
        "renameat2": 316,
    },
    "aarch64": {
        "fcntl": 25,
        "mkdirat": 34,
        "unlinkat": 35,
        "renameat": 38,
        "truncate": 46,
        "openat": 56,
        "write": 64,
        "writev": 66,
        "pwrite": 68,
        "fsync": 82,
        "fdatasync": 83,
        "sendto": 206,
        "sendmsg": 211,
        "renameat2": 276,
    },
}
CALLS = {number: name for name, number in _CALLS[platform.machine()].items()}

ON_DESCRIPTOR = ("write", "pwrite", "writev", "truncate", "fsync", "fdatasync", "fcntl")
SENDING = {
    "write": "to the other process of the grader",
    "sendto": "to the student's process",
    "sendmsg": "for a new process",
}
"""What it is that is sent, by how Python's libraries send it."""
AT = ("openat", "mkdirat", "unlinkat", "renameat", "renameat2")
FROM = {"rename": 0, "mkdir": 0, "unlink": 0} | dict.fromkeys(AT, 1)
TO = {"rename": 1, "renameat": 3, "renameat2": 3, "mkdir": 0, "mkdirat": 1}
"""Which argument names the path that a call takes from its place, and that which it makes."""
SAME = {
    "pwrite": "write",
    "writev": "write",
    "fdatasync": "fsync",
    "mkdirat": "mkdir",
    "unlinkat": "unlink",
    "renameat": "rename",
    "renameat2": "rename",
    "openat": "create",
    "fcntl": "lock",
}
"""Calls that do what another one does, by the name of that."""

_SEIZE, _INTERRUPT, _LISTEN, _SYSCALL, _DETACH = 0x4206, 0x4207, 0x4208, 24, 17
_GETEVENTMSG, _GET_SYSCALL_INFO = 0x4201, 0x420E
_SYSGOOD, _FORK, _CLONE, _EXEC, _EXITKILL = 0x1, 0x2, 0x8, 0x10, 0x100000
_EVENT_FORK, _EVENT_CLONE, _EVENT_EXEC, _EVENT_STOP = 1, 3, 4, 128
_WALL = 0x40000000
_ENTRY = 1
_SETLK, _WRITE_LOCK = 6, 1
_RESERVED = 0x40000001
"""The byte whose lock SQLite takes first of all when it begins to write."""

_ptrace = ctypes.CDLL(None, use_errno=True).ptrace
_ptrace.restype = ctypes.c_long
_ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)


class _Unreadable(Exception):
    """What a call is about can't be read: it will fail, or its process was killed meanwhile.

    A kill also ends a process that stands still for who follows it.
    """


class _SyscallInfo(ctypes.Structure):
    _fields_ = (
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("ip", ctypes.c_uint64),
        ("sp", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )


@dataclass(frozen=True, order=True)
class Step:
    """A system call that is about to be made: by whom, which, on what, and how often before.

    Writes that follow each other into the same file are one step.
    """

    who: str
    what: str
    target: str
    count: int = 0

    def __str__(self) -> str:
        return f"{self.who} {self.what} {self.target} ({self.count})"


Watch = Callable[["Traced", Step], None]


@dataclass
class Traced:
    """A process that is followed with all its threads, and with what it forks.

    Args:
        driver: its id; it waits for something until `follow`.
        output: where it writes results.
    """

    driver: int
    output: Path
    parents: dict[int, int] = field(default_factory=dict)
    """Of each process that was forked, who forked it; it may have ended."""
    programs: set[int] = field(default_factory=set)
    """Those that became another program: forkservers."""
    status: int | None = None
    """What the driver ended with, as `subprocess.Popen.returncode`."""
    unsynced: set[int] = field(default_factory=set)
    """Files, by inode, with something that a power cut would take away."""
    names: dict[Path, Path | None] = field(default_factory=dict)
    """Names of files and folders that a power cut would take away, since their folder is not
    synced; each with another name of what it stood for before, if it did."""

    def __post_init__(self) -> None:
        self._tasks: dict[int, int] = {self.driver: self.driver}
        """Threads that are followed, each with its process."""
        self._early: set[int] = set()
        """Those that stopped before whoever forked them was heard."""
        self._counts: dict[tuple[str, str, str], int] = {}
        self._last: dict[str, tuple[str, str]] = {}
        options = _SYSGOOD | _FORK | _CLONE | _EXEC | _EXITKILL
        _call(_SEIZE, self.driver, options)
        _call(_INTERRUPT, self.driver)

    @property
    def bench(self) -> list[int]:
        """The processes that fork judges."""
        return self._forked_by({self.driver})

    @property
    def judges(self) -> list[int]:
        """The processes that grade."""
        return self._forked_by(set(self.bench))

    def _forked_by(self, forking: set[int]) -> list[int]:
        return [
            process
            for process, parent in self.parents.items()
            if parent in forking and process not in self.programs
        ]

    def follow(self, watch: Watch, seconds: float) -> bool:
        """Follow until all have ended; after that time, kill. Whether they ended by themselves."""
        deadline, in_time = time.monotonic() + seconds, True
        try:
            while self._tasks:
                # Without a deadline: the command's loops of events come back again and again.
                pid, status = os.waitpid(-1, _WALL)
                self._heard(pid, status, watch)
                if in_time and time.monotonic() > deadline:
                    in_time = False
                    self.kill()
        except BaseException:
            self.kill()
            raise
        return in_time

    def kill(self) -> None:
        """Kill all that is followed."""
        for process in {self.driver, *self._tasks.values()}:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def _heard(self, pid: int, status: int, watch: Watch) -> None:
        if not os.WIFSTOPPED(status):
            if self._tasks.pop(pid, None) == pid == self.driver:
                self.status = os.waitstatus_to_exitcode(status)
            return
        number, event = os.WSTOPSIG(status), status >> 16
        if pid not in self._tasks:
            self._early.add(pid)
            return
        if number == signal.SIGTRAP | 0x80:
            if step := self._step(pid):
                watch(self, step)
            _call(_SYSCALL, pid)
        elif event in (_EVENT_FORK, _EVENT_CLONE):
            self._born(pid, is_process=event == _EVENT_FORK)
            _call(_SYSCALL, pid)
        elif event == _EVENT_EXEC:
            self.programs.add(pid)
            del self._tasks[pid]
            _call(_DETACH, pid)
        elif event == _EVENT_STOP and number != signal.SIGTRAP:
            _call(_LISTEN, pid)
        else:
            _call(_SYSCALL, pid, 0 if event else number)

    def _born(self, parent: int, *, is_process: bool) -> None:
        message = ctypes.c_ulong()
        if not _call(_GETEVENTMSG, parent, ctypes.addressof(message)):
            return
        child = message.value
        self._tasks[child] = child if is_process else self._tasks[parent]
        if is_process:
            self.parents[child] = self._tasks[parent]
        if child in self._early:
            self._early.remove(child)
            _call(_SYSCALL, child)

    def _step(self, task: int) -> Step | None:
        info = _SyscallInfo()
        _call(_GET_SYSCALL_INFO, task, ctypes.addressof(info), ctypes.sizeof(info))
        if info.op != _ENTRY or info.number not in CALLS:
            return None
        try:
            return self._read(self._tasks[task], CALLS[info.number], list(info.arguments))
        except _Unreadable:
            return None

    def _read(self, process: int, call: str, arguments: list[int]) -> Step | None:
        target = _target(process, call, arguments)
        if target.startswith("socket:") and call in SENDING:
            if call != "sendmsg" and arguments[2] == 1:  # wakes a loop of events, and says nothing
                return None
            what, target = "send", SENDING[call]
        elif f"{target}/".startswith(f"{self.output}/") and _changes(process, call, arguments):
            what = SAME.get(call, call)
            if call in ON_DESCRIPTOR:
                self._note_data(process, what, Path(target), arguments[0])
            elif call in TO and Path(target).parent != self.output.parent:
                self._note_name(call, Path(_path(process, call, arguments, TO[call])))
            target = os.path.relpath(target, self.output)
            target = re.sub(rf"\.{process}(?=\.|$)", ".PID", target)
        else:
            return None
        who = "driver" if process == self.driver else "judge"
        before, self._last[who] = self._last.get(who), (what, target)
        if what == "write" and before == (what, target):
            return None
        count = self._counts[who, what, target] = self._counts.get((who, what, target), -1) + 1
        return Step(who, what, target, count)

    def _note_data(self, process: int, what: str, target: Path, descriptor: int) -> None:
        try:
            inode = os.stat(f"/proc/{process}/fd/{ctypes.c_int(descriptor).value}").st_ino
        except OSError as error:
            raise _Unreadable from error
        if what == "fsync":
            self.unsynced.discard(inode)
            for name in [name for name in self.names if name.parent == target]:
                del self.names[name]
        elif what != "lock":
            self.unsynced.add(inode)

    def _note_name(self, call: str, name: Path) -> None:
        if name in self.names or (name.exists() and SAME.get(call, call) == "mkdir"):
            return
        before = None
        if name.exists():
            before = self.output.parent / f"before-{name.name}-{name.stat().st_ino}"
            before.hardlink_to(name)
        self.names[name] = before


def _target(process: int, call: str, arguments: list[int]) -> str:
    """What a call is about: a path, or a socket."""
    if call in ON_DESCRIPTOR or call in SENDING:
        return _link(process, f"fd/{ctypes.c_int(arguments[0]).value}")
    return _path(process, call, arguments, FROM[call])


def _path(process: int, call: str, arguments: list[int], index: int) -> str:
    """The path that an argument names; in calls named `…at`, its folder stands before it."""
    folder = ctypes.c_int(arguments[index - 1]).value if call in AT else -1
    base = _link(process, "cwd" if folder < 0 else f"fd/{folder}")
    return os.path.join(base, _text(process, arguments[index]))


def _changes(process: int, call: str, arguments: list[int]) -> bool:
    if call == "openat":
        return bool(arguments[2] & os.O_CREAT)
    if call == "fcntl":
        lock = _memory(process, arguments[2], 16) if arguments[1] == _SETLK else b""
        return lock[:2] == bytes((_WRITE_LOCK, 0)) and lock[8:] == _RESERVED.to_bytes(8, "little")
    return True


def _call(request: int, pid: int, data: int = 0, address: int = 0) -> bool:
    """Make a request; whether the process was still there."""
    if _ptrace(request, pid, address, data) >= 0:
        return True
    error = ctypes.get_errno()
    if error == 3:  # ESRCH
        return False
    raise OSError(error, os.strerror(error), f"ptrace {request:#x}")


def _link(process: int, name: str) -> str:
    try:
        return os.readlink(f"/proc/{process}/{name}")
    except OSError as error:
        raise _Unreadable from error


def _memory(process: int, address: int, size: int) -> bytes:
    try:
        with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
            memory.seek(address)
            data = memory.read(size)
    except OSError as error:
        raise _Unreadable from error
    if not data:
        raise _Unreadable
    return data


def _text(process: int, address: int) -> str:
    # In two reads, since the page behind the text's may not be there.
    data = _memory(process, address, 4096 - address % 4096)
    if b"\0" not in data:
        data += _memory(process, address + len(data), 4096)
    return os.fsdecode(data.partition(b"\0")[0])
