"""Stock nbgrader with the exercises of an assignment.

Its defaults, no plugin of ours, the hidden tests in the notebook.
"""

from __future__ import annotations

import copy
import re
import shutil
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.grading.assignment import Assignment
from benchmarks.commands import call
from benchmarks.scores import Scores, write
from benchmarks.stock_tests import HIDDEN

_CHECK_LINE = re.compile(r'^check\("([^"]+)"\)$', re.MULTILINE)


def make_course(assignment: Assignment, course: Path) -> Path:
    """Return a course as nbgrader's users have it, released and recorded in its gradebook."""
    source = copy.deepcopy(assignment.source)
    for cell in source.cells:
        cell.source = _CHECK_LINE.sub(lambda line: HIDDEN[line[1]].strip(), cell.source)
    write(source, course / "source" / assignment.name / f"{assignment.notebook}.ipynb")
    (course / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'
    )
    call("nbgrader", "generate_assignment", assignment.name, cwd=course)
    return course


def grade(course: Path, name: str, submitted: Path, output: Path) -> tuple[float, Scores]:
    """Wall seconds of `nbgrader autograde` in a fresh copy of the course.

    Notebooks and gradebook, no feedback.
    """
    shutil.copytree(course, output)
    shutil.copytree(submitted, output / "submitted")
    return call("nbgrader", "autograde", name, cwd=output), _scores(output, name)


def _scores(course: Path, name: str) -> Scores:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, grade.name.removeprefix("test-")): float(grade.auto_score or 0)
            for submission in gradebook.assignment_submissions(name)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
