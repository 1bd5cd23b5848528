"""Grade on a Dask cluster that runs already."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager

import dask
from distributed import Client, KilledWorker, WorkerPlugin
from distributed.comm import CommClosedError
from distributed.utils import silence_logging_cmgr

from autograder.classroom.held import GiveBack, Held, NotHeld, grade_held
from autograder.classroom.place import Lost, Task
from autograder.classroom.ready import get_ready
from autograder.classroom.retries import TRIES
from autograder.classroom.worker import Grader, ToGrade
from autograder.errors import UsageError
from autograder.grading.bench import GraderDied

# Of messages, whole submissions among them, which would stay in memory.
CONFIGURATION = {"distributed.admin.low-level-log-length": 1}

WORKER_SECONDS = 60
"""To wait for the first worker of a cluster that has none yet."""


class NoWorkers(UsageError):
    """A cluster can't be reached, or has no worker."""


class Cluster:
    """A cluster whose workers hold what grades a run."""

    most_together = 8
    """Each task costs 10 ms, a tenth of what a quick submission does."""

    shares_folders = False

    def __init__(self, client: Client, grader: Grader) -> None:
        self.client = client
        self.grader = grader
        held = Held(grader, client.id)
        self._name = held.name
        self._executor = client.get_executor(pure=False)
        _equip(client, held)

    def threads(self) -> int:
        """Return how many submissions are graded at once; workers come and go."""
        return sum(self.client.nthreads().values())

    def submit(self, group: Sequence[ToGrade]) -> Task:
        """Have some graded one after the other; see `worker.grade_group`."""
        sent: Task = self._executor.submit(grade_held, self._name, group)
        return sent

    def died(self, error: BaseException) -> Exception | None:
        """Return what is said of a task whose worker died, or has nothing to grade with."""
        if isinstance(error, KilledWorker):
            return GraderDied(str(error))
        return error if isinstance(error, NotHeld) else None

    def lost(self, error: BaseException) -> bool:
        """Whether the scheduler can't be reached any more."""
        return _lost(self.client, error)


@contextmanager
def cluster(grader: Grader, scheduler: str) -> Iterator[Cluster]:
    """Join a cluster to grade on.

    Args:
        grader: what its workers grade with.
        scheduler: its address, ``tcp://host:8786``.

    Raises:
        NoWorkers: nothing answers at that address, or no worker joins it in time.
        UsageError: a check can't be used.
        Lost: its scheduler went away.
    """
    with dask.config.set(CONFIGURATION), _quiet():
        try:
            client = Client(scheduler, timeout=10)
        except (OSError, ValueError, TypeError, ImportError) as error:
            raise NoWorkers(_nobody(scheduler, error)) from None
        with client:
            try:
                client.wait_for_workers(1, timeout=WORKER_SECONDS)
            except OSError as error:
                raise NoWorkers(_nobody(scheduler, error)) from None
            try:
                client.register_plugin(GiveBack(client.id))
                # Its zygotes import torch while this process still reads and writes.
                client.run(get_ready, on_error="ignore")
                yield Cluster(client, grader)
            except (OSError, CancelledError) as error:
                if not _lost(client, error):
                    raise
                raise Lost(f"the scheduler at {scheduler} went away") from error


def _lost(client: Client, error: BaseException) -> bool:
    return client.status != "running" or isinstance(error, CommClosedError | CancelledError)


def _nobody(scheduler: str, error: Exception) -> str:
    return (
        f"no cluster to grade on at {scheduler}: {error}: start a scheduler and workers, or name "
        "their address, as tcp://host:8786"
    )


def _equip(client: Client, plugin: WorkerPlugin) -> None:
    """Register a plugin with all workers. One that dies meanwhile, and starts anew, gets it, too.

    Raises:
        OSError: workers die each time.
    """
    for attempt in range(1, TRIES + 1):
        try:
            client.register_plugin(plugin)
        except CommClosedError:
            if attempt == TRIES or client.status != "running":
                raise
        else:
            return


@contextmanager
def _quiet() -> Iterator[None]:
    """Have nothing logged of workers that die: their work is done again, and what is lost told."""
    asyncio_log = logging.getLogger("asyncio")
    before = asyncio_log.level
    asyncio_log.setLevel(logging.CRITICAL)
    try:
        with (
            silence_logging_cmgr(logging.CRITICAL),
            silence_logging_cmgr(logging.CRITICAL, "tornado.application"),
        ):
            yield
    finally:
        asyncio_log.setLevel(before)
