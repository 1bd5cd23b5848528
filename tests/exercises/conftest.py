"""The notebooks of this course run as they do at grading."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from tests.trusted import AT_GRADING


@pytest.fixture(autouse=True)
def at_grading(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in AT_GRADING.items():
        monkeypatch.setenv(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning in a notebook's code costs nothing
        yield
