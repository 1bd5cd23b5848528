"""A stage on which classes are graded, and what becomes of them where nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.made_up import ONE_OF_EACH, make_class
from tests.faults.stage import Stage, Undisturbed
from tests.faults.tracing import Step


@dataclass(frozen=True)
class Play:
    """A command on a stage, and a run of it that nothing disturbed."""

    stage: Stage
    command: list[str]
    undisturbed: Undisturbed

    def strike(self, fault: str, steps: list[Step]) -> None:
        """Strike before each of the steps. Most of them have to come, and nothing may be wrong."""
        struck = [self.stage.strike(self.command, fault, step, self.undisturbed) for step in steps]

        assert [str(one) for one in struck if one.wrongs or one.others] == []
        assert sum(one.happened for one in struck) * 2 > len(struck)


def play_of(stage: Stage, command: list[str]) -> Play:
    """Run a command once, undisturbed."""
    return Play(stage, command, stage.undisturbed(command))


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.end()


@pytest.fixture(scope="session")
def play(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Play:
    root: Path = tmp_path_factory.mktemp("faults")
    return play_of(stage, make_class(root, ONE_OF_EACH))
