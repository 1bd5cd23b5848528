"""The answers of a class, as they stand in what was handed in. No student's code is run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.classroom.similar.tokens import MOST_CHARS
from autograder.course.release import without_markers
from autograder.course.submissions import Submission
from autograder.grading.assignment import Assignment
from autograder.grading.cells import written_for
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.rebuild import rebuild


@dataclass
class Answer:
    """What one student wrote for one exercise, or several who handed in the same file."""

    students: list[str]
    text: str
    """Its first `MOST_CHARS` characters."""
    cut: bool
    """Whether it has more."""


@dataclass
class Handed:
    """What a class handed in of one assignment."""

    assignment: Assignment
    files: list[list[str]] = field(default_factory=list)
    """Who handed in each file that has an answer: a group, or a copy, has several."""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    """By exercise, one for each file."""
    unread: list[tuple[str, str]] = field(default_factory=list)
    """Who could not be read, and why."""

    @property
    def same_files(self) -> list[list[str]]:
        """The students, of each file that more than one handed in."""
        return [students for students in self.files if len(students) > 1]

    def is_text(self, exercise: str) -> bool:
        """Tell whether an exercise is answered in words."""
        return bool(self.assignment.solutions[exercise].cell_type != "code")

    def known(self, exercise: str) -> list[str]:
        """Return what everybody may have: what was handed out, and the right answers on file."""
        solution = self.assignment.solutions[exercise]
        folder = next(one.folder for one in self.assignment.exercises if one.name == exercise)
        return [
            *(cell.source for cell in self.assignment.release.cells),
            without_markers(solution.source),
            *(folder.answers.values() if folder else ()),
        ]


def read_class(
    assignment: Assignment, submissions: Iterable[Submission], exercises: Iterable[str]
) -> Handed:
    """Read the answers to some exercises of an assignment."""
    handed = Handed(assignment, answers={name: [] for name in exercises})
    seen: dict[bytes, list[str]] = {}
    for submission in submissions:
        try:
            data = submission.read_notebook(assignment).data
            digest = hashlib.sha256(data).digest()
            if digest in seen:
                seen[digest].append(submission.student_id)
                continue
            answers = _answers(assignment, data)
        except Unreadable as why:
            handed.unread.append((submission.student_id, str(why)))
            continue
        seen[digest] = students = [submission.student_id]
        if answers:
            handed.files.append(students)
        for name in handed.answers.keys() & answers.keys():
            text = answers[name]
            handed.answers[name].append(Answer(students, text[:MOST_CHARS], len(text) > MOST_CHARS))
    return handed


def _answers(assignment: Assignment, data: bytes) -> dict[str, str]:
    """Return what a file has for each exercise that is answered in it."""
    rebuilt = rebuild(assignment, read_notebook(data))
    found: dict[str, list[str]] = {}
    for cell in rebuilt.notebook.cells:
        for name in written_for(cell):
            if name not in rebuilt.unchanged and cell.source.strip():
                found.setdefault(name, []).append(cell.source)
    return {name: "\n\n".join(texts) for name, texts in found.items()}
