"""The cells of a submission, in a file that can hold anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nbformat import NotebookNode

from autograder.grading.cells import claimed_id
from autograder.grading.names import names_in
from autograder.grading.pictures import Pictures

MAX_CODE_CHARS = 200_000
"""Beyond this a cell is not run. Texts have no such limit: a picture in one is long."""


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
        return names_in(self.source) if is_code and not self.released else frozenset()


def read_cells(submitted: NotebookNode, notes: list[str]) -> list[SubmittedCell]:
    """Return the cells of a submission that have a source.

    Args:
        submitted: what came back, as `notebook_file.read_notebook` gave it.
        notes: takes one for each cell that is too long to be run.
    """
    cells: list[SubmittedCell] = []
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
        source = source.replace("\r\n", "\n").encode(errors="replace").decode()
        own_id, pictures = str(raw.get("id", "")), attachments_of(raw)
        cells.append(SubmittedCell(index, kind, source, own_id, claimed_id(raw), pictures))
    return cells


def attachments_of(cell: dict[str, Any]) -> Pictures:
    """Return the pictures that are attached to a cell, by name and type; nothing else that is."""
    attached = cell.get("attachments")
    return {
        name: pictures
        for name, bundle in (attached.items() if isinstance(attached, dict) else ())
        if isinstance(name, str)
        and isinstance(bundle, dict)
        and (
            pictures := {
                kind: data if isinstance(data, str) else "".join(map(str, data))
                for kind, data in bundle.items()
                if str(kind).startswith("image/") and isinstance(data, (str, list))
            }
        )
    }
