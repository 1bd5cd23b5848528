"""Where submissions are graded: what the engine asks of this machine's cores, or of a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from autograder.classroom.worker import Graded, Grader, ToGrade
from autograder.errors import AutograderError
from autograder.grading.bench import GraderDied

Task = Future[list[Graded | str | GraderDied]]
"""Some submissions that are graded one after the other: in place of a result may stand a fault."""


class Lost(AutograderError):
    """Nothing more can be graded there: why."""


class Place(Protocol):
    """Somewhere with what grades a run."""

    grader: Grader
    most_together: int
    """Submissions in one task."""

    shares_folders: bool
    """Whether this machine's folders are in reach there; else all has to be sent."""

    def threads(self) -> int:
        """Return how many submissions are graded at once."""

    def submit(self, group: Sequence[ToGrade]) -> Task:
        """Have some graded one after the other; see `worker.grade_group`."""

    def died(self, error: BaseException) -> Exception | None:
        """Return what is said of a task whose worker died, or has nothing to grade with.

        None of any other error.
        """

    def lost(self, error: BaseException) -> bool:
        """Whether an error means that nothing more will be graded here."""
