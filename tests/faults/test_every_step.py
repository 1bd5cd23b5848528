"""Whatever happens before whichever step: nothing is lost, and nobody gets a wrong score.

The steps are those of a run that was watched, so that a new one is struck without a word here.
`make test` strikes a few of each kind, `make soak` each tenth, `make steps` all.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.conftest import Play
from tests.faults.faults import FAULTS
from tests.faults.tracing import Step

STRIDE = 10
"""What `make soak` can do within an hour; all of them take three."""

REST = "the command is killed"
"""What is tried at each kind of step at which nothing else is, where only a few are tried."""


def fitting(play: Play, fault: str) -> list[Step]:
    return [step for step in play.undisturbed.steps if FAULTS[fault].suits(step)]


def middle(steps: list[Step]) -> Step:
    return steps[len(steps) // 2]


def few(play: Play, fault: str) -> list[Step]:
    """One step, or so many that all faults together strike at each kind."""
    if fault != REST:
        return [middle(fitting(play, fault))]
    struck = {kind(middle(fitting(play, other))) for other in FAULTS if other != REST}
    rest: dict[tuple[str, str], list[Step]] = {}
    for step in play.undisturbed.steps:
        if kind(step) not in struck:
            rest.setdefault(kind(step), []).append(step)
    return [middle(same) for same in rest.values()]


def kind(step: Step) -> tuple[str, str]:
    return step.who, step.what


def test_the_steps_of_a_run_are_those_that_write_and_send(play: Play) -> None:
    steps = play.undisturbed.steps
    kinds = {(step.who, step.what) for step in steps}
    notes = [s for s in steps if s.what == "rename" and "verdicts.json" in s.target]
    commits = [s for s in steps if s.what == "fsync" and s.target == "gradebook.db"]

    assert kinds >= {
        *(("driver", what) for what in ("mkdir", "create", "write", "rename", "unlink")),
        *(("driver", what) for what in ("lock", "fsync", "send")),
        *(("judge", what) for what in ("mkdir", "create", "write", "rename", "fsync", "send")),
    }
    assert len(notes) == 4
    assert commits


def test_each_file_is_synced_before_it_takes_its_place_and_its_folder_afterwards(
    play: Play,
) -> None:
    steps = play.undisturbed.steps
    renamed = [(index, s.target) for index, s in enumerate(steps) if s.what == "rename"]
    synced = [(index, s.target) for index, s in enumerate(steps) if s.what == "fsync"]

    assert [
        name
        for at, name in renamed
        if not any(index < at and target == name for index, target in synced)
    ] == []
    assert [
        name
        for at, name in renamed
        if not any(index > at and target == str(Path(name).parent) for index, target in synced)
    ] == []


@pytest.mark.parametrize(
    "fault",
    [pytest.param(one, marks=pytest.mark.soak) if one == REST else one for one in FAULTS],
)
def test_a_run_that_is_struck_ends_or_goes_on_with_the_right_scores(play: Play, fault: str) -> None:
    play.strike(fault, few(play, fault))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_run_that_is_struck_before_each_tenth_step_ends_or_goes_on_with_the_right_scores(
    play: Play, fault: str
) -> None:
    steps = fitting(play, fault)
    play.strike(fault, steps[STRIDE // 2 :: STRIDE] if len(steps) > STRIDE else steps)
