"""What is asked of LeNet5, LeNet and make_lenet shows what it should, whatever was drawn."""

from __future__ import annotations

import sys

import pytest

from tests.mutants.hunt import solution_of
from tests.trusted import exercise, failures, parts_of

NETWORKS = {
    "05-lenet/lenet5": "lenet5_logits",
    "05-lenet/lenet": "lenet_logits",
    "05-lenet/sequential": "lenet_logits",
}
"""The reference of each check, in its module."""


@pytest.mark.parametrize("key", NETWORKS)
def test_right_scores_lie_on_both_sides_of_0_so_that_an_activation_at_the_end_shows(
    key: str,
) -> None:
    check = exercise(key).check
    network = getattr(sys.modules[check.ask.__module__], NETWORKS[key])
    for seed in range(225, 335):
        for question in check.questions(seed).asked[-2:]:
            scores = network(question.inputs["images"], question.inputs["weights"][0])
            assert scores.min() < 0 < scores.max(), f"seed {seed}"


@pytest.mark.parametrize("seed", [229, 311, 333])
def test_a_network_whose_scores_would_all_have_been_positive_earns_all_points(seed: int) -> None:
    assert failures(parts_of("05-lenet/lenet5", solution_of("05-lenet/lenet5"), seed)) == []
