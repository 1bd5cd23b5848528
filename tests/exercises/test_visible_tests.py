"""The visible tests of an exercise catch half of its misconceptions and reject no right answer."""

from __future__ import annotations

import pytest

from tests.trusted import KEYS, exercise, visible_complaint


@pytest.mark.parametrize("key", KEYS)
def test_visible_tests_reject_no_right_answer(key: str) -> None:
    rejected = {
        name: said
        for name, cell in exercise(key).answers.items()
        if (said := visible_complaint(key, cell)) is not None
    }

    assert rejected == {}


@pytest.mark.parametrize("key", KEYS)
def test_visible_tests_catch_half_of_the_misconceptions_with_a_message(key: str) -> None:
    misconceptions = exercise(key).misconceptions
    complaints = {
        m.name: said for m in misconceptions if (said := visible_complaint(key, m.cell)) is not None
    }

    assert len(complaints) >= len(misconceptions) / 2
    assert [name for name, said in complaints.items() if len(said) < 20] == []
