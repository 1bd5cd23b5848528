"""What is asked of LeNet5, LeNet and make_lenet shows what it should, whatever was drawn."""

from __future__ import annotations

import sys

import pytest

from tests.mutants.hunt import solution_of
from tests.trusted import diagnosed, exercise, failures, parts_of

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


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"max_pool2d": "avg_pool2d"}, "lenet_average_for_max"),
        ({"max_pool2d": "avg_pool2d", "relu": "sigmoid"}, "sigmoid for ReLU + average pooling"),
        ({"relu(self.conv1": "tanh(self.conv1"}, "tanh for ReLU"),
        ({"return self.fc2(x)": "return self.fc2(x).tanh()"}, "an activation after the last layer"),
        ({"F.relu(self.fc1(x))": "F.dropout(F.relu(self.fc1(x)), 0.3, self.training)"}, "dropout"),
    ],
)
def test_in_what_a_network_differs_is_told(change: dict[str, str], name: str) -> None:
    cell = """class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2 = nn.Linear(400, 84), nn.Linear(84, 10)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2).flatten(1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
"""
    for old, new in change.items():
        cell = cell.replace(old, new)

    assert diagnosed("05-lenet/lenet", cell).startswith(name)
