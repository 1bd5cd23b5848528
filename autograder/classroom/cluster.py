"""A Dask cluster to grade on: this machine's cores, or one that runs already."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from typing import Any

import dask
from distributed import Client, LocalCluster, WorkerPlugin
from distributed.comm import CommClosedError
from distributed.security import Security
from distributed.utils import silence_logging_cmgr

from autograder.classroom.ready import get_ready
from autograder.classroom.retries import TRIES, GiveBack
from autograder.errors import AutograderError, UsageError

SMALL = 16
"""Up to this many submissions, starting processes costs more than it saves: threads of this one
do."""

AT_ONCE = 1.5
"""Submissions in hand for each core: while one waits for its process, another computes.

More push each other out of the caches.
"""

CORES_PER_PROCESS = 2
"""Judging takes less of a core than students' processes do: one process judges for two."""

HERE = "127.0.0.1:0"
"""Where Dask may show its state: not to the network, which is its default."""

CONFIGURATION = {
    # Nobody looks at these; the tick alone, fifty times a second in each process, takes a twentieth
    # of a core.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.system-monitor.interval": "10s",
    # Of messages, whole submissions among them, which would stay in memory.
    "distributed.admin.low-level-log-length": 1,
    # A worker that dies is started again by its nanny, which Dask would end should that one be dead
    # 15 seconds later.
    "distributed.deploy.lost-worker-timeout": "1000 days",
}
"""Settings of Dask's for a cluster of this machine."""

WORKER_SECONDS = 60
"""To wait for the first worker of a cluster that has none yet."""


class NoWorkers(UsageError):
    """A cluster can't be reached, or has no worker."""


class ClusterLost(AutograderError):
    """The scheduler of a cluster ended, or can't be reached any more."""


@contextmanager
def cluster(submissions: int, workers: int, scheduler: str | None) -> Iterator[Client]:
    """Open a Dask cluster to grade on, closed at the end if it was started here.

    Args:
        submissions: how many there are.
        workers: cores of this machine to use.
        scheduler: address of a running cluster to join instead, ``tcp://host:8786``.

    Raises:
        NoWorkers: nothing answers at that address, or no worker joins it in time.
        ClusterLost: within the block, when its scheduler went away.
    """
    with dask.config.set(CONFIGURATION), _quiet(), ExitStack() as stack:
        if scheduler is None:
            place = "here"
            client = stack.enter_context(Client(stack.enter_context(_local(submissions, workers))))
            _begin(client)
        else:
            place = f"at {scheduler}"
            try:
                client = stack.enter_context(Client(scheduler, timeout=10))
                client.wait_for_workers(1, timeout=WORKER_SECONDS)
                _begin(client)
            except (OSError, ValueError, TypeError, ImportError) as error:
                raise NoWorkers(
                    f"no cluster to grade on {place}: {error}: start a scheduler and workers, or "
                    "name their address, as tcp://host:8786"
                ) from None
        try:
            yield client
        except (OSError, CancelledError) as error:
            if not lost(client, error):
                raise
            raise ClusterLost(f"the scheduler {place} went away") from error


def _local(submissions: int, workers: int) -> LocalCluster:
    """Start a cluster of this machine's cores.

    Raises:
        ClusterLost: its workers end while they start.
    """
    processes = submissions > SMALL and workers > 1
    count = math.ceil(workers / CORES_PER_PROCESS) if processes else 1
    # Whoever shares the machine could otherwise send the workers functions of their own.
    locked: dict[str, Any] = (
        {"protocol": "tls://", "security": Security.temporary()} if processes else {}
    )
    attempt = 1
    while True:
        try:
            return LocalCluster(
                n_workers=count,
                threads_per_worker=math.ceil(workers * AT_ONCE / count),
                processes=processes,
                dashboard_address=HERE,
                worker_dashboard_address=HERE,
                memory_limit=None,
                silence_logs=logging.CRITICAL,
                **locked,
            )
        except RuntimeError as error:
            if attempt == TRIES:
                raise ClusterLost(
                    f"the workers of this machine ended while they started, {TRIES} times ({error})"
                ) from error
        attempt += 1


def _begin(client: Client) -> None:
    client.register_plugin(GiveBack(client.id))
    # Workers' imports take seconds, and so does a new gradebook meanwhile.
    client.run(get_ready, on_error="ignore")


def equip(client: Client, plugin: WorkerPlugin) -> None:
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


def lost(client: Client, error: Exception) -> bool:
    """Return whether an error means that the scheduler can't be reached any more."""
    return client.status != "running" or isinstance(error, CommClosedError | CancelledError)
