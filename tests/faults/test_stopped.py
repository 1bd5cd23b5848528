"""Time in which the grader itself did not run is nobody's: it makes no timeout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.conftest import Play, play_of
from tests.faults.faults import ALL_STOPPED, STOPS
from tests.faults.made_up import make_class
from tests.faults.stage import Stage

TALKING = """import time
for number in range(8):
    print(number)
    time.sleep(0.1)
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1
"""
"""Is done long before a grader that was stopped looks at it again."""


@pytest.fixture(scope="module")
def talking(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """One student, whose cells may take three seconds: less than the stop."""
    root: Path = tmp_path_factory.mktemp("stopped")
    return play_of(stage, [*make_class(root, {"talking": TALKING}), "--cell-seconds", "3"])


def test_all_that_is_stopped_while_a_cell_runs_and_prints_goes_on_with_the_right_scores(
    talking: Play,
) -> None:
    _, answer, *_ = [s for s in talking.undisturbed.steps if s.target == "to the student's process"]

    talking.strike(ALL_STOPPED, [answer])


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", STOPS)
def test_what_is_stopped_at_any_message_goes_on_with_the_right_scores(
    talking: Play, fault: str
) -> None:
    talking.strike(fault, [s for s in talking.undisturbed.steps if STOPS[fault].suits(s)])
