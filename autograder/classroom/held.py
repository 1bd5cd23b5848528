"""What a Dask cluster holds for a run: what grades it, until the run is over.

A cluster may serve other courses and other runs at the same time, whose assignments can have the
same name. So it is held under a name made of all that grades, and of whose run it is: no other one
replaces it, and workers give it up when that run is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from distributed import SchedulerPlugin, WorkerPlugin, get_worker

from autograder.classroom.worker import Graded, Grader, ToGrade, grade_group
from autograder.grading.bench import Bench, GraderDied


class NotHeld(Exception):
    """A worker was given work, but not what it is graded with."""


class Held(WorkerPlugin):
    """Has a worker hold what grades."""

    def __init__(self, grader: Grader, client: str) -> None:
        self.grader = grader
        self.bench: Bench[ToGrade, Graded] | None = None
        self.name = f"{prefix_of(client)}{grader.digest}"

    def setup(self, worker: Any) -> None:
        """Start what grades."""
        self.bench = self.grader.bench()
        self.bench.wait_until_ready()

    def teardown(self, worker: Any) -> None:
        """End what grades."""
        if self.bench:
            self.bench.close()


def grade_held(name: str, group: Sequence[ToGrade]) -> list[Graded | str | GraderDied]:
    """Grade some with what a worker holds under a name, and with nothing else.

    Raises:
        NotHeld: the worker has no such one, or could not set it up.
    """
    held: Held | None = get_worker().plugins.get(name)
    if held is None or held.bench is None:
        raise NotHeld("its worker could not be set up for this assignment: see the worker's log")
    return grade_group(held.bench, held.grader.settings.limits, group)


def prefix_of(client: str) -> str:
    """Return how the names begin of all that workers hold for a run, known by its client."""
    return f"autograder-{client}-"


class GiveBack(SchedulerPlugin):
    """Has Dask give tasks back (`KilledWorker`) when their worker dies, in any scheduler.

    And has workers give up what they hold for a run when that is over.
    """

    def __init__(self, client: str) -> None:
        self.client = client
        self.name = f"autograder-{client}"

    def update_graph(self, scheduler: Any, *, client: str, keys: set[Any], **_: Any) -> None:
        """Tasks have come in: as if they had survived all deaths that the scheduler allows."""
        if client == self.client:
            for key in keys:
                scheduler.tasks[key].suspicious = scheduler.allowed_failures

    def remove_client(self, scheduler: Any, client: str) -> None:
        """Note that the client has gone, be it killed."""
        if client != self.client:
            return
        scheduler.remove_plugin(self.name)
        for name in [one for one in scheduler.worker_plugins if one.startswith(prefix_of(client))]:
            # Here and not in the run itself, which may be killed.
            scheduler._ongoing_background_tasks.call_soon(
                scheduler.unregister_worker_plugin, comm=None, name=name
            )
