"""The network of 1998, with weights drawn here."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ..networks import check_network

LENET5 = [
    (6, 1, 5, 5),
    (6,),
    (16, 6, 5, 5),
    (16,),
    (120, 400),
    (120,),
    (84, 120),
    (84,),
    (10, 84),
    (10,),
]


@check()
def lenet5(student: Student, draw: Draw) -> None:
    """The network of 1998"""
    check_network(student, draw, "LeNet5", LENET5, lenet5_logits)


def lenet5_logits(images: torch.Tensor, weights: list[torch.Tensor]) -> torch.Tensor:
    """What LeNet5 computes with these weights."""
    conv1, bias1, conv2, bias2, *linear = weights
    maps = F.avg_pool2d(torch.sigmoid(F.conv2d(images, conv1, bias1, padding=2)), 2)
    hidden = F.avg_pool2d(torch.sigmoid(F.conv2d(maps, conv2, bias2)), 2).flatten(1)
    hidden = torch.sigmoid(F.linear(hidden, *linear[:2]))
    hidden = torch.sigmoid(F.linear(hidden, *linear[2:4]))
    return F.linear(hidden, *linear[4:])
