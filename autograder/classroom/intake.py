"""Find an assignment's submissions, in nbgrader's layout ``<student>/<assignment>``."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from autograder.grading.assignment import Assignment
from autograder.grading.rebuild import MAX_FILE_BYTES, Unreadable


@dataclass(frozen=True)
class Submission:
    """One student's files for one assignment."""

    student_id: str
    folder: Path

    def read_notebook(self, notebook: str) -> tuple[bytes, list[str]]:
        """Return the notebook's bytes, and notes on how it was found.

        Raises:
            Unreadable: there is no notebook that could be meant, or it is too large to be read.
        """
        if self.folder.is_symlink() or self.folder.parent.is_symlink():
            raise Unreadable(
                "The folder is a link to another one, which is not followed: "
                "hand in the files themselves."
            )
        files = sorted(
            path for path in self.folder.glob("*.ipynb") if path.is_file() and not path.is_symlink()
        )
        named = [path for path in files if path.name == f"{notebook}.ipynb"]
        notes = []
        if not files and (self.folder / f"{notebook}.ipynb").is_symlink():
            raise Unreadable(
                f"{notebook}.ipynb is a link to another file, which is not followed: hand in the "
                "file itself."
            )
        if not files:
            raise Unreadable(f"No notebook was handed in: {notebook}.ipynb is missing.")
        if not named and len(files) > 1:
            names = ", ".join(path.name for path in files)
            raise Unreadable(
                f"{notebook}.ipynb is missing, and which of these is meant can't be told: {names}."
            )
        chosen = (named or files)[0]
        if not named:
            notes.append(
                f"Your notebook is called {chosen.name}; it was taken for {notebook}.ipynb."
            )
        elif len(files) > 1:
            others = ", ".join(path.name for path in files if path != chosen)
            notes.append(f"Only {notebook}.ipynb was graded; you also handed in {others}.")
        size = chosen.stat().st_size
        if size > MAX_FILE_BYTES:
            raise Unreadable(
                f"The file has {size // 2**20} MB; more than {MAX_FILE_BYTES // 2**20} MB can't "
                "be read. Clear all outputs and save again."
            )
        return chosen.read_bytes(), notes

    @cached_property
    def timestamp(self) -> datetime | None:
        """When it was handed in, by nbgrader's ``timestamp.txt``.

        Raises:
            Unreadable: the file is there, but holds no time.
        """
        path = self.folder / "timestamp.txt"
        if not path.is_file() or path.is_symlink() or self.folder.is_symlink():
            return None
        with path.open(errors="replace") as file:
            text = file.read(100).strip()
        if not text:
            return None
        # Only here: it imports all of nbgrader, and workers, which import this module, never come
        # here.
        from nbgrader.utils import parse_utc

        try:
            handed_in: datetime = parse_utc(text)
        except (ValueError, OverflowError):
            raise Unreadable(
                f"timestamp.txt holds no time that can be read: {text[:40]!r}."
            ) from None
        return handed_in

    @cached_property
    def digest(self) -> str:
        """A hash that changes when any file of the submission does.

        Read once, before the notebook is: should a file change meanwhile, the result is noted with
        the digest of before, which is no longer that of the folder, and the next run grades the
        submission again.
        """
        total = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                total.update(
                    f"{path.relative_to(self.folder)}\0{path.stat().st_size}\0".encode(
                        errors="surrogateescape"
                    )
                )
                with path.open("rb") as file:
                    total.update(hashlib.file_digest(file, "sha256").digest())
        return total.hexdigest()


def find(submitted: Path, assignment: Assignment) -> list[Submission]:
    r"""All submissions of an assignment, sorted by student. Folders that begin with a dot are none.

    A name that is not UTF-8 (an archive from another system) is written with escapes, ``caf\xe9``:
    tables and gradebook hold text.
    """
    if not submitted.is_dir():
        return []
    return [
        Submission(
            os.fsencode(folder.name).decode(errors="backslashreplace"), folder / assignment.name
        )
        for folder in sorted(submitted.iterdir())
        if not folder.name.startswith(".") and (folder / assignment.name).is_dir()
    ]
