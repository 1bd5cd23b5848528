"""The answers of a class, as HTML, from its graded notebooks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from markupsafe import escape
from nbformat import NotebookNode

from autograder.classroom.feedback import cell_html
from autograder.course import journal
from autograder.course.answers_read import cells_by_exercise, version_of
from autograder.grading.assignment import Assignment
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.plain import plain


@dataclass(frozen=True)
class Answer:
    """What a student wrote for one exercise."""

    html: str
    version: str
    """Another one where anything of it is."""


@dataclass(frozen=True)
class _Written:
    """The cells of an answer, or why there are none."""

    cells: list[NotebookNode]
    told: str = "Nothing was written."

    @cached_property
    def version(self) -> str:
        return version_of(self.cells)

    @cached_property
    def html(self) -> str:
        return plain("".join(map(_html, self.cells)) or f"<p><em>{escape(self.told)}</em></p>")


@dataclass
class Answers:
    """Reads graded notebooks, each again when it was written anew.

    Args:
        output: the folder of the results.
        assignment: whose notebooks these are.
    """

    output: Path
    assignment: Assignment
    _read: dict[str, tuple[object, dict[str, _Written]]] = field(default_factory=dict)
    """By student: when the file was written, and its answers."""

    def version(self, student: str, exercise: str) -> str:
        """Return which version of a student's answer there is."""
        return self._written(student, exercise).version

    def answer(self, student: str, exercise: str) -> Answer:
        """Return a student's answer; where there is none, why."""
        written = self._written(student, exercise)
        return Answer(written.html, written.version)

    def order(self, students: Iterable[str], exercise: str) -> list[str]:
        """Return students in an order that is another one for each question.

        Who comes first is judged differently from who comes last: so nobody always does. The same
        class has the same order whenever it is asked for, and who joins it moves nobody.
        """

        def drawn(student: str) -> bytes:
            what = f"{self.assignment.name}/{exercise}/{student}"
            return hashlib.sha256(what.encode(errors="surrogateescape")).digest()

        return sorted(students, key=drawn)

    def _written(self, student: str, exercise: str) -> _Written:
        folder = journal.folder_of(self.output, student, self.assignment.name)
        path = folder / f"{self.assignment.notebook}.ipynb"
        try:
            stat = path.stat()
            known = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if self._read.get(student, (None,))[0] != known:
                found = cells_by_exercise(read_notebook(path.read_bytes()))
                self._read[student] = known, {name: _Written(own) for name, own in found.items()}
        except FileNotFoundError:
            return _Written([], "There is no graded notebook: what came could not be read.")
        except (Unreadable, OSError) as error:
            again = "grade it again with `autograder grade`"
            return _Written([], f"{path} can't be read ({error}): {again}.")
        return self._read[student][1].get(exercise) or _Written([])


def _html(cell: NotebookNode) -> str:
    unseen = [
        name for name in cell.get("attachments", {}) if f"attachment:{name}" not in cell.source
    ]
    told = f"<p><em>Attached, but not in the text: {escape(', '.join(unseen))}</em></p>"
    return cell_html(cell) + (told if unseen else "")
