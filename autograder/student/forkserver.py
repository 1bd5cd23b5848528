"""A process that has torch and the Jupyter kernel imported, and forks a warm kernel whenever it is asked for one.

It runs from its source text alone (`warm.Forkserver` sends it over a pipe, with `filters` and `box` before it), so that neither its
memory nor its children's holds a path or a module of the grader. It has one thread when it forks: a lock that another
thread held would stay locked in the child for ever.

It is spoken to over a socket pair, seqpacket(7). A request is JSON with the descriptor of a second socket, which belongs
to that one kernel: on it go first ``{"pid": …}`` with a pidfd, at the end ``{"exit": status}``. A closed socket ends the
kernel; the closed control socket ends everything.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import random
import selectors
import signal
import socket
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from autograder.student.box import adopt_orphans, die_with_parent, enter_namespaces, lock_in

GLANCE_SECONDS = 0.2
"""Between two looks at how much memory the kernels in boxes hold."""

PRELOAD = (
    "torch",
    "torch.nn.functional",
    "torch._dynamo",  # the first optimizer imports it
    "torch.utils._python_dispatch",
    "torch.utils.data",
    "torchvision.datasets",
    "torchvision.transforms",
    "numpy",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "safetensors.torch",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "pdb",
    "sqlite3",
    "tornado.platform.asyncio",
)
"""What a child finds imported."""


def preload() -> None:
    """Import what every kernel needs, and forget where this process came from."""
    # It starts threads, and costs each kernel 0.2 s: without it ipykernel has no debugger, and misses nothing else.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    for name in PRELOAD:
        __import__(name)
    torch = sys.modules["torch"]
    with torch.no_grad():  # libraries that read /proc when they first compute: inside the box there is none
        torch.nn.functional.conv2d(torch.ones(1, 1, 4, 4), torch.ones(1, 1, 2, 2)) @ torch.ones(3, 3)
    inside = tuple({os.path.realpath(sys.prefix), os.path.realpath(sys.base_prefix), sys.prefix, sys.base_prefix})
    sys.path[:] = [entry for entry in sys.path if entry.startswith(inside)]
    sys.path_importer_cache.clear()
    gc.collect()
    gc.freeze()  # nothing here is ever collected in a child, so its pages stay shared


def threads() -> int:
    """How many threads this process has, by proc(5)."""
    return len(os.listdir("/proc/self/task"))


def memory_of(pid: int) -> int:
    """Bytes of memory of a process that has children, and of all its descendants; 0 for one alone, which its rlimit holds.

    By proc(5): what processes share is counted once, as far as Linux tells, `Pss`.
    """
    family = [pid]
    for member in family:
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{member}/task"):
                with open(f"/proc/{member}/task/{thread}/children") as file:
                    family += map(int, file.read().split())
    return sum(map(_held, family)) if len(family) > 1 else 0


def _held(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError), open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    return 0


class Server:
    """Forks kernels and watches over them until they end."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.selector = selectors.DefaultSelector()
        self.kernels: dict[int, tuple[int, socket.socket]] = {}
        """pidfd → pid and the socket of its owner."""
        self.memory: dict[int, int] = {}
        """pidfd → bytes that a boxed kernel and its descendants may hold together: rlimits count for each process alone."""
        self.selector.register(control, selectors.EVENT_READ)

    def serve(self) -> dict[str, Any] | None:
        """Serve until the control socket closes. In a child it returns the job that the child is for; in the server, None."""
        while True:
            for pidfd, most in list(self.memory.items()):
                if memory_of(self.kernels[pidfd][0]) > most:
                    self.end(pidfd)
            for key, _ in self.selector.select(GLANCE_SECONDS if self.memory else None):
                if key.fileobj is self.control:
                    message, fds, _, _ = socket.recv_fds(self.control, 1 << 20, 1)
                    if not message:
                        for pidfd in list(self.kernels):
                            self.end(pidfd)
                        return None
                    job = self.fork(json.loads(message), socket.socket(fileno=fds[0]))
                    if job is not None:
                        return job
                elif key.data == "process":
                    self.ended(key.fd)
                elif key.data is not None and key.data in self.kernels:
                    self.end(key.data)  # its owner is gone

    def fork(self, job: dict[str, Any], owner: socket.socket) -> dict[str, Any] | None:
        """Fork one kernel. In the child, returns its job."""
        if threads() != 1:
            _tell(owner, {"error": f"the forkserver has {threads()} threads"})
            return None
        go, said_go = os.pipe()
        said_pid, tell_pid = os.pipe()
        first = os.fork()
        if first == 0:
            os.close(said_go)
            os.close(said_pid)
            return self.child(job, owner, go, tell_pid)
        os.close(go)
        os.close(tell_pid)
        with os.fdopen(said_pid, "rb") as pipe:
            told = pipe.read()
        pid = int(told or 0) or first
        if pid != first:
            os.waitpid(first, 0)
        try:
            pidfd = os.pidfd_open(pid)
            socket.send_fds(owner, [json.dumps({"pid": pid}).encode()], [pidfd])
        except OSError:  # the child or the owner is gone already
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            pidfd = os.pidfd_open(pid)
        os.close(said_go)
        self.kernels[pidfd] = (pid, owner)
        if "box" in job:
            self.memory[pidfd] = job["box"]["limits"]["memory"]
        self.selector.register(pidfd, selectors.EVENT_READ, "process")
        self.selector.register(owner, selectors.EVENT_READ, pidfd)
        return None

    def child(self, job: dict[str, Any], owner: socket.socket, go: int, tell_pid: int) -> dict[str, Any]:
        """In the first child: become, or fork, the kernel's process. Returns in that process only."""
        self.selector.close()
        self.control.close()
        for pidfd, (_, other) in self.kernels.items():
            os.close(pidfd)
            other.close()
        self.kernels.clear()
        os.setsid()
        try:
            box = job.pop("box", None)
            if box:
                enter_namespaces()
                pid = os.fork()
                if pid:
                    os.write(tell_pid, str(pid).encode())
                    os._exit(0)
            os.close(tell_pid)
            os.read(go, 1)  # until the server is this process's parent
            os.close(go)
            die_with_parent()
            if box:
                lock_in(box)
            # Nothing of the job stays that names a folder of the host.
            job["connection"]["ip"] = os.path.join(job["channels"], "s")
        except BaseException as error:
            _tell(owner, {"error": f"{type(error).__name__}: {error}"})
            os._exit(70)
        _tell(owner, {"ready": True})
        owner.close()
        return job

    def end(self, pidfd: int) -> None:
        """Kill a kernel; `ended` follows."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        if self.kernels[pidfd][1].fileno() >= 0:
            self.selector.unregister(self.kernels[pidfd][1])
            self.kernels[pidfd][1].close()
        self.ended(pidfd)

    def ended(self, pidfd: int) -> None:
        """Clean up after a kernel's process: kill what it left in its process group, tell its owner, forget it."""
        pid, owner = self.kernels.pop(pidfd)
        self.memory.pop(pidfd, None)
        os.waitid(os.P_PIDFD, pidfd, os.WEXITED | os.WNOWAIT)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        self.selector.unregister(pidfd)
        os.close(pidfd)
        if owner.fileno() >= 0:
            _tell(owner, {"exit": os.waitstatus_to_exitcode(status)})
            self.selector.unregister(owner)
            owner.close()


def _tell(owner: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # an owner that is gone needs no answer
        owner.send(json.dumps(message).encode())


def run_kernel(job: dict[str, Any]) -> None:
    """Be a Jupyter kernel. Returns when it is shut down."""
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    os.environ.clear()
    os.environ.update(job["env"])
    os.chdir(job["cwd"])
    sys.argv = ["kernel"]
    random.seed()
    sys.modules["numpy"].random.seed()
    connection = dict(job["connection"])
    config = Config()
    config.Session.key = connection.pop("key").encode()
    config.Session.signature_scheme = connection.pop("signature_scheme")
    # Each kernel would else open a file in the home directory.
    config.HistoryManager.enabled = False
    config.IPKernelApp.merge(connection)
    config.IPKernelApp.connection_file = os.path.join(job["tmp"], "kernel.json")
    app = IPKernelApp.instance(config=config)
    with _no_modules(sys.modules["ipykernel.ipkernel"]):
        app.initialize([])
    app.start()


@contextlib.contextmanager
def _no_modules(importer: Any) -> Iterator[None]:
    """Keep ipykernel from listing the files of all modules, for the debugger that it hasn't got here.

    To look at thousands of objects is to copy the pages that they lie on: a quarter of all that a kernel's start touches.
    """
    importer.sys = SimpleNamespace(**vars(sys) | {"modules": {}})
    try:
        yield
    finally:
        importer.sys = sys


def main() -> None:
    """Serve on descriptor 3; in each child, run a kernel on a stack that holds nothing of the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the grader's terminal is the grader's
    adopt_orphans()
    preload()
    control = socket.socket(fileno=3)
    control.send(b"{}")
    server = Server(control)
    job = server.serve()
    del server, control
    if job is None:
        os._exit(0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run_kernel(job)
