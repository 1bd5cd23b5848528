"""Errors that a person can mend: what inherits from `AutograderError` ends as one line.

What is none of these, nor of the operating system, is a bug in the grader: it shows its traceback.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path


class AutograderError(Exception):
    """Something that a person can mend. Its text says what is wrong, where, and what to do."""

    exit_status = 1
    """Of the command that ends with it: 1 where something could not be graded or written."""


class UsageError(AutograderError):
    """The call, or what it names, is wrong: the same call can never succeed as things stand."""

    exit_status = 2


REMEDIES = {
    errno.EACCES: "give yourself the right to it, or name another place",
    errno.EPERM: "give yourself the right to it, or name another place",
    errno.EROFS: "name another place",
    errno.EISDIR: "a file belongs there: move the folder away",
    errno.ENOTDIR: "a folder belongs there: move the file away",
    errno.EEXIST: "move away what is there, or name another place",
    errno.ENOENT: "put it there, or name the place where it is",
    errno.ENOSPC: "make room, and run the same command again",
    errno.EDQUOT: "make room, and run the same command again",
    errno.EFBIG: "raise the limit of file sizes (`ulimit -f`)",
    errno.EMFILE: "raise the limit of open files (`ulimit -n`)",
    errno.ELOOP: "put a file in place of the link",
    errno.ENAMETOOLONG: "choose a shorter name",
}
"""What to do about errors of the operating system."""


def sentence(error: OSError, path: Path | None = None) -> str:
    """Return what went wrong with which file, and what to do; empty where nobody can say.

    Args:
        error: of the operating system.
        path: the file, where the error may name none, as it doesn't of reading and writing.
    """
    # Of a file that is moved into place, the place is what a person knows.
    where = error.filename2 or error.filename or path
    if where is None and error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EMFILE):
        return ""
    remedy = REMEDIES.get(error.errno or 0, "see that it can be read and written")
    said = f"{error.strerror or error}: {remedy}"
    return said if where is None else f"{os.fsdecode(where)}: {said}"


def did_you_mean(wrong: str, known: Collection[str]) -> str:
    """Return the end of a sentence about a name that isn't known; empty where none is near."""
    near = get_close_matches(wrong, known, n=3)
    return f"; did you mean {' or '.join(near)}?" if near else ""
