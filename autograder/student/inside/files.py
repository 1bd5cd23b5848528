"""What a student's process finds in its working directory, put back before each question.

A cell that overwrites a table, or removes it, would otherwise cost the exercises that come later.
"""

from __future__ import annotations

import base64
import contextlib
import os
import shutil


class Files:
    """The files beside a notebook: those that came with it, and those of the course."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def take(self, files: dict[str, str], kept: list[str]) -> None:
        """Write files into the working directory.

        Args:
            files: contents in base64, by path.
            kept: which of them are the course's, and put back.
        """
        for name, encoded in files.items():
            path, content = os.path.abspath(name), base64.b64decode(encoded)
            with contextlib.suppress(OSError):  # a name that can't be one; who opens it is told
                _write(path, content)
            if name in kept:
                self._kept[path] = content

    def put_back(self) -> None:
        """Write again what is not there any more, or holds something else."""
        for path, content in self._kept.items():
            with contextlib.suppress(OSError):  # as above, or a cell has locked its folder
                if not _holds(path, content):
                    _write(path, content)


def _holds(path: str, content: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(len(content) + 1) == content
    except OSError:
        return False


def _write(path: str, content: bytes) -> None:
    _make_way(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def _make_way(path: str) -> None:
    """Remove a folder or a link in a file's place, and a file in that of its folder."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
    folder = os.path.dirname(path)
    if os.path.lexists(folder) and not os.path.isdir(folder):
        os.unlink(folder)
