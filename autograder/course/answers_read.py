"""Which answer it was that a person read: the gradebook keeps what they gave, and not for what.

Points stay when a student hands in anew. So beside the graded notebook is noted which version of
each answer they were given for: by `autograder read` at once, and for what formgrader wrote before
that notebook is replaced.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import BaseCell, Grade, SubmittedAssignment
from sqlalchemy import or_

from autograder.course import journal
from autograder.course.gradebook_reader import of_answers
from autograder.files import write_all_whole
from autograder.grading.cells import TEST, marks_of, written_for
from autograder.grading.notebook_file import Unreadable, read_notebook

NAME = "read.json"


def cells_by_exercise(notebook: NotebookNode) -> dict[str, list[NotebookNode]]:
    """Return the cells that answer each exercise in a graded notebook."""
    found: dict[str, list[NotebookNode]] = {}
    for cell in notebook.cells:
        if marks_of(cell).is_test:
            continue
        for name in written_for(cell):
            found.setdefault(name, []).append(cell)
    return found


def version_of(cells: Iterable[NotebookNode]) -> str:
    """Return a hash of what a student wrote in some cells, without what running them gave."""
    written = [[cell.cell_type, cell.source, cell.get("attachments", {})] for cell in cells]
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()[:16]


def noted(folder: Path) -> dict[str, str]:
    """Return which version of each answer was read, by exercise, as far as it is noted.

    Where the note is gone or can't be read, the answer is taken for one that nobody has read.

    Args:
        folder: of a graded submission; see `journal.folder_of`.
    """
    try:
        found = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def note(read: Mapping[Path, dict[str, str]]) -> None:
    """Note which versions of answers were read, by folder and exercise; what was noted stays."""
    write_all_whole(
        {folder / NAME: json.dumps(noted(folder) | versions) for folder, versions in read.items()}
    )


def changed(folder: Path, notebook: str, exercises: Collection[str]) -> frozenset[str]:
    """Return the exercises whose answer is another one than a person gave points for.

    Args:
        folder: of a graded submission.
        notebook: its name, without ending.
        exercises: those to look at; of what is not noted nothing is said.
    """
    read = noted(folder)
    concerned = [name for name in exercises if name in read]
    if not concerned:
        return frozenset()
    now = _versions(folder, notebook, concerned)
    return frozenset(name for name in concerned if read[name] != now[name])


@dataclass(frozen=True)
class Readings:
    """The answers of some students that a person gave points for, and that don't wait."""

    session: Any
    """Of the gradebook."""
    grades: list[Grade]
    versions: dict[Path, dict[str, str]]
    """By folder and exercise."""

    def note(self) -> None:
        """Note them, before what was read is replaced, and have their points wait for a person.

        A run that is cut off and begins again finds them waiting: it doesn't take the new answer
        for the one that was read.
        """
        if not self.grades:
            return
        note(self.versions)
        for grade in self.grades:
            grade.needs_manual_grade = True
        self.session.commit()


def readings(
    session: Any, output: Path, assignment: str, notebook: str, students: Collection[str]
) -> Readings:
    """Return which answers of some students a person gave points for, as they lie there now.

    Args:
        session: of the gradebook.
        output: the folder of the results.
        assignment: its name.
        notebook: its notebook's name, without ending.
        students: whose.
    """
    query = of_answers(Grade, assignment, Grade, SubmittedAssignment.student_id, BaseCell.name)
    grades: list[Grade] = []
    read: dict[str, list[str]] = {}
    for grade, student, cell in session.execute(
        query.where(
            SubmittedAssignment.student_id.in_(students),
            Grade.needs_manual_grade.is_(False),
            or_(Grade.manual_score.is_not(None), Grade.extra_credit > 0),
        )
    ):
        grades.append(grade)
        read.setdefault(student, []).append(cell.removeprefix(TEST))
    folders = {journal.folder_of(output, one, assignment): names for one, names in read.items()}
    versions = {folder: _versions(folder, notebook, names) for folder, names in folders.items()}
    return Readings(session, grades, versions)


def _versions(folder: Path, notebook: str, exercises: Iterable[str]) -> dict[str, str]:
    try:
        written = cells_by_exercise(read_notebook((folder / f"{notebook}.ipynb").read_bytes()))
    except (OSError, Unreadable):  # as if nothing were written
        written = {}
    return {name: version_of(written.get(name, ())) for name in exercises}
