"""Run the programs that are compared, all under the same conditions, and time them."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SECRET = "benchmark"
"""What hidden inputs are drawn from: the same on every machine, so that the same answers are
judged."""


def call(
    program: str | Path,
    *options: object,
    cwd: Path,
    watch: Callable[[subprocess.Popen[bytes]], None] | None = None,
) -> float:
    """Run a command to its end and return the wall seconds that it took, its start included.

    Args:
        program: a command of this environment, or the path of another.
        options: its arguments.
        cwd: where it runs.
        watch: is given the process while it runs.

    Raises:
        SystemExit: the command failed; with what it said.
    """
    program = BIN / program
    environment = os.environ | {
        # nbgrader calls `alembic` by name, which lies beside this Python; Otter's kernel is that of
        # Otter's environment.
        "PATH": os.pathsep.join([str(program.parent), os.environ["PATH"]]),
        "JUPYTER_NO_CONFIG": "1",  # without another course's settings
        "OMP_NUM_THREADS": "1",
        "AUTOGRADER_SECRET": SECRET,
    }
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        line = [str(program), *map(str, options)]
        with subprocess.Popen(
            line, cwd=cwd, env=environment, stdout=said, stderr=subprocess.STDOUT
        ) as process:
            if watch:
                watch(process)
        seconds = time.perf_counter() - start
        if process.returncode:
            said.seek(0)
            sys.exit(f"{program.name} {options[0]} failed:\n{said.read()}")
    return seconds


def positive(text: str) -> int:
    """For `argparse`: a whole number from 1 upwards."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{number} is not a number from 1 upwards")
    return number


def machine() -> str:
    """Return the machine in general terms, and how busy it is."""
    name = platform.machine().replace("_", "-")
    return (
        f"{os.cpu_count()} {name} cores, load average {os.getloadavg()[0]:.1f} when the run began; "
        f"Python {platform.python_version()}, torch {version('torch').split('+')[0]}, one thread "
        "a process"
    )
