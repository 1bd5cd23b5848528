"""What has been graded.

One small file per submission, written last, so that a stopped run goes on where it was.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.files import write_whole
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import PartLine, Verdict

NAME = "verdicts.json"


def folder_of(output: Path, student_id: str, assignment: str) -> Path:
    """Return where a graded submission and its note lie, in nbgrader's layout."""
    return output / "autograded" / student_id / assignment


def write_entry(folder: Path, result: Result) -> None:
    """Note a submission as graded, wholly or not at all (rename(2) replaces atomically)."""
    noted = {
        "student": result.student_id,
        "digest": result.digest,
        "verdicts": [asdict(verdict) for verdict in result.verdicts],
        "notes": result.notes,
        "problem": result.problem,
        "when": result.when,
        "seconds": result.seconds,
        "boxed": result.boxed,
    }
    write_whole(folder / NAME, json.dumps(noted, indent=1))


def load_entry(folder: Path) -> Result | None:
    """Return what is noted in a submission's folder; None if nothing is, or nothing readable."""
    try:
        noted: Any = json.loads((folder / NAME).read_text())
        verdicts = [
            Verdict(
                **verdict
                | {
                    "status": Status(verdict["status"]),
                    "parts": tuple(PartLine(**line) for line in verdict.get("parts", ())),
                }
            )
            for verdict in noted.pop("verdicts")
        ]
        # The folder's name says whose it is: a copied or renamed one is read as what it is now.
        return Result(
            **{key: value for key, value in noted.items() if key != "student"},
            student_id=folder.parent.name,
            assignment=folder.name,
            verdicts=verdicts,
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None
