"""A tensor of the notebook, compared with torch's."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student


@check()
def by_hand(student: Student, draw: Draw) -> None:
    """The strided convolution, worked out on paper"""
    image = torch.arange(1.0, 10).reshape(1, 1, 3, 3)
    expected = F.conv2d(image, torch.ones(1, 1, 2, 2), padding=1, stride=2)[0]
    student.value("strided_by_hand").matches(expected)
