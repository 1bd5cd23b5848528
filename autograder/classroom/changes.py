"""Whose score changed when a submission was graded again, and why."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.grading.result import Result
from autograder.grading.verdicts import Verdict

MOST_CHARACTERS = 160
"""Of a message: enough to know which one it is, on two or three lines of a terminal."""


@dataclass(frozen=True)
class Change:
    """The automatic score of one student's exercise, before and now."""

    student_id: str
    exercise: str
    before: Verdict | None
    """None where the assignment had no such exercise when it was graded before; `after`
    likewise."""
    after: Verdict | None
    anew: bool = False
    """Whether the submission is another one than the one graded before."""
    stands: float | None = None
    """The score that a person gave in place of the automatic one, which doesn't change."""

    @property
    def points(self) -> str:
        """``2 → 6``; with the maximum where that is another now, ``5/5 → 6/6``."""
        rescaled = self.before and self.after and self.before.max_score != self.after.max_score
        return " → ".join(
            _points(verdict, with_maximum=bool(rescaled)) for verdict in (self.before, self.after)
        )

    @property
    def why(self) -> str:
        """What the check said before, and what it says now."""
        told = f"was {_told(self.before)}; now {_told(self.after)}"
        if self.anew:
            told = f"handed in anew: {told}"
        return told if self.stands is None else f"{told}. A person's score stands: {self.stands:g}"


def between(before: Result, after: Result, given: Mapping[str, float]) -> list[Change]:
    """Return the exercises of a submission whose automatic score is another one now.

    Args:
        before: what was noted of the submission.
        after: what is noted of it now.
        given: scores that a person gave in place of automatic ones, by exercise.

    Returns:
        The changes in the order of the notebook; exercises that are no more come last.
    """
    # Without a hash (graded by nbgrader's own command, or a file that can't be opened) nothing is
    # known of the files.
    anew = bool(before.work and after.work) and before.work != after.work
    old = {verdict.exercise: verdict for verdict in before.verdicts}
    new = {verdict.exercise: verdict for verdict in after.verdicts}
    return [
        Change(after.student_id, name, old.get(name), new.get(name), anew, given.get(name))
        for name in new | old
        if _worth(old.get(name)) != _worth(new.get(name))
    ]


def _worth(verdict: Verdict | None) -> tuple[float, float] | None:
    return None if verdict is None or verdict.score is None else (verdict.score, verdict.max_score)


def _points(verdict: Verdict | None, *, with_maximum: bool) -> str:
    if verdict is None or verdict.score is None:
        return "–"
    return f"{verdict.score:g}/{verdict.max_score:g}" if with_maximum else f"{verdict.score:g}"


def _told(verdict: Verdict | None) -> str:
    if verdict is None:
        return "no exercise"
    message = textwrap.shorten(verdict.message, MOST_CHARACTERS, placeholder=" …")
    quoted = f": “{message}”" if message else ""
    name = f" ({verdict.misconception})" if verdict.misconception else ""
    return f"{verdict.status}{quoted}{name}"
