"""Warm kernels for Jupyter: a provisioner that forks kernels from a process with torch imported.

`nbclient`, `nbval`, `nbconvert` and other programs that start kernels through jupyter_client can
use it, through a kernelspec that names it; see `kernelspec`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Bool, Dict

from autograder.student.inside import box
from autograder.student.inside.libraries import ALL
from autograder.student.inside.root import CHANNELS
from autograder.student.warm import Forked

BOXED, WARM = "autograder-boxed", "autograder-warm"
"""Names of the two kernels, with the box and without."""


class WarmProvisioner(LocalProvisioner):
    """Forks kernels that speak over ``ipc://``. A kernelspec names it ``autograder-warm``."""

    boxed = Bool(
        False, help="Lock the kernel's process in; see autograder.student.inside.box."
    ).tag(config=True)
    limits = Dict(help="Fields of autograder.student.inside.box.ResourceLimits, by name.").tag(
        config=True
    )

    _forked: Forked | None = None
    _folder: str | None = None

    @property
    def has_process(self) -> bool:
        """Whether a process has been forked."""
        return self._forked is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose a short folder for the kernel's sockets."""
        if self._folder is None:
            # A short path: that of a Unix socket has at most 107 characters, unix(7).
            self._folder = tempfile.mkdtemp(prefix="ag-")
        manager = self.parent
        manager.transport = "ipc"
        manager.ip = f"{self._folder}/s"
        return dict(await super().pre_launch(**kwargs))

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel."""
        connection = dict(self.connection_info)
        connection["key"] = (
            connection["key"].decode()
            if isinstance(connection["key"], bytes)
            else connection["key"]
        )
        kept = (
            "transport",
            "ip",
            "shell_port",
            "iopub_port",
            "stdin_port",
            "control_port",
            "hb_port",
            "key",
            "signature_scheme",
        )
        job: dict[str, Any] = {
            "connection": {name: connection[name] for name in kept},
            "cwd": str(kwargs.get("cwd") or Path.cwd()),
            "env": kwargs.get("env") or dict(os.environ),
            "tmp": self._folder,
            "needs": list(ALL),
        }
        if self.boxed:
            job |= box.job(self._folder or "", job["env"], box.ResourceLimits(**self.limits))
            job["connection"]["ip"] = f"{CHANNELS}/s"
        self._forked = await asyncio.to_thread(Forked, job)
        self.pid, self.pgid = self._forked.pid, None
        return self.connection_info

    async def poll(self) -> int | None:
        """Return its exit status, or None while it runs."""
        return self._forked.poll() if self._forked else 0

    async def wait(self) -> int | None:
        """Wait until it has ended, and return its exit status."""
        ended = await self.poll()
        while ended is None and self._forked:
            await _readable(self._forked.socket)
            ended = await self.poll()
        self._forget()
        return ended

    async def send_signal(self, signum: int) -> None:
        """Send it a signal, if it has not ended."""
        if self._forked and not self._forked.send_signal(signum):
            self.log.debug("signal %s came too late: the kernel has ended", signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill it."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Ask it to end."""
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        """Forget it, and remove its folder."""
        self._forget()
        if self._folder and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _forget(self) -> None:
        if self._forked:
            self._forked.close()
            self._forked = None


async def _readable(waiting: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_reader(waiting, _set, ready)
    try:
        await ready
    finally:
        loop.remove_reader(waiting)


def install_kernels(prefix: Path) -> list[Path]:
    """Write our kernels' kernelspecs into an environment, for other programs. Return the files.

    Args:
        prefix: the environment, as `sys.prefix`.
    """
    written = []
    for name in (BOXED, WARM):
        path = prefix / "share" / "jupyter" / "kernels" / name / "kernel.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kernelspec(name), indent=1) + "\n", encoding="utf-8")
        written.append(path)
    return written


def kernelspec(name: str) -> dict[str, Any]:
    """Return what ``kernel.json`` of one of our kernels holds."""
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
