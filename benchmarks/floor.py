"""The floor: the same cells and checks without kernel, box and files, in warm Python processes.

Nothing keeps a student's code here from the checks: this is no way to grade, but what any way to
grade costs at least.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import torch
from nbformat import NotebookNode

from autograder.checks.draw import seed_for
from autograder.checks.judged import Failure, Kind
from autograder.checks.judging import judge
from autograder.course.layout import Course
from autograder.course.submissions import find
from autograder.grading import verdicts
from autograder.grading.ask import answers_of, request_for
from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of
from autograder.grading.notebook_file import read_notebook
from autograder.grading.rebuild import rebuild
from autograder.student.inside import bridge
from benchmarks.commands import ROOT, SECRET
from benchmarks.scores import Scores

WARM_SECONDS = 300
"""To wait for the processes to import torch and read the class."""

_MISSING = Failure("", "There was no answer.", "", Kind.ERROR)

_assignment: Assignment
_rebuilt: list[tuple[str, NotebookNode]] = []
"""In a process of the floor: each student, and the notebook to run."""


def play(assignment: Assignment, notebook: NotebookNode, student: str) -> dict[str, float]:
    """Run a rebuilt notebook's cells and its checks in this process; scores by exercise."""
    names: dict[str, object] = {"__name__": "__main__", "print": lambda *values, **options: None}
    exercises = {exercise.grade_id: exercise for exercise in assignment.exercises}
    scores = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or "skip-execution" in cell.metadata.get("tags", []):
            continue
        with contextlib.suppress(
            Exception
        ):  # a student's cell may raise; the next one runs all the same
            exec(compile(cell.source, "<cell>", "exec"), names)
        exercise = exercises.get(marks_of(cell).grade_id)
        if exercise and exercise.folder:
            check = exercise.folder.check
            questions = check.questions(
                seed_for(SECRET.encode(), student, exercise.folder.key), Course(ROOT).data
            )
            # As text on both ways, as it travels to a student's process and back.
            request = json.loads(json.dumps(request_for(questions.asked)))
            with (
                bridge.refused(check.forbids) if check.forbids else contextlib.nullcontext() as seen
            ):
                reply = bridge.answer(names, request, seen=seen)
            answers = answers_of(json.loads(json.dumps(reply)), len(questions.asked))
            parts = judge(questions, answers, _MISSING, check.remedy)
            scores[exercise.name] = verdicts.of_parts(exercise, parts).score or 0.0
    return scores


def grade(assignment: Assignment, submitted: Path, workers: int) -> tuple[float, Scores]:
    """Wall seconds of the cells and checks of all submissions, by so many processes.

    Torch is imported, the notebooks are read and rebuilt and one of them has been run before the
    time begins.
    """
    processes = multiprocessing.get_context("spawn")
    warm = processes.Barrier(workers + 1)
    count = len(find(submitted, assignment))
    with processes.Pool(workers, _warm_up, (assignment.name, submitted, warm)) as pool:
        warm.wait(WARM_SECONDS)
        start = time.perf_counter()
        found = list(pool.imap_unordered(_play, range(count)))
        seconds = time.perf_counter() - start
    return seconds, {
        (student, exercise): score
        for student, scores in found
        for exercise, score in scores.items()
    }


def _warm_up(name: str, submitted: Path, warm: Barrier) -> None:
    global _assignment  # noqa: PLW0603  made before the fork
    torch.set_num_threads(1)
    _assignment = Course(ROOT).load(name)
    for submission in find(submitted, _assignment):
        _rebuilt.append(
            (
                submission.student_id,
                rebuild(
                    _assignment, read_notebook(submission.read_notebook(_assignment).data)
                ).notebook,
            )
        )
    _play(0)
    warm.wait(WARM_SECONDS)


def _play(number: int) -> tuple[str, dict[str, float]]:
    student, notebook = _rebuilt[number]
    return student, play(_assignment, notebook, student)
