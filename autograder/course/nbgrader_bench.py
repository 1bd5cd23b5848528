"""Grade for nbgrader's own commands, in a process that can be ended.

nbgrader's process never imports torch: what grades is forked from the zygote, which did so while
that process was still importing nbgrader.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial

import nbformat
from nbformat import NotebookNode

from autograder.course.graded_notebook import as_text
from autograder.grading import result
from autograder.grading.assignment import Assignment
from autograder.grading.bench import Bench, GraderDied, LeftOut, Made, graded_alone, was_hindered
from autograder.grading.cells import code_of
from autograder.grading.rebuild import Rebuilt
from autograder.grading.result import Result
from autograder.grading.settings import Settings
from autograder.grading.steps import ORDER, Begin
from autograder.student.inside.libraries import needed_by


@dataclass(frozen=True)
class ToGrade:
    """A submission that `rebuild` has put in order, as it travels."""

    student_id: str
    notebook: str
    """As JSON."""
    unchanged: frozenset[str]
    notes: tuple[str, ...]
    files: dict[str, bytes]
    """What lies beside the notebook, by path."""


class NbgraderBench:
    """Grades submissions of one assignment, one after the other.

    Args:
        assignment: what was handed out.
        settings: secret, isolation, limits.
    """

    def __init__(self, assignment: Assignment, settings: Settings) -> None:
        anew = replace(assignment)  # without what was found out of it, which need not travel
        self._assignment, self._settings = assignment, settings
        self._bench = Bench(
            partial(_made_ready, anew, settings),
            needed_by(code_of(assignment.source)),
            code_of(assignment.release),
        )

    def close(self) -> None:
        """End all its processes."""
        self._bench.close()

    def grade(self, one: ToGrade) -> tuple[Result, NotebookNode]:
        """Return the result and the notebook with its outputs.

        Where nothing can grade it, the result is the grader's fault, and nobody's zero.

        Raises:
            UsageError: a check can't be used.
        """
        began = time.monotonic()
        try:
            (found, notebook), left_out = graded_alone(
                lambda: self._bench.grade(one, self._settings.limits), was_hindered
            )
        except (GraderDied, RuntimeError) as error:
            fault = result.of_fault(
                self._assignment, one.student_id, str(error), boxed=self._settings.boxed
            )
            return fault, nbformat.reads(one.notebook, 4)
        seconds = round(time.monotonic() - began, 3)
        graded = replace(found, seconds=seconds, overran=list(left_out))
        return graded, nbformat.reads(notebook, 4)


def _made_ready(assignment: Assignment, settings: Settings) -> Made[ToGrade, tuple[Result, str]]:
    assignment.load_checks()
    return Made(partial(_grade, assignment, settings), assignment.load_definitions)


def _grade(
    assignment: Assignment, settings: Settings, one: ToGrade, left_out: LeftOut, begin: Begin
) -> tuple[Result, str]:
    from autograder.grading.grade import grade_rebuilt  # which imports torch

    if left_out.stopped or not begin(ORDER):
        why, boxed = left_out.why_all(settings.limits), settings.boxed
        return result.of_overrun(assignment, one.student_id, why, boxed=boxed), one.notebook
    rebuilt = Rebuilt(nbformat.reads(one.notebook, 4), set(one.unchanged), list(one.notes))
    found = grade_rebuilt(assignment, rebuilt, one.student_id, settings, one.files, begin)
    told = replace(found, notes=left_out.notes(settings.limits) + found.notes)
    return told, as_text(rebuilt.notebook)
