"""What has been graded: one small file per submission, written last, so that a stopped run goes on where it was."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.files import write_whole
from autograder.grading.verdicts import Verdict

NAME = "verdicts.json"


@dataclass(frozen=True)
class Entry:
    """A graded submission as the journal keeps it."""

    student: str
    digest: str
    verdicts: list[Verdict]
    notes: list[str] = field(default_factory=list)
    problem: str = ""
    """Why the submission could not be read or graded at all."""
    when: str = ""
    """When it was graded: UTC, ISO 8601, to the second."""
    seconds: float = 0.0
    """How long that took."""
    boxed: bool = False
    """Whether its code was locked in."""

    @property
    def done(self) -> bool:
        """Whether it need not be graded again: nothing in it is the grader's fault."""
        return all(verdict.status != "grader-error" for verdict in self.verdicts)


def folder_of(output: Path, student: str, assignment: str) -> Path:
    """Where a graded submission and its note lie, in nbgrader's layout."""
    return output / "autograded" / student / assignment


def now() -> str:
    """The time as `Entry.when` has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write(folder: Path, entry: Entry) -> None:
    """Note a submission as graded, wholly or not at all (rename(2) replaces atomically)."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / NAME, json.dumps(asdict(entry), indent=1))


def read(folder: Path, student: str) -> Entry | None:
    """What is noted of a submission; None if nothing is, or nothing that can be read."""
    try:
        noted: Any = json.loads((folder / NAME).read_text())
        return Entry(
            **noted
            | {
                "student": student,
                "verdicts": [Verdict(**verdict) for verdict in noted["verdicts"]],
            }
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
