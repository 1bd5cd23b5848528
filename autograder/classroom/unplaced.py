"""What somebody handed in that could not be placed: kept beside ``submitted/``'s folders.

So whoever it is of isn't told that nothing was handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from autograder.files import write_whole

FOLDER = ".unplaced"
"""In ``submitted/``, where folders that begin with a dot are no students'."""


def reason(submitted: Path, student_id: str, assignment: str) -> str:
    """Return what is noted of a student's work; empty where nothing is."""
    try:
        return _path(submitted, student_id, assignment).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def note(submitted: Path, assignment: str, reasons: Mapping[str, str]) -> None:
    """Note why work could not be placed, by student; an empty reason takes the note away."""
    for student_id, why in reasons.items():
        path = _path(submitted, student_id, assignment)
        if why:
            write_whole(path, f"Something was handed in that could not be placed: {why}\n")
        elif path.exists():
            path.unlink()
            path.parent.rmdir()


def _path(submitted: Path, student_id: str, assignment: str) -> Path:
    return submitted / FOLDER / assignment / student_id / "reason.txt"
