"""What can happen to a run of the grader, done for real.

Each is done while the run stands still before one of its steps.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.faults import disk
from tests.faults.processes import children
from tests.faults.tracing import Step, Traced

Mend = Callable[[], None]


@dataclass(frozen=True)
class Scene:
    """A run that stands still before a step."""

    traced: Traced
    output: Path
    step: Step

    @property
    def zygotes(self) -> list[int]:
        """Its own, and the one that it was given by whoever started it."""
        from autograder.student.zygote import Zygote

        return [*self.traced.programs, Zygote.start().pid]

    @property
    def forkservers(self) -> list[int]:
        """What the zygotes have forked; see `stage`."""
        return [pid for zygote in self.zygotes for pid in children(zygote)]


@dataclass(frozen=True)
class Fault:
    """A fault, where it can make a difference, and for how long it lasts."""

    strike: Callable[[Scene], Mend | None]
    """Does it, and returns what ends it; nothing where it can't be done."""
    suits: Callable[[Step], bool]
    seconds: float = 0
    """After which it is over; else it lasts until the run has ended."""
    heals: bool = False
    """Whether the run itself has to get over it; else the next one may."""


def _signal(number: signal.Signals, processes: Iterable[int]) -> bool:
    """Send a signal to those that are there; whether one was."""
    reached = False
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)
            reached = True
    return reached


def _kill(*processes: int) -> Mend | None:
    return (lambda: None) if _signal(signal.SIGKILL, processes) else None


def _stop(*processes: int) -> Mend | None:
    """Stop those that are there, as Ctrl-Z does, until they are told to go on."""
    if not _signal(signal.SIGSTOP, processes):
        return None
    return lambda: _go_on(processes)


def _go_on(processes: Iterable[int]) -> None:
    _signal(signal.SIGCONT, processes)


def _students(scene: Scene) -> list[int]:
    return [pid for server in scene.forkservers for pid in children(server)]


def _cut_the_power(scene: Scene) -> Mend:
    """Kill everything, and empty each file with something that was not synced.

    SQLite syncs its own files; what it promises is not tried here.
    """
    scene.traced.kill()
    for path in filter(Path.is_file, scene.output.rglob("*")):
        unsynced = path.stat().st_ino in scene.traced.unsynced
        if unsynced and not path.name.startswith("gradebook.db"):
            path.write_bytes(b"")
    return lambda: None


def _lose_names(scene: Scene) -> Mend:
    """Kill everything, and have the newest name stay, but none before it whose folder isn't synced.

    File systems may write names in any order: this is the worst one for a note that comes last.
    """
    scene.traced.kill()
    *lost, kept = scene.traced.names.items() or [(scene.output, None)]
    for name, before in reversed(lost):
        if name in kept[0].parents or not name.exists():
            continue
        if before:
            before.replace(name)
        elif name.is_dir():
            shutil.rmtree(name)
        else:
            name.unlink()
    return lambda: None


def _lock_the_gradebook(scene: Scene) -> Mend | None:
    if not (scene.output / "gradebook.db").exists():  # which SQLite would make
        return None
    other = sqlite3.connect(scene.output / "gradebook.db", timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:  # the run has it
        other.close()
        return None
    return other.close


def _grader(scene: Scene) -> list[int]:
    """All that Ctrl-Z reaches; a student's process has no terminal."""
    return [scene.traced.driver, *scene.traced.bench, *scene.traced.judges]


def _writes(step: Step) -> bool:
    return step.what in ("create", "mkdir", "write")


def _of_results(step: Step) -> bool:
    return step.who in ("driver", "judge") and "gradebook.db" not in step.target


def _sends(step: Step) -> bool:
    return step.what == "send"


def _has_a_student(step: Step) -> bool:
    return step.who == "judge" and "student" in step.target


def _locks(step: Step) -> bool:
    return step.what == "lock" and step.target == "gradebook.db"


def _any(step: Step) -> bool:
    return True


FAULTS = {
    "the command is killed": Fault(lambda scene: _kill(scene.traced.driver), _any),
    "the power is cut": Fault(_cut_the_power, _of_results),
    "the power is cut, and names are lost": Fault(_lose_names, _of_results),
    "the disk is full": Fault(lambda scene: disk.fill(scene.output.parent), _writes),
    "the gradebook is locked for long": Fault(_lock_the_gradebook, _locks),
    "the gradebook is locked for a while": Fault(
        _lock_the_gradebook, _locks, seconds=2, heals=True
    ),
    "what judges is killed": Fault(lambda scene: _kill(*scene.traced.judges), _sends, heals=True),
    "what forks judges is killed": Fault(
        lambda scene: _kill(*scene.traced.bench), _sends, heals=True
    ),
    "the forkserver is killed": Fault(
        lambda scene: _kill(*scene.forkservers), _has_a_student, heals=True
    ),
    "a student's process is killed": Fault(
        lambda scene: _kill(*_students(scene)), _has_a_student, heals=True
    ),
}

STOPPED_SECONDS = 5
ALL_STOPPED = "the command and all that judges is stopped"
STOPS = {
    "the command is stopped": Fault(
        lambda scene: _stop(scene.traced.driver), _sends, STOPPED_SECONDS, heals=True
    ),
    "what judges is stopped": Fault(
        lambda scene: _stop(*scene.traced.judges), _sends, STOPPED_SECONDS, heals=True
    ),
    ALL_STOPPED: Fault(lambda scene: _stop(*_grader(scene)), _sends, STOPPED_SECONDS, heals=True),
}
"""Longer than a cell may take."""

ONE_OF_SEVERAL = "one of those that judge is killed"

ALL = FAULTS | STOPS
ALL[ONE_OF_SEVERAL] = Fault(lambda scene: _kill(*scene.traced.judges[:1]), _of_results, heals=True)
