"""What a run leaves behind, as it can be compared with what another one left.

Times and ids are left aside: they differ between any two runs.
"""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.grading.status import Status

NOTE = "verdicts.json"
TIMES = ("when", "seconds")
VARYING = ("report.html",)
"""Says when it was written and how long grading took."""

MADE_UP = re.compile("[0-9a-f]{32}$")
"""An id that nbgrader draws."""


def remains(output: Path) -> dict[str, Any]:
    """Each file with its content, and the gradebook's rows by table."""
    found: dict[str, Any] = {}
    for path in sorted(output.rglob("*")):
        name = str(path.relative_to(output))
        if path.is_dir() or path.suffix == ".db":
            continue
        found[name] = "" if name in VARYING else path.read_bytes()
        if path.name == NOTE and (noted := _read(path)):
            found[name] = {key: value for key, value in noted.items() if key not in TIMES}
    return found | {f"gradebook.db/{table}": rows for table, rows in _tables(output).items()}


def differences(output: Path, undisturbed: dict[str, Any]) -> list[str]:
    """In what a run's end differs from an undisturbed one's."""
    found = remains(output)
    return (
        [f"{name} is missing" for name in undisturbed.keys() - found.keys()]
        + [f"{name} is left over" for name in found.keys() - undisturbed.keys()]
        + [
            f"{name} differs: {_apart(found[name], undisturbed[name])}"
            for name in found.keys() & undisturbed.keys()
            if found[name] != undisturbed[name]
        ]
    )


def wrongs(output: Path, undisturbed: dict[str, Any]) -> list[str]:
    """What is noted as done, by now, and is not what an undisturbed run notes.

    A fault of the grader's is no wrong: it is no score, and tried again. Nor is it one that the
    gradebook has nothing of a student yet: the next run enters what is noted.
    """
    found: list[str] = []
    notes = sorted(output.glob(f"autograded/*/*/{NOTE}"))
    if not notes:
        return found
    book = _scores(output)
    entered = {student for student, _ in book}
    for path in notes:
        name, student = str(path.relative_to(output)), path.parent.parent.name
        noted, right = _read(path), undisturbed[name]
        if noted is None:
            found.append(f"{name} is half-written: {path.read_bytes()[:80]!r}")
            continue
        for verdict, other in zip(noted["verdicts"], right["verdicts"], strict=True):
            if verdict not in (other, _fault(verdict)):
                found.append(f"{name}: {verdict!r:.300} instead of {other!r:.300}")
            booked = book.get((student, verdict["exercise"]))
            if student in entered and booked != verdict["score"]:
                found.append(f"{name}: {verdict['score']} is noted, {booked} in the gradebook")
    return found


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_bytes()))
    except ValueError:
        return None


def _apart(one: Any, other: Any) -> str:
    """Where two values begin to differ."""
    left, right = repr(one), repr(other)
    pairs = zip(left, right, strict=False)
    apart = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
    around = slice(max(0, apart - 40), apart + 120)
    return f"…{left[around]}… instead of …{right[around]}…"


def _fault(verdict: dict[str, Any]) -> dict[str, Any]:
    return verdict | {"status": Status.GRADER_ERROR, "score": None}


def _scores(output: Path) -> dict[tuple[str, str], float | None]:
    """What the gradebook has by student and exercise."""
    with closing(sqlite3.connect(output / "gradebook.db")) as book:
        found = book.execute(
            "SELECT student_id, base_cell.name, auto_score FROM grade "
            "JOIN base_cell ON base_cell.id = cell_id "
            "JOIN submitted_notebook AS submitted ON submitted.id = grade.notebook_id "
            "JOIN submitted_assignment AS handed_in ON handed_in.id = submitted.assignment_id"
        )
        return {(who, cell.removeprefix("test-")): score for who, cell, score in found}


def _tables(output: Path) -> dict[str, list[Any]]:
    """A gradebook's rows by table; in the place of an id stands the row that it refers to."""
    if not (output / "gradebook.db").exists():  # which SQLite would make
        return {}
    with closing(sqlite3.connect(output / "gradebook.db")) as book:
        book.row_factory = sqlite3.Row
        names = book.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        tables = {
            name: [dict(row) for row in book.execute(f"SELECT * FROM {name}")] for (name,) in names
        }
    referred: dict[str, dict[str, Any]] = {}
    for row in itertools.chain.from_iterable(tables.values()):
        if MADE_UP.match(row.get("id", "")):
            referred.setdefault(row["id"], row)

    def plain(row: dict[str, Any]) -> list[Any]:
        return [
            plain(referred[value]) if key != "id" and value in referred else value
            for key, value in row.items()
            if key != "id" or value not in referred
        ]

    return {name: sorted(map(plain, rows), key=repr) for name, rows in tables.items()}
