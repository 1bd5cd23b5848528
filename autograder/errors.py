"""Errors that a person can mend: what inherits from `AutograderError` ends as one line, not as a traceback.

What is none of these is a bug in the grader, and shows its traceback.
"""

from __future__ import annotations


class AutograderError(Exception):
    """Something that a person can mend. Its text says what is wrong, where, and what to do."""

    exit_status = 1
    """Of the command that ends with it: 1 where something could not be graded or written."""


class UsageError(AutograderError):
    """The call, or what it names, is wrong: the same call can never succeed as things stand."""

    exit_status = 2
