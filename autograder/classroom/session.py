"""Grade the submissions of an assignment: from ``submitted/`` to gradebook, feedback, notebooks and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from distributed import Client

from autograder.classroom import changes, intake, tables
from autograder.classroom.changes import Change
from autograder.classroom.engine import Result, failed, grade_all
from autograder.course import journal
from autograder.course.gradebook import Recorder, Refused, Standing, recorder
from autograder.course.layout import Course
from autograder.files import write_whole
from autograder.grading.assignment import Assignment
from autograder.grading.grade import Settings
from autograder.grading.rebuild import Unreadable
from autograder.grading.verdicts import Verdict


@dataclass(frozen=True)
class Plan:
    """What there is to do for one assignment."""

    assignment: Assignment
    waiting: list[intake.Submission]
    done: int
    """Submissions that are graded already and unchanged."""


def plan(assignment: Assignment, submitted: Path, output: Path, *, again: bool) -> Plan:
    """Find what has to be graded: what is new or changed; everything with `again`, and where there is no gradebook."""
    found = intake.find(submitted, assignment)
    again = again or not (output / "gradebook.db").is_file()
    waiting = [
        submission for submission in found if again or not _is_done(submission, output, assignment)
    ]
    return Plan(assignment, waiting, len(found) - len(waiting))


def carry_out(
    plan: Plan,
    course: Course,
    output: Path,
    settings: Settings,
    client: Client,
    on_result: Callable[[Result, list[Change]], None],
) -> None:
    """Grade what is waiting. Submissions are written as soon as they are done, and noted as done last of all.

    Args:
        plan: what to grade.
        course: whose configuration holds.
        output: where everything is written.
        settings: secret, isolation, limits.
        client: the cluster to grade on.
        on_result: told of each, with the scores that are other ones than were noted before.
    """
    with recorder(output / "gradebook.db", plan.assignment, course.config()) as book:
        writer = Writer(plan.assignment, output, book, boxed=settings.boxed)
        for results in grade_all(plan.assignment, plan.waiting, settings, client):
            for result, changed in writer.write(results):
                on_result(result, changed)


def rows(course: Course, output: Path) -> list[tables.Row]:
    """All that has been graded into `output`, by assignment and student, with scores that people gave."""
    result = []
    for name in course.assignments():
        entries = _entries(output, name)
        if entries:
            with recorder(output / "gradebook.db", course.load(name), course.config()) as book:
                standings = book.standings()
            result += [
                _row(name, entry, standings.get(entry.student, Standing())) for entry in entries
            ]
    return result


def write_tables(rows: list[tables.Row], output: Path) -> None:
    """Write ``grades.csv`` and ``summary.csv``."""
    write_whole(output / "grades.csv", tables.grades_csv(rows))
    write_whole(output / "summary.csv", tables.summary_csv(rows))


def feedback_path(output: Path, student: str, assignment: Assignment) -> Path:
    """Where a student's page lies, in nbgrader's layout."""
    return output / "feedback" / student / assignment.name / f"{assignment.notebook}.html"


@dataclass(frozen=True)
class Writer:
    """Writes graded submissions: files, then the gradebook, and last of all a note that they are done."""

    assignment: Assignment
    output: Path
    book: Recorder
    boxed: bool

    def write(self, results: list[Result]) -> Iterator[tuple[Result, list[Change]]]:
        """Write some together, and yield what is noted of each with the scores that changed.

        One that the gradebook refuses is a fault of the grader's, and keeps none of the others from it.
        """
        for result in results:
            self._write_files(result)
        try:
            with self.book.together():
                for result in results:
                    self.book.record(
                        result.submission.student, result.verdicts, _timestamp(result.submission)
                    )
        except Refused as error:
            if len(results) > 1:
                for result in results:
                    yield from self.write([result])
                return
            results = [failed(self.assignment, result.submission, result.digest, error)]
            self._write_files(results[0])
        for result in results:
            yield result, self._note(result)

    def _write_files(self, result: Result) -> None:
        student = result.submission.student
        if result.notebook is not None:
            write_whole(
                self._folder(student) / f"{self.assignment.notebook}.ipynb", result.notebook
            )
        write_whole(feedback_path(self.output, student, self.assignment), result.page)

    def _note(self, result: Result) -> list[Change]:
        student = result.submission.student
        before = journal.read(self._folder(student), student)
        noted = journal.Entry(
            student,
            result.digest,
            result.verdicts,
            result.notes,
            result.problem,
            when=journal.now(),
            seconds=result.seconds,
            boxed=self.boxed,
        )
        journal.write(self._folder(student), noted)
        return changes.between(before, noted, self.book.standing_scores(student)) if before else []

    def _folder(self, student: str) -> Path:
        return journal.folder_of(self.output, student, self.assignment.name)


def _timestamp(submission: intake.Submission) -> datetime | None:
    try:
        return submission.timestamp()
    except Unreadable:
        return None


def _is_done(submission: intake.Submission, output: Path, assignment: Assignment) -> bool:
    entry = journal.read(
        journal.folder_of(output, submission.student, assignment.name), submission.student
    )
    return entry is not None and entry.done and entry.digest == submission.digest()


def _entries(output: Path, assignment: str) -> list[journal.Entry]:
    folders = sorted(output.glob(str(journal.folder_of(Path(), "*", assignment))))
    found = (journal.read(folder, folder.parent.name) for folder in folders)
    return [entry for entry in found if entry]


def _row(assignment: str, entry: journal.Entry, standing: Standing) -> tables.Row:
    return tables.Row(
        entry.student,
        assignment,
        _with_manual(entry.verdicts, standing.scores),
        standing.penalty,
        entry.problem,
        seconds_late=standing.seconds_late,
        when=entry.when,
        seconds=entry.seconds,
        boxed=entry.boxed,
    )


def _with_manual(verdicts: list[Verdict], scores: dict[str, float]) -> list[Verdict]:
    def by_person(verdict: Verdict, score: float) -> Verdict:
        status = "passed" if score >= verdict.max_score else "partial" if score > 0 else "failed"
        message = "" if status == "passed" else "Graded by your instructor."
        return replace(verdict, score=score, status=status, message=message)

    return [by_person(v, scores[v.exercise]) if v.exercise in scores else v for v in verdicts]
