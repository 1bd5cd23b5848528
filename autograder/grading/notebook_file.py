"""The notebook in a file that a student handed in, whatever that file holds."""

from __future__ import annotations

import json
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.student.inside.bounds import MAX_BRACKETS, MAX_CELLS, MAX_FILE_BYTES


class Unreadable(Exception):
    """The file is no notebook that can be graded: what is wrong with it, for the student."""


def read_notebook(data: bytes) -> NotebookNode:
    """Return the notebook in a file's bytes, upgraded to nbformat 4.

    Raises:
        Unreadable: it holds none.
    """
    if not data.strip():
        raise Unreadable("The file is empty.")
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(
            f"The file has {len(data) // 2**20} MB; more than {MAX_FILE_BYTES // 2**20} MB can't "
            "be read. Clear all outputs and save again."
        )
    if data.count(b"{") + data.count(b"[") > MAX_BRACKETS:
        raise Unreadable(
            f"The file has more than {MAX_BRACKETS:,} brackets, which can't be read. Clear all "
            "outputs and save again."
        )
    try:
        raw = json.loads(data)  # which finds out whether it is UTF-8, 16 or 32
    except json.JSONDecodeError as error:
        if b"\n<<<<<<< " in data:
            raise Unreadable(
                "The file is not a notebook any more: git could not merge two versions of it, and "
                f"left marks such as <<<<<<< in line {error.lineno}. Keep one of the two, and hand "
                "it in."
            ) from None
        cut_off = error.msg.startswith("Unterminated") or not error.doc[error.pos :].strip()
        advice = " It ends in the middle: save it, and hand it in, once more." if cut_off else ""
        raise Unreadable(
            f"The file is not a notebook: it is not JSON (line {error.lineno}, column "
            f"{error.colno}: {error.msg}).{advice}"
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:  # a number of 5,000 digits, [[[[…
        raise Unreadable(
            f"The file is not a notebook: it is not JSON text ({type(error).__name__})."
        ) from None
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), (int, float)):
        raise Unreadable("The file is JSON, but not a notebook: it has no “nbformat”.")
    if raw["nbformat"] in (3, 4):
        raw["nbformat"] = int(raw["nbformat"])  # some write 4.0
    else:
        raise Unreadable(
            f"The notebook has format {raw['nbformat']!r:.20}; formats 3 and 4 can be read. Open "
            "it in Jupyter and save it again."
        )
    if (count := _cells(raw)) > MAX_CELLS:
        raise Unreadable(
            f"The notebook has {count:,} cells; more than {MAX_CELLS:,} can't be "
            "graded. "
            "Delete those that you don't need, and save again."
        )
    try:
        if raw["nbformat"] == 3:
            return nbformat.reads(json.dumps(raw), as_version=4)
        if not isinstance(raw["cells"], list):
            raise TypeError("cells must be a list")
        raw["metadata"] = raw.get("metadata") if isinstance(raw.get("metadata"), dict) else {}
        for cell in raw["cells"]:
            if isinstance(cell, dict) and isinstance(cell.get("source"), list):
                cell["source"] = "".join(line for line in cell["source"] if isinstance(line, str))
        return nbformat.from_dict(raw)
    except Exception as error:  # whatever a malformed notebook makes the converter raise
        raise Unreadable(
            f"The file says it is a notebook, but can't be read as one ({type(error).__name__}: "
            f"{error})."
        ) from None


def _cells(raw: dict[str, Any]) -> int:
    """Return how many cells a file says it has: in format 3 they stand in sheets."""
    sheets = raw.get("worksheets")
    return sum(
        len(holder["cells"])
        for holder in (raw, *(sheets if isinstance(sheets, list) else ()))
        if isinstance(holder, dict) and isinstance(holder.get("cells"), list)
    )
