"""The same submission gets the same verdict to the byte, whatever else the machine does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.helpers import SECRET
from tests.trusted import ASSIGNMENTS

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1_800)]

STUDENTS = 8
BURNERS = 6


@contextmanager
def load() -> Iterator[None]:
    """Processes that keep all cores busy."""
    burning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BURNERS)]
    try:
        yield
    finally:
        for one in burning:
            one.kill()
            one.wait()


def autograder(course: Path, *arguments: str) -> None:
    # Out of any network, notebooks take the digits that come with scikit-learn.
    unreachable = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    command = [sys.executable, "-m", "autograder", "--course", str(course), *arguments]
    subprocess.run(command, check=True, env=os.environ | unreachable, stdout=subprocess.DEVNULL)


def written(folder: Path) -> dict[str, bytes]:
    """All that students and their instructor see of grades: the table, and every page."""
    pages = sorted(folder.glob("feedback/**/*.html"))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in [folder / "grades.csv", *pages]
    }


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_three_gradings_are_equal_to_the_byte_two_of_them_under_load(
    tmp_path: Path, assignment: str
) -> None:
    course = tmp_path / "course"
    for name in ("source", "course.toml", "nbgrader_config.py"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        course.mkdir(exist_ok=True)
        copy(ROOT / name, course / name)
    (course / ".autograder-secret").write_text(SECRET)
    made_up = ["-n", str(STUDENTS), "--seed", "3", "--assignment", assignment]
    autograder(course, "sample-class", str(course / "submitted"), *made_up)

    runs = {}
    for number, workers in enumerate(("1", "4", "1")):
        output = tmp_path / f"run-{number}"
        with load() if number else nullcontext():
            autograder(course, "grade", assignment, "--workers", workers, "--output", str(output))
        runs[number] = written(output)

    assert len(runs[0]) == 1 + STUDENTS
    assert [name for name in runs[0] if runs[1][name] != runs[0][name]] == []
    assert [name for name in runs[0] if runs[2][name] != runs[0][name]] == []
