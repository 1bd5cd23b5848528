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


def test_flat_numbers_in_the_right_order_are_not_told_to_be_in_that_of_memory() -> None:
    cell = "def flatten_with_flatten(batch):\n    return batch.flatten(1).squeeze()"
    said = visible_complaint("01-images/flatten-flatten", cell)

    assert said is not None
    assert "(1, 2, 2, 3) should become (1, 12), but became (12,): keep the batch axis" in said
    assert "order" not in said
