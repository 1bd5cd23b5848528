"""What can be chosen of grading. It imports nothing large: the command shows it in its help."""

from __future__ import annotations

from dataclasses import dataclass

ISOLATION = ("box", "none")
"""How a student's code is kept apart: locked in, or by a process of its own only."""


@dataclass(frozen=True)
class TimeLimits:
    """Wall time, in seconds."""

    cell: float = 60
    """One cell; a check's questions too, where the check allows more."""
    submission: float = 600
