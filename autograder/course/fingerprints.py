"""Let a notebook name typical mistakes by itself, before anything is handed in.

A visible test under the notebook's own ``@naming_mistakes`` marks the error that it raises with a
fingerprint of all that the code gave until then. `build` puts each misconception through these
tests and keeps, beside the source notebook, which one gave which fingerprint; a release holds the
sentences, and neither wrong code nor hidden values.
"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

from autograder.errors import UsageError
from autograder.grading.exercises import ExerciseFiles, Misconception
from autograder.grading.explanation import explain

FINGERPRINTS = "fingerprints.json"
"""Beside a source notebook: misconceptions by fingerprint, by exercise."""

EMPTY_TABLE = "TYPICAL_MISTAKES = {}"
"""Stands in a source notebook where its release has the table."""

WIDTH = 105
"""Of the sentences in a cell."""

ByExercise = dict[str, dict[str, list[str]]]
"""Names of misconceptions by fingerprint, by exercise."""


def write_fingerprints(path: Path, found: ByExercise) -> bool:
    """Write an assignment's fingerprints if they changed, and return whether they did.

    Raises:
        UsageError: the file can't be written.
    """
    text = json.dumps(found, indent=1) + "\n" if found else ""
    try:
        if (path.read_text(encoding="utf-8") if path.exists() else "") == text:
            return False
        if text:
            path.write_text(text, encoding="utf-8")
        else:
            path.unlink()
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}): mend that") from None
    return True


def sentences(path: Path, files: ExerciseFiles) -> dict[str, str]:
    """Return what is said of each fingerprint of an assignment.

    Args:
        path: of its fingerprints, which need not exist.
        files: its exercises.

    Raises:
        UsageError: the file can't be read.
    """
    if not path.exists():
        return {}
    assignment = path.parent.name
    try:
        by_exercise = json.loads(path.read_bytes())
        known = {
            key: [_named(files, f"{assignment}/{exercise}", name) for name in names]
            for exercise, found in by_exercise.items()
            for key, names in found.items()
        }
    except (OSError, ValueError, AttributeError, TypeError):
        raise UsageError(
            f"{path} can't be read: remove it, and `autograder build {assignment}` makes it anew"
        ) from None
    said = {key: explain([one for one in named if one is not None]) for key, named in known.items()}
    return {key: explanation.sentence for key, explanation in said.items() if explanation}


def _named(files: ExerciseFiles, key: str, name: str) -> Misconception | None:
    """Return a misconception by its name; None where it is gone since the last build."""
    assignment = key.split("/", maxsplit=1)[0]
    if key not in files.keys(assignment):
        return None
    return next((one for one in files.load(key).misconceptions if one.name == name), None)


def with_table(code: str, said: dict[str, str]) -> str:
    """Put the table of what is said of each fingerprint into the cell that waits for it."""
    if not said or EMPTY_TABLE not in code.splitlines():
        return code
    entries = "\n".join(_entry(key, sentence) for key, sentence in said.items())
    return code.replace(EMPTY_TABLE, f"TYPICAL_MISTAKES = {{\n{entries}\n}}", 1)


def _entry(key: str, sentence: str) -> str:
    """Write one line of the table, its sentence in pieces that fit a cell."""
    *first, last = textwrap.wrap(sentence, WIDTH, break_on_hyphens=False)
    pieces = [*(f"{piece} " for piece in first), last]
    quoted = "\n".join(f"        {json.dumps(piece, ensure_ascii=False)}" for piece in pieces)
    return f'    "{key}":\n{quoted},'
