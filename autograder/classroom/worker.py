"""What travels to where submissions are graded, and what is done there.

It is small: the assignments once, and of each submission its student and its bytes.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import nbformat

from autograder import __version__
from autograder.classroom import feedback
from autograder.classroom.tables import Row
from autograder.course.graded_notebook import as_text, write_outputs
from autograder.errors import UsageError
from autograder.grading import result
from autograder.grading.assignment import Assignment
from autograder.grading.bench import Bench, GraderDied, LeftOut, Made
from autograder.grading.exercises import ExerciseFiles
from autograder.grading.limits import TimeLimits
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.rebuild import rebuild
from autograder.grading.result import Result
from autograder.grading.settings import Settings
from autograder.grading.steps import ORDER, SHOW, WRITE, Begin
from autograder.grading.verdicts import Verdict
from autograder.student.inside.libraries import needed_by
from autograder.student.zygote import ForkserverGone


@dataclass(frozen=True)
class ToGrade:
    """A submission as it travels to a worker."""

    assignment: str
    student_id: str
    digest: str
    data: bytes
    notes: list[str]
    files: dict[str, bytes]
    """What lies beside the notebook, by path."""
    kept: list[Verdict] = field(default_factory=list)
    """Of exercises that are not graded again."""


@dataclass(frozen=True)
class Documents:
    """What is written of a submission for people to read."""

    notebook: str | None
    """The graded notebook as JSON; None where there is none."""
    page: str
    """The feedback page."""


Graded = tuple[Result, Documents]


@dataclass(frozen=True)
class Grader:
    """What grades a run, as it travels to where that is done: small, and nothing is run for it.

    Args:
        bundles: of each assignment all that `Assignment` is made of, its notebooks as text, which
            is small and the same for every version of nbformat.
        settings: secret, isolation, limits.
    """

    bundles: tuple[tuple[str, str, str, str, ExerciseFiles], ...]
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
        given = [code for _, _, _, release, _ in self.bundles for code in _code_of(release)]
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
    for name, notebook, source, release, files in grader.bundles:
        assignments[name] = Assignment(
            name, notebook, nbformat.reads(source, 4), nbformat.reads(release, 4), files
        )
        assignments[name].load_checks()

    def load_more() -> None:
        for one in assignments.values():
            one.load_definitions()

    return Made(partial(_grade, assignments, grader.settings), load_more)


def grade_group(
    bench: Bench[ToGrade, Graded], limits: TimeLimits, group: Sequence[ToGrade]
) -> list[Graded | str | GraderDied]:
    """Grade submissions one after the other; in place of a result may stand a fault."""
    found: list[Graded | str | GraderDied] = []
    for submission in group:
        began = time.monotonic()
        try:
            (result, documents), left_out = bench.grade(submission, limits)
        except GraderDied as death:
            found.append(death)
        except (ForkserverGone, UsageError):  # nothing can be graded here
            raise
        except Exception as fault:  # of any kind
            found.append(str(fault) or type(fault).__name__)
        else:
            seconds = round(time.monotonic() - began, 3)
            found.append((replace(result, seconds=seconds, overran=list(left_out)), documents))
    return found


def _grade(
    assignments: dict[str, Assignment],
    settings: Settings,
    submission: ToGrade,
    left_out: LeftOut,
    begin: Begin,
) -> Graded:
    """Grade a submission, in a process that may be ended at each step."""
    from autograder.grading.grade import grade_rebuilt  # which imports torch

    assignment = assignments[submission.assignment]
    student_id, digest, boxed = submission.student_id, submission.digest, settings.boxed
    notes = submission.notes + left_out.notes(settings.limits)
    if left_out.stopped or not begin(ORDER):
        fact = left_out.why_all(settings.limits)
        found = result.of_overrun(assignment, student_id, fact, boxed=boxed, digest=digest)
        return found, Documents(None, feedback.page(assignment, Row(found), None))
    notebook = None
    try:
        rebuilt = rebuild(assignment, read_notebook(submission.data))
    except Unreadable as problem:
        found = result.of_unreadable(
            assignment, student_id, str(problem), boxed=boxed, digest=digest
        )
    else:
        found = grade_rebuilt(assignment, rebuilt, student_id, settings, submission.files, begin)
        kept = {verdict.exercise: verdict for verdict in submission.kept}
        found = replace(found, verdicts=[kept.get(one.exercise, one) for one in found.verdicts])
        if begin(WRITE):
            notebook = rebuilt.notebook
            write_outputs(notebook, found.verdicts)
    found = replace(found, digest=digest, notes=notes + found.notes)
    page = feedback.page(assignment, Row(found), notebook if begin(SHOW) else None)
    return found, Documents(notebook and as_text(notebook), page)
