"""What graders say of submissions, and whether they say the same."""

from __future__ import annotations

import copy
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.grading.assignment import Assignment

Scores = dict[tuple[str, str], float]
"""Automatic scores by student and exercise."""


def hand_in_pair(assignment: Assignment, submitted: Path) -> None:
    """Return a perfect and an untouched submission."""
    perfect = copy.deepcopy(assignment.release)
    for cell in perfect.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and cell.cell_type == "code":
            cell.source = assignment.solutions[marks.grade_id].source
    for student, notebook in (("perfect", perfect), ("untouched", assignment.release)):
        write(notebook, submitted / student / assignment.name / f"{assignment.notebook}.ipynb")


def write(notebook: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def compare_pair(assignment: Assignment, by_grader: dict[str, Scores]) -> None:
    """Stop unless every grader gives the perfect submission all points and the untouched one none.

    Raises:
        SystemExit: one doesn't; names it, the exercise and the score.
    """
    for exercise in (one for one in assignment.exercises if one.folder):
        for student, right in (("perfect", exercise.points), ("untouched", 0.0)):
            for grader, scores in by_grader.items():
                if (got := scores.get((student, exercise.name))) != right:
                    sys.exit(
                        f"the {student} submission must earn {right:g} for {exercise.name}, but "
                        f"{grader} gives {got}: nothing was timed"
                    )


def agreement(assignment: Assignment, ours: Scores, theirs: Scores) -> tuple[int, int]:
    """In how many exercises both give full points or both don't, and of how many.

    The others' test cells know no parts.
    """
    full = {exercise.name: exercise.points for exercise in assignment.exercises if exercise.folder}
    keys = [key for key in theirs if key[1] in full]
    return sum((ours[key] == full[key[1]]) == (theirs[key] == full[key[1]]) for key in keys), len(
        keys
    )
