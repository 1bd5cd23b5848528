"""Warm kernels for Jupyter: a kernel provisioner whose kernels are forked from a process that has torch imported.

`nbclient`, `nbval`, `nbconvert`, nbgrader and whoever else starts kernels through jupyter_client can use it, through a
kernelspec that names it; see `kernelspec`.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool, Dict

from autograder.student import box, filters, forkserver

PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ", "OPENBLAS_CORETYPE")
"""The only variables of the grader's environment that a forkserver and a student's kernel have."""

BOXED, WARM = "autograder-boxed", "autograder-warm"
"""Names of the two kernels: in the box, and without."""

START_SECONDS = 120
"""For importing torch and the rest on a busy machine."""


class ForkserverGone(RuntimeError):
    """The forkserver could not be started, or ended."""


class Forkserver:
    """The one forkserver of this process, started when it is first needed and again should it have ended."""

    _lock = threading.Lock()
    _running: Forkserver | None = None

    @classmethod
    def running(cls) -> Forkserver:
        """The forkserver of this process, started if need be."""
        with cls._lock:
            server = cls._start()
            server._wait_until_ready()
            return server

    @classmethod
    def start(cls) -> None:
        """Have it start in the background, for who will need it soon."""
        with cls._lock:
            cls._start()

    @classmethod
    def _start(cls) -> Forkserver:
        if cls._running is None or not cls._running.alive():
            cls._running = cls()
        return cls._running

    def __init__(self) -> None:
        self._owner = os.getpid()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # The program comes on standard input: the command line, which anyone can read, shows nothing of it.
        program = _program(filters, box, forkserver) + "main()\n"
        start = "import sys; exec(compile(sys.stdin.read(), '<forkserver>', 'exec'))"
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", start],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL if not os.environ.get("AUTOGRADER_DEBUG") else None,
                cwd="/",
                env=environment(),
                preexec_fn=_Descriptor3(theirs.fileno()),
                close_fds=False,
                start_new_session=True,
            )
        assert self._process.stdin
        self._process.stdin.write(program.encode())
        self._process.stdin.close()
        self._control = ours
        self._ready = False
        atexit.register(self.stop)

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        self._control.settimeout(START_SECONDS)
        try:
            if not self._control.recv(1 << 10):
                raise ForkserverGone(f"the forkserver ended while starting (exit status {self._process.wait()})")
        except TimeoutError:
            raise ForkserverGone(f"the forkserver was not ready within {START_SECONDS} seconds") from None
        self._control.settimeout(None)
        self._ready = True

    @property
    def pid(self) -> int:
        """Id of its process."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it can fork kernels for this process (a fork of this process needs its own)."""
        return self._owner == os.getpid() and self._process.poll() is None

    def fork(self, job: dict[str, Any]) -> socket.socket:
        """Ask for a kernel; what becomes of it is told on the socket that is returned."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(self._control, [json.dumps(job).encode()], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise ForkserverGone(f"the forkserver is gone ({error})") from None
        ours.setblocking(False)
        return ours

    def stop(self) -> None:
        """End it and all its kernels."""
        self._control.close()
        if self._owner == os.getpid():
            self._process.wait()


class _Descriptor3:
    """Between fork and exec: give the child the control socket as descriptor 3, and no other."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def __call__(self) -> None:
        os.dup2(self.fd, 3, inheritable=True)
        os.closerange(4, 65_536)


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by forking, over ``ipc://``. Named ``autograder-warm`` in a kernelspec's metadata."""

    boxed = Bool(False, help="Lock the kernel's process in; see autograder.student.box.").tag(config=True)
    limits = Dict(help="Limits of the box, by name of the fields of autograder.student.box.Limits.").tag(config=True)

    _socket: socket.socket | None = None
    _pidfd: int | None = None
    _exit: int | None = None
    _folder: str | None = None

    @property
    def has_process(self) -> bool:
        return self._pidfd is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        if self._folder is None:
            # Of its own and short: a Unix socket's path has at most 107 characters, unix(7).
            self._folder = tempfile.mkdtemp(prefix="ag-")
        manager = self.parent
        manager.transport = "ipc"
        manager.ip = f"{self._folder}/s"
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        connection = dict(self.connection_info)
        connection["key"] = connection["key"].decode() if isinstance(connection["key"], bytes) else connection["key"]
        kept = ("transport", "ip", "shell_port", "iopub_port", "stdin_port", "control_port", "hb_port", "key", "signature_scheme")
        job: dict[str, Any] = {
            "connection": {name: connection[name] for name in kept},
            "cwd": str(kwargs.get("cwd") or os.getcwd()),
            "env": kwargs.get("env") or dict(os.environ),
            "tmp": self._folder,
            "channels": self._folder,
        }
        if self.boxed:
            job |= box.job(self._folder or "", job["env"], box.Limits(**self.limits))
        self._exit, self._pidfd = None, None
        for attempt in (1, 2):
            try:
                server = await asyncio.to_thread(Forkserver.running)
                self._socket = server.fork(job)
                await self._hear_of_start()
                break
            except ForkserverGone:
                if attempt == 2:
                    raise
        return self.connection_info

    async def poll(self) -> int | None:
        if self._exit is None and self._socket is not None:
            try:
                self._hear(self._socket.recv(1 << 16))
            except BlockingIOError:
                return None
            except OSError:
                self._hear(b"")
        return self._exit if self._pidfd is not None else 0

    async def wait(self) -> int | None:
        while await self.poll() is None:
            assert self._socket
            await _readable(self._socket)
        self._forget()
        return self._exit

    async def send_signal(self, signum: int) -> None:
        if self._pidfd is not None:
            try:
                signal.pidfd_send_signal(self._pidfd, signum)
            except ProcessLookupError:
                self.log.debug("signal %s came too late: the kernel has ended", signum)

    async def kill(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        self._forget()
        if self._folder and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    async def _hear_of_start(self) -> None:
        """Wait for the process's pidfd and, from the process itself, for "ready"."""
        assert self._socket
        while True:
            await _readable(self._socket)
            data, fds, _, _ = socket.recv_fds(self._socket, 1 << 16, 1)
            message = json.loads(data) if data else {"gone": True}
            if fds:
                self._pidfd, self.pid, self.pgid = fds[0], message["pid"], None
            if "gone" in message:
                self._forget()
                raise ForkserverGone("the forkserver ended while a kernel was started")
            if "error" in message or "exit" in message:
                self._forget()
                raise RuntimeError(f"the box can't be built: {message.get('error', 'its process ended')}")
            if "ready" in message:
                return

    def _hear(self, data: bytes) -> None:
        message = json.loads(data) if data else {"exit": -signal.SIGKILL}  # a forkserver that dies takes its kernels along
        self._exit = message.get("exit", self._exit)

    def _forget(self) -> None:
        if self._socket is not None:
            self._socket.close()  # ends the process, should it be alive
            self._socket = None
        if self._pidfd is not None:
            os.close(self._pidfd)
            self._pidfd = None


async def _readable(waiting: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_reader(waiting, _set, ready)
    try:
        await ready
    finally:
        loop.remove_reader(waiting)


class WarmKernelSpecs(KernelSpecManager):
    """Knows our two kernels besides those that are installed, so that the grader needs no kernelspec in the environment."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name in (BOXED, WARM):
            return KernelSpec(**kernelspec(kernel_name))
        return super().get_kernel_spec(kernel_name)


def box_problems() -> dict[str, str]:
    """The box's layers, each with what keeps it from working here, or nothing."""
    program = _program(filters, box) + "import json\nprint(json.dumps(probe()))\n"
    ran = subprocess.run([sys.executable, "-I", "-"], input=program, capture_output=True, text=True, env=environment(), check=False)
    try:
        return dict(json.loads(ran.stdout))
    except ValueError:
        return {"all together": ran.stderr.strip().splitlines()[-1] if ran.stderr.strip() else f"its test ended with {ran.returncode}"}


def install_kernels(prefix: Path) -> list[Path]:
    """Put kernelspecs of our kernels into an environment, for other programs to use.

    Args:
        prefix: the environment, as `sys.prefix`.
    """
    written = []
    for name in (BOXED, WARM):
        path = prefix / "share" / "jupyter" / "kernels" / name / "kernel.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kernelspec(name), indent=1) + "\n")
        written.append(path)
    return written


def kernelspec(name: str) -> dict[str, Any]:
    """What ``kernel.json`` of one of our kernels holds."""
    provisioner = {"provisioner_name": "autograder-warm", "config": {"boxed": name == BOXED}}
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (warm, boxed)" if name == BOXED else "Python 3 (warm)",
        "language": "python",
        "metadata": {"kernel_provisioner": provisioner},
    }


def _set(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def environment() -> dict[str, str]:
    """Variables for a process that runs students' code, or forks those that do."""
    # One thread each, or kernels that run side by side fight over the cores.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return passed_on | threads | {"MPLBACKEND": box.INLINE, "PYTHONDONTWRITEBYTECODE": "1"}


def _program(*modules: ModuleType) -> str:
    """The modules' sources as one program, which then needs this package no more."""
    texts = [Path(str(module.__file__)).read_text() for module in modules]
    return re.sub(r"^from (__future__|autograder\.\S+) import .*\n", "", "\n".join(texts), flags=re.MULTILINE)
