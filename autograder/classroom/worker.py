"""Grade in a worker: set up once for an assignment, then one submission after the other.

What travels to a worker is small: the assignment once, and of each submission its student and its
bytes.
"""

from __future__ import annotations

import hashlib
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
from autograder.classroom.retries import prefix_of
from autograder.course.graded_notebook import write_outputs
from autograder.grading import result
from autograder.grading.assignment import Assignment
from autograder.grading.grade import grade_rebuilt
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.rebuild import rebuild
from autograder.grading.result import Result
from autograder.grading.settings import Settings
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


class NotHeld(Exception):
    """A worker was given work, but not what it is graded with."""


class Grader(WorkerPlugin):
    """Sets a worker up for one assignment of one run, once: its checks, its forkserver.

    A cluster may serve other courses and other runs at the same time, whose assignments can have
    the same name. So it is kept under a name made of all that grades, and of whose run it is: no
    other one replaces it, and `retries.GiveBack` has workers give it up when that run is over.
    """

    def __init__(self, assignment: Assignment, settings: Settings, client: str) -> None:
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
        self.bench: Bench[ToGrade, Graded] | None = None
        self.name = f"{prefix_of(client)}{self._digest()}"

    def _digest(self) -> str:
        """Return a hash of all that a grade depends on besides what was handed in."""
        *texts, files = self.bundle
        total = hashlib.sha256()
        for part in (*texts, files.digest, repr(self.settings), self.version):
            total.update(f"{len(part)}\0{part}".encode(errors="surrogateescape"))
        return total.hexdigest()

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
        assignment.load_checks()  # once, for all processes
        self.bench = Bench(partial(_grade, assignment, self.settings))

    def teardown(self, worker: Any) -> None:
        """End what grades."""
        if self.bench:
            self.bench.close()


def grade_group(held: str, group: Sequence[ToGrade]) -> list[Graded | str | GraderDied]:
    """Grade submissions one after the other; in place of a result may stand a fault.

    Args:
        held: name of the `Grader` that grades them, and no other one.
        group: the submissions.

    Raises:
        NotHeld: the worker has no such one, or could not set it up.
    """
    grader: Grader | None = get_worker().plugins.get(held)
    if grader is None or grader.bench is None:
        raise NotHeld("its worker could not be set up for this assignment: see the worker's log")
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
