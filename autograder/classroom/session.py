"""Grade the submissions of an assignment.

From ``submitted/`` to gradebook, feedback, notebooks and tables.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from autograder.classroom import changes, outdated
from autograder.classroom.changes import Change
from autograder.classroom.documents import write_documents
from autograder.classroom.engine import Outcome, failed, grade_all
from autograder.classroom.place import Place
from autograder.course import answers_read, journal, submissions
from autograder.course.gradebook import NotRecorded, Recorder, recorder
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.journal import DamagedNote
from autograder.course.late import config_of
from autograder.course.layout import Course
from autograder.course.times import NotTold
from autograder.errors import UsageError, sentence
from autograder.grading.assignment import Assignment
from autograder.grading.result import Result
from autograder.grading.versions import of as versions_of

OF_ALL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG, errno.EMFILE)
"""Errors that are not about one file: they stop the run."""

NO_STUDENT = "a folder whose name begins with a dot is not graded: rename it"


class Why(Enum):
    """Why a submission is graded."""

    NEW = auto()
    """Nothing is noted of it."""
    DAMAGED = auto()
    """What is noted can't be read."""
    OTHER = auto()
    """What is noted is of another submission, or a fault of the grader's."""
    DIFFERS = auto()
    """The gradebook has other scores than are noted."""
    WANTED = auto()
    """It is as it was, and is graded with something else now, or because somebody says so."""


@dataclass(frozen=True)
class Work:
    """What there is to do for one assignment."""

    assignment: Assignment
    waiting: list[submissions.Submission]
    why: dict[str, Why]
    """They wait, by student."""
    done: int
    """Submissions that are graded already and unchanged."""
    not_entered: list[Outcome] = field(default_factory=list)
    """Those of them that the gradebook doesn't have."""
    told: list[str] = field(default_factory=list)
    """What is wrong with what is graded, a line each."""
    kept: dict[str, Result] = field(default_factory=dict)
    """What was graded before of those of whom only some exercises are graded again."""
    exercises: frozenset[str] = frozenset()
    """Those exercises; empty for all."""


@dataclass(frozen=True)
class Wanted:
    """Which of the submissions that are there are graded."""

    again: bool = False
    """Also what is graded and unchanged."""
    changed: bool = False
    """Also what was graded with another version of an exercise or of the grader."""
    students: frozenset[str] = frozenset()
    """Of these alone, and of these all that nothing else narrows down; empty for everybody."""
    exercises: frozenset[str] = frozenset()
    """Only these exercises again, of what is graded and unchanged; empty for all."""


def find_work(
    assignment: Assignment, submitted: Path, output: Path, wanted: Wanted, mark: str = ""
) -> Work:
    """Find what has to be graded.

    What is new or changed, what is not noted or noted with other scores than the gradebook has, and
    what is wanted besides.

    Args:
        assignment: what was handed out.
        submitted: the folder of what came back.
        output: the folder of the results.
        wanted: what is graded besides, and of whom.
        mark: of the course's secret, from `journal.secret_mark`; empty if it doesn't matter.

    Raises:
        GradebookError: there is a gradebook that can't be read.
        UsageError: an exercise is wanted that the assignment doesn't have.
    """
    exercises = {exercise.name for exercise in assignment.exercises}
    if unknown := sorted(wanted.exercises - exercises):
        raise UsageError(
            f"{assignment.name} has no exercise {', '.join(unknown)}; it has: "
            f"{', '.join(exercise.name for exercise in assignment.exercises)}"
        )
    found = [
        one
        for one in submissions.find(submitted, assignment)
        if not wanted.students or one.student_id in wanted.students
    ]
    versions = versions_of(assignment)
    again = wanted.again or bool(wanted.students and not (wanted.changed or wanted.exercises))
    booked = _booked(output / "gradebook.db", assignment.name)
    noted, damaged = _noted_of(found, output, assignment)

    def reason(one: submissions.Submission) -> Why | None:
        entry = noted.get(one.student_id)
        if entry is None:
            return Why.DAMAGED if one.student_id in damaged else Why.NEW
        if not entry.done or _is_changed(one, entry):
            return Why.OTHER
        if _differs(booked, entry):
            return Why.DIFFERS
        if again or wanted.exercises:
            return Why.WANTED
        if wanted.changed and outdated.is_so(assignment, entry, versions, mark):
            return Why.WANTED
        # The gradebook has no place for what another source gave.
        if entry.student_id not in booked and outdated.differences(assignment, entry):
            return Why.WANTED
        return None

    why = {one.student_id: because for one in found if (because := reason(one))}
    waiting = [one for one in found if one.student_id in why]
    done = [one for one in found if one.student_id not in why]
    not_entered = [
        Outcome(one, noted[one.student_id], noted=True)
        for one in done
        if one.student_id not in booked
    ]
    results = [noted[one.student_id] for one in done]
    told = [
        *(f"{folder}: {NO_STUDENT}" for folder in submissions.hidden(submitted, assignment)),
        *outdated.by_source(assignment, results),
        *outdated.by_version(assignment, results, versions),
        *outdated.by_secret(assignment.name, results, mark),
    ]
    if differ := sum(one is Why.DIFFERS for one in why.values()):
        told.append(
            f"{assignment.name}: of {differ} graded before, {output / 'gradebook.db'} holds other "
            "scores: they are graded again"
        )
    if not_entered and not os.path.lexists(output / "gradebook.db"):
        told.append(
            f"{assignment.name}: {output / 'gradebook.db'} is gone: a new one gets what is noted "
            f"of {len(not_entered)} graded before, but no due date, nor points and comments that "
            "people gave: if there is a backup, put it in its place, and run `autograder grade` "
            "again"
        )
    elif not_entered:
        told.append(
            f"{assignment.name}: {output / 'gradebook.db'} lacks {len(not_entered)} graded before: "
            "it gets what is noted of them"
        )
    kept = {
        student: noted[student]
        for student, one in why.items()
        if wanted.exercises and one is Why.WANTED
    }
    told += damaged.values()
    return Work(assignment, waiting, why, len(done), not_entered, told, kept, wanted.exercises)


def _noted_of(
    found: list[submissions.Submission], output: Path, assignment: Assignment
) -> tuple[dict[str, Result], dict[str, str]]:
    """Return what is noted of submissions, by student, and what is wrong with a note."""
    noted: dict[str, Result] = {}
    damaged: dict[str, str] = {}
    for one in found:
        folder = journal.folder_of(output, one.student_id, assignment.name)
        try:
            if entry := journal.load_entry(folder):
                noted[one.student_id] = entry
        except DamagedNote as error:
            damaged[one.student_id] = f"{one.student_id} {assignment.name}: {error}"
    return noted, damaged


def _is_changed(submission: submissions.Submission, entry: Result) -> bool:
    try:
        return entry.digest != submission.digest
    except OSError:  # who grades it says what can't be read
        return True


def _booked(path: Path, assignment: str) -> dict[str, dict[str, float | None]]:
    """Return the automatic scores that a gradebook holds; none where there is no gradebook yet."""
    if not os.path.lexists(path):
        return {}
    with gradebook_reader(path, mend=True) as book:
        return book.automatic(assignment)


def _differs(booked: dict[str, dict[str, float | None]], entry: Result) -> bool:
    """Whether a gradebook has another score; what a person, or another source, added is none."""
    scores = booked.get(entry.student_id, {})
    return any(
        scores.get(verdict.exercise, verdict.score) != verdict.score for verdict in entry.verdicts
    )


def carry_out(
    work: Work,
    course: Course,
    output: Path,
    place: Place | None,
    on_result: Callable[[Result, list[Change]], None],
) -> None:
    """Enter what the gradebook doesn't have, and grade what is waiting.

    Submissions are written as soon as they are done.

    Args:
        work: what to grade.
        course: whose configuration holds.
        output: where everything is written.
        place: where it is graded; None where nothing waits.
        on_result: told of each, as it is noted and entered, with the scores that are other ones
            than were noted before; of what can't be, the fault.
    """
    with recorder(output / "gradebook.db", work.assignment, config_of(course)) as book:
        writer = Writer(work, output, book)
        if work.not_entered:
            for result, _ in writer.write(work.not_entered):
                if not result.done:
                    on_result(result, [])
        if place is None:
            return
        kept = {
            student: [one for one in entry.verdicts if one.exercise not in work.exercises]
            for student, entry in work.kept.items()
        }
        # What people read is written at once, but where they may have read another answer: that one
        # stays until it is noted which it was.
        new = {student for student, why in work.why.items() if why is Why.NEW}
        new -= book.known(new)
        same = {one for one, why in work.why.items() if why in (Why.DIFFERS, Why.WANTED)}
        outputs = dict.fromkeys(new | same, output)
        for outcomes in grade_all(work.assignment, work.waiting, place, kept, outputs, new):
            for result, changed in writer.write(outcomes):
                on_result(result, changed)


@dataclass(frozen=True)
class Writer:
    """Writes graded submissions: pages and notebooks, then the gradebook, at last the notes.

    Pages and notebooks may be there already, written in the same way by who graded.

    A note says that a submission is done, and keeps the next run from it. So all that it stands
    for has to be on the disk before it is. The files are synced, with the folders that hold their
    names. SQLite syncs what it commits (https://sqlite.org/pragma.html#pragma_synchronous). Only
    then is the note written, in the same way. Whatever ends the run in between, or the machine,
    the next run finds no note. It grades the submission again from the same file and secret, and
    writes the same over what is there.

    Of a student whom the gradebook doesn't have, the note may be there already, too. If the run
    ends now, the next one enters what is noted.
    """

    work: Work
    output: Path
    book: Recorder

    @property
    def assignment(self) -> Assignment:
        """What was handed out."""
        return self.work.assignment

    def write(self, outcomes: list[Outcome]) -> Iterator[tuple[Result, list[Change]]]:
        """Write some together, and yield what is noted of each with the scores that changed.

        One that the gradebook refuses, or whose own files can't be written, is a fault of the
        grader's, and keeps none of the others from it.
        """
        # Where files are there already, a person can't have read another answer: see `carry_out`.
        replaced = [one.result.student_id for one in outcomes if one.documents is not None]
        if known := replaced and self.book.known(replaced):
            answers_read.readings(
                self.book.gradebook.db,
                self.output,
                self.assignment.name,
                self.assignment.notebook,
                known,
            ).note()
        outcomes = self._with_files(outcomes)
        try:
            self.book.record_all(
                [
                    (one.result.student_id, one.result.verdicts, _timestamp(one.submission))
                    for one in outcomes
                ]
            )
        except NotRecorded as error:
            if len(outcomes) > 1:
                for outcome in outcomes:
                    yield from self.write([outcome])
                return
            outcomes = self._with_files([self._failed(outcomes[0], error)])
        yield from ((one.result, []) for one in outcomes if one.noted)
        yield from self._noted([one for one in outcomes if not one.noted])

    def _noted(self, outcomes: list[Outcome]) -> Iterator[tuple[Result, list[Change]]]:
        """Note some as done, and yield each with the scores that changed."""
        notes = {
            journal.folder_of(
                self.output, outcome.result.student_id, self.assignment.name
            ): self._as_noted(outcome.result)
            for outcome in outcomes
        }
        changed = self._changed(notes)
        try:
            journal.write_entries(notes)
        except OSError as error:
            if not self._of_one(error):
                raise
            if len(outcomes) == 1:
                yield self._failed(outcomes[0], sentence(error)).result, []
                return
            for outcome in outcomes:
                yield from self._noted([outcome])
        else:
            yield from ((note, changed.get(note.student_id, [])) for note in notes.values())

    def _as_noted(self, result: Result) -> Result:
        """Return a result with what it was graded with: some exercises perhaps long before."""
        if not (before := self.work.kept.get(result.student_id)):
            return result
        stay = {
            name: version
            for name, version in before.versions.items()
            if name not in self.work.exercises
        }
        return replace(result, versions=result.versions | stay)

    def _failed(self, outcome: Outcome, error: Exception | str) -> Outcome:
        result = outcome.result
        return failed(
            self.assignment, outcome.submission, error, boxed=result.boxed, digest=result.digest
        )

    def _with_files(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Write the files of some, and return them; what can't be written has become a fault."""
        try:
            self._write_files(outcomes)
        except OSError as error:
            if not self._of_one(error):
                raise
            if len(outcomes) > 1:
                return [written for one in outcomes for written in self._with_files([one])]
            outcomes = [self._failed(outcomes[0], sentence(error))]
            with contextlib.suppress(OSError):  # its page may be what can't be written
                self._write_files(outcomes)
        return outcomes

    def _of_one(self, error: OSError) -> bool:
        """Whether an error is about one submission's own files; else it stops the run."""
        folders = [self.output / name for name in ("autograded", "feedback")]
        return error.errno not in OF_ALL and all(
            folder.is_dir() and os.access(folder, os.W_OK)
            for folder in (self.output, *filter(os.path.lexists, folders))
        )

    def _write_files(self, outcomes: list[Outcome]) -> None:
        write_documents(
            self.output,
            self.assignment,
            [
                (one.submission, one.result, one.documents)
                for one in outcomes
                if one.documents is not None
            ],
        )

    def _changed(self, notes: Mapping[Path, Result]) -> dict[str, list[Change]]:
        """Return the scores that are other ones than were noted before, by student."""
        before: dict[str, Result] = {}
        for folder, note in notes.items():
            with contextlib.suppress(DamagedNote):  # told before it was graded again
                if entry := journal.load_entry(folder):
                    before[note.student_id] = entry
        given = self.book.standing_scores(before) if before else {}
        return {
            note.student_id: changes.between(earlier, note, given.get(note.student_id, {}))
            for note in notes.values()
            if (earlier := before.get(note.student_id))
        }


def _timestamp(submission: submissions.Submission) -> datetime | None:
    try:
        return submission.timestamp
    except (NotTold, OSError):
        return None
