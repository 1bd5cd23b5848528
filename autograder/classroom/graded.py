"""What is graded, and where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from autograder.classroom import tables
from autograder.course import journal
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.journal import DamagedNote
from autograder.course.layout import Course
from autograder.course.standing import Standing
from autograder.grading import result as results
from autograder.grading.assignment import Assignment
from autograder.grading.result import Result

NONE_YET: Mapping[str, Assignment] = MappingProxyType({})


def rows(course: Course, output: Path) -> list[tables.Row]:
    """Return all that is graded, by assignment and student, with scores that people gave.

    Where a note can't be read, its submission is a fault of the grader's, without a score.
    """
    entries = {name: _entries(course, output, name) for name in course.assignments()}
    if not any(entries.values()):
        return []
    with gradebook_reader(output / "gradebook.db") as book:
        standings = {name: book.standings(name) for name in entries}
    return [
        tables.Row(entry, standings[name].get(entry.student_id, Standing()))
        for name, noted in entries.items()
        for entry in noted
    ]


def assignments_of(
    rows: Iterable[tables.Row], course: Course, loaded: Mapping[str, Assignment] = NONE_YET
) -> dict[str, Assignment]:
    """Return the assignments that rows are of, by name, and load those that aren't loaded yet."""
    names = dict.fromkeys(row.assignment for row in rows)
    return {name: loaded.get(name) or course.load(name) for name in names}


def feedback_path(output: Path, student_id: str, assignment: Assignment) -> Path:
    """Where a student's page lies, in nbgrader's layout."""
    return output / "feedback" / student_id / assignment.name / f"{assignment.notebook}.html"


def _entries(course: Course, output: Path, assignment: str) -> list[Result]:
    graded = output / "autograded"
    students = sorted(path for path in graded.iterdir() if path.is_dir()) if graded.is_dir() else []
    entries = (
        _entry(course, journal.folder_of(output, student.name, assignment)) for student in students
    )
    return [entry for entry in entries if entry]


def _entry(course: Course, folder: Path) -> Result | None:
    try:
        return journal.load_entry(folder)
    except DamagedNote as error:
        return results.of_fault(
            course.load(folder.name), folder.parent.name, str(error), boxed=False
        )
