"""What a gradebook has of one student's submission."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Standing:
    """What no automatic score says."""

    scores: dict[str, float] = field(default_factory=dict)
    """That a person gave or added to, by exercise."""
    extra: dict[str, float] = field(default_factory=dict)
    """What of them is extra credit."""
    comments: dict[str, str] = field(default_factory=dict)
    """What a person wrote, by exercise."""
    penalty: float = 0.0
    """Points taken off for handing in late."""
    seconds_late: float = 0.0
    """How long after the due date it came; 0 where there is none."""
    extended: datetime | None = None
    """The student's own due date, in UTC without zone, where it is another than the class's."""


@dataclass(frozen=True)
class Booked:
    """The points that count there, and when it came."""

    score: float
    """Before the late penalty, a person's scores and extra credit included."""
    penalty: float
    handed_in: datetime | None
    due: datetime | None
    """With the student's own extension."""
