"""A process that has imported all that grades, and forks `autograder grade` for each strike.

So a run takes seconds less. All that it writes lies on a small disk of its own, which can be
filled, and what a run leaves behind is the stage's child, where it is found.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.faults import disk
from tests.faults.faults import ALL, Mend, Scene
from tests.faults.processes import children, title
from tests.faults.remains import differences, remains, wrongs
from tests.faults.tracing import Step, Traced

DISK = "64m"
RUN_SECONDS = 120
"""In which a run ends by itself, whatever is done to it."""

GONE_SECONDS = 10
"""In which all processes of a run that ended are gone."""

PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG = 36, 1
KEPT = 900
"""Descriptors from here on are those that a fork keeps."""


@dataclass(frozen=True)
class Ended:
    """How a run ended, and what it said."""

    status: int
    said: str
    in_time: bool
    processes: list[str]
    """Of its own that were still there."""


@dataclass(frozen=True)
class Undisturbed:
    """A run that nothing disturbed: its steps, its end, and what it left."""

    ended: Ended
    steps: list[Step]
    remains: dict[str, Any]


@dataclass(frozen=True)
class Struck:
    """What became of a run that was struck, and of the same command once more."""

    fault: str
    step: Step
    happened: bool
    """Whether the run came to the step, and the fault could be done."""
    wrongs: list[str]
    """Wrong scores that were noted as done, in the end or in between."""
    others: list[str]
    """What else differs or was left: a traceback, a file, a process."""

    def __str__(self) -> str:
        return "\n  ".join([f"{self.fault} before: {self.step}", *self.wrongs, *self.others])


class Stage:
    """The stage, from outside.

    Args:
        folder: an empty one, for its disk and what runs say.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = ProcessPoolExecutor(1, get_context("spawn"), _set_up, (folder,))

    def undisturbed(self, command: list[str]) -> Undisturbed:
        """Run a command, its output left out of it, and note all its steps."""
        return self._process.submit(_undisturbed, self._folder, command).result()

    def strike(self, command: list[str], fault: str, step: Step, right: Undisturbed) -> Struck:
        """Run a command with a fault before a step, then again without, and compare."""
        return self._process.submit(_strike, self._folder, command, fault, step, right).result()

    def end(self) -> None:
        self._process.shutdown()


def _undisturbed(folder: Path, command: list[str]) -> Undisturbed:
    steps: list[Step] = []
    output = _empty(folder)
    ended = _run(folder, command, lambda _, step: steps.append(step))
    return Undisturbed(ended, steps, remains(output))


def _strike(folder: Path, command: list[str], fault: str, step: Step, right: Undisturbed) -> Struck:
    kind = ALL[fault]
    output = _empty(folder)
    mending: list[Mend] = []

    def watch(traced: Traced, now: Step) -> None:
        if now == step and (mend := kind.strike(Scene(traced, output, step))) is not None:
            mending.append(mend)
            signal.signal(signal.SIGALRM, lambda *_: mend())
            signal.setitimer(signal.ITIMER_REAL, kind.seconds)

    first = _run(folder, command, watch)
    signal.setitimer(signal.ITIMER_REAL, 0)
    for mend in mending:
        mend()
    wronged, others = wrongs(output, right.remains), _problems(first)
    different = differences(output, right.remains)
    if different and not kind.heals:
        last = _run(folder, command)
        different = differences(output, right.remains)
        wronged += wrongs(output, right.remains)
        others += _problems(last)
        if last.status != right.ended.status:
            others.append(f"the next run ended with {last.status}: {last.said[-600:]}")
    return Struck(fault, step, bool(mending), wronged, others + different)


def _problems(ended: Ended) -> list[str]:
    problems = [f"a process is left: {process}" for process in ended.processes]
    if not ended.in_time:
        problems.append(f"it did not end within {RUN_SECONDS} seconds: …{ended.said[-900:]}")
    if "Traceback" in ended.said:
        problems.append(f"a traceback: …{ended.said[-900:]}")
    return problems


def _set_up(folder: Path) -> None:
    """Mount a disk that nobody else sees, and import everything."""
    disk.mount(folder, DISK)
    # What a run leaves behind becomes a child of this process.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # The command is forked from here: a lock that another thread held would stay locked.
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    import numpy as np  # noqa: F401

    import autograder.classroom.grade_class
    import autograder.classroom.worker
    import autograder.cli.main
    import autograder.grading.grade  # noqa: F401
    from autograder.student.zygote import Zygote

    Zygote.call = _call_in_a_fork  # type: ignore[method-assign]


def _call_in_a_fork(self: Any, function: Callable[..., Any], *sockets: socket.socket) -> None:
    """In place of `Zygote.call`: what grades is followed, too, and has imported everything."""
    if os.fork():
        return
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        # High enough to be out of the way of what is closed.
        kept = [os.dup2(one.fileno(), KEPT + n) for n, one in enumerate(sockets)]
        os.closerange(3, KEPT)
        function(*(socket.socket(fileno=fd) for fd in kept))
    finally:
        os._exit(1)


def _empty(folder: Path) -> Path:
    """The folder for results, which is not there yet, on an empty disk."""
    for left in (folder / "disk").iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    return folder / "disk/output"


def _run(
    folder: Path,
    command: list[str],
    watch: Callable[[Traced, Step], None] | None = None,
) -> Ended:
    """Fork the command, follow it until it and all that it forked has ended."""
    from autograder.student.zygote import Zygote

    warm = Zygote.start().pid
    assert len(os.listdir("/proc/self/task")) == 1
    output, log = folder / "disk/output", folder / "log"
    start, started = os.pipe()
    if (driver := os.fork()) == 0:
        os.close(started)
        _drive([*command, "--output", str(output)], start, log)
    os.close(start)
    traced = Traced(driver, output)
    os.close(started)
    in_time = traced.follow(watch or (lambda *_: None), RUN_SECONDS)
    assert traced.status is not None
    return Ended(traced.status, log.read_text(errors="replace"), in_time, _left(warm))


def _drive(command: list[str], start: int, log: Path) -> None:
    """Be the command, from when the pipe closes."""
    status = 1
    try:
        os.read(start, 1)
        said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        from autograder.cli.main import run
        from autograder.student.zygote import Zygote

        assert Zygote._running
        Zygote._running._owner, Zygote._lock = os.getpid(), threading.Lock()
        sys.argv = ["autograder", *command]
        run()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else bool(ended.code)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _left(known: int) -> list[str]:
    """The processes of a run that are still there after a while."""
    deadline = time.monotonic() + GONE_SECONDS
    while True:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        left = [pid for pid in children(os.getpid()) if pid != known] + children(known)
        if not left or time.monotonic() > deadline:
            return [f"{pid} {title(pid)}" for pid in left]
        time.sleep(0.02)
