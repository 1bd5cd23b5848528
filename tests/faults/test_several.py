"""A class that is graded by several processes at once, of which one is killed."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.faults.conftest import Play, play_of
from tests.faults.faults import ONE_OF_SEVERAL
from tests.faults.made_up import ONE_OF_EACH, make_class
from tests.faults.stage import Stage

STUDENTS = 17


@pytest.fixture(scope="module")
def by_several(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Play:
    root: Path = tmp_path_factory.mktemp("several")
    answers = islice(cycle(ONE_OF_EACH.values()), STUDENTS)
    by_student = {f"s{number:02}": answer for number, answer in enumerate(answers)}
    return play_of(stage, make_class(root, by_student, workers=4))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_one_that_is_killed_while_a_submission_is_noted_costs_nothing(by_several: Play) -> None:
    notes = [
        s for s in by_several.undisturbed.steps if s.what == "rename" and "verdicts" in s.target
    ]

    by_several.strike(ONE_OF_SEVERAL, notes[2::6])
