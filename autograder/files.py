"""Files that are written whole, and are on the disk when that is said."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from itertools import takewhile
from pathlib import Path

import psutil

AT_ONCE = 8
"""Files that are synced side by side: a disk takes hardly longer for some than for one."""


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that whoever reads it sees all of it or the one before."""
    write_all_whole({path: content})


def write_all_whole(contents: Mapping[Path, str | bytes]) -> None:
    """Write some files, each as `write_whole` does. When this returns, a power cut loses none.

    Each is written aside, synced, and moved into its place, which rename(2) does at once; then the
    folders are synced, for a name is part of its folder, fsync(2).
    """
    for path in contents:
        if not path.name:  # as of ".", which no name could be made of
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    changed = {one for folder in {path.parent for path in contents} for one in _made(folder)}
    _remove_left_over(contents)
    aside = {path: _aside(path) for path in contents}
    try:
        for path, content in contents.items():
            with _named(path):
                aside[path].write_bytes(
                    content.encode(errors="replace") if isinstance(content, str) else content
                )
        _sync(aside.values())
        for path in contents:
            aside[path].replace(path)
            del aside[path]
        _sync(changed)
    finally:
        for left in aside.values():
            left.unlink(missing_ok=True)


@contextmanager
def made_aside(path: Path) -> Iterator[Path]:
    """Have a new file appear whole and at once, by link(2).

    Yields where to make it. Where another process has made it meanwhile, that one stays.
    """
    _remove_left_over([path])
    aside = _aside(path)
    try:
        yield aside
        _sync([aside])
        with suppress(FileExistsError):
            try:
                os.link(aside, path)
            except OSError as error:
                if error.errno not in (errno.EPERM, errno.EOPNOTSUPP):
                    raise
                # A file system without such links, as of a USB stick.
                if not os.path.lexists(path):
                    aside.rename(path)
        _sync([path.parent])
    finally:
        aside.unlink(missing_ok=True)


def _made(folder: Path) -> list[Path]:
    """Make a folder, and return all whose entries change: it, and those above one that is new."""
    if folder.is_dir():
        return [folder]
    new = list(takewhile(lambda one: not one.exists(), (folder, *folder.parents)))
    folder.mkdir(parents=True, exist_ok=True)
    return [folder, *(one.parent for one in new)]


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


def _remove_left_over(paths: Iterable[Path]) -> None:
    """Remove what processes that are gone have written aside."""
    ours = set(paths)
    for folder in {path.parent for path in ours}:
        for left in os.scandir(folder):
            name, _, number = left.name.removeprefix(".").rpartition(".")
            if (
                left.name.startswith(".")
                and number.isdecimal()
                and folder / (name or "-") in ours
                and not _runs(int(number))
            ):
                (folder / left.name).unlink(missing_ok=True)


def _runs(number: int) -> bool:
    """Whether a process runs: one that was killed may have its number until it is waited for."""
    try:
        return bool(psutil.Process(number).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _sync(paths: Iterable[Path]) -> None:
    every = list(paths)
    shares = [share for n in range(AT_ONCE) if (share := every[n::AT_ONCE])]
    for done in [_pool().submit(_sync_one_by_one, share) for share in shares]:
        done.result()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE)


os.register_at_fork(after_in_child=_pool.cache_clear)  # its threads are not in a fork


def _sync_one_by_one(paths: Iterable[Path]) -> None:
    for path in paths:
        _sync_one(path)


def _sync_one(path: Path) -> None:
    with _named(path):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno != errno.EINVAL:  # a file system that can't, as some over a network
                raise
        finally:
            os.close(descriptor)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Have an error of the operating system name the file, which that of a full disk doesn't."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
