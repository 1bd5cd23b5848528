"""The cells of a submission, in a file that can hold anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from nbformat import NotebookNode

from autograder.grading.cells import claimed_id
from autograder.grading.names import names_in
from autograder.grading.pictures import Pictures
from autograder.student.inside.bounds import (
    MAX_ALL_CODE_CHARS,
    MAX_CODE_CHARS,
    MAX_NAME_CHARS,
    MAX_PICTURES,
)


@dataclass
class SubmittedCell:
    """A cell of a submission, as far as it matters."""

    index: int
    kind: str
    source: str
    id: str
    grade_id: str
    attachments: Pictures
    position: int | None = None
    """Of the released cell that it is, or was before the student wrote in it."""
    released: bool = False
    """Whether it is that cell still."""
    anchor: int = -1
    """Of the released cell behind which it stands; -1 before all."""

    @cached_property
    def names(self) -> frozenset[str]:
        """What it binds. A solution cell that was made a text by mistake still holds code."""
        is_code = self.kind != "markdown" or self.grade_id
        if not is_code or self.released or len(self.source) > MAX_CODE_CHARS:
            return frozenset()
        return names_in(self.source)


def read_cells(submitted: NotebookNode, notes: list[str]) -> list[SubmittedCell]:
    """Return the cells of a submission that have a source.

    Args:
        submitted: what came back, as `notebook_file.read_notebook` gave it.
        notes: takes one for each cell that is too long to be run.
    """
    cells: list[SubmittedCell] = []
    code = pictures = 0
    for index, raw in enumerate(submitted.get("cells", [])):
        source: Any = raw.get("source", "") if isinstance(raw, dict) else None
        if not isinstance(source, str):
            continue
        kind = str(raw.get("cell_type"))
        if kind not in ("markdown", "raw") and len(source) > MAX_CODE_CHARS:
            notes.append(
                f"Cell {index + 1} has {len(source):,} characters and was left out; more than "
                f"{MAX_CODE_CHARS:,} are not run."
            )
            continue
        code += len(source) if kind not in ("markdown", "raw") else 0
        if kind not in ("markdown", "raw") and code > MAX_ALL_CODE_CHARS:
            notes.append(
                f"Cell {index + 1} was left out: more than {MAX_ALL_CODE_CHARS:,} characters of "
                "code together are not run."
            )
            continue
        source = source.replace("\r\n", "\n").encode(errors="replace").decode()
        own_id = str(raw.get("id", ""))[:MAX_NAME_CHARS]
        attached = attachments_of(raw, most=MAX_PICTURES - pictures)
        pictures += len(attached)
        cells.append(SubmittedCell(index, kind, source, own_id, claimed_id(raw), attached))
    return cells


def attachments_of(cell: dict[str, Any], most: int) -> Pictures:
    """Return the first pictures attached to a cell, by name and type; nothing else that is."""
    attached = cell.get("attachments")
    return {
        name: pictures
        for name, bundle in islice(attached.items() if isinstance(attached, dict) else (), most)
        if isinstance(name, str)
        and len(name) <= MAX_NAME_CHARS
        and isinstance(bundle, dict)
        and (
            pictures := {
                kind: data if isinstance(data, str) else "".join(map(str, data))
                for kind, data in bundle.items()
                if str(kind).startswith("image/") and isinstance(data, (str, list))
            }
        )
    }
