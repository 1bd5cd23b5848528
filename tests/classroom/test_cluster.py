"""On a cluster, the same grades as here, whatever dies meanwhile."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from autograder.classroom.grade_class import KEPT
from tests.classroom.running import STUDENTS, Dask, Made, graded, grading


@pytest.mark.soak
def test_a_worker_that_dies_costs_nothing(made: Made, tmp_path: Path, dask: Dask) -> None:
    course, grades = made
    address = dask.schedule()
    first, _ = dask.work(address, "--no-nanny"), dask.work(address, "--no-nanny")
    output = tmp_path / "output"

    with subprocess.Popen(
        grading(course, output, "--scheduler", address), stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        run.stdout.readline()
        first.kill()
        assert len(graded(output)) < STUDENTS
        run.communicate(timeout=200)

    assert run.returncode == 0
    assert (output / "grades.csv").read_bytes() == grades


@pytest.mark.soak
def test_a_scheduler_that_dies_is_named_and_the_next_run_goes_on(
    made: Made, tmp_path: Path, dask: Dask
) -> None:
    course, grades = made
    address = dask.schedule()
    dask.work(address)
    output = tmp_path / "output"

    with subprocess.Popen(
        grading(course, output, "--scheduler", address),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout
        run.stdout.readline()
        dask.schedulers[0].kill()
        _, error = run.communicate(timeout=200)
    before = graded(output)
    again = subprocess.run(grading(course, output), capture_output=True, text=True)

    assert run.returncode == 1
    assert error == f"Error: grading stopped: the scheduler at {address} went away\n{KEPT}\n"
    assert 0 < len(before) < STUDENTS
    assert again.returncode == 0, again.stderr
    assert before.items() <= graded(output).items()
    assert (output / "grades.csv").read_bytes() == grades


@pytest.mark.soak
def test_a_cluster_that_is_not_there_is_named(made: Made, tmp_path: Path) -> None:
    ran = subprocess.run(
        grading(made[0], tmp_path, "--scheduler", "tcp://127.0.0.1:9"),
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 2
    assert "no cluster to grade on at tcp://127.0.0.1:9" in ran.stderr
