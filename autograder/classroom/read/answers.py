"""The answers of a class, as HTML, from its graded notebooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import escape
from nbformat import NotebookNode

from autograder.classroom.feedback import cell_html
from autograder.course import journal
from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of, written_for
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.plain import plain


@dataclass(frozen=True)
class Answer:
    """What a student wrote for one exercise."""

    html: str
    version: str
    """Another one where anything of it is."""


@dataclass
class Answers:
    """Reads graded notebooks, each again when it was written anew.

    Args:
        output: the folder of the results.
        assignment: whose notebooks these are.
    """

    output: Path
    assignment: Assignment
    _read: dict[str, tuple[object, dict[str, list[NotebookNode]] | str]] = field(
        default_factory=dict
    )
    """By student: when and how large the file was, and its answers; or why there are none."""
    _shown: dict[tuple[str, str], Answer] = field(default_factory=dict)
    """By exercise and version."""

    def version(self, student: str, exercise: str) -> str:
        """Return which version of a student's answer there is."""
        cells = self._cells(student)
        found = cells if isinstance(cells, str) else cells.get(exercise, [])
        return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]

    def answer(self, student: str, exercise: str) -> Answer:
        """Return a student's answer; where there is none, why."""
        version = self.version(student, exercise)
        if (exercise, version) not in self._shown:
            cells = self._cells(student)
            told = cells if isinstance(cells, str) else "Nothing was written."
            found = {} if isinstance(cells, str) else cells
            html = "".join(map(_html, found.get(exercise, ()))) or f"<p><em>{escape(told)}</em></p>"
            self._shown[exercise, version] = Answer(plain(html), version)
        return self._shown[exercise, version]

    def order(self, students: Iterable[str], exercise: str) -> list[str]:
        """Return students in an order that is another one for each question.

        Who comes first is judged differently from who comes last: so nobody always does. The same
        class has the same order whenever it is asked for, and who joins it moves nobody.
        """

        def drawn(student: str) -> bytes:
            what = f"{self.assignment.name}/{exercise}/{student}"
            return hashlib.sha256(what.encode(errors="surrogateescape")).digest()

        return sorted(students, key=drawn)

    def _cells(self, student: str) -> dict[str, list[NotebookNode]] | str:
        folder = journal.folder_of(self.output, student, self.assignment.name)
        path = folder / f"{self.assignment.notebook}.ipynb"
        try:
            stat = path.stat()
            known = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if self._read.get(student, (None,))[0] != known:
                self._read[student] = known, _by_exercise(read_notebook(path.read_bytes()))
        except FileNotFoundError:
            return "There is no graded notebook: what was handed in could not be read."
        except (Unreadable, OSError) as error:
            return f"{path} can't be read ({error}): grade it again with `autograder grade`."
        return self._read[student][1]


def _by_exercise(notebook: NotebookNode) -> dict[str, list[NotebookNode]]:
    """Return the cells that answer each exercise, without their outputs."""
    found: dict[str, list[NotebookNode]] = {}
    for cell in notebook.cells:
        if marks_of(cell).is_test:
            continue
        for name in written_for(cell):
            cell.pop("outputs", None)
            found.setdefault(name, []).append(cell)
    return found


def _html(cell: NotebookNode) -> str:
    unseen = [
        name for name in cell.get("attachments", {}) if f"attachment:{name}" not in cell.source
    ]
    told = f"<p><em>Attached, but not in the text: {escape(', '.join(unseen))}</em></p>"
    return cell_html(cell) + (told if unseen else "")
