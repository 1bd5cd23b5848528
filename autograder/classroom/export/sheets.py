"""Grades as tables: nbgrader's columns, and what the gradebooks of Canvas and Moodle import."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from autograder.classroom.people import Person
from autograder.classroom.tables import as_csv, number
from autograder.grading.status import SubmissionStatus

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book

NBGRADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
"""The columns of `nbgrader export`."""


def table(book: Book) -> str:
    """Return a line for everybody and each assignment, those who handed in nothing too.

    Nbgrader's columns, and a status.
    """
    lines: list[tuple[str, ...]] = []
    for assignment, points in book.points.items():
        for id, person in sorted(book.people.items()):
            grade = book.grades.get((id, assignment))
            known = (id, person.last_name, person.first_name, person.email)
            if grade is None:
                lines.append((assignment, "", "", *known, "", "", "", number(points), "missing"))
            else:
                row = grade.row
                scores = (
                    (row.score, row.late_penalty, row.total)
                    if not grade.doubt
                    else (None, None, None)
                )
                status = (
                    "doubtful"
                    if grade.doubt and row.status != SubmissionStatus.GRADER_ERROR
                    else row.status
                )
                times = (_time(grade.due), _time(grade.handed_in))
                lines.append(
                    (assignment, *times, *known, *map(number, (*scores, row.max_score)), status)
                )
    return as_csv((*NBGRADER, "status"), lines)


def canvas(book: Book) -> tuple[str, list[str]]:
    """Return what *Gradebook → Import* of Canvas takes, and what is left out of it.

    Canvas knows a student by its own number, else by SIS id or login. Those come from its own
    export, given as list of students; without one the id in this course stands for the login. An
    assignment that Canvas has keeps its heading, ``01-start (77)``; for another Canvas offers to
    make one.
    """
    students = _with_grades(book)
    columns = next((list(person.row) for person in students if "SIS Login ID" in person.row), [])
    headings = {
        name: next(
            (c for c in columns if c.rpartition(" (")[0].casefold() == name.casefold()), name
        )
        for name in book.points
    }
    lines = [
        (
            "    Points Possible",
            "",
            "",
            "",
            "",
            *(number(points) for points in book.points.values()),
        )
    ]
    for person in students:
        row = person.row
        shown = (
            row.get("Student")
            or ", ".join(filter(None, (person.last_name, person.first_name)))
            or person.id
        )
        number_, login = row.get("ID", person.number), row.get("SIS Login ID", person.id)
        known = (shown, number_, row.get("SIS User ID", ""), login, row.get("Section", ""))
        lines.append((*known, *_totals(book, person)))
    return as_csv(
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *headings.values()), lines
    ), _unfinished(book)


def moodle(book: Book) -> tuple[str, list[str]]:
    """Return what *Grades → Import → CSV file* of Moodle takes, and what is left out of it.

    There, map *Email address* to ``useremail`` or *Username* to ``username``, and each assignment
    to its grade item.
    """
    lines = [
        (person.id, person.first_name, person.last_name, person.email, *_totals(book, person))
        for person in _with_grades(book)
    ]
    return as_csv(
        ("Username", "First name", "Last name", "Email address", *book.points), lines
    ), _unfinished(book)


def _with_grades(book: Book) -> list[Person]:
    graded = {student for student, _ in book.grades}
    return [person for id, person in sorted(book.people.items()) if id in graded]


def _totals(book: Book, person: Person) -> list[str]:
    """Return the number for a platform's table, which has no status.

    What isn't final stays empty, which leaves the platform's own as it is.
    """
    grades = [book.grades.get((person.id, name)) for name in book.points]
    return [number(grade.final) if grade else "" for grade in grades]


def _unfinished(book: Book) -> list[str]:
    return [
        f"{grade.row.student_id} {grade.row.assignment}: {grade.row.waiting} of its answers wait "
        "for a person's points"
        for grade in book.grades.values()
        if grade.final is None and not grade.doubt
    ]


def _time(value: datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if value else ""
