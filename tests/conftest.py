"""What many tests need: the course, its assignments, and submissions made of given cells."""

from __future__ import annotations

import copy
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import hypothesis
import nbformat
import pytest
import torch
from nbformat import NotebookNode

from autograder.course.layout import CONFIG, Course
from autograder.grading.assignment import Assignment
from autograder.grading.settings import Settings

ROOT = Path(__file__).parent.parent

# nbgrader calls `alembic` by name, which lies beside this Python.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
# A shell's background job ignores Ctrl-C, and so would the commands that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
torch.set_num_threads(1)
# Nothing is timed in tests: a busy machine is no fault.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-seeds",
        action="store_true",
        help="judge every answer of the bank under ten seeds instead of two",
    )


@pytest.fixture(scope="session")
def course() -> Course:
    """This course itself: to be read, not written."""
    return Course(ROOT)


@pytest.fixture(scope="session")
def convolution(course: Course) -> Assignment:
    return course.load("04-convolution")


@pytest.fixture
def settings() -> Settings:
    return Settings(b"a secret for tests")


@pytest.fixture
def own_course(tmp_path: Path) -> Course:
    """A course directory with one assignment, to do anything with."""
    root = tmp_path / "course"
    shutil.copytree(
        ROOT / "source/04-convolution",
        root / "source/04-convolution",
        ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
    )
    for name in (CONFIG, "course.toml"):
        shutil.copy(ROOT / name, root / name)
    return Course(root)


Submit = Callable[..., NotebookNode]
HandIn = Callable[[Path, str, Assignment, NotebookNode | str | bytes], Path]


@pytest.fixture(scope="session")
def submit() -> Submit:
    """Make a submission: the release with some cells filled in, the others solved or left."""

    def make(
        assignment: Assignment, answers: dict[str, str] | None = None, *, solved: bool = True
    ) -> NotebookNode:
        notebook = copy.deepcopy(assignment.release)
        for cell in notebook.cells:
            marks = cell.metadata.get("nbgrader", {})
            if marks.get("solution"):
                name = marks["grade_id"]
                if answers and name in answers:
                    cell.source = answers[name]
                elif solved and cell.cell_type == "code":
                    cell.source = assignment.solutions[name].source
        return notebook

    return make


@pytest.fixture(scope="session")
def hand_in() -> HandIn:
    """Put a notebook, or any bytes in place of one, where nbgrader expects a submission."""

    def put(
        submitted: Path, student: str, assignment: Assignment, content: NotebookNode | str | bytes
    ) -> Path:
        folder = submitted / student / assignment.name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{assignment.notebook}.ipynb"
        if isinstance(content, NotebookNode):
            content = nbformat.writes(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put
