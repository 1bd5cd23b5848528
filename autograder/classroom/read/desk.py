"""What the page shows and what it may change, as values that JSON has."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.classroom.read.answers import Answers
from autograder.classroom.read.questions import question_of
from autograder.course import answers_read, journal
from autograder.course.gradebook_by_hand import Book, Marked, Refused, open_book
from autograder.errors import AutograderError, UsageError
from autograder.grading.assignment import Assignment, Exercise
from autograder.plain import plain


class Outdated(AutograderError):
    """What was given is for another answer than the one that is there now."""


@dataclass
class Desk:
    """The answers of an assignment, and the gradebook that they are marked in.

    Args:
        assignment: its name, source and release.
        book: the gradebook.
        answers: of the class.
        exercises: those that can be read.
        anonymous: whether nothing leaves the desk that says whose an answer is.
    """

    assignment: Assignment
    book: Book
    answers: Answers
    exercises: dict[str, Exercise]
    anonymous: bool
    most: dict[str, float]
    """Points of each exercise."""
    only: Collection[str] | None = None
    """Whose answers are read; None for everybody's."""
    read: set[tuple[str, str]] = field(default_factory=set)
    """Exercise and student of each answer that got points here."""
    _shown: set[str] = field(default_factory=set)
    """Students of whom the page has an answer."""
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def questions(self) -> list[dict[str, Any]]:
        """Return all questions, each with how many answers a person has to read, and has read."""
        marked = self._marked()
        return [
            {"exercise": name, "title": plain(one.title)} | progress(marked.get(name, {}))
            for name, one in self.exercises.items()
        ]

    def question(self, exercise: str) -> dict[str, Any]:
        """Return a question: task, mark scheme, and who answered with what was given for it.

        What was written comes by `written`, a few answers at a time: to read and to draw those of a
        large class takes seconds.

        Raises:
            Refused: there is no such question.
        """
        self._check(exercise)
        asked = question_of(self.assignment, self.exercises[exercise])
        marked = self._marked_of(exercise)
        names = {} if self.anonymous else self.book.names()
        return {
            "exercise": exercise,
            "most": self.most[exercise],
            "task": plain(asked.task),
            "scheme": plain(asked.scheme),
            "answers": [
                {
                    "key": self._key(student),
                    "whose": self._whose(student, names),
                    "marks": asdict(marked[student]),
                }
                for student in self.answers.order(marked, exercise)
            ],
        }

    def written(self, exercise: str, keys: Collection[str]) -> dict[str, Any]:
        """Return what stands in some answers, by key, and whether a person read just that.

        Args:
            exercise: its name.
            keys: as `question` gives them; those that are gone are left out.

        Raises:
            Refused: there is no such question.
        """
        self._check(exercise)
        marked = self._marked_of(exercise)
        named = {self._key(student): student for student in marked}
        asked = {key: named[key] for key in keys if key in named}
        self._shown.update(asked.values())
        return {
            key: asdict(self.answers.answer(student, exercise))
            | self._read(student, exercise, marked[student].comment)
            for key, student in asked.items()
        }

    def marks(self, exercise: str) -> dict[str, Any]:
        """Return what stands for each answer by now.

        Of an answer that was shown, also which version there is by now.
        """
        self._check(exercise)
        return {
            self._key(student): {
                "marks": asdict(marks),
                "version": self.answers.version(student, exercise)
                if student in self._shown
                else None,
            }
            for student, marks in self._marked_of(exercise).items()
        }

    def give(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Write what a person gave for an answer.

        Args:
            given: ``exercise``; ``key`` and ``version`` of the answer; and of ``points``,
                ``extra`` and ``comment`` what is new.

        Returns:
            What stood there ``before`` and what does ``now``.

        Raises:
            Refused: it can't be given.
            Outdated: the answer is another one by now; nothing was written.
            GradebookError: it can't be written now.
        """
        fields = dict(given)
        exercise, key, version = (fields.pop(name, None) for name in ("exercise", "key", "version"))
        self._check(exercise)
        marked = self._marked_of(exercise)
        student = next((one for one in marked if self._key(one) == key), None)
        if student is None:
            raise Refused("this answer is not in the gradebook any more")
        if version != self.answers.version(student, exercise):
            raise Outdated("the answer was graded anew and is another one now: read it again")
        before, now = self.book.give(exercise, student, fields)
        noted = {}
        if fields.keys() & {"points", "extra"} and not now.waits:
            self.read.add((exercise, student))
            noted = {exercise: version}
        if now.comment and fields:
            noted |= answers_read.about(exercise, now.comment, version)
        if noted:
            answers_read.note({self._folder(student): noted})
        return {"before": asdict(before), "now": asdict(now)}

    def waiting(self) -> int:
        """Return how many answers wait for a person."""
        return sum(one["of"] - one["read"] for one in self.questions())

    def _marked(self) -> dict[str, dict[str, Marked]]:
        return _of_these(self.book.marked(), self.only)

    def _marked_of(self, exercise: str) -> dict[str, Marked]:
        return _of_these(self.book.marked(exercise), self.only).get(exercise, {})

    def _check(self, exercise: Any) -> None:
        if not isinstance(exercise, str) or exercise not in self.exercises:
            raise Refused(f"there is no question {exercise!r:.60}")

    def _read(self, student: str, exercise: str, comment: str) -> dict[str, bool]:
        """Return whether the answer is the one that a person gave points for, or wrote on."""
        noted = answers_read.noted(self._folder(student))
        version = self.answers.version(student, exercise)
        commented = answers_read.version_commented(noted, exercise, comment)
        return {
            "known": noted.get(exercise) == version,
            "on_earlier": commented not in ("", version),
        }

    def _folder(self, student: str) -> Path:
        return journal.folder_of(self.answers.output, student, self.assignment.name)

    def _key(self, student: str) -> str:
        """Return what the page calls a student: it says nothing of who that is."""
        named = student.encode(errors="surrogateescape")
        return hashlib.blake2b(named, key=self._salt, digest_size=12).hexdigest()

    def _whose(self, student: str, names: Mapping[str, str]) -> str:
        if self.anonymous:
            return ""
        name = names.get(student)
        return plain(f"{name} ({student})" if name else student)


def progress(marked: Mapping[str, Marked]) -> dict[str, int]:
    """Return how many answers are for a person, ``of``, and how many of these are ``read``."""
    own = [one for one in marked.values() if one.waits or one.points is not None]
    return {"of": len(own), "read": sum(not one.waits for one in own)}


def _of_these(
    marked: dict[str, dict[str, Marked]], only: Collection[str] | None
) -> dict[str, dict[str, Marked]]:
    if only is None:
        return marked
    return {
        exercise: {student: one for student, one in own.items() if student in only}
        for exercise, own in marked.items()
    }


@contextmanager
def open_desk(
    assignment: Assignment,
    output: Path,
    exercise: str | None,
    only: Collection[str] | None = None,
    *,
    anonymous: bool,
) -> Iterator[Desk]:
    """Open the gradebook and find what is to be read: texts, and whatever waits for a person.

    Args:
        assignment: whose answers.
        output: the folder of the results.
        exercise: this one alone, whether it waits or not.
        only: whose answers are read; None for everybody's.
        anonymous: whether names stay here.

    Raises:
        UsageError: nothing is graded, or there is no such exercise, or none to read.
        GradebookError: the gradebook can't be read.
    """
    known = {one.name: one for one in assignment.exercises}
    if exercise is not None and exercise not in known:
        raise UsageError(
            f"{assignment.name} has no exercise {exercise!r}; there are: {', '.join(known)}"
        )
    with open_book(output / "gradebook.db", assignment.name) as book:
        marked, most = _of_these(book.marked(), only), book.exercises()
        if not any(marked.values()):
            whose = "" if only is None else " of these students"
            raise UsageError(
                f"nothing of {assignment.name}{whose} is graded in {output}: run `autograder grade "
                f"{assignment.name}` first, or name the folder of its results with --output"
            )
        found = {
            name: one
            for name, one in known.items()
            if name in marked
            and (
                name == exercise
                if exercise
                else one.folder is None or any(mark.waits for mark in marked[name].values())
            )
        }
        if not found:
            raise UsageError(
                f"{assignment.name} was graded without {exercise}: `autograder grade "
                f"{assignment.name} --again` grades it"
                if exercise
                else f"{assignment.name} has no question that a person reads: all is graded. To "
                "overrule a check, name its exercise with --exercise"
            )
        answers = Answers(output, assignment)
        yield Desk(assignment, book, answers, found, anonymous, most, only)
