"""What is exported: graded submissions, held against the gradebook, with their students' names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from autograder.classroom import graded, outdated, read_again
from autograder.classroom.documents import feedback_path
from autograder.classroom.people import Person, Roster, Sender, Unknown, canonical
from autograder.classroom.tables import Row
from autograder.course import extensions
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.layout import Course
from autograder.course.standing import Booked
from autograder.grading import versions
from autograder.grading.status import SubmissionStatus

CENT = 0.005
"""Scores are rounded to hundredths."""


@dataclass(frozen=True)
class Grade:
    """One graded submission."""

    row: Row
    person: Person
    handed_in: datetime | None
    due: datetime | None
    doubt: str = ""
    """Why its points can't be believed to be those in the gradebook."""
    page: Path | None = None
    """Where its feedback is."""

    @property
    def final(self) -> float | None:
        """The points that count, or None as long as somebody has to look at it."""
        return (
            self.row.total
            if self.row.status in (SubmissionStatus.GRADED, SubmissionStatus.UNREADABLE)
            and not self.doubt
            else None
        )


@dataclass
class Book:
    """Grades, and what keeps some of them from being exported."""

    points: dict[str, float] = field(default_factory=dict)
    """Assignments, each with its points."""
    grades: dict[tuple[str, str], Grade] = field(default_factory=dict)
    """By student and assignment."""
    people: dict[str, Person] = field(default_factory=dict)
    """Everybody in the gradebook, by id."""
    columns: tuple[str, ...] = ()
    """Those of the platform's list of students; none without a list."""
    headings: dict[str, str] = field(default_factory=dict)
    """What assignments are called on the platform, where it is not their own name."""
    every: list[str] = field(default_factory=list)
    """Names of all of the course's assignments."""
    excused: set[tuple[str, str]] = field(default_factory=set)
    """Students for whom an assignment doesn't count, and which."""
    problems: list[str] = field(default_factory=list)
    """What could not be exported, and why."""
    told: list[str] = field(default_factory=list)
    """What is exported all the same, though it is worth knowing."""


def read_book(
    course: Course,
    folder: Path,
    names: list[str],
    roster: Roster | None = None,
    only: Collection[str] | None = None,
) -> Book:
    """All that has been graded of some assignments.

    Args:
        course: whose assignments.
        folder: where `autograder grade` wrote.
        names: which assignments; those of which nothing is graded are left out.
        roster: who students are for a learning platform; without it, what the gradebook says of
            them.
        only: the students whose grades it holds; None for everybody.
    """
    book = Book(columns=roster.columns if roster else (), every=course.assignments())
    noted = extensions.read(course.root) or {}
    rows = [row for row in graded.rows(course, folder) if row.assignment in names]
    with gradebook_reader(folder / "gradebook.db") as gradebook:
        booked_of = {name: gradebook.booked(name) for name in names}
        students = gradebook.students()
    if only is not None:
        rows = [row for row in rows if row.student_id in only]
        students = [student for student in students if student["id"] in only]
        booked_of = {
            name: {id: entry for id, entry in booked.items() if id in only}
            for name, booked in booked_of.items()
        }
    book.excused = {
        (id, name)
        for (id, name), one in noted.items()
        if one.excused and (only is None or id in only)
    }
    for student in students:
        book.people[student["id"]] = _person(student, roster, book)
    if roster:
        _tell_apart(book, {row.student_id for row in rows}, roster)
    for name in names:
        assignment, booked = course.load(name), booked_of[name]
        own = [row for row in rows if row.assignment == name]
        results = [row.result for row in own]
        book.problems += outdated.by_source(assignment, results)
        book.told += outdated.by_version(assignment, results, versions.of(assignment))
        book.told += outdated.by_secret(name, results, outdated.mark_of(course))
        book.told += read_again.told(own)
        book.told += [f"{row.student_id} {name}: {row.of_before}" for row in own if row.of_before]
        if own or booked:
            book.points[name] = assignment.max_score
        for student_id in sorted(booked.keys() - {row.student_id for row in own}):
            book.problems.append(graded.in_gradebook_alone(student_id, name))
        for row in own:
            entry = booked.get(row.student_id)
            if differing := outdated.differences(assignment, row.result):
                doubt = differing[0]  # told above, once for all
            elif doubt := _doubt(row, entry):
                book.problems.append(f"{row.student_id} {name}: {doubt}")
            person = book.people.setdefault(row.student_id, Person(row.student_id))
            times = (entry.handed_in, entry.due) if entry else (None, None)
            book.grades[row.student_id, name] = Grade(
                row, person, *times, doubt, feedback_path(folder, row.student_id, assignment)
            )
    return book


def _person(student: dict[str, str], roster: Roster | None, book: Book) -> Person:
    person = Person(
        student["id"],
        student["first_name"],
        student["last_name"],
        student["email"],
        student["lms_user_id"],
    )
    if roster is None:
        return person
    try:
        known = Sender(number=person.number, email=person.email, ids=(person.id, person.name))
        found = roster.find(known)
    except Unknown as why:
        book.problems.append(f"{person.id}: {why}")
        return person
    names = (found.first_name or person.first_name, found.last_name or person.last_name)
    return Person(
        person.id, *names, found.email or person.email, found.number or person.number, row=found.row
    )


def _tell_apart(book: Book, graded: set[str], roster: Roster) -> None:
    """Leave each line of the list to one person: to whoever has its id, or to nobody."""
    sharing: dict[str, list[Person]] = {}
    listed = {tuple(one.row.values()): one.id for one in roster.people}
    for id in sorted(graded & book.people.keys()):
        if (person := book.people[id]).row:
            sharing.setdefault(listed[tuple(person.row.values())], []).append(person)
    for own, people in sharing.items():
        others = [person for person in people if canonical(person.id) != canonical(own)]
        if len(people) == 1:
            continue
        ids = ", ".join(person.id for person in others)
        if len(others) < len(people):
            book.problems.append(
                f"{ids}: not on the list by this id; the line with the same name, address or "
                f"number is {own}'s"
            )
        else:
            book.problems.append(
                f"{ids}: all found on the same line of the list, that of {own}: keep the folders "
                "of one in submitted/ and autograded/"
            )
        book.people |= {person.id: replace(person, row={}) for person in others}


def _doubt(row: Row, booked: Booked | None) -> str:
    """Why a row's points can't be taken; empty if they can."""
    command = f"autograder grade {row.assignment}"
    if row.status == SubmissionStatus.GRADER_ERROR:
        problem = row.problem or "the grader failed, there is no score"
        return problem if command in problem else f"{problem}; run `{command}`"
    if booked is None:
        return f"not in the gradebook; run `{command}`"
    if abs(row.score - booked.score) > CENT or abs(row.late_penalty - booked.penalty) > CENT:
        return (
            f"graded with {row.score:g} - {row.late_penalty:g} points, but the gradebook has "
            f"{booked.score:g} - {booked.penalty:g}; run `{command} --again`"
        )
    return ""
