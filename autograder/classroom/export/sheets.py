"""Grades as tables: nbgrader's columns, and what the gradebooks of Canvas and Moodle import."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.classroom.people import Person, canonical
from autograder.classroom.tables import as_csv, number
from autograder.errors import UsageError
from autograder.grading.status import SubmissionStatus
from autograder.plain import Key

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


@dataclass(frozen=True)
class Sheet:
    """What a platform imports."""

    text: str
    people: list[Person]
    """Who has a line in it."""
    problems: list[str]
    """What is left out of it."""
    told: list[str] = field(default_factory=list)
    """What the platform will do that may not be meant."""


CANVAS_KEYS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
CANVAS_COLUMNS = ("Student", "LastName", "FirstName", *CANVAS_KEYS, "Root Account", "Section")
"""The columns of Canvas's own list that say who is meant."""


def canvas(book: Book, headings: Mapping[str, str]) -> Sheet:
    """Return what *Gradebook → Import* of Canvas takes.

    Canvas knows a student by its own number, else by SIS id or login. Those come from its own
    export, given as list of students, and whoever is not on it is left out; without one the id in
    this course stands for the login.

    Args:
        book: the grades.
        headings: what Canvas calls assignments, by name, where it isn't our name. An assignment
            that Canvas doesn't have it makes anew.

    Raises:
        UsageError: the list has no such heading.
    """
    students = _with_grades(book)
    columns = book.roster.columns if book.roster and "ID" in book.roster.columns else ()
    kept = [name for name in columns if name in CANVAS_COLUMNS] or [
        *("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    ]
    theirs = {name: _heading(name, columns, headings) for name in book.points}
    told = [
        f"{name}: Canvas's list has no column of that name, so Canvas will make a new assignment: "
        "name Canvas's own with --column"
        for name, heading in theirs.items()
        if columns and heading not in columns
    ]
    lines: list[list[str]] = [
        ["    Points Possible", *("" for _ in kept[1:]), *map(number, book.points.values())]
    ]
    for person in students:
        known = dict(person.row) or {
            "Student": ", ".join(filter(None, (person.last_name, person.first_name))) or person.id,
            "ID": person.number,
            "SIS Login ID": person.id,
        }
        cells = ((name, known.get(name, "")) for name in kept)
        lines.append(
            [Key(cell) if name in CANVAS_KEYS else cell for name, cell in cells]
            + _totals(book, person)
        )
    text = as_csv((*kept, *theirs.values()), lines)
    return Sheet(text, students, _unfinished(book, students), told)


def _heading(name: str, columns: Sequence[str], headings: Mapping[str, str]) -> str:
    if name in headings:
        if columns and headings[name] not in columns:
            there = ", ".join(column for column in columns if column not in CANVAS_COLUMNS)
            raise UsageError(f"Canvas's list has no column {headings[name]!r}; it has: {there}")
        return headings[name]
    own = (c for c in columns if c.rpartition(" (")[0].casefold() == name.casefold())
    return next(own, name)


def moodle(book: Book) -> Sheet:
    """Return what *Grades → Import → CSV file* of Moodle takes.

    There, map *Email address* to ``useremail`` or *Username* to ``username``, and each assignment
    to its grade item. A line without the address that Moodle looks for could be booked on somebody
    else, so it isn't there; where nobody has an address, the column isn't.
    """
    students, problems = _with_grades(book), []
    addressed = any(person.email for person in students)
    if addressed:
        problems = [
            f"{person.id}: no e-mail address, by which Moodle finds students"
            for person in students
            if not person.email
        ]
        students = [person for person in students if person.email]
    lines = [
        (
            *(Key(person.id), person.first_name, person.last_name),
            *([Key(person.email)] if addressed else []),
            *_totals(book, person),
        )
        for person in students
    ]
    addresses = ["Email address"] if addressed else []
    heading = ("Username", "First name", "Last name", *addresses, *book.points)
    return Sheet(as_csv(heading, lines), students, problems + _unfinished(book, students))


def brightspace(book: Book) -> Sheet:
    """Return what *Grades → Enter Grades → Import* of Brightspace takes.

    It knows a student by *Username*, which begins with a #, and a grade by its name and the words
    ``Points Grade``; where there is none of that name it offers to make one.
    """
    students = _with_grades(book)
    lines = [[Key(f"#{person.id}"), *_totals(book, person), "#"] for person in students]
    headings = [f"{name} Points Grade" for name in book.points]
    text = as_csv(("Username", *headings, "End-of-Line Indicator"), lines)
    return Sheet(text, students, _unfinished(book, students))


WORKSHEET = ("Identifier", "Grade", "Maximum Grade")


def moodle_worksheet(book: Book) -> Sheet:
    """Return Moodle's grading worksheet as it came, with *Grade* filled where it is final.

    Moodle knows each line by its *Identifier* (mod/assign/feedback/offline/importgradeslib.php), so
    that blindly marked students are found, too. Nothing else is changed: Moodle takes the comments
    back, and what it wrote itself is no more dangerous than the file that it came in.

    Raises:
        UsageError: the list is no worksheet, or for other points; or there are several assignments.
    """
    columns = book.roster.columns if book.roster else ()
    if missing := [name for name in WORKSHEET if name not in columns]:
        raise UsageError(
            f"the list of students has no column {missing[0]}: name Moodle's grading worksheet, as "
            "it is downloaded in English, with --roster"
        )
    if len(book.points) != 1:
        raise UsageError(f"a worksheet is for one assignment: name it; {len(book.points)} are here")
    ((name, points),) = book.points.items()
    graded = {person.row["Identifier"]: person for person in _with_grades(book)}
    filled: list[Person] = []
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for line in book.roster.lines if book.roster else ():
        person = graded.get(canonical(line["Identifier"]))
        if person is None:
            writer.writerow(line)
            continue
        most = line["Maximum Grade"].replace(",", ".").strip()
        if _differs(most, points):
            raise UsageError(
                f"{name} has {points:g} points, but in Moodle {most}: make them equal there"
            )
        filled.append(person)
        writer.writerow({**line, "Grade": _totals(book, person)[0] or line["Grade"]})
    return Sheet(text.getvalue(), filled, _unfinished(book, filled))


def _differs(most: str, points: float) -> bool:
    try:
        return bool(most) and float(most) != points
    except ValueError:  # a scale
        return True


def _with_grades(book: Book) -> list[Person]:
    """Return those who have a grade, without whoever is not on the platform's list."""
    graded = {student for student, _ in book.grades} - book.unlisted
    return [person for id, person in sorted(book.people.items()) if id in graded]


def _totals(book: Book, person: Person) -> list[str]:
    """Return the number for a platform's table, which has no status.

    What isn't final stays empty, which leaves the platform's own as it is.
    """
    grades = [book.grades.get((person.id, name)) for name in book.points]
    return [number(grade.final) if grade else "" for grade in grades]


def _unfinished(book: Book, people: list[Person]) -> list[str]:
    listed = {person.id for person in people}
    return [
        f"{grade.row.student_id} {grade.row.assignment}: {grade.row.waiting} of its answers wait "
        "for a person's points"
        for grade in book.grades.values()
        if grade.final is None and not grade.doubt and grade.row.student_id in listed
    ]


def _time(value: datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if value else ""
