"""What travels to where submissions are graded, and what is done there.

It is small: the assignments once, and of each submission where it lies, or its bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from autograder import __version__
from autograder.classroom import feedback
from autograder.classroom.documents import Documents, write_documents
from autograder.classroom.tables import Row
from autograder.course import journal
from autograder.course.graded_notebook import write_outputs
from autograder.course.submissions import HandedIn, Submission
from autograder.course.times import NotTold
from autograder.errors import UsageError
from autograder.grading import result
from autograder.grading.assignment import Assignment
from autograder.grading.bench import Bench, GraderDied, LeftOut, Made
from autograder.grading.exercises import ExerciseFiles
from autograder.grading.limits import TimeLimits
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.reading import findings
from autograder.grading.rebuild import rebuild
from autograder.grading.result import Result
from autograder.grading.settings import Settings
from autograder.grading.steps import ORDER, SHOW, WRITE, Begin
from autograder.grading.verdicts import Verdict
from autograder.grading.versions import of as versions_of
from autograder.student.inside.libraries import needed_by
from autograder.student.zygote import ForkserverGone

CantRead = Unreadable | NotTold | OSError
"""Why a submission can't be graded as it lies there."""


@dataclass(frozen=True)
class ToGrade:
    """A submission as it travels to a worker."""

    assignment: str
    submission: Submission
    kept: list[Verdict] = field(default_factory=list)
    """Of exercises that are not graded again."""
    handed_in: HandedIn | CantRead | None = None
    """What it holds, where the worker can't read its folder."""
    output: Path | None = None
    """Where what people read of it is written as soon as it is graded; else that is sent back."""
    noted: bool = False
    """Whether it is noted there, too."""

    def read(self, assignment: Assignment) -> ToGrade:
        """Return it with what it holds, to be graded anywhere."""
        found: HandedIn | CantRead
        try:
            _ = self.submission.digest  # which travels with it
            found = self.submission.read(assignment)
        except (Unreadable, NotTold, OSError) as problem:
            found = problem
        return replace(self, handed_in=found)


Graded = tuple[Result, Documents | None]
"""A result, and what people read of it; None where that is written as `ToGrade` says."""


@dataclass(frozen=True)
class Grader:
    """What grades a run, as it travels to where that is done: small, and nothing is run for it.

    Args:
        bundles: of each assignment all that `Assignment` is made of, its notebooks as text, which
            is small and the same for every version of nbformat.
        settings: secret, isolation, limits.
    """

    bundles: tuple[tuple[str, str, str, str, ExerciseFiles, Mapping[str, bytes]], ...]
    settings: Settings
    version: str = __version__

    @classmethod
    def of(cls, assignments: Iterable[Assignment], settings: Settings) -> Grader:
        """Return what grades some assignments."""
        return cls(
            tuple(
                (
                    one.name,
                    one.notebook,
                    nbformat.writes(one.source),
                    nbformat.writes(one.release),
                    one.files,
                    one.given_files,
                )
                for one in assignments
            ),
            settings,
        )

    @property
    def digest(self) -> str:
        """A hash of all that a grade depends on besides what was handed in."""
        total = hashlib.sha256()
        parts = [*(part for bundle in self.bundles for part in bundle), self.settings, self.version]
        for part in parts:
            text = part.digest if isinstance(part, ExerciseFiles) else str(part)
            total.update(f"{len(text)}\0{text}".encode(errors="surrogateescape"))
        return total.hexdigest()

    def bench(self) -> Bench[ToGrade, Graded]:
        """Start processes that grade with it."""
        written = [code for _, _, source, *_ in self.bundles for code in _code_of(source)]
        given = [code for _, _, _, release, *_ in self.bundles for code in _code_of(release)]
        return Bench(partial(made_ready, self), needed_by(written), given)


def _code_of(notebook: str) -> list[str]:
    """Return the sources of a notebook's code cells, which are lines in a file."""
    cells = json.loads(notebook)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def made_ready(grader: Grader) -> Made[ToGrade, Graded]:
    """Load assignments and their checks, and return what grades with them.

    Raises:
        UsageError: a check can't be used.
        ForkserverGone: this is another version than the one that asks.
    """
    if grader.version != __version__:
        raise ForkserverGone(
            f"this worker has autograder {__version__}, the grading process has {grader.version}"
        )
    assignments: dict[str, Assignment] = {}
    for name, notebook, source, release, files, given_files in grader.bundles:
        assignments[name] = Assignment(
            *(name, notebook, nbformat.reads(source, 4), nbformat.reads(release, 4)),
            *(files, given_files),
        )
        assignments[name].load_checks()
    mark = journal.secret_mark(grader.settings.secret)
    graded_with = {
        name: {"secret": mark, "versions": versions_of(one)} for name, one in assignments.items()
    }

    def load_more() -> None:
        for name, _, source, *_ in grader.bundles:
            assignments[name].load_definitions()
            _rehearse(assignments[name], source)

    return Made(partial(_grade, assignments, graded_with, grader.settings), load_more)


def _rehearse(assignment: Assignment, source: str) -> None:
    """Do with the course's own notebook what is done with a student's, but run none of it.

    What is imported, compiled and parsed for that need not be once more in processes forked here.
    Answers are not formatted: there is no clock beside this.
    """
    import autograder.grading.grade  # noqa: F401  which grades, and imports torch

    with contextlib.suppress(Exception):  # whoever grades says what is wrong
        findings(assignment, rebuild(assignment, read_notebook(source.encode())).notebook)
        feedback.page(assignment, Row(result.of_nothing(assignment, "", "")), None)


def grade_group(
    bench: Bench[ToGrade, Graded], limits: TimeLimits, group: Sequence[ToGrade]
) -> list[Graded | str | GraderDied]:
    """Grade submissions one after the other; in place of a result may stand a fault."""
    found: list[Graded | str | GraderDied] = []
    for submission in group:
        try:
            graded, _ = bench.grade(submission, limits)
        except GraderDied as death:
            found.append(death)
        except (ForkserverGone, UsageError):  # nothing can be graded here
            raise
        except Exception as fault:  # of any kind
            found.append(str(fault) or type(fault).__name__)
        else:
            found.append(graded)
    return found


def _grade(
    assignments: dict[str, Assignment],
    graded_with: dict[str, dict[str, Any]],
    settings: Settings,
    one: ToGrade,
    left_out: LeftOut,
    begin: Begin,
) -> Graded:
    """Grade a submission, in a process that may be ended at each step."""
    began = time.monotonic()
    assignment, digest, work = assignments[one.assignment], "", ""
    try:
        if isinstance(one.handed_in, OSError):
            raise one.handed_in
        digest, work = one.submission.digest, one.submission.work
        found, documents = _graded(assignment, settings, one, digest, left_out, begin)
    except (NotTold, OSError) as why:
        # A disk that fails: this one waits, the others go on. Nor is anybody graded as if they were
        # in time.
        reason = str(why) if isinstance(why, NotTold) else f"{type(why).__name__}: {why}"
        student = one.submission.student_id
        found, documents = without_notebook(
            assignment,
            result.of_fault(assignment, student, reason, boxed=settings.boxed, digest=digest),
        )
    found = replace(
        found,
        work=work,
        seconds=round(left_out.seconds + time.monotonic() - began, 3),
        overran=list(left_out.steps),
        **graded_with[one.assignment],
    )
    if one.output and found.done and not found.hindered:  # or it may get another try
        # What can't be written is sent back: whoever writes the rest says why it can't.
        with contextlib.suppress(OSError):
            write_documents(one.output, assignment, [(one.submission, found, documents)])
            if one.noted:
                folder = journal.folder_of(one.output, found.student_id, found.assignment)
                journal.write_entry(folder, found)
            return found, None
    return found, documents


def _graded(
    assignment: Assignment,
    settings: Settings,
    one: ToGrade,
    digest: str,
    left_out: LeftOut,
    begin: Begin,
) -> tuple[Result, Documents]:
    from autograder.grading.grade import grade_rebuilt  # which imports torch

    student_id, boxed = one.submission.student_id, settings.boxed
    notes = left_out.notes(settings.limits)
    if left_out.stopped or not begin(ORDER):
        fact = left_out.why_all(settings.limits)
        found = result.of_overrun(assignment, student_id, fact, boxed=boxed, digest=digest)
        return without_notebook(assignment, found)
    try:
        handed_in = one.handed_in or one.submission.read(assignment)
        if isinstance(handed_in, Exception):
            raise handed_in
        notes = handed_in.notes + notes
        rebuilt = rebuild(assignment, read_notebook(handed_in.notebook))
    except Unreadable as problem:
        found = result.of_unreadable(
            assignment, student_id, str(problem), boxed=boxed, digest=digest
        )
        return without_notebook(assignment, replace(found, notes=notes))
    found = grade_rebuilt(assignment, rebuilt, student_id, settings, handed_in.beside, begin)
    kept = {verdict.exercise: verdict for verdict in one.kept}
    verdicts = [kept.get(verdict.exercise, verdict) for verdict in found.verdicts]
    found = replace(found, verdicts=verdicts, digest=digest, notes=notes + found.notes)
    notebook = None
    if begin(WRITE):
        notebook = rebuilt.notebook
        write_outputs(notebook, found.verdicts)
    page = feedback.page(assignment, Row(found), notebook if begin(SHOW) else None)
    return found, Documents.of(notebook, page)


def without_notebook(assignment: Assignment, found: Result) -> tuple[Result, Documents]:
    """Return a result with what is written of a submission whose notebook there is not."""
    return found, Documents.of(None, feedback.page(assignment, Row(found), None))
