"""The one core behind both doors: one submission in, one list of verdicts out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.checks.draw import seed_for
from autograder.checks.exercise import Failure, Student, judge
from autograder.grading import verdicts
from autograder.grading.ask import answers_of
from autograder.grading.assignment import Assignment, Task
from autograder.grading.diagnose import diagnose
from autograder.grading.rebuild import Rebuilt, rebuild
from autograder.grading.redaction import without_paths
from autograder.grading.run import Heard, Limits, Played, play
from autograder.grading.verdicts import Verdict
from autograder.student.process import ProcessFault, StudentProcess

ISOLATION = ("box", "none")
"""How a student's code is kept apart: locked in, or by a process of its own only."""


@dataclass(frozen=True)
class Settings:
    """How submissions are graded.

    Args:
        secret: the course's secret, from which hidden inputs are drawn.
        boxed: whether students' code is locked in.
        limits: wall times.
        data: the folder of the course's data, which students' code may read.
    """

    secret: bytes
    boxed: bool = True
    limits: Limits = field(default_factory=Limits)
    data: Path | None = None


@dataclass
class Graded:
    """One submission, graded."""

    notebook: NotebookNode | None
    """The rebuilt notebook with its outputs; None where the submission could not be read."""
    verdicts: list[Verdict]
    notes: list[str] = field(default_factory=list)
    """What was put right or went wrong besides the exercises, for the student."""
    problem: str = ""
    """Why the submission could not be read, or graded at all."""


def grade(
    assignment: Assignment, submitted: NotebookNode, student: str, settings: Settings
) -> Graded:
    """Grade one submission.

    Args:
        assignment: what was handed out.
        submitted: what came back, as `rebuild.read` gave it.
        student: the student's id; hidden inputs depend on it.
        settings: secret, isolation, limits.
    """
    rebuilt = rebuild(assignment, submitted)
    return grade_rebuilt(assignment, rebuilt, student, settings)


def grade_rebuilt(
    assignment: Assignment, rebuilt: Rebuilt, student: str, settings: Settings
) -> Graded:
    """Grade a submission that `rebuild` has put in order already; see `grade`."""
    plans: dict[str, Student] = {}
    faults: dict[str, str] = {}
    for task in assignment.tasks:
        if task.check:
            try:
                plans[task.name] = task.check.plan(
                    seed_for(settings.secret, student, task.check.key)
                )
            except (
                Exception
            ) as error:  # a bug in a check: the grader's fault, for this exercise only
                faults[task.name] = (
                    f"its check could not be set up ({type(error).__name__}: {error})"
                )
    try:
        played = _play(assignment, rebuilt, plans, settings)
    except ProcessFault as error:
        played = Played()
        faults |= dict.fromkeys(plans, str(error))
    graded = Graded(rebuilt.notebook, [], rebuilt.notes + played.notes)
    for task in assignment.tasks:
        if task.check is None:
            verdict = verdicts.by_hand(task, task.name in rebuilt.unchanged)
        elif task.name in faults:
            verdict = verdicts.grader_error(task, faults[task.name])
        else:
            unchanged = task.name in rebuilt.unchanged
            verdict = _verdict(
                assignment, task, plans[task.name], played.heard[task.name], unchanged
            )
        graded.verdicts.append(replace(verdict, message=without_paths(verdict.message)))
    graded.notes = [without_paths(note) for note in graded.notes]
    return graded


def _play(
    assignment: Assignment, rebuilt: Rebuilt, plans: dict[str, Student], settings: Settings
) -> Played:
    seconds = {task.name: task.check.seconds for task in assignment.tasks if task.check}
    with StudentProcess(boxed=settings.boxed, data=settings.data) as process:
        return play(rebuilt.notebook, plans, seconds, process, settings.limits)


def _verdict(
    assignment: Assignment, task: Task, plan: Student, heard: Heard, unchanged: bool
) -> Verdict:
    assert task.check
    if heard.failure and heard.reply is None:
        failure = heard.failure
        subject = (
            f"Your code for {task.name}"
            if not failure.asked and failure.kind in ("timeout", "killed")
            else failure.asked
        )
        return verdicts.failure(
            task, Failure("", f"{subject} {failure.fact}".strip(), failure.advice, failure.kind)
        )
    missing = heard.failure or Failure("", "There was no answer.", "", "error")
    try:
        answers = answers_of(heard.reply, len(plan.questions))
        parts = judge(plan, answers, missing, task.check.remedy)
        verdict = verdicts.of_parts(task, parts)
        wrong = [
            part.failure.question
            for part in parts
            if part.failure and part.failure.question is not None
        ]
        attempted = wrong and verdict.status != "unattempted"
        found = (
            diagnose(task.check, plan, answers, wrong, assignment.definitions)
            if attempted
            else None
        )
    except Exception as error:  # a bug in a check: never the student's zero
        return verdicts.grader_error(task, f"its check broke ({type(error).__name__}: {error})")
    undefined = answers and all(a.error and a.error["type"] == "NameError" for a in answers)
    if undefined and (unchanged or _not_implemented(heard)):
        return verdicts.failure(
            task, Failure("", "This exercise isn't solved yet.", "", "unattempted")
        )
    if undefined and heard.cell_error:
        fact = f"Your cell {task.name} stopped with {heard.cell_error['ename']}: {heard.cell_error['evalue']}"
        return verdicts.failure(
            task, Failure("", fact, "Nothing after that line was defined.", "error")
        )
    return (
        replace(verdict, misconception=found.name, explanation=found.sentence) if found else verdict
    )


def _not_implemented(heard: Heard) -> bool:
    return bool(heard.cell_error and heard.cell_error["ename"] == "NotImplementedError")
