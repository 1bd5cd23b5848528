"""Courses to do anything with, and the commands that are run in them."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.course.layout import CONFIG, Course
from autograder.course.quick_checks import QUICK_CHECKS
from autograder.grading.assignment import Assignment
from autograder.grading.exercises import Misconception

ROOT = Path(__file__).parent.parent
SECRET = "a secret for tests"
HEADER = "student,assignment,exercise,score,max_score,status,misconception,message"

SMALL = (
    *(
        "title",
        "setup",
        "drawing",
        "typical-mistakes",
        "padding-example",
        "padding-picture",
        "output-size-task",
        "output-size",
        "test-output-size",
    ),
    "why-pool",
)
"""Cells of 04-convolution that make a small course: words, code, a picture, one exercise with a
check and one without."""


def make_course(root: Path, *, cells: tuple[str, ...] = ()) -> Course:
    """A course directory with 04-convolution, or a few of its cells, and always the same secret."""
    (root / "source/04-convolution").mkdir(parents=True)
    source = nbformat.read(ROOT / "source/04-convolution/convolution.ipynb", as_version=4)
    if cells:
        source.cells = [cell for cell in source.cells if cell.id in cells]
        assert [cell.id for cell in source.cells] == list(cells)
    else:
        questions = f"source/04-convolution/{QUICK_CHECKS}"
        shutil.copy(ROOT / questions, root / questions)
    nbformat.write(source, root / "source/04-convolution/convolution.ipynb")
    for name in (CONFIG, "course.toml"):
        shutil.copy(ROOT / name, root / name)
    (root / ".autograder-secret").write_text(SECRET)
    return Course(root)


def copy_checkout(folder: Path) -> None:
    """Copy this checkout's files as they stand, without those that git ignores."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.split(b"\0")
    for name in map(os.fsdecode, names):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def build_wheel(folder: Path) -> Path:
    """Build this project's wheel of a copy of the checkout, in a folder, without a network."""
    copy_checkout(folder / "checkout")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    options = ["--no-build-isolation", "--disable-pip-version-check", "--wheel-dir", str(folder)]
    subprocess.run([*pip, *options, str(folder / "checkout")], check=True)
    shutil.rmtree(folder / "checkout")
    (wheel,) = folder.glob("*.whl")
    return wheel


def command(
    name: str, *arguments: str | Path, cwd: Path, seconds: float = 280
) -> subprocess.CompletedProcess[str]:
    """Run a command that lies beside this Python, as a user does."""
    line = [str(Path(sys.executable).with_name(name)), *map(str, arguments)]
    return subprocess.run(
        line, cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False
    )


def grades_of(output: Path) -> dict[str, dict[str, dict[str, str]]]:
    """``grades.csv`` by student and exercise."""
    with (output / "grades.csv").open(newline="", encoding="utf-8") as file:
        found: dict[str, dict[str, dict[str, str]]] = {}
        for row in csv.DictReader(file):
            found.setdefault(row["student"], {})[row["exercise"]] = row
    return found


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell of that nbgrader id."""
    return next(
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def misconceptions_of(assignment: Assignment, name: str) -> list[Misconception]:
    """The known wrong answers to an exercise."""
    (folder,) = (one.folder for one in assignment.exercises if one.name == name)
    assert folder
    return folder.misconceptions


def give(course: Course, student: str, cell: str, score: float) -> None:
    """Score a cell of 04-convolution, as a person does in formgrader."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        given = book.find_grade(cell, "convolution", "04-convolution", student)
        given.manual_score, given.needs_manual_grade = score, False
        book.db.commit()
