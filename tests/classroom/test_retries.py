"""A submission that kills whatever grades it costs its own grade alone, until that is mended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from autograder.classroom.retries import TRIES, Queue
from autograder.course.layout import Course
from tests.classroom.running import NAME, STUDENTS, Dask, Made, grading
from tests.helpers import grades_of

# Students' code can't kill what grades; a fault of the grader or of a library may. Dask loads this
# into each worker, and `loading` into the command; it travels on to what judges.
POISON = """
import os, signal
from pathlib import Path
from autograder.classroom import worker

def read_notebook(data, unharmed=worker.read_notebook):
    if b"a notebook that kills" in data:
        with Path(DEATHS).open("a") as log:
            log.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return unharmed(data)

def made_ready(grader, unharmed=worker.made_ready):
    worker.read_notebook = read_notebook
    return unharmed(grader)

worker.made_ready = made_ready
"""


def loading(module: str, command: list[str]) -> list[str]:
    """The command, begun in a process that imports a module first."""
    python, _, _, *words = command
    return [python, "-c", f"import {module}\nfrom autograder.__main__ import run\nrun()", *words]


@pytest.fixture
def poisoned(made: Made, tmp_path: Path) -> Course:
    """The class with one more student, who handed in the same as another but for a word."""
    course = Course(shutil.copytree(made[0].root, tmp_path / "course"))
    copied = shutil.copytree(course.root / "submitted/alan", course.root / "submitted/bob")
    path = copied / NAME / "convolution.ipynb"
    notebook = nbformat.read(path, as_version=4)
    # At the end it would be taken for an answer in words.
    notebook.cells.insert(0, new_markdown_cell("a notebook that kills"))
    nbformat.write(notebook, path)
    (tmp_path / "poison.py").write_text(f"DEATHS = {str(tmp_path / 'deaths')!r}\n{POISON}")
    return course


def deaths(tmp_path: Path) -> int:
    return len((tmp_path / "deaths").read_text())


def rows(grades: bytes, students: set[str]) -> list[bytes]:
    return [line for line in grades.splitlines() if line.split(b",")[0].decode() in students]


@pytest.mark.soak
def test_a_submission_that_kills_its_worker_is_given_up_after_three_and_the_others_are_graded(
    made: Made, poisoned: Course, tmp_path: Path
) -> None:
    output, others = (
        tmp_path / "output",
        {path.name for path in (made[0].root / "submitted").iterdir()},
    )
    there = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}

    first = subprocess.run(
        loading("poison", grading(poisoned, output, "--workers", "2")),
        env=there,
        capture_output=True,
        text=True,
    )

    assert first.returncode == 1, first.stderr
    assert deaths(tmp_path) == TRIES
    assert first.stdout.count("not graded:") == 1
    assert f"not graded: bob {NAME}: its worker died 3 times" in first.stdout
    assert {row["status"] for row in grades_of(output)["bob"].values()} == {"grader-error"}
    assert {row["score"] for row in grades_of(output)["bob"].values()} == {""}
    assert rows((output / "grades.csv").read_bytes(), others) == rows(made[1], others)

    mended = subprocess.run(grading(poisoned, output), capture_output=True, text=True)

    assert mended.returncode == 0, mended.stderr
    assert f"{STUDENTS} graded already" in mended.stdout
    assert rows((output / "grades.csv").read_bytes(), others) == rows(made[1], others)
    bob, alan = grades_of(output)["bob"], grades_of(output)["alan"]
    assert [row["score"] for row in bob.values()] == [row["score"] for row in alan.values()]


@pytest.mark.soak
def test_a_cluster_that_would_try_more_often_does_not(
    made: Made, poisoned: Course, tmp_path: Path, dask: Dask
) -> None:
    few = {"ada", "alan", "claude"}
    for folder in (poisoned.root / "submitted").iterdir():
        if folder.name not in few | {"bob"}:
            shutil.rmtree(folder)
    dask.variables["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = "10"
    address = dask.schedule()
    dask.variables["PYTHONPATH"] = os.pathsep.join([str(tmp_path), *sys.path])
    dask.work(address, "--preload", "poison")
    output = tmp_path / "output"

    ran = subprocess.run(
        grading(poisoned, output, "--scheduler", address), capture_output=True, text=True
    )

    assert ran.returncode == 1, ran.stderr
    assert deaths(tmp_path) == TRIES
    assert f"not graded: bob {NAME}: its worker died 3 times" in ran.stdout
    assert rows((output / "grades.csv").read_bytes(), few) == rows(made[1], few)


def test_those_whose_worker_died_come_again_after_all_others_and_the_third_time_alone() -> None:
    queue = Queue("abcd")
    first = [queue.next(most=1, idle=False) for _ in "ab"]

    assert first == [["a"], ["b"]]
    assert queue.worker_died("a") and queue.worker_died("b")
    assert [queue.next(most=5, idle=False) for _ in range(3)] == [["c", "d"], ["a"], ["b"]]
    assert queue.worker_died("a") and queue.worker_died("b")
    assert queue.next(most=5, idle=False) == []
    assert queue.next(most=5, idle=True) == ["a"]
    assert not queue.worker_died("a")
    assert [queue.next(most=5, idle=True), queue.next(most=5, idle=True)] == [["b"], []]


def test_those_whom_the_machine_hindered_come_again_once_and_alone() -> None:
    queue = Queue("ab")

    assert queue.next(most=1, idle=True) == ["a"]
    assert queue.hindered("a")
    assert queue.next(most=5, idle=False) == ["b"]
    assert queue.next(most=5, idle=False) == []
    assert queue.next(most=5, idle=True) == ["a"]
    assert not queue.hindered("a")
    assert queue.next(most=5, idle=True) == []


# A machine is too busy only for a while; how busy it is can't be had reliably.
BUSY = """
from autograder.classroom import worker

def run(self, *arguments, **named):
    from autograder.student.process import ProcessFault

    if not HINDERED.exists():
        HINDERED.touch()
        raise ProcessFault("this machine was too busy")
    return UNHINDERED[0](self, *arguments, **named)

UNHINDERED = []

def made_ready(grader, unharmed=worker.made_ready):
    from autograder.student.process import StudentProcess

    UNHINDERED.append(StudentProcess.run)
    StudentProcess.run = run
    return unharmed(grader)

worker.made_ready = made_ready
"""


def test_a_submission_that_a_busy_machine_hindered_is_graded_in_the_same_run(
    made: Made, tmp_path: Path
) -> None:
    hindered, busy = tmp_path / "hindered", tmp_path / "busy.py"
    busy.write_text(f"from pathlib import Path\nHINDERED = Path({str(hindered)!r})\n{BUSY}")
    there = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}

    ran = subprocess.run(
        loading("busy", grading(made[0], tmp_path / "output")),
        env=there,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert hindered.exists()
    assert (tmp_path / "output/grades.csv").read_bytes() == made[1]
