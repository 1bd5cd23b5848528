"""Every check holds both ways: right answers earn all points, every misconception loses some."""

from __future__ import annotations

import pytest

from tests.trusted import KEYS, diagnosed, exercise, failures, parts_of

# Each of their answers is trained anew, so that outputs never repeat: their judges say what a
# report claims wrongly.
TRAINED = {"02-mlp/adam-report", "05-lenet/lenet-report"}


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
def test_no_misconception_is_named_wrongly_and_nearly_all_are_named(key: str) -> None:
    named = {m.name: diagnosed(key, m.cell) for m in exercise(key).misconceptions}
    # Several that fit are all possible; what is no misconception is a relation to what is right.
    possible = {name: set(found.split(" | ")) & set(named) for name, found in named.items()}

    assert {name: found for name, found in possible.items() if found and name not in found} == {}
    if key not in TRAINED:
        assert sum(map(bool, named.values())) >= 0.9 * len(named)


def test_over_the_whole_bank_nine_of_ten_are_named() -> None:
    wrong = [(key, m) for key in KEYS for m in exercise(key).misconceptions]
    trained = sum(key in TRAINED for key, _ in wrong)

    # The exercises above name nine of ten each; even with none of the trained ones the whole bank
    # does.
    assert trained <= 0.1 * len(wrong)


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
