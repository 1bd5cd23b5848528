"""Feedback pages as the zips that platforms take back, with the names that each wants.

Canvas, *Upload Submissions*, finds student and file by the first two numbers between underscores
(app/models/assignment.rb, ``infer_comment_context_from_filename``). Brightspace, *Add Feedback
Files*, wants the folders as they came. ILIAS, *Multi-Feedback*, wants folders that end in the
student's number, within one whose name begins with ``multi_feedback``
(class.ilExAssignment.php, ``getMultiFeedbackFiles``). OpenOlat's bulk assessment wants a folder for
each, called like the user, or by the address (DataStepForm.java, ``processReturnFiles``;
ValidationStepForm.java, ``loadAssessedIdentities``): it changes no letter of that name, so that one
with a slash would be another's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom.export.sheets import unfinished, username
from autograder.classroom.platforms import Attempt
from autograder.classroom.platforms.canvas import NAME as CANVAS
from autograder.course.bundle import write_zip
from autograder.course.chosen_notebook import is_notebook

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book, Grade
    from autograder.classroom.export.download import Own


def write(book: Book, to: str, output: Path, there: Own) -> tuple[int, list[str]]:
    """Write the pages of those who have points; return how many, and what is left out.

    Args:
        book: the grades of one assignment.
        to: one of `PLACES`.
        output: the zip.
        there: what the submissions came in.
    """
    _, place = PLACES[to]
    files, problems = {}, there.problems + there.missing(book)
    for grade in with_page(book, problems):
        if (attempt := there.attempts.get(grade.row.student_id)) is None:
            continue  # told as missing
        assert grade.page
        if name := place(attempt, grade):
            files[name] = grade.page.read_bytes()
        else:
            problems.append(
                f"{grade.row.student_id} {grade.row.assignment}: Canvas hides who this is, and "
                "takes no page for somebody without a number"
            )
    write_zip(output, files)
    return len(files), problems + unfinished(book)


def write_by_user(book: Book, output: Path) -> tuple[int, list[str]]:
    """Write a folder for each user of OpenOlat; return how many, and what is left out."""
    problems: list[str] = []
    files = {}
    for grade in with_page(book, problems):
        assert grade.page
        if not grade.person.row and book.columns:
            continue  # told as on no list
        known = (username(grade.person), grade.person.email)
        folder = next((one for one in known if one and not re.search(r"[/\\]", one)), "")
        if folder:
            files[f"{folder}/{grade.page.name}"] = grade.page.read_bytes()
        else:
            problems.append(
                f"{grade.row.student_id} {grade.row.assignment}: no folder can be called "
                f"{known[0]!r}, and the list has no address: give them their page by hand"
            )
    write_zip(output, files)
    return len(files), problems + unfinished(book)


def with_page(book: Book, problems: list[str]) -> Iterable[Grade]:
    """Yield who has points and a page; say who has points alone."""
    for grade in book.grades.values():
        if grade.final is None:
            continue  # told as doubtful or unfinished
        if grade.page is None or not grade.page.is_file():
            said = f"{grade.row.student_id} {grade.row.assignment}"
            problems.append(f"{said}: its feedback page is gone; grade with --again")
        else:
            yield grade


def _in_canvas(attempt: Attempt, grade: Grade) -> str:
    assert grade.page
    notebooks = [item for name, item in attempt.files if name == attempt.newest]
    notebooks += [item for name, item in attempt.files if is_notebook(name)]
    found = CANVAS.fullmatch(notebooks[0].name)
    if found is None or not found["number"].isdecimal():
        return ""
    return f"{notebooks[0].name[: found.start('file')]}{grade.page.name}"


def _in_brightspace(attempt: Attempt, grade: Grade) -> str:
    assert grade.page
    return f"{attempt.origin}/{grade.page.name}"


def _in_ilias(attempt: Attempt, grade: Grade) -> str:
    assert grade.page
    return f"multi_feedback_{grade.row.assignment}/{attempt.origin}/{grade.page.name}"


PLACES: dict[str, tuple[str, Callable[[Attempt, Grade], str]]] = {
    "canvas-feedback": ("canvas", _in_canvas),
    "brightspace-feedback": ("brightspace", _in_brightspace),
    "ilias-feedback": ("ilias", _in_ilias),
}
"""By form: the platform that the download is of, and where a page goes in the zip."""
