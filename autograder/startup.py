"""What a process of the grader does before it imports what is large."""

from __future__ import annotations

import atexit
import gc
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import UsageError

NO_HOME = "/nonexistent"
"""As Debian has it for users without one. Never a folder that others may write settings into."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Import in here, without garbage collection.

    It looks through all that is imported again and again, for a fifth of the time. What is there at
    the end is never collected, nor looked through at the end of the process, which takes a second.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        atexit.register(gc.freeze)


def speak_utf8() -> None:
    """Begin again in Python's UTF-8 mode where the machine's language has another encoding.

    Names of folders and what other packages read and write would depend on it.
    """
    if sys.getfilesystemencoding() != "utf-8":
        os.environ["PYTHONUTF8"] = "1"  # of all processes that are started from here
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def know_user() -> None:
    """Name a user and a home where nobody else does, as in containers: torch and Jupyter ask."""
    try:
        getpass.getuser()
    except (KeyError, OSError):
        os.environ["USER"] = "nobody"
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = NO_HOME


def refuse_optimised() -> None:
    """Refuse to run where Python leaves out asserts and docstrings.

    Raises:
        UsageError: it does.
    """
    if sys.flags.optimize:
        raise UsageError(
            "Python runs with -O here, or PYTHONOPTIMIZE is set, which leaves out the asserts and "
            "docstrings that checks and notebooks are made of: run it without"
        )
