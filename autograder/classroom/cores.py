"""Grade on this machine's cores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from autograder.classroom.place import Task
from autograder.classroom.worker import Graded, Grader, ToGrade, grade_group
from autograder.errors import UsageError
from autograder.grading.bench import Bench, GraderDied
from autograder.student.zygote import ForkserverGone

AT_ONCE = 1.5
"""Submissions in hand for each core: while one waits for its process, another computes.

More push each other out of the caches.
"""

CORES_PER_FORKSERVER = 4
"""It forks a process in some milliseconds, several for each submission, one after the other."""


class Cores:
    """Processes that grade, as many as cores are to be used; a thread here waits for each.

    Args:
        grader: what they grade with.
        cores: how many.
    """

    most_together = 1
    shares_folders = True

    def __init__(self, grader: Grader, cores: int) -> None:
        self.grader = grader
        self._threads = math.ceil(cores * AT_ONCE)
        count = math.ceil(cores / CORES_PER_FORKSERVER)
        self._benches = [grader.bench() for _ in range(count)]
        self._free: SimpleQueue[Bench[ToGrade, Graded]] = SimpleQueue()
        for number in range(self._threads):
            self._free.put(self._benches[number % count])
        self._executor = ThreadPoolExecutor(self._threads)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        for bench in self._benches:
            bench.close()
        self._executor.shutdown()  # whoever waits for a process has seen it end

    def threads(self) -> int:
        """Return how many submissions are graded at once."""
        return self._threads

    def submit(self, group: Sequence[ToGrade]) -> Task:
        """Have some graded one after the other; see `worker.grade_group`."""
        return self._executor.submit(self._grade, group)

    def _grade(self, group: Sequence[ToGrade]) -> list[Graded | str | GraderDied]:
        bench = self._free.get()
        try:
            return grade_group(bench, self.grader.settings.limits, group)
        finally:
            self._free.put(bench)

    def died(self, error: BaseException) -> Exception | None:
        """Return None: `grade_group` says it of each submission."""
        return None

    def lost(self, error: BaseException) -> bool:
        """Whether there can't be any processes that grade."""
        return isinstance(error, UsageError | ForkserverGone)
