"""A class that is soon graded, and clusters to grade it on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.classroom.sample import make_class
from tests.classroom.running import NAME, STUDENTS, Dask, Made, grading
from tests.helpers import SMALL, make_course


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A small course with a class, to be read, not written.

    And its grades where nothing disturbs.
    """
    course = make_course(tmp_path_factory.mktemp("class") / "course", cells=SMALL)
    make_class([course.load(NAME)], course.root / "submitted", STUDENTS, seed=0)
    subprocess.run(grading(course, course.root / "undisturbed"), check=True, capture_output=True)
    return course, (course.root / "undisturbed/grades.csv").read_bytes()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    """Processes as on a cluster, ended whatever happens."""
    (tmp_path / "dask").mkdir()
    cluster = Dask(tmp_path / "dask")
    yield cluster
    cluster.end()
