"""What judging says of an answer: which parts earned what, and why not more.

It knows no torch, so that what only shows results need not import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.checks.relations import Relation


class Kind(StrEnum):
    """Why a part earned nothing."""

    FAILED = "failed"
    """A wrong value came."""
    ERROR = "error"
    TIMEOUT = "timeout"
    KILLED = "killed"
    UNATTEMPTED = "unattempted"
    """The stub is still there."""
    FORBIDDEN = "forbidden"
    """An operation was used that the exercise forbids."""


@dataclass(frozen=True)
class Failure:
    """Why a part earned nothing: what was asked, what came, what to look at."""

    asked: str
    fact: str
    advice: str
    kind: Kind = Kind.FAILED
    question: int | None = None
    """Which of the questions shows it."""
    picture: str = ""
    """SVG of the student's own input and output, where a picture says more."""
    credit: float = 0.0
    """What the answer earns all the same, from 0 to 1."""
    related: tuple[Relation, ...] = ()
    """How the answer is related to the right one."""
    stumbled: str = ""
    """What the judge itself raised over the answer, if it did."""

    @property
    def said(self) -> str:
        """What came, and what to look at."""
        return " ".join(filter(None, [self.fact, self.advice]))

    def __str__(self) -> str:
        return f"{self.asked}: {self.said}" if self.asked else self.said


@dataclass(frozen=True)
class Part:
    """One part of a check, judged."""

    name: str
    share: float
    failures: tuple[Failure, ...] = ()
    """One for each question that was not answered rightly."""
    credit: float = 1.0
    """How much of it is right, from 0 to 1."""
    section: str = ""
    """Heading of the section that teaches it, where it isn't the exercise's own."""

    @property
    def failure(self) -> Failure | None:
        """The first failure; the plainest where a forbidden operation was used."""
        return self.failures[0] if self.failures else None

    @property
    def earned(self) -> float:
        """What it earns of its share."""
        return self.share * self.credit
