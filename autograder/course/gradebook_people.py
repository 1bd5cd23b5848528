"""The students of nbgrader's gradebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nbgrader.api import Student
from traitlets.config import Config

from autograder.course.gradebook import open_gradebook


def enrol(path: Path, config: Config, details: Mapping[str, Mapping[str, str]]) -> None:
    """Have a gradebook know students, and what a list says of them; nobody is removed.

    Args:
        path: of a gradebook that is there.
        config: nbgrader's.
        details: by id, nbgrader's columns of a student; others stay as they are.

    Raises:
        GradebookError: it can't be written.
    """
    with open_gradebook(path, config) as gradebook:
        there = {student.id: student for student in gradebook.db.query(Student)}
        for id, columns in details.items():
            student = there.get(id)
            if student is None:
                gradebook.db.add(student := Student(id=id))
            for name, value in columns.items():
                setattr(student, name, value)
        gradebook.db.commit()
