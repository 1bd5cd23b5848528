"""A process that has torch, IPython and Jupyter imported, and forks students' processes on request.

It runs from its source text alone (`warm.Forkserver` sends it over a pipe, with all modules that it
needs), so that neither its memory nor its children's holds a path or a module of the grader. It has
one thread when it forks: a lock that another thread held would stay locked in the child for ever.

Requests come over a socket pair, seqpacket(7). Each is a job as JSON:

* ``env`` and ``cwd``: environment variables and working directory;
* ``confinement``: of a boxed process, as `box.job` makes it;
* ``needs``: libraries that are imported before the fork, see `libraries`;
* ``refuses``: patterns of the operators that the process will be told to refuse;
* ``connection`` and ``tmp``: of a Jupyter kernel, see `jupyter.run_kernel`.

With it comes the descriptor of a second socket, which belongs to that one process: on it the
forkserver sends first ``{"pid": …}`` with a pidfd, and at the end ``{"exit": status, "cause": …}``,
which names the limit of the box that it was ended for, if it was. A closed socket ends the process;
the closed control socket ends all of them. With two more descriptors, of a `channel.Channel`, the
process is a `shell.Session`; without, a Jupyter kernel.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import selectors
import signal
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import bridge
from .box import (
    adopt_orphans,
    die_with_parent,
    family,
    leave_pids,
    lock_in,
    own_pids,
    return_to_pids,
)
from .channel import Channel
from .filters import BoxError
from .jupyter import run_kernel
from .preload import bring, join_pages, preload
from .shell import Session, Shell

Task = tuple[dict[str, Any], list[int]]
"""What a child does: what is left of its job, and the descriptors of its session's channel, if it
has one."""

GLANCE_SECONDS = 0.2
"""Between two measurements of the memory that boxed processes hold."""

MANY = 25
"""Forks before which memory is got ready for more of them: by then they have cost what that does,
so that no class, whatever its size, pays much more than it must."""


def threads() -> int:
    """Return how many threads this process has, by proc(5)."""
    return len(os.listdir("/proc/self/task"))


def memory_of(pid: int) -> int:
    """Return the bytes of memory of a process and its descendants, by proc(5).

    What they share is counted once (`Pss`). It is 0 for a process without children, which is held
    by its rlimit.
    """
    members = family(pid)
    return sum(map(_held, members)) if len(members) > 1 else 0


def _held(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError), open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    return 0


@dataclass(eq=False)
class Process:
    """A process while the server watches over it."""

    pid: int
    pidfd: int
    owner: socket.socket
    """Of whoever asked for it."""
    limits: dict[str, int]
    """Of a boxed one, see `box.ResourceLimits`."""
    cause: str = ""
    """The limit that it was ended for."""


class Server:
    """Forks processes and watches over them until they end."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.selector = selectors.DefaultSelector()
        self.processes: set[Process] = set()
        self.forks = 0
        self.own_pids = own_pids()
        """Descriptor of this process's pid namespace, if it may return to it."""
        self.selector.register(control, selectors.EVENT_READ)

    def serve(self) -> Task | None:
        """Serve until the control socket closes. Return None then; in a child, the child's task."""
        while True:
            boxed = [process for process in self.processes if process.limits]
            for process in boxed:
                # An rlimit holds for each process alone.
                if memory_of(process.pid) > process.limits["memory"]:
                    process.cause = "memory"
                    self.end(process)
            for key, _ in self.selector.select(GLANCE_SECONDS if boxed else None):
                if key.fileobj is self.control:
                    message, fds, _, _ = socket.recv_fds(self.control, 1 << 20, 3)
                    if not message:
                        for process in list(self.processes):
                            self.end(process)
                        return None
                    owner, *channel = fds
                    task = self.fork(json.loads(message), socket.socket(fileno=owner), channel)
                    if task is not None:
                        return task
                    for fd in channel:
                        os.close(fd)
                # Its end and its owner's close can come in one batch; a descriptor's number can be
                # another process's by then.
                elif key.data in self.processes:
                    if key.fd == key.data.pidfd:
                        self.ended(key.data)
                    else:
                        self.end(key.data)

    def fork(self, job: dict[str, Any], owner: socket.socket, channel: list[int]) -> Task | None:
        """Fork one process. Return the child's task in the child, None in the server."""
        if threads() != 1:
            _tell(owner, {"error": f"the forkserver has {threads()} threads"})
            return None
        boxed = "confinement" in job
        try:
            bring(job.pop("needs", []))
            for pattern in job.pop("refuses", []):
                bridge.kernels(pattern)  # kept, so that no process has to look them up again
            self.forks += 1
            if self.forks == MANY:
                join_pages()
            pid = self.spawn(boxed)
        except (OSError, ImportError, re.error) as error:
            _tell(owner, {"error": str(error)})
            return None
        if pid == 0:
            return self.child(job, owner), channel
        try:
            pidfd = os.pidfd_open(pid)
            socket.send_fds(owner, [json.dumps({"pid": pid}).encode()], [pidfd])
        except OSError:  # the child or the owner is gone already
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            pidfd = os.pidfd_open(pid)
        limits = job["confinement"]["limits"] if boxed else {}
        process = Process(pid, pidfd, owner, limits)
        self.processes.add(process)
        self.selector.register(pidfd, selectors.EVENT_READ, process)
        self.selector.register(owner, selectors.EVENT_READ, process)
        return None

    def spawn(self, boxed: bool) -> int:
        """Fork, and return what `os.fork` returns.

        A boxed process is the first of a pid namespace of its own.

        Raises:
            OSError: the process, or its namespace, can't be made.
        """
        if not boxed:
            return os.fork()
        if self.own_pids is not None:
            leave_pids()
            pid = -1
            try:
                return (pid := os.fork())
            finally:
                if pid:
                    return_to_pids(self.own_pids)
        # Without rights over its own namespace this process can't return to it: another one leaves
        # it, and forks in its place.
        go, said_go = os.pipe()
        told, tell = os.pipe()
        first = os.fork()
        if first == 0:
            os.close(said_go)
            os.close(told)
            try:
                leave_pids()
                text = str(os.fork())
            except (OSError, BoxError) as error:
                text = str(error)
            if text != "0":
                os.write(tell, text.encode())
                os._exit(0)
            os.close(tell)
            os.read(go, 1)  # until the server is this process's parent
            os.close(go)
            return 0
        os.close(go)
        os.close(tell)
        with os.fdopen(told, "rb") as pipe:
            text = pipe.read().decode()
        os.waitpid(first, 0)
        os.close(said_go)
        if not text.isdecimal():
            raise BoxError(text or "the process that should leave its pid namespace ended")
        return int(text)

    def child(self, job: dict[str, Any], owner: socket.socket) -> dict[str, Any]:
        """Become the student's process. Return what is left of its job."""
        self.selector.close()
        self.control.close()
        for process in self.processes:
            os.close(process.pidfd)
            process.owner.close()
        self.processes.clear()
        if self.own_pids is not None:
            os.close(self.own_pids)
        os.setsid()
        try:
            die_with_parent()
            if "confinement" in job:
                lock_in(job.pop("confinement"))
            os.environ.clear()
            os.environ.update(job.pop("env"))
            os.chdir(job.pop("cwd"))
        except BaseException as error:
            _tell(owner, {"error": f"{type(error).__name__}: {error}"})
            os._exit(70)
        _tell(owner, {"ready": True})
        owner.close()
        return job

    def end(self, process: Process) -> None:
        """Kill a process, and clean up after it."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(process.pidfd, signal.SIGKILL)
        self.ended(process)

    def ended(self, process: Process) -> None:
        """Clean up after a process: kill its process group, tell its owner, and forget it."""
        self.processes.remove(process)
        os.waitid(os.P_PIDFD, process.pidfd, os.WEXITED | os.WNOWAIT)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        _, status, used = os.wait4(process.pid, 0)
        exit_status, seconds = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        if exit_status == -signal.SIGKILL and seconds >= process.limits.get("cpu", seconds + 1):
            process.cause = process.cause or "cpu"
        _tell(process.owner, {"exit": exit_status, "cause": process.cause})
        for watched in (process.pidfd, process.owner):
            self.selector.unregister(watched)
        os.close(process.pidfd)
        process.owner.close()


def _tell(owner: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # an owner that is gone needs no answer
        owner.send(json.dumps(message).encode())


def main(control: socket.socket, needs: Iterable[str], cells: Iterable[str]) -> None:
    """Serve. In a child, do its task with nothing of the server in reach.

    Args:
        control: where requests come from.
        needs: libraries that most processes will need.
        cells: sources of cells that most processes will run.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the grader's terminal is the grader's
    adopt_orphans()
    shell = preload(needs, cells)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it cleans up when its socket closes
    control.send(json.dumps({"pid": os.getpid()}).encode())
    server = Server(control)
    task = server.serve()
    del server, control
    if task is None:
        os._exit(0)
    _do(shell, *task)
    os._exit(0)


def _do(shell: Shell, job: dict[str, Any], channel: list[int]) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.argv = ["kernel"]
    if channel:
        connection, pipe = channel
        Session(shell, Channel(socket.socket(fileno=connection), pipe), job["seed"]).serve()
    else:
        random.seed()
        sys.modules["numpy"].random.seed()
        run_kernel(job["connection"], job["tmp"])
