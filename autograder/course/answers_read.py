"""Which answer it was that a person read: the gradebook keeps what they gave, and not for what.

Points stay when a student hands in anew. So beside the graded notebook is noted which version of
each answer they were given for: by `autograder read` at once, and for what formgrader wrote before
that notebook is replaced. So it is with comments, each of which is noted by its text: another text
is one that a person wrote since, about the answer that is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import BaseCell, Comment, Grade, SubmittedAssignment
from sqlalchemy import or_

from autograder.course import journal
from autograder.course.gradebook_rows import of_answers
from autograder.files import write_all_whole
from autograder.grading.cells import TEST, marks_of, written_for
from autograder.grading.notebook_file import Unreadable, read_notebook

NAME = "read.json"
_COMMENT = "comment on "
"""Begins the key of a note about a comment, beside exercises, whose names have no spaces."""


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


def about(exercise: str, comment: str, version: str) -> dict[str, str]:
    """Return what is noted of a comment: which version of an answer it is about."""
    return {f"{_COMMENT}{exercise}": f"{_hash(comment)} {version}"}


def version_commented(known: Mapping[str, str], exercise: str, comment: str) -> str:
    """Return which version of an answer a comment is about; empty where that isn't noted.

    Args:
        known: what is noted of the submission, see `noted`.
        exercise: the answer's.
        comment: what stands there now.
    """
    text, _, version = str(known.get(f"{_COMMENT}{exercise}", "")).partition(" ")
    return version if text == _hash(comment) else ""


def comments_on_earlier(folder: Path, notebook: str, comments: Mapping[str, str]) -> frozenset[str]:
    """Return the exercises whose answer is another one than what a person wrote is about.

    Args:
        folder: of a graded submission.
        notebook: its name, without ending.
        comments: what stands now, by exercise; of what is not noted nothing is said.
    """
    known = noted(folder) if comments else {}
    read = {name: version_commented(known, name, text) for name, text in comments.items()}
    concerned = [name for name, version in read.items() if version]
    now = _versions(folder, notebook, concerned) if concerned else {}
    return frozenset(name for name in concerned if read[name] != now[name])


def _hash(comment: str) -> str:
    return hashlib.sha256(comment.strip().encode(errors="replace")).hexdigest()[:16]


@dataclass(frozen=True)
class Readings:
    """The answers of some students that a person gave points for or wrote on, and don't wait."""

    session: Any
    """Of the gradebook."""
    grades: list[Grade]
    versions: dict[Path, dict[str, str]]
    """By folder and exercise; of comments as `about` has it."""

    def note(self) -> None:
        """Note them, before what was read is replaced, and have their points wait for a person.

        A run that is cut off and begins again finds them waiting: it doesn't take the new answer
        for the one that was read.
        """
        if self.versions:
            note(self.versions)
        if not self.grades:
            return
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
    written: dict[str, dict[str, str]] = {}
    columns = (SubmittedAssignment.student_id, BaseCell.name, Comment.manual_comment)
    for student, cell, comment in session.execute(
        of_answers(Comment, assignment, *columns).where(
            SubmittedAssignment.student_id.in_(students), Comment.manual_comment != ""
        )
    ):
        written.setdefault(student, {})[cell.removeprefix(TEST)] = comment
    versions = {}
    for student in read.keys() | written.keys():
        folder = journal.folder_of(output, student, assignment)
        own, comments = read.get(student, []), written.get(student, {})
        found, known = _versions(folder, notebook, {*own, *comments}), noted(folder)
        entries = {name: found[name] for name in own}
        for name, comment in comments.items():
            if not version_commented(known, name, comment):
                entries |= about(name, comment, found[name])
        if entries:
            versions[folder] = entries
    return Readings(session, grades, versions)


def _versions(folder: Path, notebook: str, exercises: Iterable[str]) -> dict[str, str]:
    try:
        written = cells_by_exercise(read_notebook((folder / f"{notebook}.ipynb").read_bytes()))
    except (OSError, Unreadable):  # as if nothing were written
        written = {}
    return {name: version_of(written.get(name, ())) for name in exercises}
