"""Grades as tables: nbgrader's columns, and what the gradebooks of platforms import."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.classroom.export.headings import (
    BLACKBOARD,
    BRIGHTSPACE,
    CANVAS,
    NO_LIST,
    headings_of,
)
from autograder.classroom.people import Person
from autograder.classroom.tables import as_csv, as_it_is, number
from autograder.counted import counted
from autograder.errors import UsageError
from autograder.grading.status import SubmissionStatus
from autograder.plain import in_a_cell

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book

NBGRADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
"""The columns of `nbgrader export`."""


EXCUSED = "EX"
"""Canvas's mark, in a cell of points."""

SIS = ("SIS User ID", "SIS Login ID", "Integration ID", "Root Account")
"""Columns of Canvas that stand between its number and the section, in their order."""

NAMES = ("Student", "LastName", "FirstName", "Section")
"""Columns of Canvas that say something to people. By the others it finds them."""

END_OF_LINE = "End-of-Line Indicator"
"""The last column of Brightspace's grades."""

_WORD = re.compile(r"[\w.@+\-]+")


@dataclass(frozen=True)
class Sheet:
    """A table for a platform."""

    text: str
    count: int
    """Submissions whose points are in it."""
    problems: list[str]
    """What is left out, and why."""
    told: list[str] = field(default_factory=list)
    """What is worth knowing of what is in it."""


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
                status = "excused" if (id, assignment) in book.excused else "missing"
                lines.append((assignment, "", "", *known, "", "", "", number(points), status))
            else:
                row = grade.row
                total = None if row.excused else row.total
                scores = (
                    (row.score, row.late_penalty, total) if not grade.doubt else (None, None, None)
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


def canvas(book: Book) -> Sheet:
    """Return what *Gradebook → Import* of Canvas takes.

    Canvas knows a student by its own number, else by SIS id or login. Those come from its own
    export, given as list of students; without one the id in this course stands for the login. An
    assignment that Canvas has keeps its heading, ``01-start (77)``; for another Canvas offers to
    make one.

    Raises:
        UsageError: which column of the list is an assignment's can't be told.
    """
    columns = _columns_of_canvas(book.columns)
    headings, told = headings_of(book, CANVAS if _is_of_canvas(book.columns) else NO_LIST)
    if not _is_of_canvas(book.columns):
        told.append(
            "ids of this course stand for SIS logins, and Canvas makes a new assignment of a name "
            "that it doesn't have: else name Canvas's own gradebook export with --roster"
        )
    people = _with_grades(book, excused=True)
    blank = [""] * (len(columns) - 1)
    possible = ["    Points Possible", *blank, *map(number, book.points.values())]
    lines = [
        [
            *(_cell_of_canvas(column, person) for column in columns),
            *(
                EXCUSED if (person.id, name) in book.excused else total
                for name, total in zip(book.points, _totals(book, person), strict=True)
            ),
        ]
        for person in people
    ]
    text = as_it_is((*columns, *headings), (possible, *lines))
    return Sheet(text, _count(book, people), unfinished(book), told + _gaps(book, people))


def _columns_of_canvas(listed: Sequence[str]) -> tuple[str, ...]:
    """Return the columns before the assignments': those that Canvas's list has.

    Canvas refuses a file without *Section*, or with another of these columns where it doesn't look
    for it: it wants the login after the SIS id or alone, and the others after both
    (lib/gradebook_importer.rb, ``update_column_count``).
    """
    if not _is_of_canvas(listed):
        return ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    name = ("LastName", "FirstName") if "LastName" in listed else ("Student",)
    sis = [column for column in SIS if column in listed]
    if not set(sis) >= {"SIS User ID", "SIS Login ID"}:
        sis = [column for column in sis if column == "SIS Login ID"]
    return (*name, "ID", *sis, "Section")


def _is_of_canvas(listed: Sequence[str]) -> bool:
    return "ID" in listed and ("Student" in listed or {"LastName", "FirstName"} <= set(listed))


def _cell_of_canvas(column: str, person: Person) -> str:
    ours = {
        "Student": ", ".join(filter(None, (person.last_name, person.first_name))) or person.id,
        "LastName": person.last_name,
        "FirstName": person.first_name,
        "ID": person.number,
        "SIS Login ID": person.id,
    }
    cell = person.row.get(column) or ours.get(column, "")
    if column == "SIS Login ID" and column in person.row:
        cell = person.row[column]  # the id in this course is another's login, perhaps
    return in_a_cell(cell) if column in NAMES else _key(cell, person)


def moodle(book: Book) -> Sheet:
    """Return what *Grades → Import → CSV file* of Moodle takes.

    There, map *Email address* to ``useremail`` or *Username* to ``username``, and each assignment
    to its grade item. A line on which what is mapped is empty would be booked on the student of the
    line before (grade/import/csv/classes/load_data.php, ``map_user_data_with_value``): so everybody
    has an address, or there is no such column. Of two with one address it takes the first.
    """
    people = _with_grades(book)
    count = Counter(person.email.casefold() for person in book.people.values())
    reached = [one for one in people if one.email and count[one.email.casefold()] == 1]
    if not any(person.email for person in people):
        reached = people
    columns = ("Username", "First name", "Last name", "Email address", *book.points)
    lines = [
        [
            _key(username(person), person),
            in_a_cell(person.first_name),
            in_a_cell(person.last_name),
            _key(person.email, person),
            *_totals(book, person),
        ]
        for person in reached
    ]
    if not any(person.email for person in people):
        columns, lines = _without(3, columns), [list(_without(3, line)) for line in lines]
    unreached = [
        f"{person.id}: {person.email} is somebody else's address, too: enter their grade there"
        if person.email
        else f"{person.id}: no e-mail address, by which Moodle finds students"
        for person in people
        if person not in reached
    ]
    return Sheet(
        as_it_is(columns, lines),
        _count(book, reached),
        unreached + unfinished(book),
        _gaps(book, reached),
    )


def brightspace(book: Book) -> Sheet:
    """Return what *Grades → Enter Grades → Import* of Brightspace takes.

    It knows a student by *Username* or *OrgDefinedId*, which begin with a # in its own export, and
    a grade by its name and the words ``Points Grade``; where there is none of that name it offers
    to make one. (D2L's help, “Importing grades”.)

    Raises:
        UsageError: which column of the list is an assignment's can't be told, or it is worth other
            points.
    """
    listed = END_OF_LINE in book.columns
    headings, told = headings_of(book, BRIGHTSPACE if listed else replace(BRIGHTSPACE, makes=""))
    if not listed:
        told.append(
            "Brightspace makes a new grade item of a name that it doesn't have: to be told, name "
            "its exported grades with --roster"
        )
    by_number = "Username" not in book.columns and "OrgDefinedId" in book.columns
    key = "OrgDefinedId" if by_number else "Username"
    people = _with_grades(book)
    lines = [
        [
            in_a_cell(f"#{(person.row.get(key) or username(person)).removeprefix('#')}"),
            *_totals(book, person),
            "#",
        ]
        for person in people
    ]
    return Sheet(
        as_it_is((key, *headings, END_OF_LINE), lines),
        _count(book, people),
        unfinished(book),
        told + _gaps(book, people),
    )


def blackboard(book: Book) -> Sheet:
    """Return what *Full Grade Center → Work Offline → Upload* of Blackboard takes.

    It knows a student by *Username*, and a column by the number at the end of its heading,
    ``Homework [Total Pts: 20 Score] |12345``; for another it makes a new one, of text and worth
    nothing. Cells between commas are in quotation marks. (Blackboard's help, “Work Offline with
    Grade Data”.)

    Raises:
        UsageError: which column of the list is an assignment's can't be told, or it is worth other
            points.
    """
    known = BLACKBOARD if "Username" in book.columns else NO_LIST
    headings, told = headings_of(book, known)
    if known is NO_LIST:
        told.append(
            "Blackboard will make a new column of text, worth nothing: for one that is there, name "
            "the downloaded Grade Center with --roster"
        )
    people = _with_grades(book)
    lines = [[_key(username(person), person), *_totals(book, person)] for person in people]
    text = as_it_is(("Username", *headings), lines, quoted=True)
    return Sheet(text, _count(book, people), unfinished(book), told + _gaps(book, people))


def openolat(book: Book) -> Sheet:
    """Return what *New bulk assessment* of OpenOlat takes: user and points, with a tab between.

    There is no heading, and nothing is in quotation marks, for OpenOlat parts lines at each tab
    (``splitRawData`` in DataStepForm.java). Which column is which is said in its next step.

    Raises:
        UsageError: there are several assignments, and OpenOlat assesses one.
    """
    if len(book.points) != 1:
        raise UsageError("openolat is for one assignment: name it")
    people = _with_grades(book)
    lines = [[_key(username(person), person), *_totals(book, person)] for person in people]
    text = "".join("\t".join(" ".join(cell.split()) for cell in line) + "\n" for line in lines)
    return Sheet(text, _count(book, people), unfinished(book), ids_for_users(book))


def ids_for_users(book: Book) -> list[str]:
    """Return a note where no list says what students are called on the platform."""
    if book.columns:
        return []
    return ["ids of this course stand for user names: else name --roster"]


def username(person: Person) -> str:
    """Return what somebody is called where they log in, as far as the list says it."""
    row = {column.casefold(): cell for column, cell in person.row.items()}
    return row.get("username") or row.get("login") or person.id


def _without(at: int, cells: Sequence[str]) -> tuple[str, ...]:
    return (*cells[:at], *cells[at + 1 :])


def _with_grades(book: Book, *, excused: bool = False) -> list[Person]:
    """Return who has points that go out: where there is a list, only those on it.

    Whoever isn't has been told of; a platform could take such a line for somebody else's. One
    without points would take away those that the platform has (Moodle's
    grade/import/csv/classes/load_data.php makes “no grade” of an empty cell, Canvas's
    lib/gradebook_importer.rb a change).
    """
    graded = {student for (student, _), grade in book.grades.items() if grade.final is not None}
    if excused:
        graded |= {student for student, name in book.excused if name in book.points}
    return [
        person
        for id, person in sorted(book.people.items())
        if id in graded and (person.row or not book.columns)
    ]


def _key(text: str, person: Person) -> str:
    """Return what a platform finds somebody by: as the platform's own list has it.

    With an apostrophe before it, ``+ada@example.org`` would be nobody's. Of letters, digits and
    ``.@+-_`` alone it is safe even where a spreadsheet takes it for a formula: without parentheses,
    bars, exclamation marks and quotes that calls no function and no program, and reads no other
    file. Any other key, and one that no list vouches for, is made harmless as a name is.
    """
    vouched = text in person.row.values() and _WORD.fullmatch(text)
    return text if vouched else in_a_cell(text)


def _totals(book: Book, person: Person) -> list[str]:
    """Return the numbers for a platform's table, which has no status: none where none is final."""
    grades = [book.grades.get((person.id, name)) for name in book.points]
    return [number(grade.final) if grade else "" for grade in grades]


def _gaps(book: Book, people: Iterable[Person]) -> list[str]:
    """Return a warning where somebody has points in one assignment and none in another."""
    if not any(
        total == "" and (person.id, name) not in book.excused
        for person in people
        for name, total in zip(book.points, _totals(book, person), strict=True)
    ):
        return []
    return [
        "some have points in one assignment and not in another: their cell is empty, and the "
        "platform would delete a grade that it has there: export one assignment at a time"
    ]


def _count(book: Book, people: Iterable[Person]) -> int:
    """Count the submissions that some people's lines have points of."""
    return sum(total != "" for person in people for total in _totals(book, person))


def unfinished(book: Book) -> list[str]:
    """Return what waits for a person, and so has no points yet."""
    return [
        f"{grade.row.student_id} {grade.row.assignment}: "
        f"{counted(grade.row.waiting, 'answer waits', 'answers wait')} for a person's points"
        for grade in book.grades.values()
        if grade.final is None and not grade.doubt and not grade.row.excused
    ]


def _time(value: datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if value else ""
