"""The one core behind both doors: one submission in, one list of verdicts out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.checks.draw import seed_for
from autograder.checks.judging import Failure, Kind, ProbeFault, judge
from autograder.checks.questions import Questions
from autograder.grading import verdicts
from autograder.grading.ask import answers_of
from autograder.grading.assignment import Assignment, Exercise
from autograder.grading.diagnose import diagnose
from autograder.grading.exercises import ExerciseFolder
from autograder.grading.limits import TimeLimits
from autograder.grading.rebuild import Rebuilt, rebuild
from autograder.grading.redaction import without_paths
from autograder.grading.result import Result, now
from autograder.grading.run import Heard, Played, play
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from autograder.student.process import ProcessFault, StudentProcess


@dataclass(frozen=True)
class Settings:
    """How submissions are graded.

    Args:
        secret: the course's secret, from which hidden inputs are drawn.
        boxed: whether students' code is locked in.
        limits: wall times.
        data: the folder of the course's data, which students' code may read.
        hidden: folders that the box hides, also where they lie in one that it shows.
    """

    secret: bytes
    boxed: bool = True
    limits: TimeLimits = field(default_factory=TimeLimits)
    data: Path | None = None
    hidden: tuple[Path, ...] = ()


def grade(
    assignment: Assignment, submitted: NotebookNode, student_id: str, settings: Settings
) -> Result:
    """Grade one submission.

    Args:
        assignment: what was handed out.
        submitted: what came back, as `rebuild.read_notebook` gave it.
        student_id: whose; hidden inputs depend on it.
        settings: secret, isolation, limits.
    """
    rebuilt = rebuild(assignment, submitted)
    return grade_rebuilt(assignment, rebuilt, student_id, settings)


def grade_rebuilt(
    assignment: Assignment, rebuilt: Rebuilt, student_id: str, settings: Settings
) -> Result:
    """Grade a submission that `rebuild` has put in order; see `grade`.

    Its notebook then has the outputs.
    """
    began = time.monotonic()
    questions: dict[str, Questions] = {}
    faults: dict[str, str] = {}
    for exercise in assignment.exercises:
        if exercise.folder:
            seed = seed_for(settings.secret, student_id, exercise.folder.key)
            try:
                questions[exercise.name] = exercise.folder.check.questions(seed)
            except Exception as error:  # a bug in a check: the grader's fault, for this one only
                faults[exercise.name] = (
                    f"its check could not be set up ({type(error).__name__}: {error})"
                )
    try:
        played = _play(assignment, rebuilt, questions, settings)
    except ProcessFault as error:
        played = Played()
        faults |= dict.fromkeys(questions, str(error))
    found: list[Verdict] = []
    for exercise in assignment.exercises:
        name, unchanged = exercise.name, exercise.name in rebuilt.unchanged
        if exercise.folder is None:
            verdict = verdicts.by_hand(exercise, unchanged)
        elif name in faults:
            verdict = verdicts.grader_error(exercise, faults[name])
        else:
            verdict = _verdict(
                assignment,
                exercise,
                exercise.folder,
                questions[name],
                played.heard[name],
                unchanged=unchanged,
            )
        found.append(replace(verdict, message=without_paths(verdict.message)))
    return Result(
        student_id,
        assignment.name,
        found,
        [without_paths(note) for note in rebuilt.notes + played.notes],
        when=now(),
        seconds=round(time.monotonic() - began, 3),
        boxed=settings.boxed,
    )


def _play(
    assignment: Assignment, rebuilt: Rebuilt, questions: dict[str, Questions], settings: Settings
) -> Played:
    checks = {
        exercise.name: exercise.folder.check for exercise in assignment.exercises if exercise.folder
    }
    seconds = {name: check.seconds for name, check in checks.items()}
    refuses = {check.forbids for check in checks.values()}
    with StudentProcess(
        boxed=settings.boxed, data=settings.data, hidden=settings.hidden, refuses=refuses
    ) as process:
        return play(rebuilt.notebook, questions, seconds, process, settings.limits)


def _verdict(
    assignment: Assignment,
    exercise: Exercise,
    folder: ExerciseFolder,
    questions: Questions,
    heard: Heard,
    *,
    unchanged: bool,
) -> Verdict:
    if heard.failure and heard.reply is None:
        failure = heard.failure
        subject = (
            f"Your code for {exercise.name}"
            if not failure.asked and failure.kind in (Kind.TIMEOUT, Kind.KILLED)
            else failure.asked
        )
        return verdicts.failure(
            exercise,
            Failure("", f"{subject} {failure.fact}".strip(), failure.advice, failure.kind),
        )
    missing = heard.failure or Failure("", "There was no answer.", "", Kind.ERROR)
    try:
        answers = answers_of(heard.reply, len(questions.asked))
        parts = judge(questions, answers, missing, folder.check.remedy)
        verdict = verdicts.of_parts(exercise, parts)
        wrong = [
            part.failure.question
            for part in parts
            if part.failure and part.failure.question is not None
        ]
        attempted = wrong and verdict.status != Status.UNATTEMPTED
        found = (
            diagnose(folder, questions, answers, wrong, assignment.definitions)
            if attempted
            else None
        )
    except ProbeFault as fault:
        return verdicts.grader_error(exercise, str(fault))
    except Exception as error:  # a bug in a check: never the student's zero
        return verdicts.grader_error(exercise, f"its check broke ({type(error).__name__}: {error})")
    undefined = answers and all(a.error and a.error["type"] == "NameError" for a in answers)
    if undefined and (unchanged or _not_implemented(heard)):
        return verdicts.failure(
            exercise, Failure("", "This exercise isn't solved yet.", "", Kind.UNATTEMPTED)
        )
    if undefined and heard.cell_error:
        fact = (
            f"Your cell {exercise.name} stopped with {heard.cell_error['ename']}: "
            f"{heard.cell_error['evalue']}"
        )
        return verdicts.failure(
            exercise, Failure("", fact, "Nothing after that line was defined.", Kind.ERROR)
        )
    return (
        replace(verdict, misconception=found.name, explanation=found.sentence) if found else verdict
    )


def _not_implemented(heard: Heard) -> bool:
    return bool(heard.cell_error and heard.cell_error["ename"] == "NotImplementedError")
