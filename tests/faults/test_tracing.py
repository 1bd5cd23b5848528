"""Who follows a run keeps up with processes that are killed while they are looked at."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.faults import tracing
from tests.faults.tracing import Traced


@pytest.mark.parametrize("reading", ["_target", "_changes", "_path"])
def test_a_process_that_is_killed_while_its_step_is_read_made_none(
    tmp_path: Path, reading: str
) -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        status, steps = alone.submit(_kill_before, reading, tmp_path / "output").result(60)

    assert (status, steps) == (-signal.SIGKILL, [])


def _kill_before(reading: str, output: Path) -> tuple[int | None, list[str]]:
    """Follow a process that renames a folder, and kill it before that step is read on."""
    (output / "student").mkdir(parents=True)
    start, started = os.pipe()
    if (renaming := os.fork()) == 0:
        os.close(started)
        os.read(start, 1)
        os.rename(output / "student", output / "other")
        os._exit(0)
    os.close(start)
    real = getattr(tracing, reading)

    def killed_first(*arguments: object) -> object:
        os.kill(renaming, signal.SIGKILL)
        while Path(f"/proc/{renaming}/cwd").exists():
            time.sleep(0.001)
        return real(*arguments)

    setattr(tracing, reading, killed_first)
    steps: list[str] = []
    traced = Traced(renaming, output)
    os.close(started)
    traced.follow(lambda _, step: steps.append(str(step)), 30)
    return traced.status, steps
