"""The zygote as this process holds it; what it is stands in `inside.zygote`."""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from autograder.student.program import PROGRAM, environment, program_of

START_SECONDS = 120
"""For a process to import torch and the rest on a busy machine."""


class ForkserverGone(RuntimeError):
    """The forkserver could not be started, or ended."""


NOT_LINUX = (
    "notebooks' code is run on Linux alone: on macOS in a container, on Windows in WSL 2 "
    "(docs/other-machines.md)"
)


def need_linux() -> None:
    """Refuse to run code of notebooks where the system has not what that takes, boxed or not.

    Raises:
        ForkserverGone: it is not Linux.
    """
    if sys.platform != "linux":
        raise ForkserverGone(NOT_LINUX)


class Zygote:
    """The one zygote of this process, started when first needed, and again if it has ended."""

    _lock = threading.Lock()
    _running: Zygote | None = None

    @classmethod
    def start(cls) -> Zygote:
        """Return it. It gets ready in the background; what it is asked meanwhile it does then."""
        with cls._lock:
            if cls._running is None or not cls._running.alive():
                cls._running = cls()
            return cls._running

    def __init__(self) -> None:
        need_linux()
        self._owner = os.getpid()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # The program goes to standard input: the command line can be read by anyone.
        start = "import sys; exec(compile(sys.stdin.read(), '<zygote>', 'exec'))"
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-P", "-c", start],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL if not os.environ.get("AUTOGRADER_DEBUG") else None,
                cwd="/",
                env=environment(),
                preexec_fn=_Descriptor3(theirs.fileno()),  # noqa: PLW1509  a dup2, and nothing else
                close_fds=False,
                start_new_session=True,
            )
        assert self._process.stdin
        with (
            contextlib.suppress(BrokenPipeError),  # that it has ended shows when it is asked
            self._process.stdin as pipe,
        ):
            pipe.write(program_of(*PROGRAM).encode() + b"main()\n")
        atexit.register(self.stop)

    @property
    def pid(self) -> int:
        """Its process's id."""
        return self._process.pid

    def alive(self) -> bool:
        """Tell whether it can fork for this process. A fork of this process needs its own."""
        return self._owner == os.getpid() and is_open(self._control)

    def forkserver(
        self, control: socket.socket, needs: Sequence[str] = (), cells: Sequence[str] = ()
    ) -> None:
        """Have a forkserver forked, to be spoken to over the other end of a socket pair.

        Args:
            control: its end.
            needs: libraries that it will need, see `inside.libraries`.
            cells: sources of cells that most of its processes will run: what students are given.

        Raises:
            ForkserverGone: the zygote has ended.
        """
        self._ask("forkserver", (list(needs), list(cells)), control)

    def call(self, function: Callable[..., Any], *sockets: socket.socket) -> None:
        """Have a process forked that calls a function of this package's with some sockets.

        Args:
            function: sent as `pickle` does. What it holds is not seen by the zygote, from which
                students' processes are forked.
            sockets: its positional arguments.

        Raises:
            ForkserverGone: the zygote has ended.
        """
        job = sys.path, dict(os.environ), str(Path.cwd()), pickle.dumps(function)
        self._ask("call", job, *sockets)

    def _ask(self, wanted: str, job: tuple[Any, ...], *sockets: socket.socket) -> None:
        with os.fdopen(os.memfd_create("job"), "wb") as file:
            pickle.dump(job, file)
            file.flush()
            try:
                socket.send_fds(
                    self._control,
                    [wanted.encode()],
                    [file.fileno(), *(one.fileno() for one in sockets)],
                )
            except OSError as error:
                raise ForkserverGone(
                    f"the process that starts others is gone ({error}; "
                    f"exit status {self._process.poll()})"
                ) from None

    def stop(self) -> None:
        """End it, after all that it has forked, which their own sockets end."""
        if self._owner != os.getpid():
            self._control.close()
            return
        # It says so when it is ready; until then it has forked nothing, and does not listen.
        if not select.select([self._control], [], [], 0)[0]:
            self._process.kill()
        self._control.close()
        self._process.wait()


def is_open(control: socket.socket) -> bool:
    """Whether whoever has the other end is there; it closes as a process ends."""
    if control.fileno() < 0:
        return False
    hung_up = select.poll()
    hung_up.register(control, 0)
    return not hung_up.poll(0)


class _Descriptor3:
    """Gives a child the control socket as descriptor 3, and no other; between fork and exec."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def __call__(self) -> None:
        os.dup2(self.fd, 3, inheritable=True)
        os.closerange(4, 65_536)
