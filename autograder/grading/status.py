"""How an exercise and how a submission went. Imports nothing large: the command's help needs it."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How an exercise went, from the best to the grader's own fault."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    KILLED = "killed"
    UNATTEMPTED = "unattempted"
    UNGRADED = "ungraded"
    GRADER_ERROR = "grader-error"


class SubmissionStatus(StrEnum):
    """How a submission went as a whole."""

    GRADED = "graded"
    WAITING = "waiting"
    """A person has to read some of its answers."""
    UNREADABLE = "unreadable"
    GRADER_ERROR = "grader-error"
    MISSING = "missing"
    """Nothing was handed in."""
    EXCUSED = "excused"
    """It doesn't count, whatever was handed in."""


UNGRADED = (SubmissionStatus.UNREADABLE, SubmissionStatus.GRADER_ERROR)
"""Nothing of the submission was graded, or not all."""
