"""Runs of `autograder grade` as processes, here or on a cluster of more such processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.layout import Course

NAME = "04-convolution"
STUDENTS = 16

Made = tuple[Course, bytes]
"""A course with a class, and ``grades.csv`` of a run that nothing disturbed."""


def grading(course: Course, output: Path, *options: str) -> list[str]:
    """The command that grades a course's class into a folder."""
    where = ["--submitted", str(course.root / "submitted"), "--output", str(output)]
    return [
        sys.executable,
        "-m",
        "autograder",
        "--course",
        str(course.root),
        "grade",
        NAME,
        *where,
        *options,
    ]


def graded(output: Path) -> dict[str, int]:
    """The submissions that are noted as graded, and when."""
    return {
        path.parent.parent.name: path.stat().st_mtime_ns
        for path in output.glob("autograded/*/*/verdicts.json")
    }


def wait_for(condition: Callable[[], object], seconds: float = 90) -> None:
    """Look until it holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.02)


@dataclass
class Dask:
    """A scheduler and workers, each a process of its own.

    Args:
        folder: for their files.
        host: address of the scheduler.
        variables: added to the environment of each.
    """

    folder: Path
    host: str = "127.0.0.1"
    variables: dict[str, str] = field(default_factory=dict)
    schedulers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def schedule(self, *before: str) -> str:
        """Start the scheduler and return its address.

        Words that run it somewhere else stand before its own.
        """
        self.schedulers.append(self._run("scheduler", before, "--host", self.host, "--port", "0"))
        wait_for(lambda: self._said(r"Scheduler at: +(\S+)"))
        return self._said(r"Scheduler at: +(\S+)")[0]

    def work(
        self, address: str, *options: str, before: tuple[str, ...] = ()
    ) -> subprocess.Popen[bytes]:
        """Start a worker, and wait until it has joined."""
        joined = len(self._said("Register worker"))
        own = (
            "--nthreads",
            "1",
            "--memory-limit",
            "0",
            "--local-directory",
            str(self.folder / f"worker{len(self.workers)}"),
        )
        self.workers.append(self._run("worker", before, address, *own, *options))
        wait_for(lambda: len(self._said("Register worker")) > joined)
        return self.workers[-1]

    def end(self) -> None:
        """Kill all: a worker that is asked to end while its scheduler goes may hang."""
        for process in (*self.workers, *self.schedulers):
            process.kill()
            process.wait()

    def _run(self, what: str, before: tuple[str, ...], *options: str) -> subprocess.Popen[bytes]:
        words = [*before, sys.executable, "-m", "dask", what, "--no-dashboard", *options]
        with (self.folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(words, env=os.environ | self.variables, stdout=log, stderr=log)

    def _said(self, pattern: str) -> list[str]:
        log = self.folder / "scheduler.log"
        return re.findall(pattern, log.read_text()) if log.exists() else []
