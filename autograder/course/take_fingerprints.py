"""Put every misconception through the visible tests, for the table that a release holds."""

from __future__ import annotations

import contextlib
import io

import torch

from autograder.course.fingerprints import ByExercise
from autograder.grading.assignment import Assignment
from autograder.grading.cells import TEST, marks_of
from autograder.grading.exercises import ExerciseFolder, Misconception
from autograder.grading.own_folder import own_folder


def take_fingerprints(assignment: Assignment) -> ByExercise:
    """Put each misconception through its exercise's visible test.

    A test that needs more than what the notebook imports and defines shows nothing here.
    """
    tests = {
        marks_of(cell).grade_id: cell.source
        for cell in assignment.release.cells
        if marks_of(cell).is_test
    }
    return {
        exercise.name: found
        for exercise in assignment.exercises
        if exercise.folder
        and (found := _of_exercise(assignment, exercise.folder, tests[f"{TEST}{exercise.name}"]))
    }


def _of_exercise(
    assignment: Assignment, exercise: ExerciseFolder, test: str
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for misconception in exercise.misconceptions:
        # What differs from run to run, as dropout does, has no fingerprint.
        runs = {_run(misconception, test, assignment, seed) for seed in (1, 2)}
        if len(runs) == 1 and (key := runs.pop()):
            found.setdefault(key, []).append(misconception.name)
    return found


def _run(misconception: Misconception, test: str, assignment: Assignment, seed: int) -> str:
    """Return the fingerprint that a test gives a misconception; "" where it gives none."""
    names, quiet = assignment.definitions.fresh(), contextlib.redirect_stdout(io.StringIO())
    with torch.random.fork_rng(devices=[]), quiet, own_folder(assignment.given_files):
        torch.manual_seed(seed)
        try:
            for text in (misconception.cell, test):
                exec(compile(text, f"<{misconception.name}>", "exec"), names)
        except Exception as error:  # wrong code may raise anything
            return str(getattr(error, "fingerprint", ""))
    return ""
