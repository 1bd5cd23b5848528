"""A class that is graded by workers, each a process of its own, of which one is killed."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pytest

from autograder.classroom.cluster import SMALL
from tests.faults.conftest import Play, play_of
from tests.faults.faults import A_WORKER_IS_KILLED
from tests.faults.made_up import ONE_OF_EACH, make_class
from tests.faults.stage import Stage

STUDENTS = SMALL + 1
"""More than threads of the command grade."""


@pytest.fixture(scope="module")
def with_workers(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Play:
    root: Path = tmp_path_factory.mktemp("workers")
    answers = islice(cycle(ONE_OF_EACH.values()), STUDENTS)
    by_student = {f"s{number:02}": answer for number, answer in enumerate(answers)}
    return play_of(stage, make_class(root, by_student, workers=4))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_worker_that_is_killed_while_a_submission_is_noted_costs_nothing(
    with_workers: Play,
) -> None:
    notes = [
        s for s in with_workers.undisturbed.steps if s.what == "rename" and "verdicts" in s.target
    ]

    with_workers.strike(A_WORKER_IS_KILLED, notes[2::6])  # a minute each, for workers import torch
