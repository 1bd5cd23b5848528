"""Hand submissions out to be graded, and take back what became of them.

What is written of all of them is left to one process; see `session`.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from types import MappingProxyType

from autograder.classroom.documents import Documents
from autograder.classroom.place import Place, Task
from autograder.classroom.retries import TRIES, Queue
from autograder.classroom.worker import ToGrade, without_notebook
from autograder.course.submissions import Submission
from autograder.grading import result
from autograder.grading.assignment import Assignment
from autograder.grading.bench import GraderDied
from autograder.grading.result import Result
from autograder.grading.verdicts import Verdict

NOTHING_KEPT: Mapping[str, list[Verdict]] = MappingProxyType({})
NOTHING_WRITTEN: Mapping[str, Path] = MappingProxyType({})
TOGETHER_SECONDS = 2.0
"""How long the submissions of one task may take: when the command is stopped, what is in hand has
to be graded again."""

APART_SHARE, APART_SECONDS = 0.1, (2.0, 5.0)
"""Between two times that something is written here, of the time so far, and within these bounds: a
kill costs what is in hand, and what was done since and not written by who graded it."""

LOOK_SECONDS = 2.0
"""Between two looks at how many may be graded at once, where none is done."""


@dataclass(frozen=True)
class Outcome:
    """A submission, what became of it, and what is written of that for people."""

    submission: Submission
    result: Result
    documents: Documents | None = None
    """None where they are written."""
    noted: bool = False
    """Whether it is noted as done."""


def grade_all(
    assignment: Assignment,
    submissions: Sequence[Submission],
    place: Place,
    kept: Mapping[str, list[Verdict]] = NOTHING_KEPT,
    outputs: Mapping[str, Path] = NOTHING_WRITTEN,
    new: Collection[str] = (),
) -> Iterator[list[Outcome]]:
    """Grade submissions side by side, and yield those that are done by now, in any order.

    What comes within some seconds comes together: to write some costs hardly more than to write
    one.

    Args:
        assignment: what was handed out.
        submissions: what came back; read as it is graded, so that memory stays flat.
        place: where they are graded, with what grades them.
        kept: verdicts that stay as they are, by student.
        outputs: by student, where what people read is written by who grades, as far as that folder
            is in reach there.
        new: those of these students who are noted there, too.
    """
    boxed = place.grader.settings.boxed
    if not place.shares_folders:
        outputs = NOTHING_WRITTEN
    waiting, left, pace = Queue(submissions), len(submissions), math.inf
    done: list[Outcome] = []
    began, yielded = time.monotonic(), -math.inf
    given: dict[Task, list[Submission]] = {}
    ended: SimpleQueue[Task] = SimpleQueue()

    def fault(submission: Submission, error: BaseException | str) -> Outcome:
        return failed(assignment, submission, error, boxed=boxed)

    while True:
        threads = max(1, place.threads())
        while len(given) < 2 * threads and (
            group := waiting.next(
                most=_together(left, threads, pace, place.most_together), idle=not given
            )
        ):
            left -= len(group)
            ready = [
                ToGrade(
                    *(assignment.name, one, kept.get(one.student_id, [])),
                    output=outputs.get(one.student_id),
                    noted=one.student_id in new,
                )
                for one in group
            ]
            if not place.shares_folders:
                ready = [one.read(assignment) for one in ready]
            task = place.submit(ready)
            given[task] = group
            task.add_done_callback(ended.put)
        if done and (not given or time.monotonic() - yielded > _apart(began)):
            yield done
            done, yielded = [], time.monotonic()
            continue  # meanwhile some may have become free
        if not given:
            return
        for task in _those_in(ended):
            sent = given.pop(task)
            try:
                came = [
                    Outcome(one, *graded, noted=graded[1] is None and one.student_id in new)
                    if isinstance(graded, tuple)
                    else fault(one, graded)
                    for one, graded in zip(sent, task.result(), strict=True)
                    if not (isinstance(graded, GraderDied) and waiting.worker_died(one))
                ]
                pace = max((outcome.result.seconds for outcome in came), default=pace)
                done += [
                    outcome
                    for outcome in came
                    if not (outcome.result.hindered and waiting.hindered(outcome.submission))
                ]
            except (Exception, CancelledError) as error:  # of any kind, in a worker
                if place.lost(error):
                    raise
                died = place.died(error)
                done += [
                    fault(one, died or error)
                    for one in sent
                    if not (died and waiting.worker_died(one))
                ]


def _apart(began: float) -> float:
    """Return how many seconds pass between two times that something is written."""
    least, most = APART_SECONDS
    return min(max(least, APART_SHARE * (time.monotonic() - began)), most)


def _those_in(ended: SimpleQueue[Task]) -> list[Task]:
    """Wait for a task that has ended, and return it with those that have ended by then."""
    found: list[Task] = []
    with contextlib.suppress(Empty):
        found.append(ended.get(timeout=LOOK_SECONDS))
        while True:
            found.append(ended.get_nowait())
    return found


def _together(left: int, threads: int, pace: float, most: int) -> int:
    """Return how many submissions are one task; fewer towards the end, so that all end together.

    Args:
        left: that wait.
        threads: of all workers.
        pace: seconds that one takes.
        most: that are one task.
    """
    return max(1, min(left // (4 * threads), most, int(TOGETHER_SECONDS / max(pace, 0.01))))


def failed(
    assignment: Assignment,
    submission: Submission,
    error: BaseException | str,
    *,
    boxed: bool,
    digest: str = "",
) -> Outcome:
    """Return the outcome of a fault of the grader: the submission waits for the next run."""
    reason = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    if isinstance(error, GraderDied):
        reason = f"its worker died {TRIES} times, the last time with nothing else in hand"
    found = result.of_fault(assignment, submission.student_id, reason, boxed=boxed, digest=digest)
    return Outcome(submission, *without_notebook(assignment, found))
