"""How many submissions go together, and what a run on this machine leaves open to others."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from autograder.classroom.cores import Cores
from autograder.classroom.engine import _apart, _together, grade_all
from autograder.classroom.worker import Grader
from autograder.course.submissions import find
from autograder.grading.assignment import Assignment
from autograder.grading.settings import Settings
from tests.conftest import HandIn, Submit


def test_what_grades_on_this_machine_listens_to_nobody(
    convolution: Assignment, submit: Submit, hand_in: HandIn, tmp_path: Path
) -> None:
    hand_in(tmp_path, "ada", convolution, submit(convolution))
    us = psutil.Process(os.getpid())

    with Cores(Grader.of([convolution], Settings(b"a secret for tests")), 2) as cores:
        ((outcome,),) = grade_all(convolution, find(tmp_path, convolution), cores)
        open_to_others = [
            connection
            for process in (us, *us.children(recursive=True))
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN
        ]

    assert outcome.result.done
    assert open_to_others == []


@pytest.mark.parametrize(
    ("left", "threads", "pace", "together"),
    [
        (1_000, 4, float("inf"), 1),  # nothing is known yet
        (1_000, 4, 0.4, 5),
        (1_000, 4, 0.0, 8),
        (1_000, 4, 30, 1),
        (40, 4, 0.4, 2),
        (12, 4, 0.4, 1),
        (1_000, 100, 0.4, 2),
    ],
)
def test_submissions_go_to_a_worker_together_if_they_are_quick_and_many(
    left: int, threads: int, pace: float, together: int
) -> None:
    assert _together(left, threads, pace, most=8) == together


@pytest.mark.parametrize(("so_far", "apart"), [(0, 2.0), (10, 2.0), (35, 3.5), (3_600, 5.0)])
def test_a_kill_costs_no_more_than_a_tenth_of_a_long_run_and_never_more_than_five_seconds(
    so_far: float, apart: float
) -> None:
    assert _apart(time.monotonic() - so_far) == pytest.approx(apart, abs=0.1)
