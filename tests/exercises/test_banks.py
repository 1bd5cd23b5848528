"""Every check holds both ways: right answers earn all points, every misconception loses some."""

from __future__ import annotations

import pytest

from tests.trusted import KEYS, exercise, failures, parts_of


@pytest.mark.parametrize("key", KEYS)
def test_every_right_answer_earns_all_points(key: str) -> None:
    answers = exercise(key).answers
    wrongly_judged = {name: failures(parts_of(key, cell)) for name, cell in answers.items()}

    assert len(answers) >= 3, "an exercise needs right answers of different make"
    assert {name: said for name, said in wrongly_judged.items() if said} == {}


@pytest.mark.parametrize("key", KEYS)
def test_every_misconception_loses_points(key: str) -> None:
    misconceptions = exercise(key).misconceptions
    unnoticed = [m.name for m in misconceptions if not failures(parts_of(key, m.cell))]

    assert misconceptions, (
        "an exercise needs misconceptions, or nothing shows that its check catches anything"
    )
    assert unnoticed == []


@pytest.mark.parametrize("key", KEYS)
def test_no_check_gives_points_for_nothing(key: str) -> None:
    parts = parts_of(key, "")

    assert parts
    assert [part.name for part in parts if part.failure is None] == []


@pytest.mark.parametrize("key", KEYS)
def test_every_misconception_has_a_name_of_its_own_and_a_sentence(key: str) -> None:
    misconceptions = exercise(key).misconceptions

    assert len({m.name for m in misconceptions}) == len(misconceptions)
    assert [
        m.name for m in misconceptions if len(m.sentence) < 20 or m.sentence[-1] not in ".?!)"
    ] == []
