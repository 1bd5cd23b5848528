"""Grade many submissions at once, on this machine's cores or on a cluster: Dask distributes, each worker has a forkserver.

What travels to a worker is small: the assignment once, and of each submission its student and its bytes. What comes back
is text: verdicts, the graded notebook and the feedback page. Writing is left to one process; see `session`.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import dask
import nbformat
from distributed import Client, KilledWorker, LocalCluster, WorkerPlugin, as_completed, get_worker
from distributed.comm import CommClosedError
from distributed.security import Security
from distributed.utils import silence_logging_cmgr

from autograder import __version__
from autograder.classroom import feedback
from autograder.classroom.intake import Submission
from autograder.classroom.ready import get_ready
from autograder.classroom.retries import TRIES, GiveBack, Queue
from autograder.course.graded_notebook import write_outputs
from autograder.errors import AutograderError, UsageError
from autograder.grading.assignment import Assignment
from autograder.grading.grade import Graded, Settings, grade
from autograder.grading.rebuild import Unreadable, read
from autograder.grading.verdicts import Verdict, grader_error, unreadable
from autograder.student.warm import Forkserver

SMALL = 16
"""Up to this many submissions, starting processes costs more than it saves: threads of this one do."""

AT_ONCE = 1.5
"""Submissions in hand for each core: while one waits for its process, another computes. More push each other out of the caches."""

CORES_PER_PROCESS = 2
"""Judging takes less of a core than the students' processes, so that one process can judge for two cores."""

TOGETHER, TOGETHER_SECONDS = 8, 2.0
"""The most submissions in one task of Dask's, and how long they may take. Each task costs 10 ms, a tenth of what a quick submission does;
when the command is stopped, what is in hand has to be graded again.
"""

HERE = "127.0.0.1:0"
"""Where Dask may show its state: not to the network, which is its default."""

CONFIGURATION = {
    # Nobody looks at these; the tick alone, fifty times a second in each process, takes a twentieth of a core.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.system-monitor.interval": "10s",
    # Of messages, whole submissions among them, which would stay in memory.
    "distributed.admin.low-level-log-length": 1,
    # A worker that dies is started again by its nanny, which Dask would end should that one be dead 15 seconds later.
    "distributed.deploy.lost-worker-timeout": "1000 days",
}
"""Settings of Dask's for a cluster of this machine."""

WORKER_SECONDS = 60
"""To wait for the first worker of a cluster that has none yet."""


class NoWorkers(UsageError):
    """A cluster can't be reached, or has no worker."""


class ClusterLost(AutograderError):
    """The scheduler of a cluster ended, or can't be reached any more."""


@dataclass(frozen=True)
class Result:
    """What became of one submission."""

    submission: Submission
    digest: str
    verdicts: list[Verdict]
    notes: list[str]
    problem: str
    notebook: str | None
    """The graded notebook as JSON; None where there is none."""
    page: str
    """The feedback page."""
    seconds: float
    """Wall time that grading took."""


@contextmanager
def cluster(submissions: int, workers: int, scheduler: str | None) -> Iterator[Client]:
    """A Dask cluster to grade on, closed at the end if it was started here.

    Args:
        submissions: how many there are.
        workers: cores of this machine to use.
        scheduler: address of a running cluster to join instead, ``tcp://host:8786``.

    Raises:
        NoWorkers: nothing answers at that address, or no worker joins it in time.
        ClusterLost: within the block, when its scheduler went away.
    """
    with dask.config.set(CONFIGURATION), silence_logging_cmgr(logging.CRITICAL):
        if scheduler is None:
            processes = submissions > SMALL and workers > 1
            count = math.ceil(workers / CORES_PER_PROCESS) if processes else 1
            # Whoever shares the machine could otherwise send the workers functions of their own.
            locked: dict[str, Any] = (
                {"protocol": "tls://", "security": Security.temporary()} if processes else {}
            )
            with (
                LocalCluster(
                    n_workers=count,
                    threads_per_worker=math.ceil(workers * AT_ONCE / count),
                    processes=processes,
                    dashboard_address=HERE,
                    worker_dashboard_address=HERE,
                    memory_limit=None,
                    silence_logs=logging.CRITICAL,
                    **locked,
                ) as local,
                Client(local) as client,
            ):
                _begin(client)
                yield client
            return
        try:
            client = Client(scheduler, timeout=10)
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
            _begin(client)
        except (OSError, TimeoutError, ValueError, ImportError) as error:
            raise NoWorkers(f"no cluster to grade on at {scheduler}: {error}") from None
        with client:
            try:
                yield client
            except (OSError, CancelledError) as error:
                if not _lost(client, error):
                    raise
                raise ClusterLost(f"the scheduler at {scheduler} went away") from error


def _begin(client: Client) -> None:
    client.register_plugin(GiveBack(client.id))
    # Workers' imports take seconds, and so does a new gradebook meanwhile.
    client.run(get_ready)


def _lost(client: Client, error: Exception) -> bool:
    return client.status != "running" or isinstance(error, CommClosedError | CancelledError)


def grade_all(
    assignment: Assignment, submissions: Sequence[Submission], settings: Settings, client: Client
) -> Iterator[list[Result]]:
    """Grade submissions side by side and yield those that are done by now, in any order: what comes while some are written comes together.

    Args:
        assignment: what was handed out.
        submissions: what came back; read as workers become free, so that memory stays flat.
        settings: secret, isolation, limits.
        client: the cluster, from `cluster`.
    """
    client.register_plugin(_Grader(assignment, settings))
    waiting, left, pace = Queue(submissions), len(submissions), math.inf
    given: dict[str, list[_Read]] = {}
    running = as_completed()
    while True:
        threads = max(1, sum(client.nthreads().values()))
        while len(given) < 2 * threads and (
            group := waiting.next(most=_together(left, threads, pace), idle=not given)
        ):
            left -= len(group)
            found = [_read(assignment, submission) for submission in group]
            if ungraded := [one for one in found if isinstance(one, Result)]:
                yield ungraded
            if ready := [one for one in found if isinstance(one, _Read)]:
                future = client.submit(
                    _grade,
                    assignment.name,
                    [(one.submission.student, one.data, one.notes) for one in ready],
                    pure=False,
                )
                given[future.key] = ready
                running.add(future)
        if not given:
            return
        done = []
        for future in running.next_batch():
            sent = given.pop(future.key)
            try:
                done += [
                    _result(assignment, one, graded)
                    for one, graded in zip(sent, future.result(), strict=True)
                ]
                pace = max(result.seconds for result in done)
            except KilledWorker as death:
                done += [
                    failed(assignment, one.submission, one.digest, death)
                    for one in sent
                    if not waiting.worker_died(one.submission)
                ]
            except Exception as fault:  # of any kind, in a worker
                if _lost(client, fault):
                    raise
                done += [failed(assignment, one.submission, one.digest, fault) for one in sent]
            future.release()
        yield done


def _together(left: int, threads: int, pace: float) -> int:
    """How many submissions are one task, and fewer towards the end, so that all threads end together.

    Args:
        left: that wait.
        threads: of all workers.
        pace: seconds that one takes.
    """
    return max(1, min(left // (4 * threads), TOGETHER, int(TOGETHER_SECONDS / max(pace, 0.01))))


@dataclass(frozen=True)
class _Read:
    """A submission that could be read."""

    submission: Submission
    digest: str
    data: bytes
    notes: list[str]


def _read(assignment: Assignment, submission: Submission) -> _Read | Result:
    """Read a submission; what can't be read is done with that."""
    digest = ""
    try:
        digest = submission.digest()
        data, notes = submission.read(assignment.notebook)
        submission.timestamp()
    except Unreadable as problem:
        return _ungraded(
            assignment, submission, digest, str(problem), unreadable(assignment, str(problem))
        )
    except OSError as error:  # a disk that fails: this one waits, the others go on
        return failed(assignment, submission, digest, error)
    return _Read(submission, digest, data, notes)


def _result(assignment: Assignment, sent: _Read, graded: dict[str, Any] | str) -> Result:
    """What became of a submission: what its worker found, or that it failed and why."""
    if isinstance(graded, str):
        return _failed(assignment, sent.submission, sent.digest, graded)
    return Result(sent.submission, sent.digest, **graded)


def failed(
    assignment: Assignment, submission: Submission, digest: str, error: BaseException
) -> Result:
    """A fault of the grader: the submission waits for the next run."""
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, KilledWorker):
        reason = f"its worker died {TRIES} times, the last time with nothing else in hand"
    return _failed(assignment, submission, digest, reason)


def _failed(assignment: Assignment, submission: Submission, digest: str, reason: str) -> Result:
    return _ungraded(
        assignment,
        submission,
        digest,
        reason,
        [grader_error(task, reason) for task in assignment.tasks],
    )


def _ungraded(
    assignment: Assignment,
    submission: Submission,
    digest: str,
    problem: str,
    verdicts: list[Verdict],
) -> Result:
    graded = Graded(None, verdicts, problem=problem)
    page = feedback.page(assignment, submission.student, graded)
    return Result(submission, digest, verdicts, [], problem, None, page, 0.0)


class _Grader(WorkerPlugin):
    """Sets a worker up for one assignment, once: its checks, its forkserver."""

    def __init__(self, assignment: Assignment, settings: Settings) -> None:
        self.name = f"autograder-{assignment.name}"
        # As text, which is small and the same for every version of nbformat.
        self.bundle = (
            assignment.name,
            assignment.notebook,
            nbformat.writes(assignment.source),
            nbformat.writes(assignment.release),
        )
        self.settings = settings
        self.version = __version__

    def setup(self, worker: Any) -> None:
        if self.version != __version__:
            raise RuntimeError(
                f"this worker has autograder {__version__}, the grading process has {self.version}"
            )
        name, notebook, source, release = self.bundle
        self.assignment = Assignment(
            name, notebook, nbformat.reads(source, 4), nbformat.reads(release, 4)
        )
        Forkserver.running()


def _grade(
    name: str, submissions: list[tuple[str, bytes, list[str]]]
) -> list[dict[str, Any] | str]:
    """Grade submissions one after the other, in a worker: student, content and notes of each. In place of a result may stand a fault."""
    grader: _Grader = get_worker().plugins[f"autograder-{name}"]
    found: list[dict[str, Any] | str] = []
    for student, data, notes in submissions:
        try:
            found.append(_grade_one(grader, student, data, notes))
        except Exception as fault:  # of any kind
            found.append(f"{type(fault).__name__}: {fault}")
    return found


def _grade_one(grader: _Grader, student: str, data: bytes, notes: list[str]) -> dict[str, Any]:
    began = time.monotonic()
    assignment = grader.assignment
    try:
        graded = grade(assignment, read(data), student, grader.settings)
    except Unreadable as problem:
        graded = Graded(None, unreadable(assignment, str(problem)), problem=str(problem))
    graded.notes[:0] = notes
    write_outputs(graded)
    return {
        "verdicts": graded.verdicts,
        "notes": graded.notes,
        "problem": graded.problem,
        # Put together from a valid one and outputs of our own, and not held against the schema once more.
        "notebook": None
        if graded.notebook is None
        else nbformat.v4.writes(graded.notebook, indent=1) + "\n",
        "page": feedback.page(assignment, student, graded),
        "seconds": round(time.monotonic() - began, 3),
    }
