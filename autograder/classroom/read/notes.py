"""Which answer it was that a person read: the gradebook keeps what they gave, and not for what."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.course import journal
from autograder.files import write_whole

NAME = "read.json"


def versions(output: Path, student: str, assignment: str) -> dict[str, str]:
    """Return which version of each answer was read, by exercise, as far as it is noted.

    Where the note is gone or can't be read, the answer is taken for one that nobody has read.
    """
    try:
        noted = json.loads(_path(output, student, assignment).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return noted if isinstance(noted, dict) else {}


def note(output: Path, student: str, assignment: str, exercise: str, version: str) -> None:
    """Note which version of an answer was read."""
    noted = versions(output, student, assignment) | {exercise: version}
    write_whole(_path(output, student, assignment), json.dumps(noted))


def _path(output: Path, student: str, assignment: str) -> Path:
    return journal.folder_of(output, student, assignment) / NAME
