"""Grade the submissions of an assignment.

From ``submitted/`` to gradebook, feedback, notebooks and tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from distributed import Client

from autograder.classroom import changes, tables
from autograder.classroom.changes import Change
from autograder.classroom.engine import Outcome, failed, grade_all
from autograder.course import journal, submissions
from autograder.course.gradebook import NotRecorded, Recorder, recorder
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.layout import Course
from autograder.course.standing import Standing
from autograder.errors import AutograderError
from autograder.files import write_all_whole, write_whole
from autograder.grading.assignment import Assignment
from autograder.grading.grade import Settings
from autograder.grading.notebook_file import Unreadable
from autograder.grading.result import Result


class DamagedNote(AutograderError):
    """What is noted of a graded submission can't be read: where, and what to do."""


@dataclass(frozen=True)
class Work:
    """What there is to do for one assignment."""

    assignment: Assignment
    waiting: list[submissions.Submission]
    done: int
    """Submissions that are graded already and unchanged."""


def find_work(assignment: Assignment, submitted: Path, output: Path, *, again: bool) -> Work:
    """Find what has to be graded.

    What is new or changed; everything with `again`, and where there is no gradebook.
    """
    found = submissions.find(submitted, assignment)
    again = again or not (output / "gradebook.db").is_file()
    waiting = [
        submission for submission in found if again or not _is_done(submission, output, assignment)
    ]
    return Work(assignment, waiting, len(found) - len(waiting))


def carry_out(
    work: Work,
    course: Course,
    output: Path,
    settings: Settings,
    client: Client,
    on_result: Callable[[Result, list[Change]], None],
) -> None:
    """Grade what is waiting.

    Submissions are written as soon as they are done, and noted as done last of all.

    Args:
        work: what to grade.
        course: whose configuration holds.
        output: where everything is written.
        settings: secret, isolation, limits.
        client: the cluster to grade on.
        on_result: told of each, with the scores that are other ones than were noted before.
    """
    with recorder(output / "gradebook.db", work.assignment, course.config()) as book:
        writer = Writer(work.assignment, output, book)
        for outcomes in grade_all(work.assignment, work.waiting, settings, client):
            for result, changed in writer.write(outcomes):
                on_result(result, changed)


def rows(course: Course, output: Path) -> list[tables.Row]:
    """Return all that is graded, by assignment and student, with scores that people gave."""
    entries = {name: _entries(output, name) for name in course.assignments()}
    if not any(entries.values()):
        return []
    with gradebook_reader(output / "gradebook.db") as book:
        standings = {name: book.standings(name) for name in entries}
    return [
        tables.Row(entry, standings[name].get(entry.student_id, Standing()))
        for name, noted in entries.items()
        for entry in noted
    ]


def write_tables(rows: list[tables.Row], output: Path) -> None:
    """Write ``grades.csv`` and ``summary.csv``."""
    write_whole(output / "grades.csv", tables.grades_csv(rows))
    write_whole(output / "summary.csv", tables.summary_csv(rows))


def feedback_path(output: Path, student_id: str, assignment: Assignment) -> Path:
    """Where a student's page lies, in nbgrader's layout."""
    return output / "feedback" / student_id / assignment.name / f"{assignment.notebook}.html"


@dataclass(frozen=True)
class Writer:
    """Writes graded submissions: pages and notebooks, then the gradebook, at last the notes.

    A note says that a submission is done, and keeps the next run from it. So all that it stands
    for has to be on the disk before it is. The files are synced, with the folders that hold their
    names. SQLite syncs what it commits (https://sqlite.org/pragma.html#pragma_synchronous). Only
    then is the note written, in the same way. Whatever ends the run in between, or the machine,
    the next run finds no note. It grades the submission again from the same file and secret, and
    writes the same over what is there.
    """

    assignment: Assignment
    output: Path
    book: Recorder

    def write(self, outcomes: list[Outcome]) -> Iterator[tuple[Result, list[Change]]]:
        """Write some together, and yield what is noted of each with the scores that changed.

        One that the gradebook refuses is a fault of the grader's, and keeps none of the others from
        it.
        """
        self._write_files(outcomes)
        try:
            with self.book.together():
                for outcome in outcomes:
                    self.book.record(
                        outcome.result.student_id,
                        outcome.result.verdicts,
                        _timestamp(outcome.submission),
                    )
        except NotRecorded as error:
            if len(outcomes) > 1:
                for outcome in outcomes:
                    yield from self.write([outcome])
                return
            refused = outcomes[0]
            outcomes = [
                failed(
                    self.assignment,
                    refused.submission,
                    error,
                    boxed=refused.result.boxed,
                    digest=refused.result.digest,
                )
            ]
            self._write_files(outcomes)
        for outcome in outcomes:
            yield outcome.result, self._note(outcome.result)

    def _write_files(self, outcomes: list[Outcome]) -> None:
        files: dict[Path, str | bytes] = {}
        for outcome in outcomes:
            student_id, documents = outcome.result.student_id, outcome.documents
            files[feedback_path(self.output, student_id, self.assignment)] = documents.page
            if documents.notebook is not None:
                name = f"{self.assignment.notebook}.ipynb"
                files[self._folder(student_id) / name] = documents.notebook
        write_all_whole(files)

    def _note(self, result: Result) -> list[Change]:
        folder = self._folder(result.student_id)
        before = journal.load_entry(folder)
        journal.write_entry(folder, result)
        if before is None:
            return []
        return changes.between(before, result, self.book.standing_scores(result.student_id))

    def _folder(self, student_id: str) -> Path:
        return journal.folder_of(self.output, student_id, self.assignment.name)


def _timestamp(submission: submissions.Submission) -> datetime | None:
    try:
        return submission.timestamp
    except Unreadable:
        return None


def _is_done(submission: submissions.Submission, output: Path, assignment: Assignment) -> bool:
    entry = journal.load_entry(journal.folder_of(output, submission.student_id, assignment.name))
    return entry is not None and entry.done and entry.digest == submission.digest


def _entries(output: Path, assignment: str) -> list[Result]:
    folders = sorted(output.glob(str(journal.folder_of(Path(), "*", assignment))))
    noted = [folder for folder in folders if (folder / journal.NAME).exists()]
    return [_entry(folder, assignment) for folder in noted]


def _entry(folder: Path, assignment: str) -> Result:
    if entry := journal.load_entry(folder):
        return entry
    raise DamagedNote(
        f"{folder / journal.NAME} is damaged: `autograder grade {assignment}` grades that "
        "submission again; if it is not handed in any more, remove the file"
    )
