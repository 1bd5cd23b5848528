"""JupyterLab with nbgrader's extensions, as one starts it in a terminal, with a home of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

SECONDS = 120
"""How long a server or a page may keep a person waiting: on a busy machine kernels start and torch
is imported."""
TOKEN = "for-tests"
SETTINGS = {
    # Every cell is in the page, not only those in sight.
    "notebook-extension/tracker": {"windowingMode": "none"},
    # Nobody is asked for news, and no person whether that may be.
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
"""What is set in JupyterLab's *Settings* before it is opened."""


@contextmanager
def jupyter_lab(folder: Path, home: Path) -> Iterator[str]:
    """Run `jupyter lab` in a folder; the block gets its address, with ``{}`` for the path.

    Args:
        folder: where it is started, and all that it shows.
        home: an empty place for Jupyter's settings and whatever else it keeps of a person.

    Raises:
        AssertionError: it doesn't start, logs an error, or leaves a process behind.
    """
    _settle_in(home)
    log = home / "jupyter.log"
    line = [
        str(Path(sys.executable).with_name("jupyter-lab")),
        "--no-browser",
        "--allow-root",
        "--port=0",
    ]
    with log.open("w") as file:
        server = subprocess.Popen(
            line,
            cwd=folder,
            env=_environment(home),
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        yield f"{_wait_for(server, log)}{{}}?token={TOKEN}"
    finally:
        left = _end(server)
    assert left == [], "JupyterLab has ended, but not these processes of it"
    assert re.findall(r"^(?:\[E .*|Traceback .*)", log.read_text(), re.MULTILINE) == [], (
        log.read_text()
    )


def _settle_in(home: Path) -> None:
    for name, values in SETTINGS.items():
        path = home / "config/lab/user-settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))


def _environment(home: Path) -> dict[str, str]:
    outside = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "XDG_", "MPL"))
    }
    places = {
        f"JUPYTER_{kind.upper()}_DIR": str(home / kind) for kind in ("config", "data", "runtime")
    }
    return outside | places | {"HOME": str(home), "JUPYTER_TOKEN": TOKEN, "OMP_NUM_THREADS": "1"}


def _wait_for(server: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the server names as soon as it listens."""
    until = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < until:
        if found := re.search(r"(http://127\.0\.0\.1:\d+/)lab\?token=", log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab doesn't start:\n{log.read_text()}")


def _end(server: subprocess.Popen[bytes]) -> list[str]:
    """Ask the server to end; what outlives it is killed, and returned."""
    started = psutil.Process(server.pid).children(recursive=True) if server.poll() is None else []
    server.terminate()
    try:
        server.wait(60)
    finally:
        server.kill()
        _, alive = psutil.wait_procs(started, timeout=20)
        for process in alive:
            process.kill()
    return [str(process) for process in alive]
