"""Let each mutant answer its exercise's check, in a process of its own that can be stopped."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess

from autograder.course.layout import Course
from tests.helpers import ROOT
from tests.mutants.mutate import Mutant, mutants_of
from tests.trusted import failures, parts_of

SECONDS = 60
"""Who takes longer is killed, as it would be when graded."""


class Fate(StrEnum):
    KILLED = "killed"
    """It lost points, or came to no end."""
    SURVIVES = "survives"
    BROKEN = "broken"
    """The check itself failed on what the mutant answered."""


@dataclass(frozen=True)
class Case:
    """One mutant of one exercise."""

    key: str
    mutant: Mutant


def solution_of(key: str) -> str:
    """The source's own cell of an exercise."""
    assignment, exercise = key.split("/")
    return next(
        str(cell.source)
        for cell in Course(ROOT).load(assignment).source.cells
        if cell.id == exercise
    )


def cases_of(key: str) -> list[Case]:
    """The mutants of the source's solution of an exercise.

    Raises:
        ValueError: the solution does not earn all points, so that its mutants would say nothing.
    """
    source = solution_of(key)
    with contextlib.redirect_stdout(io.StringIO()):
        lost = failures(parts_of(key, source))
    if lost:
        raise ValueError(f"the source's solution of {key} loses points: {' '.join(lost)}")
    return [Case(key, mutant) for mutant in mutants_of(source)]


def hunt(
    waiting: Iterable[Case], processes: int, seconds: float = SECONDS
) -> Iterator[tuple[Case, Fate]]:
    """Judge mutants, so many at a time; yields each when it is done.

    The processes are forked, with the notebooks' names in memory; nothing that a mutant changes
    reaches another one.
    """
    fork, left = multiprocessing.get_context("fork"), iter(waiting)
    running: dict[ForkProcess, tuple[Case, float]] = {}
    while True:
        while len(running) < processes and (case := next(left, None)):
            process = fork.Process(target=_judge, args=(case,))
            process.start()
            running[process] = case, time.monotonic() + seconds
        if not running:
            return
        first = min(deadline for _, deadline in running.values())
        wait([process.sentinel for process in running], timeout=max(0.0, first - time.monotonic()))
        for process, (case, deadline) in list(running.items()):
            if process.exitcode is not None or time.monotonic() > deadline:
                process.kill()
                process.join()
                del running[process]
                yield case, _EXITS.get(process.exitcode or 0, Fate.KILLED)


_SURVIVES, _BROKEN, _KILLED = 0, 1, 3
_EXITS = {_SURVIVES: Fate.SURVIVES, _BROKEN: Fate.BROKEN}
"""What an exit status means; a mutant that dies in whatever other way is killed. Status 1 comes of
an uncaught exception."""


def _judge(case: Case) -> None:
    # A mutant's prints and warnings are nobody's business; an error of the check's own is shown.
    with contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        lost = failures(parts_of(case.key, case.mutant.source))
    sys.exit(_KILLED if lost else _SURVIVES)
