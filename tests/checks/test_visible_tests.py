"""The visible tests of every exercise catch at least half of its misconceptions, say what to look at, and reject no right answer."""

from __future__ import annotations

import pytest

from autograder.checks import catalogue
from tests.checks.test_banks import at_grading  # noqa: F401  the notebooks run as they do at grading
from tests.rehearsal import RIGHT, visible_complaint

KEYS = catalogue.keys()


@pytest.mark.parametrize("key", KEYS)
def test_visible_tests_reject_no_right_answer(key: str):
    rejected = {
        name: said
        for name, cell in RIGHT[key].items()
        if (said := visible_complaint(key, cell)) is not None
    }

    assert rejected == {}


@pytest.mark.parametrize("key", KEYS)
def test_visible_tests_catch_half_of_the_misconceptions_with_a_message(key: str):
    misconceptions = catalogue.find(key).misconceptions
    complaints = {
        m.name: said for m in misconceptions if (said := visible_complaint(key, m.cell)) is not None
    }

    assert len(complaints) >= len(misconceptions) / 2
    assert [name for name, said in complaints.items() if len(said) < 20] == []
