"""The number of steps, compared with those that torch's convolution makes."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student


@check()
def output_steps(student: Student, draw: Draw) -> None:
    """The number of positions along one axis"""

    def compare_with_torch(image_size: int, kernel_size: int) -> None:
        line, weights = torch.zeros(1, 1, image_size), torch.zeros(1, 1, kernel_size)
        student.call("output_steps", image_size, kernel_size).is_integer(
            F.conv1d(line, weights).shape[-1]
        )

    compare_with_torch(3, 2)
    compare_with_torch(11, 4)
    compare_with_torch(draw.number(20, 40), draw.number(5, 9))
    compare_with_torch(13, 1)
    compare_with_torch(5, 5)
