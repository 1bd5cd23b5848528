"""Grade in a worker: set up once for an assignment, then one submission after the other.

What travels to a worker is small: the assignment once, and of each submission its student and its
bytes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import nbformat
from distributed import WorkerPlugin, get_worker

from autograder import __version__
from autograder.classroom import feedback
from autograder.classroom.bench import Bench, GraderDied, LeftOut
from autograder.course.graded_notebook import write_outputs
from autograder.grading import result
from autograder.grading.assignment import Assignment
from autograder.grading.grade import Settings, grade_rebuilt
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.rebuild import rebuild
from autograder.grading.result import Result
from autograder.grading.steps import ORDER, SHOW, WRITE, Begin, too_long


@dataclass(frozen=True)
class ToGrade:
    """A submission as it travels to a worker."""

    student_id: str
    digest: str
    data: bytes
    notes: list[str]
    files: dict[str, bytes]
    """What lies beside the notebook, by path."""


@dataclass(frozen=True)
class Documents:
    """What is written of a submission for people to read."""

    notebook: str | None
    """The graded notebook as JSON; None where there is none."""
    page: str
    """The feedback page."""


Graded = tuple[Result, Documents]


class Grader(WorkerPlugin):
    """Sets a worker up for one assignment, once: its checks, its forkserver."""

    def __init__(self, assignment: Assignment, settings: Settings) -> None:
        self.name = name_of(assignment.name)
        # As text, which is small and the same for every version of nbformat.
        self.bundle = (
            assignment.name,
            assignment.notebook,
            nbformat.writes(assignment.source),
            nbformat.writes(assignment.release),
            assignment.files,
        )
        self.settings = settings
        self.version = __version__

    def setup(self, worker: Any) -> None:
        """Load the assignment, and have what grades it."""
        if self.version != __version__:
            raise RuntimeError(
                f"this worker has autograder {__version__}, the grading process has {self.version}"
            )
        name, notebook, source, release, files = self.bundle
        assignment = Assignment(
            name, notebook, nbformat.reads(source, 4), nbformat.reads(release, 4), files
        )
        _ = assignment.exercises  # loaded once, for all processes
        self.bench = Bench(partial(_grade, assignment, self.settings))

    def teardown(self, worker: Any) -> None:
        """End what grades."""
        self.bench.close()


def name_of(assignment: str) -> str:
    """Return the name under which a worker keeps the `Grader` of an assignment."""
    return f"autograder-{assignment}"


def grade_group(assignment: str, group: Sequence[ToGrade]) -> list[Graded | str | GraderDied]:
    """Grade submissions one after the other; in place of a result may stand a fault."""
    grader: Grader = get_worker().plugins[name_of(assignment)]
    found: list[Graded | str | GraderDied] = []
    for submission in group:
        began = time.monotonic()
        try:
            (result, documents), left_out = grader.bench.grade(submission, grader.settings.limits)
        except GraderDied as death:
            found.append(death)
        except Exception as fault:  # of any kind
            found.append(str(fault) or type(fault).__name__)
        else:
            seconds = round(time.monotonic() - began, 3)
            found.append((replace(result, seconds=seconds, overran=list(left_out)), documents))
    return found


def _grade(
    assignment: Assignment,
    settings: Settings,
    submission: ToGrade,
    left_out: LeftOut,
    begin: Begin,
) -> Graded:
    """Grade a submission, in a process that may be ended at each step."""
    student_id, digest, boxed = submission.student_id, submission.digest, settings.boxed
    notes = submission.notes + [
        f"Left out: {too_long(step, settings.limits)}." for step in left_out.steps
    ]
    if left_out.stopped or not begin(ORDER):
        fact = (
            f"all of it took too long, at last {left_out.stopped}"
            if left_out.stopped
            else too_long(ORDER, settings.limits)
        )
        found = result.of_overrun(assignment, student_id, fact, boxed=boxed, digest=digest)
        return found, Documents(None, feedback.page(assignment, found, None))
    notebook = None
    try:
        rebuilt = rebuild(assignment, read_notebook(submission.data))
    except Unreadable as problem:
        found = result.of_unreadable(
            assignment, student_id, str(problem), boxed=boxed, digest=digest
        )
    else:
        found = grade_rebuilt(assignment, rebuilt, student_id, settings, submission.files, begin)
        if begin(WRITE):
            notebook = rebuilt.notebook
            write_outputs(notebook, found.verdicts)
    found = replace(found, digest=digest, notes=notes + found.notes)
    # Put together from a valid one and outputs of our own, and not held against the schema once
    # more.
    written = notebook and nbformat.v4.writes(notebook, indent=1) + "\n"
    shown = notebook if begin(SHOW) else None
    return found, Documents(written, feedback.page(assignment, found, shown))
