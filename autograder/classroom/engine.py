"""Hand submissions out to workers and take back what became of them: Dask distributes.

Writing is left to one process; see `session`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from distributed import Client, KilledWorker, as_completed

from autograder.classroom import feedback
from autograder.classroom.bench import GraderDied
from autograder.classroom.cluster import equip, lost
from autograder.classroom.retries import TRIES, Queue
from autograder.classroom.worker import Documents, Grader, NotHeld, ToGrade, grade_group
from autograder.course.submissions import Submission
from autograder.grading import result
from autograder.grading.assignment import Assignment
from autograder.grading.notebook_file import Unreadable
from autograder.grading.result import Result
from autograder.grading.settings import Settings

TOGETHER, TOGETHER_SECONDS = 8, 2.0
"""The most submissions in one task of Dask's, and how long they may take. Each task costs 10 ms, a
tenth of what a quick submission does; when the command is stopped, what is in hand has to be graded
again."""


@dataclass(frozen=True)
class Outcome:
    """A submission, what became of it, and what is written of that for people."""

    submission: Submission
    result: Result
    documents: Documents


def grade_all(
    assignment: Assignment, submissions: Sequence[Submission], settings: Settings, client: Client
) -> Iterator[list[Outcome]]:
    """Grade submissions side by side, and yield those that are done by now, in any order.

    What comes while some are written comes together.

    Args:
        assignment: what was handed out.
        submissions: what came back; read as workers become free, so that memory stays flat.
        settings: secret, isolation, limits.
        client: the cluster, from `cluster`.
    """
    grader = Grader(assignment, settings, client.id)
    equip(client, grader)
    waiting, left, pace = Queue(submissions), len(submissions), math.inf
    given: dict[str, list[Submission]] = {}
    running = as_completed()

    def fault(submission: Submission, error: BaseException | str) -> Outcome:
        digest = submission.digest  # read before it was sent
        return failed(assignment, submission, error, boxed=settings.boxed, digest=digest)

    while True:
        threads = max(1, sum(client.nthreads().values()))
        while len(given) < 2 * threads and (
            group := waiting.next(most=_together(left, threads, pace), idle=not given)
        ):
            left -= len(group)
            found = [(one, _taken_in(assignment, one, boxed=settings.boxed)) for one in group]
            if ungraded := [taken for _, taken in found if isinstance(taken, Outcome)]:
                yield ungraded
            if ready := [(one, taken) for one, taken in found if isinstance(taken, ToGrade)]:
                future = client.submit(
                    grade_group, grader.name, [taken for _, taken in ready], pure=False
                )
                given[future.key] = [one for one, _ in ready]
                running.add(future)
        if not given:
            return
        done = []
        for future in running.next_batch():
            sent = given.pop(future.key)
            try:
                came = [
                    Outcome(one, *graded) if isinstance(graded, tuple) else fault(one, graded)
                    for one, graded in zip(sent, future.result(), strict=True)
                    if not (isinstance(graded, GraderDied) and waiting.worker_died(one))
                ]
                pace = max((outcome.result.seconds for outcome in came), default=pace)
                done += [
                    outcome
                    for outcome in came
                    if not (outcome.result.hindered and waiting.hindered(outcome.submission))
                ]
            except (KilledWorker, NotHeld) as death:
                done += [fault(one, death) for one in sent if not waiting.worker_died(one)]
            except Exception as error:  # of any kind, in a worker
                if lost(client, error):
                    raise
                done += [fault(one, error) for one in sent]
            future.release()
        yield done


def _together(left: int, threads: int, pace: float) -> int:
    """Return how many submissions are one task; fewer towards the end, so that all end together.

    Args:
        left: that wait.
        threads: of all workers.
        pace: seconds that one takes.
    """
    return max(1, min(left // (4 * threads), TOGETHER, int(TOGETHER_SECONDS / max(pace, 0.01))))


def _taken_in(assignment: Assignment, submission: Submission, *, boxed: bool) -> ToGrade | Outcome:
    """Return a submission as it travels; what can't be read is done with that."""
    digest = ""
    try:
        digest = submission.digest
        chosen = submission.read_notebook(assignment)
        files = submission.files_beside(chosen.name)
        _ = submission.timestamp
    except Unreadable as problem:
        return _without_notebook(
            assignment,
            submission,
            result.of_unreadable(
                assignment, submission.student_id, str(problem), boxed=boxed, digest=digest
            ),
        )
    except OSError as error:  # a disk that fails: this one waits, the others go on
        return failed(assignment, submission, error, boxed=boxed, digest=digest)
    return ToGrade(submission.student_id, digest, chosen.data, chosen.notes, files)


def failed(
    assignment: Assignment,
    submission: Submission,
    error: BaseException | str,
    *,
    boxed: bool,
    digest: str,
) -> Outcome:
    """Return the outcome of a fault of the grader: the submission waits for the next run."""
    reason = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    if isinstance(error, KilledWorker | GraderDied):
        reason = f"its worker died {TRIES} times, the last time with nothing else in hand"
    return _without_notebook(
        assignment,
        submission,
        result.of_fault(
            assignment,
            submission.student_id,
            reason,
            boxed=boxed,
            digest=digest,
        ),
    )


def _without_notebook(assignment: Assignment, submission: Submission, found: Result) -> Outcome:
    return Outcome(submission, found, Documents(None, feedback.page(assignment, found, None)))
