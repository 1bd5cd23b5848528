"""Stop a run anywhere and start it again: what was graded stays, what was not is graded, and the grades are the same."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from distributed import Client

from autograder.course.layout import Course
from tests.helpers import ROOT

STUDENTS = 6
COMMAND = [sys.executable, "-m", "autograder"]


def course_in(folder: Path) -> Course:
    shutil.copytree(ROOT / "source/04-convolution", folder / "source/04-convolution")
    for name in ("nbgrader_config.py", "course.toml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / ".autograder-secret").write_text("the same everywhere")
    return Course(folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, bytes]:
    """A course with a small class, and the grades of a run that nothing disturbs."""
    course = course_in(tmp_path_factory.mktemp("course"))
    subprocess.run([*COMMAND, "--course", course.root, "sample-class", course.root / "submitted", "-n", str(STUDENTS)], check=True)
    subprocess.run(grading(course, course.root / "undisturbed"), check=True, capture_output=True)
    return course, (course.root / "undisturbed/grades.csv").read_bytes()


def grading(course: Course, output: Path, *options: str) -> list[str]:
    where = ["--submitted", str(course.root / "submitted"), "--output", str(output)]
    return [*COMMAND, "--course", str(course.root), "grade", "04-convolution", *where, *options]


def graded(output: Path) -> dict[str, int]:
    """The submissions that are noted as graded, and when."""
    return {path.parent.parent.name: path.stat().st_mtime_ns for path in output.glob("autograded/*/*/verdicts.json")}


def wait_for(condition: Callable[[], object], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.02)


@pytest.mark.parametrize(("how", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_run_that_is_stopped_goes_on_where_it_was(made: tuple[Course, bytes], tmp_path: Path, how: signal.Signals, status: int):
    course, grades = made
    with subprocess.Popen(grading(course, tmp_path, "--workers", "1"), stdout=subprocess.PIPE, text=True) as run:
        wait_for(lambda: graded(tmp_path))
        run.send_signal(how)
        said = run.communicate(timeout=60)[0]
    before = graded(tmp_path)

    again = subprocess.run(grading(course, tmp_path), capture_output=True, text=True)

    assert run.returncode == status
    assert how == signal.SIGKILL or "the same command goes on with the rest" in said
    assert 0 < len(before) < STUDENTS
    assert again.returncode == 0, again.stderr
    assert {student: when for student, when in graded(tmp_path).items() if student in before} == before
    assert (tmp_path / "grades.csv").read_bytes() == grades


def test_a_regrade_that_is_stopped_says_whose_scores_it_has_changed_by_then(made: tuple[Course, bytes], tmp_path: Path):
    course, _ = made
    output = shutil.copytree(course.root / "undisturbed", tmp_path / "output")
    for path in output.glob("autograded/*/*/verdicts.json"):
        noted = json.loads(path.read_text())
        noted["verdicts"][0] |= {"score": 0.5, "status": "partial", "message": "An older check said so."}
        path.write_text(json.dumps(noted))

    with subprocess.Popen(grading(course, output, "--again", "--workers", "1"), stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        first = run.stdout.readline()
        run.send_signal(signal.SIGINT)
        said = run.communicate(timeout=60)[0]

    student = first.split()[1].removesuffix(":")
    assert run.returncode == 130
    assert f"{student}  by-hand  0.5 → " in said
    assert "goes on with the rest" not in said, "--again grades all"
    assert "was partial: “An older check said so.”; now " in " ".join(said.split())


def test_a_locked_gradebook_is_named_and_the_next_run_goes_on(made: tuple[Course, bytes], tmp_path: Path):
    course, grades = made
    shutil.copy(course.root / "undisturbed/gradebook.db", tmp_path / "gradebook.db")
    with sqlite3.connect(tmp_path / "gradebook.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        locked = subprocess.run(grading(course, tmp_path), capture_output=True, text=True)
        other.rollback()

    again = subprocess.run(grading(course, tmp_path), capture_output=True, text=True)

    assert locked.returncode == 1
    assert "results can't be written" in locked.stderr and "database is locked" in locked.stderr
    assert "Traceback" not in locked.stderr
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "grades.csv").read_bytes() == grades


def test_a_full_disk_is_named_and_the_next_run_goes_on(made: tuple[Course, bytes], tmp_path: Path):
    course, grades = made
    small = tmp_path / "small"
    small.mkdir()
    # A file system of its own, in a mount namespace that ends with the shell.
    grade = " ".join(f"'{word}'" for word in grading(course, small))
    steps = [f"mount -t tmpfs -o size=900k none {small}", f"{{ {grade}; echo first $?; }}", f"mount -o remount,size=90m {small}"]
    script = " && ".join([*steps, grade, "echo second $?", f"cp {small}/grades.csv {tmp_path}"])
    rights = [] if os.geteuid() == 0 else ["--map-root-user"]
    ran = subprocess.run(["unshare", *rights, "--mount", "sh", "-c", script], capture_output=True, text=True)

    assert "first 1" in ran.stdout, ran.stdout + ran.stderr
    assert "results can't be written" in ran.stderr
    assert "second 0" in ran.stdout
    assert (tmp_path / "grades.csv").read_bytes() == grades


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Callable[..., tuple[str, list[subprocess.Popen[bytes]]]]]:
    """Start a scheduler and workers as processes of their own, as on a cluster."""
    started: list[subprocess.Popen[bytes]] = []

    def start(workers: int, *options: str) -> tuple[str, list[subprocess.Popen[bytes]]]:
        file = tmp_path / "scheduler.json"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = os.environ | {"PYTHONPATH": str(tmp_path), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2"}
        dask = [sys.executable, "-m", "dask"]
        scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
        started.append(subprocess.Popen(scheduler, env=environment, **quiet))
        wait_for(file.exists)
        worker = [*dask, "worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", *options]
        own = [subprocess.Popen([*worker, "--local-directory", str(tmp_path / f"w{i}")], env=environment, **quiet) for i in range(workers)]
        started.extend(own)
        with Client(scheduler_file=str(file)) as client:
            client.wait_for_workers(workers, timeout=60)
            return str(client.scheduler.address), own

    yield start
    for process in started:
        process.terminate()
    for process in started:
        process.wait(timeout=30)


def test_a_worker_that_dies_costs_nothing_on_a_cluster(made: tuple[Course, bytes], tmp_path: Path, dask):
    course, grades = made
    address, workers = dask(2, "--no-nanny")
    with subprocess.Popen(grading(course, tmp_path / "out", "--scheduler", address), stdout=subprocess.PIPE) as run:
        wait_for(lambda: graded(tmp_path / "out"))
        workers[0].kill()
        run.communicate(timeout=200)

    assert run.returncode == 0
    assert (tmp_path / "out/grades.csv").read_bytes() == grades


def test_a_cluster_that_is_not_there_is_named(made: tuple[Course, bytes], tmp_path: Path):
    course, _ = made

    ran = subprocess.run(grading(course, tmp_path, "--scheduler", "tcp://127.0.0.1:9"), capture_output=True, text=True)

    assert ran.returncode == 2
    assert "no cluster to grade on at tcp://127.0.0.1:9" in ran.stderr
