"""What a submission is graded with, so that a result can say when that is another one by now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from autograder import __version__
from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of
from autograder.grading.exercises import ANSWERS, CHECK

GIVEN = "the notebook's given cells"
FILES = "the files beside the notebook"
PACKAGE = "autograder"
"""What stands beside the exercises; the last is the package and the kit that checks are made of.

None can be the name of an exercise's cell in this lecture's style, and all are said as they
are.
"""

ROOMS = ("checks", "grading", "student")
"""Rooms of the package that decide what is right."""


def of(assignment: Assignment) -> dict[str, str]:
    """Return a short hash of each exercise, of what is given and of the package, by name.

    An exercise's is of its points, its test cell and its files but for the right answers, with what
    the course's exercises share. Texts between cells don't count.
    """
    texts = assignment.files.texts
    own = {path: path.rpartition("/")[0] for path in texts}
    folders = {folder for path, folder in own.items() if path.endswith(f"/{CHECK}")}
    shared = [
        path for path in sorted(texts) if not any(path.startswith(f"{one}/") for one in folders)
    ]
    tests = {marks_of(cell).exercise: cell.source for cell in assignment.source.cells}
    found = {}
    for exercise in assignment.exercises:
        key = exercise.folder.key if exercise.folder else ""
        files_of = [
            path
            for path in sorted(texts)
            if key and own[path] == key and not path.endswith(f"/{ANSWERS}")
        ]
        parts = [f"{exercise.points:g}".encode()]
        if exercise.folder:
            parts += [tests[exercise.name].encode()]
            parts += [
                part for path in (*files_of, *shared) for part in (path.encode(), texts[path])
            ]
        found[exercise.name] = _hash(parts)
    given = (
        cell.source.encode()
        for cell in assignment.source.cells
        if cell.cell_type == "code" and not (marks_of(cell).grade or marks_of(cell).solution)
    )
    found |= {GIVEN: _hash(given), PACKAGE: f"{__version__}+{_package()}"}
    if files := assignment.given_files:
        found[FILES] = _hash(
            part for name in sorted(files) for part in (name.encode(), files[name])
        )
    return found


@cache
def _package() -> str:
    """Return a hash of the package's own code: a version number stays while it is worked on."""
    root = Path(__file__).parents[1]
    paths = (path for room in ROOMS for path in sorted((root / room).rglob("*.py")))
    return _hash(path.read_bytes() for path in paths)


def _hash(parts: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(b"%d\0" % len(part))
        total.update(part)
    return total.hexdigest()[:12]
