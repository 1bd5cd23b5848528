"""What runs in Gradescope's container: one submission in, one ``results.json`` out.

Called by the scripts of `gradescope_zip`; everything lies where Gradescope puts it, below one root:

    source/                     the autograder's zip, unpacked
    submission/                 what the student handed in
    submission_metadata.json    who that is
    results/results.json        what is written here
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.classroom.export.gradescope import results
from autograder.classroom.tables import Row
from autograder.classroom.worker import Grader, ToGrade
from autograder.course import data
from autograder.course.layout import Course
from autograder.course.submissions import HandedIn, Submission
from autograder.errors import UsageError
from autograder.files import write_whole
from autograder.grading.bench import GraderDied, graded_alone, was_hindered
from autograder.grading.notebook_file import Unreadable
from autograder.grading.result import of_fault, of_unreadable
from autograder.grading.settings import Settings
from autograder.grading.status import Status
from autograder.plain import in_a_log
from autograder.student.warm import box_problems

NOBODY = "student"
"""Who hands in where Gradescope says nothing, as in a trial."""


def prepare(root: Path) -> int:
    """Make ready what every submission needs, once; returns the exit status."""
    course, settings = _course(root)
    boxed = settings["isolation"] == "box"
    if said := data.fetch_if_needed(course, [settings["assignment"]], boxed=boxed):
        print(said)
    course.load(settings["assignment"]).load_checks()
    return _locked_in(settings)


def grade_submission(root: Path) -> int:
    """Grade what lies in ``submission/``; returns the exit status, 1 where the grader failed.

    The grader's fault is never the student's zero: then the results hold no score, by which
    Gradescope knows.
    """
    path = root / "results" / "results.json"
    course, settings = _course(root)
    student = _student(root / "submission_metadata.json")
    fault = {
        "output": "The grader failed, not you. Your submission is kept: tell your instructor.",
        "stdout_visibility": "hidden",
    }
    if _locked_in(settings):
        write_whole(path, json.dumps(fault))
        return 1
    row, notes = _graded(course, settings, Submission(student, root / "submission"))
    failed = [verdict for verdict in row.verdicts if verdict.status == Status.GRADER_ERROR]
    for verdict in failed:
        print(in_a_log(f"{verdict.exercise}: {verdict.message}"))
    write_whole(path, json.dumps(fault if failed else results(row, notes), indent=1))
    return 1 if failed else 0


def _graded(
    course: Course, settings: dict[str, str], submission: Submission
) -> tuple[Row, list[str]]:
    assignment, who = course.load(settings["assignment"]), submission.student_id
    boxed = settings["isolation"] == "box"
    try:
        chosen = submission.read_notebook(assignment)
        files = submission.files_beside(chosen.name)
    except Unreadable as problem:
        return Row(of_unreadable(assignment, who, str(problem), boxed=boxed)), []
    how = Settings(course.secret(), boxed, data=course.data, hidden=course.hidden)
    handed_in = HandedIn(chosen.data, chosen.notes, files)
    one = ToGrade(assignment.name, submission, handed_in=handed_in)
    try:
        with closing(Grader.of([assignment], how).bench()) as bench:
            (result, _), _ = graded_alone(lambda: bench.grade(one, how.limits), was_hindered)
    except (GraderDied, RuntimeError, UsageError) as error:
        result = of_fault(assignment, who, str(error), boxed=boxed)
    return Row(result), result.notes


def _locked_in(settings: dict[str, str]) -> int:
    """0 if students' code can be locked in as the settings ask; else says what is missing."""
    problems = box_problems() if settings["isolation"] == "box" else {}
    for layer, problem in problems.items():
        print(f"box: {layer}: {problem}")
    if problems:
        print(
            "Students' code can't be locked in here. An autograder made with `--isolation none` "
            "grades without: only code that you trust."
        )
    return 1 if problems else 0


def _course(root: Path) -> tuple[Course, dict[str, str]]:
    return Course(root / "source" / "course"), json.loads(
        (root / "source" / "settings.json").read_text(encoding="utf-8")
    )


def _student(metadata: Path) -> str:
    """Return the address of who handed in.

    Of a group's the first, so that all of it have the same inputs.
    """
    try:
        users: Any = json.loads(metadata.read_text(encoding="utf-8"))["users"]
        return min(str(user["email"]) for user in users)
    except (OSError, ValueError, KeyError, TypeError):
        return NOBODY


if __name__ == "__main__":
    *flags, folder = sys.argv[1:]
    sys.exit(prepare(Path(folder)) if flags == ["--prepare"] else grade_submission(Path(folder)))
