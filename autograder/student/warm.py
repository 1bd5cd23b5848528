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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.student import inside
from autograder.student.inside import box

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ", "OPENBLAS_CORETYPE")
"""The only environment variables of the grader that a student's process has, too."""

START_SECONDS = 120
"""For a forkserver to import torch and the rest on a busy machine."""

KILL_SECONDS = 10
"""How long to wait for a killed process to end; one that hangs in a disk may take longer."""

ATTEMPTS = 3
"""How often a process is asked for, should the forkserver end meanwhile."""

PROGRAM = (
    "bounds",
    "filters",
    "root",
    "box",
    "channel",
    "wire",
    "unwritten",
    "originals",
    "bridge",
    "shell",
    "preload",
    "jupyter",
    "forkserver",
)
"""The modules of `inside` that a forkserver is made of, each after those that it imports."""


class ForkserverGone(RuntimeError):
    """The forkserver could not be started, or ended."""


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
    def adopt(cls) -> None:
        """Use that of the process which this one was forked from, as long as it answers."""
        cls._lock = threading.Lock()
        if cls._running:
            cls._running._owner = os.getpid()

    def __init__(self) -> None:
        self._owner = os.getpid()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # The program goes to standard input: the command line can be read by anyone.
        program = _program(*PROGRAM) + "main()\n"
        start = "import sys; exec(compile(sys.stdin.read(), '<forkserver>', 'exec'))"
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
            contextlib.suppress(BrokenPipeError),
            self._process.stdin as pipe,
        ):  # that it has ended shows in _wait_until_ready
            pipe.write(program.encode())
        self._control = ours
        self._ready = False
        atexit.register(self.stop)

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        self._control.settimeout(START_SECONDS)
        try:
            if not self._control.recv(1 << 10):
                self._control.close()
                raise ForkserverGone(
                    f"the forkserver ended while starting (exit status {self._process.wait()})"
                )
        except TimeoutError:
            raise ForkserverGone(
                f"the forkserver was not ready within {START_SECONDS} seconds"
            ) from None
        self._control.settimeout(None)
        self._ready = True

    @property
    def pid(self) -> int:
        """Its process's id."""
        return self._process.pid

    def fileno(self) -> int:
        """Return the descriptor on which it is spoken to."""
        return self._control.fileno()

    def alive(self) -> bool:
        """Tell whether it can fork processes for this one. A fork of this process needs its own."""
        if self._owner != os.getpid() or self._control.fileno() < 0:
            return False
        # Its end of the connection closes as it ends, before anybody can wait for it.
        hung_up = select.poll()
        hung_up.register(self._control, 0)
        return not hung_up.poll(0)

    def fork(self, job: dict[str, Any], channel: socket.socket | None = None) -> socket.socket:
        """Ask for a process. Return the socket on which the forkserver says what becomes of it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(
                    self._control,
                    [json.dumps(job).encode()],
                    [theirs.fileno(), *([channel.fileno()] if channel else [])],
                )
            except OSError as error:
                ours.close()
                raise ForkserverGone(f"the forkserver is gone ({error})") from None
        return ours

    def stop(self) -> None:
        """End it and all its processes."""
        self._control.close()
        if self._owner == os.getpid():
            self._process.wait()


WITH_THE_FORKSERVER = End(-signal.SIGKILL, "forkserver")


class Forked:
    """A process that the forkserver forked for a job, until it is closed.

    Args:
        job: as `forkserver` takes it.
        channel: the process's end of its channel; none for a Jupyter kernel.

    Raises:
        ForkserverGone: it ended meanwhile, and others, too.
        RuntimeError: the process could not be made ready; the box can't be built.
    """

    def __init__(self, job: dict[str, Any], channel: socket.socket | None = None) -> None:
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


class _Descriptor3:
    """Gives a child the control socket as descriptor 3, and no other; between fork and exec."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def __call__(self) -> None:
        os.dup2(self.fd, 3, inheritable=True)
        os.closerange(4, 65_536)


def box_problems() -> dict[str, str]:
    """Return the box's layers that don't work here, each with what keeps it from working."""
    return {layer: problem for layer, problem in box_layers().items() if problem}


def box_layers() -> dict[str, str]:
    """Return the box's layers, each with what keeps it from working here, or nothing."""
    program = _program("filters", "root", "box") + "import json\nprint(json.dumps(probe()))\n"
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


def environment() -> dict[str, str]:
    """Return environment variables for the forkserver, and for students' processes."""
    # One thread each, or processes that run side by side fight over the cores.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # A set's order depends on the hash seed, and with it what a training draws and adds up.
    # In which letters a file is read depends on the machine's language without UTF8.
    same = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    # torch asks for the user's name, which the system may not know.
    return passed_on | threads | same | {"MPLBACKEND": box.INLINE, "USER": "student"}


def _program(*modules: str) -> str:
    """Return one program made of the sources of modules, which runs without this package.

    It ends in the namespace of the last module. Each stays a module of its own that can't be
    imported: a student's `import box` doesn't find it.
    """
    folder = Path(inside.__file__).parent
    sources = {name: (folder / f"{name}.py").read_text(encoding="utf-8") for name in modules}
    return f"SOURCES, PACKAGE = {sources!r}, {PACKAGE!r}\n{_LOADER}"


PACKAGE = "inside"
"""Of modules in a student's process."""

_LOADER = """
import sys
from types import ModuleType

sys.modules[PACKAGE] = package = ModuleType(PACKAGE)
package.__path__ = []
for name, source in SOURCES.items():
    module = sys.modules[f"{PACKAGE}.{name}"] = ModuleType(f"{PACKAGE}.{name}")
    module.__package__ = PACKAGE
    setattr(package, name, module)
    exec(compile(source, f"<{name}>", "exec"), module.__dict__)
for name in (PACKAGE, *(f"{PACKAGE}.{name}" for name in SOURCES)):
    del sys.modules[name]
globals().update(module.__dict__)
"""
