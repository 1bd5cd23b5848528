"""What nbgrader's metadata says of a notebook's cells: the one place that looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.student.inside.bounds import MAX_NAME_CHARS

TEST = "test-"
"""Before an exercise's name in the id of the cell that tests it."""


@dataclass(frozen=True)
class Marks:
    """What a cell is for, as nbgrader's schema has it; all empty for any other cell."""

    grade_id: str = ""
    grade: bool = False
    """Whether the cell carries points."""
    solution: bool = False
    """Whether students write in it."""
    locked: bool = False
    points: float = 0.0
    checksum: str = ""
    """nbgrader's hash of what the cell shows."""

    @property
    def exercise(self) -> str:
        """The exercise that the cell belongs to; empty where it belongs to none."""
        return self.grade_id.removeprefix(TEST)

    @property
    def is_test(self) -> bool:
        """Whether the cell carries the points of an exercise that is solved in another cell."""
        return self.grade and not self.solution


NO_MARKS = Marks()


def code_of(notebook: NotebookNode) -> list[str]:
    """Return the sources of a notebook's code cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def marks_of(cell: NotebookNode) -> Marks:
    """Read what nbgrader's metadata says of a cell of the instructor's."""
    marks = cell["metadata"].get("nbgrader")
    if not marks:  # most cells, and all of them are asked again and again
        return NO_MARKS
    return Marks(
        str(marks.get("grade_id", "")),
        bool(marks.get("grade")),
        bool(marks.get("solution")),
        bool(marks.get("locked")),
        float(marks.get("points") or 0),
        str(marks.get("checksum", "")),
    )


def answers_in(cell: NotebookNode) -> list[str]:
    """Return the exercises that a cell of a rebuilt notebook answers."""
    marks = marks_of(cell)
    own: list[str] = [marks.grade_id] if marks.solution else []
    return list(cell.metadata.get("autograder", {}).get("answers", own))


def written_for(cell: NotebookNode) -> list[str]:
    """Return the exercises whose answer a cell of a rebuilt notebook is, or is a part of."""
    copied = cell.metadata.get("autograder", {}).get("copy_of")
    return list(dict.fromkeys([*answers_in(cell), *([copied] if copied else [])]))


def name_answers(cell: NotebookNode, exercises: list[str]) -> None:
    """Note which exercises a cell answers, where that isn't the one that it is for."""
    cell.metadata.setdefault("autograder", {})["answers"] = exercises


def unmark(cell: NotebookNode) -> None:
    """Take nbgrader's metadata off a cell."""
    cell.metadata.pop("nbgrader", None)


def claimed_id(cell: dict[str, Any]) -> str:
    """Read the id that a cell of a submission bears: a claim, in a file that can hold anything."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id[:MAX_NAME_CHARS] if isinstance(grade_id, str) else ""
