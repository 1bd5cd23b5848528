"""The steps in which a submission is graded.

Each is announced before it begins. Whoever grades may end one that computes too long, and grade
again without it: students' files and values can be made so that a library takes hours over them.
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.grading.limits import TimeLimits
from autograder.student.inside.bounds import LEAST_STEP_SECONDS, STEP_SHARE

ORDER = "putting the notebook's cells in order"
READ = "reading what the notebook's process sent"
LOOK = "looking the code through for means that no honest answer needs"
WRITE = "writing the graded notebook"
SHOW = "formatting the feedback page"

Begin = Callable[[str], bool]
"""Told of each step before it begins; returns whether it may, or is left out."""


def all_of_them(step: str) -> bool:
    """Leave out none."""
    return True


def judging(exercise: str) -> str:
    """Return the step in which an exercise's answers are judged."""
    return f"judging {exercise}"


def naming(exercise: str) -> str:
    """Return the step in which an exercise's mistake is looked for."""
    return f"naming the mistake in {exercise}"


def retrying(exercise: str) -> str:
    """Return the step in which an exercise is tried with right answers to those that it uses."""
    return f"trying {exercise} with right answers to the others"


def step_seconds(limits: TimeLimits) -> float:
    """Return the CPU seconds that a step may take."""
    return max(LEAST_STEP_SECONDS, limits.submission * STEP_SHARE)


def too_long(step: str, limits: TimeLimits) -> str:
    """Say that a step was ended."""
    return f"{step} took longer than {step_seconds(limits):g} seconds of computing"
