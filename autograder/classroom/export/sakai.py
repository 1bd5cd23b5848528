"""Grades and feedback pages as what *Upload All* of Sakai takes: its download, filled in.

``grades.csv`` stays as it came but for the grades: from its fourth line on the second cell is the
user, and the fifth the grade. Pages lie beside it in each student's folder
(AssignmentAction.java, ``uploadAll_parseZipFile``). Numbers have the decimal comma where semicolons
stand between the cells.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom import csv_files
from autograder.classroom.archive import Item
from autograder.classroom.export.pages import with_page
from autograder.classroom.export.sheets import unfinished
from autograder.classroom.tables import number
from autograder.course.bundle import write_zip
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book
    from autograder.classroom.export.download import Own

GRADES = "grades.csv"
PAGES = "Feedback Attachment(s)"
ABOVE, USER, GRADE = 3, 1, 4
"""Lines above the students', and where a cell stands in one of theirs."""


def write(book: Book, output: Path, there: Own) -> tuple[int, list[str]]:
    """Write grades and pages of those who have points; return how many, and what is left out.

    Args:
        book: the grades of one assignment.
        output: the zip.
        there: what *Download All* gave, with ``grades.csv`` in it.

    Raises:
        UsageError: it has no ``grades.csv``.
    """
    listed = min(
        (item for item in there.items if item.name == GRADES),
        key=lambda item: len(item.parts),
        default=None,
    )
    if listed is None:
        raise UsageError(
            f"there is no {GRADES} in {there.download.source}: download all again, with “Grade "
            "file” and CSV as its format"
        )
    problems = there.problems + there.missing(book)
    points = {
        grade.row.student_id: grade.row.total
        for grade in book.grades.values()
        if grade.final is not None
    }
    users = {
        attempt.sender.ids[0]: student
        for student, attempt in there.attempts.items()
        if student in points
    }
    text, filled = _filled(listed, {user: points[users[user]] for user in users})
    problems += [
        f"{users[user]} {there.download.assignment.name}: {user} is on no line of {GRADES}"
        for user in sorted(users.keys() - filled)
    ]
    root = "/".join(listed.parts[:-1])
    files = {listed.path: text}
    for grade in with_page(book, problems):
        if attempt := there.attempts.get(grade.row.student_id):
            assert grade.page
            path = f"{root}/{attempt.origin}/{PAGES}/{grade.page.name}"
            files[path] = grade.page.read_bytes()
    write_zip(output, files)
    return len(filled), problems + unfinished(book)


def _filled(listed: Item, points: dict[str, float]) -> tuple[bytes, set[str]]:
    """Return ``grades.csv`` with points by user, and the users who are in it."""
    text = listed.read().decode("utf-8-sig")
    heading = csv_files.from_headings(text)
    delimiter = csv_files.delimiter_of(heading)
    done, found = [], set()
    for at, (raw, cells) in enumerate(csv_files.lines(text, delimiter)):
        if at < ABOVE or len(cells) <= GRADE or cells[USER] not in points:
            done.append(raw)
            continue
        found.add(cells[USER])
        total = number(points[cells[USER]])
        cells[GRADE] = total.replace(".", ",") if delimiter == ";" else total
        done.append(csv_files.written(cells, raw, delimiter))
    return "".join(done).encode(), found
