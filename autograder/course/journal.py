"""What has been graded.

One small file per submission, written last, so that a stopped run goes on where it was.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, get_type_hints

from autograder.errors import AutograderError, sentence
from autograder.files import write_all_whole
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import PartLine, Verdict

NAME = "verdicts.json"

KINDS: dict[Any, Any] = {
    str: str,
    bool: bool,
    float: (int, float),
    float | None: (int, float, NoneType),
    dict[str, str]: dict,
}
"""What JSON has for the fields of a note, by their types."""


class DamagedNote(AutograderError):
    """What is noted of a graded submission can't be read: where, and what to do."""


def secret_mark(secret: bytes) -> str:
    """Return what is noted of a course's secret: enough to see that it is another one now."""
    return hmac.new(secret, b"autograder: which secret is this?", hashlib.sha256).hexdigest()[:12]


def folder_of(output: Path, student_id: str, assignment: str) -> Path:
    """Return where a graded submission and its note lie, in nbgrader's layout."""
    return output / "autograded" / student_id / assignment


def write_entry(folder: Path, result: Result) -> None:
    """Note a submission as graded; see `write_entries`."""
    write_entries({folder: result})


def write_entries(entries: Mapping[Path, Result]) -> None:
    """Note submissions as graded, by the folder of each; each wholly or not at all.

    rename(2) replaces atomically.
    """
    write_all_whole({folder / NAME: _as_text(result) for folder, result in entries.items()})


def _as_text(result: Result) -> str:
    noted = {
        "student": result.student_id,
        "digest": result.digest,
        "verdicts": result.verdicts,
        "notes": result.notes,
        "problem": result.problem,
        "when": result.when,
        "seconds": result.seconds,
        "boxed": result.boxed,
        "secret": result.secret,
        "versions": result.versions,
        "work": result.work,
    }
    return json.dumps(noted, default=vars)  # on one line, which is ten times as quick


def load_entry(folder: Path) -> Result | None:
    """Return what is noted in a submission's folder; None if nothing is.

    Raises:
        DamagedNote: what is there can't be read, or is none of this version's notes.
    """
    path = folder / NAME
    try:
        noted: Any = json.loads(path.read_text(encoding="utf-8"))
        verdicts = [
            Verdict(
                **_checked(Verdict, verdict)
                | {
                    "status": Status(verdict["status"]),
                    "parts": tuple(
                        PartLine(**_checked(PartLine, line)) for line in verdict.get("parts", ())
                    ),
                }
            )
            for verdict in noted.pop("verdicts")
        ]
        # The folder's name says whose it is: a copied or renamed one is read as what it is now.
        return Result(
            **{key: value for key, value in _checked(Result, noted).items() if key != "student"},
            student_id=folder.parent.name,
            assignment=folder.name,
            verdicts=verdicts,
        )
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DamagedNote(sentence(error, path)) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DamagedNote(
            f"{path} is damaged, or another version's: `autograder grade {folder.name}` grades "
            "that submission again; if it is not handed in any more, remove the file"
        ) from None


def _checked(kind: type, noted: dict[str, Any]) -> dict[str, Any]:
    """Return what is noted of a text or a number.

    Raises:
        TypeError: something else stands in its place.
    """
    for name, wanted in _kinds_of(kind).items():
        if name in noted and not isinstance(noted[name], wanted):
            raise TypeError(f"{name} is {noted[name]!r}")
    return noted


@cache
def _kinds_of(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: KINDS[wanted] for name, wanted in hints.items() if wanted in KINDS}
