"""What students must not get: found in the very bytes that they would get."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from autograder.course.data import CELL
from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of

REGIONS = {
    "a solution": ("### BEGIN SOLUTION", "### END SOLUTION"),
    "a hidden test": ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"),
    "a mark scheme": ("=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ==="),
}
"""What stands between markers in a source, and nowhere in a release."""

TELLING_CHARS = 8
"""A line shorter than this, such as ``else:``, tells nothing by itself."""

_DIGEST = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32,128}(?![0-9A-Za-z])")
_PATH = re.compile(
    r"(?<![\w.:/~<>$*-])"
    r"/(?:home|root|Users|private|tmp|var|opt|mnt|srv|usr|work|workspace)/[\w.-]+"
    r"|\b[A-Z]:\\{1,2}(?:Users|Documents)\b|file://"
)


@dataclass(frozen=True)
class Secret:
    """A piece of a source that is not for students."""

    kind: str
    cell: str
    """Where it stands, ``01-start/centre``."""
    text: str


def find(
    files: Mapping[str, bytes],
    assignments: list[Assignment],
    root: Path,
    given: Collection[str] = (),
) -> list[str]:
    """List every leak in files that students would get: which file, what and from where.

    Args:
        files: contents by name.
        assignments: all of the course, those that are not published too.
        root: the course directory, whose path is nobody's business.
        given: names of files that the instructor gives as they are. They may be pictures or hold
            digests and paths; solutions and hidden tests they may not.
    """
    secrets = [secret for assignment in assignments for secret in _secrets(assignment)]
    # What every release shows may be said anywhere.
    known = "\n".join(
        _squeezed(text) for assignment in assignments for text in _texts(assignment.release)
    )
    found: list[str] = []
    for name, data in sorted(files.items()):
        if name in given and not _is_text(data):
            continue
        try:
            text = data.decode()
            notebook = nbformat.reads(text, as_version=4) if name.endswith(".ipynb") else None
        except (ValueError, KeyError, AttributeError, nbformat.ValidationError):
            kind = "notebook" if name.endswith(".ipynb") else "text"
            found.append(f"{name}: can't be looked through, it is no {kind}")
            continue
        texts = list(_texts(notebook)) if notebook is not None else [text]
        found += [
            f"{name}: holds {what}"
            for what in dict.fromkeys(
                _of_sources(texts, secrets, known)
                if name in given
                else _in_texts(texts, notebook, secrets, known, root)
            )
        ]
    return found


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _in_texts(
    texts: list[str], notebook: NotebookNode | None, secrets: list[Secret], known: str, root: Path
) -> Iterator[str]:
    yield from _of_sources(texts, secrets, known)
    machine = (str(root), str(Path.home()))
    for text in texts:
        if path := next(
            (path for path in machine if len(path) > 1 and path in text), None
        ) or _first(_PATH, text):
            yield f"the path “{path}” of the machine that made it"
    for text in _texts(notebook, but_cell=CELL) if notebook is not None else texts:
        if digest := _first(_DIGEST, text):
            yield f"a digest, “{digest[:12]}…”, from which an answer could be guessed"
    if notebook is not None:
        yield from _wrong_checksums(notebook)


def _of_sources(texts: list[str], secrets: list[Secret], known: str) -> Iterator[str]:
    whole = "\n".join(_squeezed(text) for text in texts)
    for secret in secrets:
        if _shows(whole, secret.text, known):
            yield f"{secret.kind} of {secret.cell}"
    for kind, markers in REGIONS.items():
        for marker in markers:
            if marker in whole:
                yield f"the marker of {kind}, “{marker}”"


def _shows(whole: str, secret: str, known: str) -> bool:
    """Tell whether a text shows a secret: all of it, or a line of it that no release shows."""
    lines = [line for line in map(_squeezed, secret.splitlines()) if line]
    telling = [line for line in lines if len(line) >= TELLING_CHARS]
    return bool(telling) and (
        " ".join(lines) in whole or any(line in whole and line not in known for line in telling)
    )


def _wrong_checksums(notebook: NotebookNode) -> Iterator[str]:
    """List cells whose checksum is not that of what they show: it may be that of their answer."""
    for cell in notebook.cells:
        marks = marks_of(cell)
        if marks.checksum and marks.checksum != compute_checksum(cell):
            yield (
                f"the hash of another text than the cell “{marks.grade_id}” shows: "
                "it may be that of its answer"
            )


def _secrets(assignment: Assignment) -> Iterator[Secret]:
    for cell in assignment.source.cells:
        place = f"{assignment.name}/{marks_of(cell).grade_id or cell.get('id', '')}"
        for kind, (begin, end) in REGIONS.items():
            for text in re.findall(
                f"{re.escape(begin)}[^\n]*\n(.*?){re.escape(end)}", cell.source, re.DOTALL
            ):
                yield Secret(kind, place, text)


def _texts(value: Any, but_cell: str = "") -> Iterator[str]:
    """List every string within a notebook, keys too, but nbgrader's own checksums."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, but_cell)
    elif isinstance(value, dict) and (not but_cell or value.get("id") != but_cell):
        for key, item in value.items():
            if key != "checksum":
                yield key
                yield from _texts(item, but_cell)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group() if match else ""
