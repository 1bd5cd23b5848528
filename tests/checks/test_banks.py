"""Every check holds both ways: right answers of every make earn all points, every misconception loses some."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from autograder.checks import catalogue
from tests.rehearsal import AT_GRADING, RIGHT, failures, parts_of

KEYS = catalogue.keys()


@pytest.fixture(autouse=True)
def at_grading(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in AT_GRADING.items():
        monkeypatch.setenv(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning in a notebook's code costs nothing
        yield


@pytest.mark.parametrize("key", KEYS)
def test_every_right_answer_earns_all_points(key: str):
    wrongly_judged = {name: failures(parts_of(key, cell)) for name, cell in RIGHT[key].items()}

    assert len(RIGHT[key]) >= 3, "an exercise needs right answers of different make"
    assert {name: said for name, said in wrongly_judged.items() if said} == {}


@pytest.mark.parametrize("key", KEYS)
def test_every_misconception_loses_points(key: str):
    misconceptions = catalogue.find(key).misconceptions
    unnoticed = [m.name for m in misconceptions if not failures(parts_of(key, m.cell))]

    assert misconceptions, (
        "an exercise needs misconceptions, or nothing shows that its check catches anything"
    )
    assert unnoticed == []


@pytest.mark.parametrize("key", KEYS)
def test_no_check_gives_points_for_nothing(key: str):
    parts = parts_of(key, "")

    assert parts
    assert [part.name for part in parts if part.failure is None] == []


@pytest.mark.parametrize("key", KEYS)
def test_every_misconception_has_a_name_of_its_own_and_a_sentence(key: str):
    misconceptions = catalogue.find(key).misconceptions

    assert len({m.name for m in misconceptions}) == len(misconceptions)
    assert [
        m.name for m in misconceptions if len(m.sentence) < 20 or m.sentence[-1] not in ".?!)"
    ] == []


def test_every_answer_of_the_bank_belongs_to_a_check():
    assert set(RIGHT) <= set(KEYS)
