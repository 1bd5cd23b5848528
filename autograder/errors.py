"""Errors that a person can mend: what inherits from `AutograderError` ends as one line.

What is none of these, nor of the operating system, is a bug in the grader: it shows its traceback.
"""

from __future__ import annotations

import errno
import os


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
    errno.EMFILE: "raise the limit of open files (`ulimit -n`)",
    errno.ELOOP: "put a file in place of the link",
    errno.ENAMETOOLONG: "choose a shorter name",
}
"""What to do about errors of the operating system."""


def sentence(error: OSError) -> str:
    """Return what went wrong with which file, and what to do; empty where nobody can say."""
    # Of a file that is moved into place, the place is what a person knows.
    path = error.filename2 or error.filename
    remedy = REMEDIES.get(error.errno or 0, "")
    if path is None and error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EMFILE):
        return ""
    where = "" if path is None else f"{os.fsdecode(path)}: "
    return f"{where}{error.strerror}: {remedy or 'see that it can be read and written'}"
