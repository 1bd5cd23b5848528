"""From what a student handed in to the notebook that is graded.

The graded notebook is the instructor's, with the student's solution cells and cells of their own
put in place. Nothing else of a submission counts, so lost ids, changed points, tags or cell types,
edited tests and deleted or doubled cells can't stop or sway the grading. What was put right is told
to the student in `Rebuilt.notes`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.grading.assignment import Assignment, top_level_names
from autograder.grading.cells import claimed_id, marks_of

MAX_FILE_BYTES = 200 * 2**20
"""Beyond this a file is not read: outputs alone can make a notebook some ten MB."""

MAX_CELL_CHARS = 200_000
"""Beyond this a cell is not run."""

MAX_CELLS = 5_000


class Unreadable(Exception):
    """The file is no notebook that can be graded: what is wrong with it, for the student."""


@dataclass
class Rebuilt:
    """The notebook to run, and what was found on the way."""

    notebook: NotebookNode
    unchanged: set[str] = field(default_factory=set)
    """Solution cells that are as they were released."""
    notes: list[str] = field(default_factory=list)
    """What was put right, for the student."""


@dataclass
class _Cell:
    """A cell of a submission, as far as it matters."""

    kind: str
    source: str
    id: str
    grade_id: str


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
    try:
        raw = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(
            f"The file is not a notebook: it is not JSON text ({type(error).__name__})."
        ) from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"The file is not a notebook: it is not JSON (line {error.lineno}, column "
            f"{error.colno}: {error.msg})."
        ) from None
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise Unreadable("The file is JSON, but not a notebook: it has no “nbformat”.")
    if raw["nbformat"] not in (3, 4):
        raise Unreadable(
            f"The notebook has format {raw['nbformat']}; formats 3 and 4 can be read. Open it in "
            "Jupyter and save it again."
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


def rebuild(assignment: Assignment, submitted: NotebookNode) -> Rebuilt:
    """Put a student's solutions and own cells into a fresh copy of the release.

    Args:
        assignment: what was handed out.
        submitted: what came back, as `read_notebook` gave it.
    """
    rebuilt = Rebuilt(nbformat.from_dict(assignment.release))  # which copies, faster than deepcopy
    if submitted.metadata.get("orig_nbformat") == 3:
        rebuilt.notes.append("Your notebook was in the old format 3 and has been converted.")
    cells = _cells_of(submitted, rebuilt.notes)
    matches, extras = _match(rebuilt.notebook, cells)
    for position, cell in enumerate(rebuilt.notebook.cells):
        marks = marks_of(cell)
        if marks.solution:
            _transplant(
                assignment,
                rebuilt,
                position,
                [cells[i] for i in matches.get(position, [])],
                cells,
                extras,
            )
        elif marks.locked and any(
            cells[i].source.strip() != cell.source.strip() for i in matches.get(position, [])
        ):
            rebuilt.notes.append(
                f"Your changes to the test cell “{marks.grade_id}” were left out: it was run as "
                "it was handed out."
            )
    _insert(rebuilt, cells, extras)
    rebuilt.notebook.metadata = nbformat.from_dict(assignment.release.metadata)
    return rebuilt


def _cells_of(submitted: NotebookNode, notes: list[str]) -> list[_Cell]:
    cells = []
    for number, raw in enumerate(submitted.get("cells", [])[:MAX_CELLS]):
        if not isinstance(raw, dict):
            continue
        source: Any = raw.get("source", "")
        if not isinstance(source, str):
            continue
        if len(source) > MAX_CELL_CHARS:
            notes.append(
                f"Cell {number + 1} has {len(source):,} characters and was left out; more than "
                f"{MAX_CELL_CHARS:,} are not run."
            )
            continue
        source = source.replace("\r\n", "\n").encode(errors="replace").decode()
        cells.append(
            _Cell(
                str(raw.get("cell_type")),
                source,
                str(raw.get("id", "")),
                claimed_id(raw),
            )
        )
    return cells


def _match(
    release: NotebookNode, cells: list[_Cell]
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """Find for each submitted cell the released cell that it is.

    Returns:
        Positions in the release with the submitted cells that are theirs, and the remaining cells
        with the position after which they stand (-1: before everything).
    """
    by_grade_id = {
        name: i for i, cell in enumerate(release.cells) if (name := marks_of(cell).grade_id)
    }
    by_id = {
        cell.id: i
        for i, cell in enumerate(release.cells)
        if cell.get("id") and not marks_of(cell).grade_id
    }
    by_source = {cell.source.strip(): i for i, cell in reversed(list(enumerate(release.cells)))}
    matches: dict[int, list[int]] = {}
    extras: dict[int, int] = {}
    last = -1
    for index, cell in enumerate(cells):
        position = by_grade_id.get(cell.grade_id, by_source.get(cell.source.strip()))
        if position is None and cell.id in by_id:
            last = by_id[cell.id]  # an instructor's cell that the student edited: both run
            matches.setdefault(last, [])
            extras[index] = last
        elif position is None:
            if cell.source.strip():
                extras[index] = last
        else:
            matches.setdefault(position, []).append(index)
            last = position
    return matches, extras


def _transplant(
    assignment: Assignment,
    rebuilt: Rebuilt,
    position: int,
    found: list[_Cell],
    cells: list[_Cell],
    extras: dict[int, int],
) -> None:
    """Put the student's text into one solution cell of the rebuilt notebook."""
    cell = rebuilt.notebook.cells[position]
    name, stub = marks_of(cell).grade_id, cell.source.strip()
    changed = [candidate for candidate in found if candidate.source.strip() != stub]
    if len(found) > 1:
        rebuilt.notes.append(
            f"The cell “{name}” is there {len(found)} times; the last one with an answer was "
            "graded."
        )
    if not changed:
        recovered = (
            None
            if found and cell.cell_type == "markdown"
            else _recover(assignment, name, position, cells, extras)
        )
        if recovered is not None:
            how = "is as it was handed out" if found else "is missing or has lost its id"
            rebuilt.notes.append(
                f"The cell “{name}” {how}; your answer was found in another cell. Fill in the "
                "cells as they are."
            )
            changed = [cells[recovered]]
            del extras[recovered]
        elif not found:
            rebuilt.notes.append(
                f"The cell “{name}” is missing: its exercise counts as not attempted."
            )
    if not changed:
        rebuilt.unchanged.add(name)
        return
    answer = changed[-1]
    if answer.kind != cell.cell_type:
        rebuilt.notes.append(
            f"The cell “{name}” had become a {answer.kind} cell and was taken as "
            f"{cell.cell_type} again."
        )
    if not answer.source.strip():
        rebuilt.unchanged.add(name)
    cell.source = answer.source


def _recover(
    assignment: Assignment, name: str, position: int, cells: list[_Cell], extras: dict[int, int]
) -> int | None:
    """Return a cell without id that holds the answer.

    By the names it defines, or for a text by the place it stands in.
    """
    wanted = assignment.defined_by(name)
    if wanted:
        return next(
            (
                i
                for i in reversed(extras)
                if cells[i].kind != "markdown" and wanted <= top_level_names(cells[i].source)
            ),
            None,
        )
    return next(
        (i for i, after in extras.items() if cells[i].kind == "markdown" and after == position - 1),
        None,
    )


def _insert(rebuilt: Rebuilt, cells: list[_Cell], extras: dict[int, int]) -> None:
    """Put the student's own cells behind the cells they stood behind."""
    behind: dict[int, list[NotebookNode]] = {}
    for index, position in extras.items():
        make = new_markdown_cell if cells[index].kind == "markdown" else new_code_cell
        if cells[index].kind in ("markdown", "code"):
            own = make(
                cells[index].source, id=f"own-{index}", metadata={"autograder": {"own": True}}
            )
            behind.setdefault(position, []).append(own)
    arranged = behind.get(-1, [])
    for position, cell in enumerate(rebuilt.notebook.cells):
        arranged += [cell, *behind.get(position, [])]
    rebuilt.notebook.cells = arranged
