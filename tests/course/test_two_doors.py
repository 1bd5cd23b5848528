"""`nbgrader autograde` and `autograder grade` give the same gradebook, and leak nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.course.layout import Course
from autograder.course.nbgrader_plugin import gradebook_address
from autograder.grading.assignment import Assignment
from tests.conftest import HandIn, Submit
from tests.helpers import ROOT, cell_of, command, make_course
from tests.trusted import exercise

NAME, NOTEBOOK = "04-convolution", "convolution.ipynb"
STUDENTS = ["a[1]", "ada", "copied", "late", "mangled", "subfolder", "unreadable", "upper"]
ESSAY = "A small shift often leaves the maximum in its window."


@pytest.fixture(scope="module")
def doors(
    tmp_path_factory: pytest.TempPathFactory,
    convolution: Assignment,
    submit: Submit,
    hand_in: HandIn,
) -> tuple[Path, Path]:
    """The same class in two courses with the same secret.

    One graded by nbgrader's commands, one by ours.
    """
    root = tmp_path_factory.mktemp("doors")
    course = make_course(root / "nbgrader")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    _hand_in_all(course, convolution, submit, hand_in)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        book.add_assignment(NAME, duedate="2026-01-31 17:00:00 UTC")
    ours = Course(shutil.copytree(course.root, root / "autograder"))

    # Both at once: each grades one submission after the other.
    arguments = [sys.executable, "-m", "autograder", "grade", NAME, "--workers", "1"]
    with subprocess.Popen(
        arguments, cwd=ours.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as grading:
        try:
            for step in ("generate_assignment", "autograde", "generate_feedback"):
                ended = command("nbgrader", step, NAME, cwd=course.root)
                assert ended.returncode == 0, ended.stderr
            said, _ = grading.communicate(timeout=200)
        finally:
            grading.kill()
    assert grading.returncode == 1, said  # one could not be read
    return course.root, ours.root


def _hand_in_all(course: Course, convolution: Assignment, submit: Submit, hand_in: HandIn) -> None:
    submitted = course.root / "submitted"
    size_for_stride = exercise(f"{NAME}/pool").misconceptions[0].cell
    partly = {
        "pool": size_for_stride,
        "by-hand": "strided_by_hand = [[",
        "channels": "",
        "why-pool": ESSAY,
    }
    for student in ("a[1]", "ada", "copied", "subfolder", "upper"):
        hand_in(submitted, student, convolution, submit(convolution))
    a1, copied = (submitted / student / NAME for student in ("a[1]", "copied"))
    (a1 / NOTEBOOK).rename(a1 / "My homework.ipynb")
    (a1 / "utils.py").write_text("SIZE = 3")
    (copied / NOTEBOOK).rename(copied / "Copy of convolution.ipynb")
    nbformat.write(convolution.release, copied / NOTEBOOK)
    upper = submitted / "upper" / NAME / NOTEBOOK
    upper.rename(upper.with_suffix(".IPYNB"))
    folder = submitted / "subfolder" / NAME
    (folder / "homework").mkdir()
    (folder / NOTEBOOK).rename(folder / "homework" / NOTEBOOK)
    late = hand_in(submitted, "late", convolution, submit(convolution, partly))
    late.with_name("timestamp.txt").write_text("2026-02-01 13:30:00 +0400")
    mangled = submit(convolution, {"why-pool": ESSAY})
    for cell in mangled.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code":
            cell.metadata = {}
    mangled.cells.remove(cell_of(mangled, "test-pool"))
    cell_of(mangled, "test-channels").metadata.nbgrader.points = 100
    hand_in(submitted, "mangled", convolution, mangled)
    hand_in(submitted, "unreadable", convolution, '{"cells": [')


def rows_of(root: Path) -> dict[str, dict[str, Any]]:
    """All that a gradebook says of each submission."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        return {
            submission.student.id: _rows(submission)
            for submission in book.find_assignment(NAME).submissions
        }


def _rows(submission: Any) -> dict[str, Any]:
    (notebook,) = submission.notebooks
    return {
        "grades": {
            grade.cell.name: (
                grade.auto_score,
                grade.manual_score,
                grade.extra_credit,
                grade.needs_manual_grade,
                grade.max_score,
            )
            for grade in notebook.grades
        },
        "comments": {
            comment.cell.name: (comment.auto_comment, comment.manual_comment)
            for comment in notebook.comments
        },
        "late": (
            submission.timestamp,
            submission.total_seconds_late,
            notebook.late_submission_penalty,
        ),
        "score": (
            notebook.score,
            submission.score,
            submission.max_score,
            submission.needs_manual_grade,
        ),
    }


@pytest.mark.parametrize("student", STUDENTS)
def test_both_doors_write_the_same_rows(doors: tuple[Path, Path], student: str) -> None:
    by_nbgrader, by_us = (rows_of(root) for root in doors)

    assert sorted(by_nbgrader) == sorted(by_us) == STUDENTS
    assert by_nbgrader[student] == by_us[student]


def test_the_rows_are_those_that_were_deserved(
    doors: tuple[Path, Path], convolution: Assignment
) -> None:
    rows = rows_of(doors[0])

    scores = {
        student: {name: grade[0] for name, grade in rows[student]["grades"].items()}
        for student in STUDENTS
    }
    full = {one.grade_id: one.points for one in convolution.exercises}
    assert scores["ada"] == {**full, "why-pool": 0}
    assert scores["mangled"] == {**full, "why-pool": None}
    for student in ("a[1]", "copied", "subfolder", "upper"):
        assert scores[student] == scores["ada"]
    assert set(scores["unreadable"].values()) == {0}
    assert scores["late"]["test-by-hand"] == scores["late"]["test-channels"] == 0
    assert scores["late"]["test-output-size"] == full["test-output-size"]
    assert scores["late"]["test-pool"] < full["test-pool"]
    assert rows["late"]["grades"]["why-pool"][3] is True


def test_comments_say_what_was_wrong(doors: tuple[Path, Path]) -> None:
    comments = rows_of(doors[0])

    assert comments["ada"]["comments"]["pool"] == (None, None)
    assert comments["late"]["comments"]["by-hand"][0].startswith(
        "error: Your cell by-hand stopped with SyntaxError"
    )
    assert comments["unreadable"]["comments"]["pool"][0].startswith(
        "error: The file is not a notebook: it is not JSON"
    )


def test_a_late_submission_pays_the_penalty_of_the_course(doors: tuple[Path, Path]) -> None:
    timestamp, seconds, penalty = rows_of(doors[1])["late"]["late"]

    assert str(timestamp) == "2026-02-01 09:30:00"
    assert seconds == 16.5 * 3600
    assert penalty == rows_of(doors[1])["late"]["score"][0] > 0
    assert rows_of(doors[1])["ada"]["late"][2] is None


@pytest.mark.parametrize("student", STUDENTS)
def test_nbgraders_feedback_shows_verdicts_and_no_hidden_test_and_no_path(
    doors: tuple[Path, Path], student: str
) -> None:
    page = unescape((doors[0] / "feedback" / student / NAME / "convolution.html").read_text())

    assert "Convolution by loop, with stride and padding: " in page
    assert "check(" not in page
    assert "HIDDEN" not in page and "MARK SCHEME" not in page and "Model answer" not in page
    for path in (sys.prefix, str(Path.home()), str(ROOT), str(doors[0])):
        assert f"{path}/" not in page


def test_both_doors_lead_to_the_same_tables_and_a_report(doors: tuple[Path, Path]) -> None:
    ended = command("autograder", "report", cwd=doors[0])

    assert ended.returncode == 0, ended.stderr
    assert (doors[0] / "report.html").is_file()
    for table in ("grades.csv", "summary.csv", "exercises.csv"):
        assert (doors[0] / table).read_text() == (doors[1] / table).read_text()


def test_both_doors_leave_the_same_notebooks(doors: tuple[Path, Path]) -> None:
    for student in sorted({*STUDENTS} - {"unreadable"}):
        by_nbgrader, by_us = (
            _answers(root / "autograded" / student / NAME / "convolution.ipynb") for root in doors
        )
        assert by_nbgrader == by_us


def _answers(path: Path) -> list[tuple[str, Any]]:
    notebook = nbformat.read(path, as_version=4)
    return [
        (cell.source, [_text(output) for output in cell.get("outputs", [])])
        for cell in notebook.cells
    ]


def _text(output: Any) -> Any:
    return output.get("text") or output.get("evalue") or output.get("data", {}).get("text/plain")


@pytest.mark.parametrize(
    "name",
    [
        "plain",
        "a?b#c%20d",
        *(pytest.param(name, marks=pytest.mark.soak) for name in ("a b", "kürs", "what?")),
        *(pytest.param(name, marks=pytest.mark.soak) for name in ("a%20b", "50%25", "#1")),
    ],
)
def test_nbgrader_opens_the_gradebook_of_the_folder_whatever_its_name(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).mkdir()

    address = gradebook_address(str(tmp_path / name / "nbgrader_config.py"))
    Gradebook(address).close()

    assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*.*")] == [
        Path(name, "gradebook.db")
    ]
