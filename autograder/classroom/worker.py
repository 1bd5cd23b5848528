"""Grade in a worker: set up once for an assignment, then one submission after the other.

What travels to a worker is small: the assignment once, and of each submission its student and its
bytes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import nbformat
from distributed import WorkerPlugin, get_worker

from autograder import __version__
from autograder.classroom import feedback
from autograder.course.graded_notebook import write_outputs
from autograder.grading import result
from autograder.grading.assignment import Assignment
from autograder.grading.grade import Settings, grade_rebuilt
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.rebuild import rebuild
from autograder.grading.result import Result
from autograder.student.warm import Forkserver


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
        """Load the assignment and have a forkserver."""
        if self.version != __version__:
            raise RuntimeError(
                f"this worker has autograder {__version__}, the grading process has {self.version}"
            )
        name, notebook, source, release, files = self.bundle
        self.assignment = Assignment(
            name, notebook, nbformat.reads(source, 4), nbformat.reads(release, 4), files
        )
        Forkserver.running()


def name_of(assignment: str) -> str:
    """Return the name under which a worker keeps the `Grader` of an assignment."""
    return f"autograder-{assignment}"


def grade_group(assignment: str, group: Sequence[ToGrade]) -> list[Graded | str]:
    """Grade submissions one after the other; in place of a result may stand a fault."""
    grader: Grader = get_worker().plugins[name_of(assignment)]
    found: list[Graded | str] = []
    for submission in group:
        try:
            found.append(_grade(grader.assignment, submission, grader.settings))
        except Exception as fault:  # of any kind
            found.append(f"{type(fault).__name__}: {fault}")
    return found


def _grade(assignment: Assignment, submission: ToGrade, settings: Settings) -> Graded:
    began = time.monotonic()
    student_id, digest = submission.student_id, submission.digest
    try:
        rebuilt = rebuild(assignment, read_notebook(submission.data))
    except Unreadable as problem:
        found = result.of_unreadable(
            assignment, student_id, str(problem), boxed=settings.boxed, digest=digest
        )
        notebook = None
    else:
        found = grade_rebuilt(assignment, rebuilt, student_id, settings, submission.files)
        notebook = rebuilt.notebook
        write_outputs(notebook, found.verdicts)
    found = replace(found, digest=digest, notes=submission.notes + found.notes)
    documents = Documents(
        # Put together from a valid one and outputs of our own, and not held against the schema once
        # more.
        None if notebook is None else nbformat.v4.writes(notebook, indent=1) + "\n",
        feedback.page(assignment, found, notebook),
    )
    return replace(found, seconds=round(time.monotonic() - began, 3)), documents
