"""What is graded, and where it lies."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from autograder.classroom import class_list, tables, unplaced
from autograder.classroom.people import Person
from autograder.course import answers_read, extensions, journal
from autograder.course.extensions import Extension, Extensions
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.journal import DamagedNote
from autograder.course.late import grace_of
from autograder.course.layout import Course
from autograder.course.standing import Standing
from autograder.grading import result as results
from autograder.grading.assignment import Assignment
from autograder.grading.result import Result

NOTHING = "Nothing was handed in."
NO_STANDING = Standing()
NONE_YET: Mapping[str, Assignment] = MappingProxyType({})


def rows(course: Course, output: Path) -> list[tables.Row]:
    """Return all that is graded, by assignment and student, with scores that people gave.

    Where a note can't be read, its submission is a fault of the grader's, without a score.
    """
    return _rows(course, output)[0]


def _rows(
    course: Course, output: Path, noted: Iterable[Result] = ()
) -> tuple[list[tables.Row], _Class]:
    entries = _entries(course, output, noted)
    if not any(entries.values()):
        return [], _Class({}, {}, {})
    with gradebook_reader(output / "gradebook.db") as book:
        standings = {name: book.standings(name) for name in entries}
        again = {name: book.waiting_again(name) for name in entries}
        known = _Class.of(course, book.students())
    found = [
        replace(
            known.row(entry, standings[name].get(entry.student_id, NO_STANDING)),
            changed=_changed(course, output, entry, again[name].get(entry.student_id, ())),
            on_earlier=_on_earlier(course, output, entry, standings[name].get(entry.student_id)),
        )
        for name, noted in entries.items()
        for entry in noted
    ]
    return found, known


def whole_class(
    course: Course,
    output: Path,
    submitted: Path,
    loaded: Mapping[str, Assignment] = NONE_YET,
    noted: Iterable[Result] = (),
) -> tuple[list[tables.Row], dict[str, Assignment]]:
    """Return `rows`, and one for whoever handed in nothing of an assignment that is graded.

    Whoever has handed in since, and is not graded yet, has none.

    Args:
        course: whose assignments.
        output: the folder of the results.
        submitted: the folder of what came back.
        loaded: assignments that need not be loaded.
        noted: what has just been noted, and need not be read again.

    Returns:
        The rows, and the assignments that they are of; see `assignments_of`.
    """
    found, known = _rows(course, output, noted)
    assignments = assignments_of(found, course, loaded)
    there = {(row.student_id, row.assignment) for row in found}
    missing = [
        known.row(
            results.of_nothing(assignment, id, unplaced.reason(submitted, id, name) or NOTHING),
            missing=True,
        )
        for name, assignment in assignments.items()
        for id in known.people
        if (id, name) not in there and not (submitted / id / name).is_dir()
    ]
    order = {name: place for place, name in enumerate(course.assignments())}
    everybody = sorted(found + missing, key=lambda row: (order[row.assignment], row.student_id))
    return everybody, assignments


def not_noted(course: Course, output: Path, rows: Iterable[tables.Row]) -> list[str]:
    """Say who has points in the gradebook, and no note of them, so that they are in no table.

    Args:
        course: whose assignments.
        output: the folder of the results.
        rows: what is noted there, of all of them.
    """
    noted = {(row.student_id, row.assignment) for row in rows if not row.missing}
    if not os.path.lexists(output / "gradebook.db"):
        return []
    with gradebook_reader(output / "gradebook.db") as book:
        return [
            in_gradebook_alone(student, name)
            for name in course.assignments()
            for student in sorted(book.automatic(name))
            if (student, name) not in noted
        ]


def in_gradebook_alone(student: str, assignment: str) -> str:
    """Say of whom nothing is noted, and what to do."""
    return (
        f"{student} {assignment}: in the gradebook, but not in autograded/; run `autograder grade "
        f"{assignment}`"
    )


def assignments_of(
    rows: Iterable[tables.Row], course: Course, loaded: Mapping[str, Assignment] = NONE_YET
) -> dict[str, Assignment]:
    """Return the assignments that rows are of, by name, and load those that aren't loaded yet."""
    names = dict.fromkeys(row.assignment for row in rows)
    return {name: loaded.get(name) or course.load(name) for name in names}


@dataclass(frozen=True)
class _Class:
    """Who is in the class, and what single students may."""

    people: Mapping[str, Person]
    """By id: those of the course's list, or else all that the gradebook has."""
    names: Mapping[str, str]
    extensions: Extensions
    grace: float = 0.0
    """For so many seconds after the due date nobody is late."""

    @classmethod
    def of(cls, course: Course, booked: list[dict[str, str]]) -> _Class:
        roster = class_list.kept(course)
        in_book = {
            one["id"]: Person(one["id"], one["first_name"], one["last_name"]) for one in booked
        }
        listed = {one.id: one for one in roster.people} if roster else in_book
        names = {id: person.name for id, person in (in_book | listed).items()}
        return cls(listed, names, extensions.read(course.root) or {}, grace_of(course))

    def row(
        self, result: Result, standing: Standing = NO_STANDING, *, missing: bool = False
    ) -> tables.Row:
        id, person = result.student_id, self.people.get(result.student_id)
        may = self.extensions.get((id, result.assignment), Extension())
        return tables.Row(
            result,
            standing,
            self.names.get(id, ""),
            person.sections if person else (),
            may.excused,
            missing,
            grace=self.grace,
        )


def _changed(
    course: Course, output: Path, entry: Result, exercises: Collection[str]
) -> frozenset[str]:
    if not exercises:
        return frozenset()
    folder = journal.folder_of(output, entry.student_id, entry.assignment)
    notebook = course.notebook(entry.assignment).stem
    return answers_read.changed(folder, notebook, exercises)


def _on_earlier(
    course: Course, output: Path, entry: Result, standing: Standing | None
) -> frozenset[str]:
    """Return the exercises without a person's points whose comment is about an earlier answer."""
    if standing is None or not standing.comments:
        return frozenset()
    alone = {name: text for name, text in standing.comments.items() if name not in standing.scores}
    folder = journal.folder_of(output, entry.student_id, entry.assignment)
    notebook = course.notebook(entry.assignment).stem
    return answers_read.comments_on_earlier(folder, notebook, alone)


def _entries(course: Course, output: Path, noted: Iterable[Result] = ()) -> dict[str, list[Result]]:
    """Return what is noted, by assignment, each by student.

    Args:
        course: whose assignments.
        output: the folder of the results.
        noted: what need not be read.
    """
    fresh = {(one.student_id, one.assignment): one for one in noted}
    found: dict[str, list[Result]] = {name: [] for name in course.assignments()}
    graded = output / "autograded"
    students = sorted(path for path in graded.iterdir() if path.is_dir()) if graded.is_dir() else []
    for student in students:
        for folder in _folders(student, found):
            if entry := fresh.get((student.name, folder.name)) or _entry(course, folder):
                found[folder.name].append(entry)
    return found


def _folders(student: Path, names: Collection[str]) -> list[Path]:
    try:
        return [folder for folder in student.iterdir() if folder.name in names]
    except OSError:  # whoever reads a note in it says what is wrong
        return [student / name for name in names]


def _entry(course: Course, folder: Path) -> Result | None:
    try:
        return journal.load_entry(folder)
    except DamagedNote as error:
        return results.of_fault(
            course.load(folder.name), folder.parent.name, str(error), boxed=False
        )
