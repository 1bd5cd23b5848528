"""No claim earns more than what stands behind it, and what reading must find, a person sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.grading.reading import findings
from tests.attacks import claims
from tests.attacks.claim import CLAIMS, Claim, graded, hand_in
from tests.trusted import AT_GRADING, KEYS, exercise, namespaces

pytestmark = pytest.mark.alone
assert claims


@pytest.fixture(scope="module")
def data() -> Path:
    """Return the folder of the course's data, the digits."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in AT_GRADING.items():
            patch.setenv(name, value)
        namespaces("02-mlp")  # whose data cell makes them
    return Path(AT_GRADING["COURSE_DATA"])


def test_there_are_claims_in_every_assignment() -> None:
    assert {one.assignment for one in CLAIMS} == {key.partition("/")[0] for key in KEYS}
    assert len({one.name for one in CLAIMS}) == len(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda one: f"{one.key}-{one.name}")
def test_a_claim_earns_only_what_stands_behind_it(claim: Claim, data: Path) -> None:
    found = graded(claim.key, claim.cell, data)

    assert found.score is not None, found.message
    assert found.score <= claim.most * found.max_score + 0.01, found.message
    assert bool(found.look_at) == claim.flag
    if claim.evades:
        assert found.score == found.max_score, "it holds now: strike out what it evades"


@pytest.mark.parametrize("key", KEYS)
def test_no_honest_answer_is_put_before_a_person(key: str) -> None:
    bank = exercise(key)
    cells = [*bank.answers.values(), *(wrong.cell for wrong in bank.misconceptions)]

    found = {cell: findings(*hand_in(key, cell)) for cell in cells}
    assert {cell: lines for cell, lines in found.items() if lines} == {}
