"""How a course's submissions are graded."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from autograder.grading.limits import TimeLimits


@dataclass(frozen=True)
class Settings:
    """How submissions are graded.

    Args:
        secret: the course's secret, from which hidden inputs are drawn.
        boxed: whether students' code is locked in.
        limits: wall times.
        data: the folder of the course's data, which students' code may read.
        hidden: folders that the box hides, also where they lie in one that it shows.
    """

    secret: bytes
    boxed: bool = True
    limits: TimeLimits = field(default_factory=TimeLimits)
    data: Path | None = None
    hidden: tuple[Path, ...] = ()
