"""Exam questions on notebook 4."""

from __future__ import annotations

import random

import torch
import torch.nn.functional as F

from teaching.exam import Question


def output_size(draw: random.Random) -> Question:
    """How large is the output?"""
    height, width = draw.sample(range(9, 30), 2)
    kernel, stride, padding = draw.choice([3, 5, 7]), draw.choice([2, 3]), draw.choice([0, 1, 2])
    image, weight = torch.zeros(1, 1, height, width), torch.zeros(1, 1, kernel, kernel)
    rows, columns = F.conv2d(image, weight, stride=stride, padding=padding).shape[2:]
    return Question(
        f"A {height}×{width} image meets a {kernel}×{kernel} kernel with padding {padding} and "
        f"stride {stride}. How many rows and columns does the output have?",
        f"{rows}×{columns}: rounded down, ({height} + 2·{padding} − {kernel}) / {stride} + 1 rows "
        f"and ({width} + 2·{padding} − {kernel}) / {stride} + 1 columns.",
        points=2,
    )
