"""Find an assignment's submissions, in nbgrader's layout ``<student>/<assignment>``."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from autograder.course.chosen_notebook import Choice, NoNotebook, beside, choose, is_notebook
from autograder.course.times import NotTold, utc_of
from autograder.grading.assignment import Assignment
from autograder.grading.notebook_file import Unreadable
from autograder.student.inside.bounds import MAX_FILE_BYTES, MOST_BYTES, MOST_FILES

TIMESTAMP = "timestamp.txt"
"""When a submission was handed in, as nbgrader notes it beside the notebook."""


SECRET = "submission_secret.txt"  # noqa: S105  a file's name
"""What nbgrader's exchange knows a submission by, and names its feedback after."""

MOST_OF_A_STAMP = 1_000
"""Bytes of these."""


@dataclass(frozen=True)
class HandedIn:
    """What is graded of a submission."""

    notebook: bytes
    notes: list[str]
    """How it was found."""
    beside: dict[str, bytes]
    """What lies beside the notebook, by path."""


@dataclass(frozen=True)
class Submission:
    """One student's files for one assignment."""

    student_id: str
    folder: Path

    def read(self, assignment: Assignment) -> HandedIn:
        """Read what is graded.

        Raises:
            Unreadable: there is no notebook that could be meant, or it is too large to be read.
            NotTold: nobody can tell when it was handed in.
            OSError: something of it can't be read.
        """
        chosen = self.read_notebook(assignment)
        beside_it = self.files_beside(chosen.name)
        _ = self.timestamp  # nobody is graded as if they were in time for a file that isn't theirs
        return HandedIn(chosen.data, chosen.notes, beside_it)

    def read_notebook(self, assignment: Assignment) -> Choice:
        """Return the notebook that is meant, and notes on how it was found.

        Raises:
            Unreadable: there is no notebook that could be meant, or it is too large to be read.
        """
        if self.folder.is_symlink() or self.folder.parent.is_symlink():
            raise Unreadable(
                "The folder is a link to another one, which is not followed: "
                "hand in the files themselves."
            )
        files = {name: partial(_read, path) for name, path in self._files()}
        wanted = f"{assignment.notebook}.ipynb"
        if not any(map(is_notebook, files)) and (self.folder / wanted).is_symlink():
            raise Unreadable(
                f"{wanted} is a link to another file, which is not followed: hand in the file "
                "itself."
            )
        try:
            return choose(files, assignment)
        except NoNotebook as problem:
            raise Unreadable(str(problem)) from None

    def files_beside(self, notebook: str) -> dict[str, bytes]:
        """Return the files that lie beside the notebook and below, which it can import and open.

        Args:
            notebook: its path in the submission's folder.

        Returns:
            Contents by path, of at most `MOST_FILES` files of `MOST_BYTES` together; the smallest
            come first.
        """
        files = dict(self._files())
        there = [
            (files[name].stat().st_size, path.as_posix(), files[name])
            for name, path in beside(files, notebook).items()
            if name not in (TIMESTAMP, SECRET)
        ]
        found: dict[str, bytes] = {}
        left = MOST_BYTES
        for size, name, path in sorted(there)[:MOST_FILES]:
            left -= size
            if left < 0:
                break
            found[name] = path.read_bytes()
        return found

    def stamps(self) -> dict[str, bytes]:
        """Return what `nbgrader release_feedback` reads beside a page, where all of it is there."""
        paths = [self.folder / name for name in (SECRET, TIMESTAMP)]
        if self.folder.is_symlink() or not all(
            path.is_file() and not path.is_symlink() and path.stat().st_size <= MOST_OF_A_STAMP
            for path in paths
        ):
            return {}
        return {path.name: path.read_bytes() for path in paths}

    def _files(self) -> list[tuple[str, Path]]:
        """Return the files in the folder and below, without links and hidden ones."""
        found: list[tuple[str, Path]] = []
        for folder, folders, names in os.walk(self.folder, onerror=_raised):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            paths = (Path(folder, name) for name in sorted(names) if not name.startswith("."))
            found += [
                (path.relative_to(self.folder).as_posix(), path)
                for path in paths
                if path.is_file() and not path.is_symlink()
            ]
        return found

    @cached_property
    def timestamp(self) -> datetime | None:
        """When it was handed in, by nbgrader's ``timestamp.txt``.

        Raises:
            NotTold: the file is there, but holds no time that can be told.
        """
        path = self.folder / TIMESTAMP
        if not path.is_file() or path.is_symlink() or self.folder.is_symlink():
            return None
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(100).strip()
        if not text:
            return None
        try:
            return utc_of(text)
        except NotTold as why:
            raise NotTold(f"timestamp.txt: {why}: write the time with its offset") from None

    @property
    def digest(self) -> str:
        """A hash that changes when any file of the submission does.

        Read once, before the notebook is: should a file change meanwhile, the result is noted with
        the digest of before, which is no longer that of the folder, and the next run grades the
        submission again.
        """
        return self._hashes[0]

    @property
    def work(self) -> str:
        """A hash that changes when what was written does, and not with the time of handing in."""
        return self._hashes[1]

    @cached_property
    def _hashes(self) -> tuple[str, str]:
        everything, work = hashlib.sha256(), hashlib.sha256()
        files = [
            Path(folder, name)
            for folder, _, names in os.walk(self.folder, onerror=_raised)
            for name in names
        ]
        for path in sorted(files):
            if path.is_file() and not path.is_symlink():
                name = path.relative_to(self.folder)
                line = f"{name}\0{path.stat().st_size}\0".encode(errors="surrogateescape")
                with path.open("rb") as file:
                    line += hashlib.file_digest(file, "sha256").digest()
                everything.update(line)
                if name.as_posix() not in (TIMESTAMP, SECRET):
                    work.update(line)
        return everything.hexdigest(), work.hexdigest()


def _raised(error: OSError) -> None:
    """Raise over a folder that can't be listed, which `os.walk` would leave out."""
    raise error


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except PermissionError:  # whoever reads it is told
        return True


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise Unreadable(
            f"The file has {size // 2**20} MB; more than {MAX_FILE_BYTES // 2**20} MB can't be "
            "read. "
            "Clear all outputs and save again."
        )
    return path.read_bytes()


def find(submitted: Path, assignment: Assignment) -> list[Submission]:
    r"""All submissions of an assignment, sorted by student; those of `hidden` are none.

    A name that is not UTF-8 (an archive from another system) is written with escapes, ``caf\xe9``:
    tables and gradebook hold text.
    """
    return [
        Submission(
            os.fsencode(folder.name).decode(errors="backslashreplace"), folder / assignment.name
        )
        for folder in _folders(submitted, assignment, dotted=False)
    ]


def hidden(submitted: Path, assignment: Assignment) -> list[Path]:
    """Return the folders that look like students', but for a dot at the beginning of their name."""
    return _folders(submitted, assignment, dotted=True)


def _folders(submitted: Path, assignment: Assignment, *, dotted: bool) -> list[Path]:
    return [
        folder
        for folder in (sorted(submitted.iterdir()) if submitted.is_dir() else ())
        if folder.name.startswith(".") is dotted and _is_there(folder / assignment.name)
    ]
