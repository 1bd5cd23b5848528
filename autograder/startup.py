"""What a process of the grader does before it imports what is large."""

from __future__ import annotations

import atexit
import gc
import getpass
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.errors import UsageError

NO_HOME = "/nonexistent"
"""As Debian has it for users without one. Never a folder that others may write settings into."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Import in here, without garbage collection.

    It looks through all that is imported again and again, for a fifth of the time. What is there at
    the end is never collected, nor looked through at the end of the process, which takes a second.
    """
    put_off("nbgrader")
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


def leave_out_nbgraders_tracebacks() -> None:
    """Have nbgrader log no traceback where a gradebook can't be written: it is told in one line."""
    log = logging.getLogger("tornado.application")
    log.addFilter(lambda record: not record.getMessage().startswith("Rolling back session"))


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


def refuse_windows() -> None:
    """Refuse to run where Python lacks what most of this package imports.

    Raises:
        UsageError: this is Windows.
    """
    if sys.platform == "win32":
        raise UsageError(
            "autograder doesn't run on Windows itself: use WSL 2 (docs/other-machines.md)"
        )


def put_off(package: str) -> None:
    """Have a package's modules imported without all that the package imports for itself.

    nbgrader's is four Jupyter servers, half a second of which no command of ours needs anything. It
    is imported after all where something asks the package for what it lacks until then.
    """
    if package not in sys.modules and (spec := find_spec(package)):
        sys.modules[package] = module = module_from_spec(spec)
        module.__class__ = _PutOff


class _PutOff(ModuleType):
    """A package that is imported when it is asked for what it has not got."""

    __spec__: ModuleSpec

    def __getattr__(self, name: str) -> Any:
        # Python asks for a module before it imports it.
        if find_spec(f"{self.__name__}.{name}"):
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment]
        assert self.__spec__.loader
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)
