"""Feedback pages as the zip that Moodle hands out: *Upload multiple feedback files in a zip*.

A file is named as in Moodle's own download of submissions. Moodle finds the student by the number
between the first underscores, and takes what follows the fourth for the file's name
(mod/assign/feedback/file/importziplib.php, ``is_valid_filename_for_import``).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom.export.sheets import unfinished
from autograder.classroom.people import Person
from autograder.classroom.worksheet import identifier
from autograder.course.bundle import write_zip

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book


def write(book: Book, output: Path) -> tuple[int, list[str]]:
    """Write the pages of those who have points; return how many, and what is left out.

    Args:
        book: the grades of one assignment, with its grading worksheet as list of students.
        output: the zip.
    """
    files, problems = {}, []
    for grade in book.grades.values():
        said = f"{grade.row.student_id} {grade.row.assignment}"
        if grade.final is None:
            continue  # told as doubtful or unfinished
        if not (number := _number(grade.person)):
            if grade.person.row:
                problems.append(f"{said}: no Identifier, by which Moodle finds students")
        elif grade.page is None or not grade.page.is_file():
            problems.append(f"{said}: its feedback page is gone; grade with --again")
        else:
            name = f"{_shown(grade.person)}_{number}_assignsubmission_file_{grade.page.name}"
            files[name] = grade.page.read_bytes()
    write_zip(output, files)
    return len(files), problems + unfinished(book)


def _number(person: Person) -> str:
    """Return a participant's number in one assignment: the list's, for no other is that one."""
    found = re.search(r"\d+$", identifier(person.row))
    return found[0] if found else ""


def _shown(person: Person) -> str:
    """Return a name for people to read; an underscore in it would move the number."""
    return " ".join(re.findall(r"[^\W_]+", person.name)) or "Participant"
