"""A stage on which a class is graded, and what becomes of it where nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.made_up import ONE_OF_EACH, make_class
from tests.faults.stage import Stage, Undisturbed


@dataclass(frozen=True)
class Play:
    """A stage, and a run on it that nothing disturbed."""

    stage: Stage
    undisturbed: Undisturbed


@contextmanager
def opened(root: Path, command: list[str]) -> Iterator[Play]:
    """Open a stage for a command, in an empty folder or beside its course."""
    stage = Stage(root, command)
    yield Play(stage, stage.undisturbed())
    stage.end()


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    root: Path = tmp_path_factory.mktemp("faults")
    with opened(root, make_class(root, ONE_OF_EACH)) as play:
        yield play
