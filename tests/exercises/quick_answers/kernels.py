from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

IMAGE = torch.arange(9.0).reshape(1, 3, 3)
KERNEL = torch.arange(4.0).reshape(1, 2, 2)
SHARPEN = torch.tensor([[[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]])


def correlated(image: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    """Return the cross-correlation, (rows, columns), of a (1, H, W) image."""
    return F.conv2d(image[None], kernel[None])[0, 0]


def gradient_of_the_mean() -> list[float]:
    """Return the gradient, at zeros, of the mean of squares that the notebook works out."""
    row, target = torch.tensor([[[2.0, 0.0, 1.0]]]), torch.tensor([[2.0, -1.0]])
    kernel = torch.zeros(1, 1, 2, requires_grad=True)
    nn.MSELoss()(correlated(row, kernel), target).backward()
    assert kernel.grad is not None
    return [float(slope) for slope in kernel.grad.flatten()]


def around_one_pixel() -> list[list[float]]:
    """Return what cross-correlation makes of one bright pixel."""
    point = torch.zeros(1, 3, 3)
    point[0, 1, 1] = 1
    kernel = torch.tensor([[[1.0, 4.0], [2.0, 5.0]]])
    rows: list[list[float]] = correlated(point, kernel).tolist()
    return rows


def columns_of_a_window() -> list[int]:
    """Return where the pixels under a 2x2 kernel at [1, 0] of a 3x4 image stand, flattened."""
    places = torch.arange(12).reshape(3, 4)
    columns: list[int] = places[1:3, 0:2].flatten().tolist()
    return columns


RIGHT: dict[str, Callable[[], object]] = {
    "recall-1": lambda: torch.zeros(3, 224, 224).numel(),
    "recall-2": nn.Linear(3 * 224 * 224, 128, device="meta").weight.numel,
    "bottom-left": correlated(IMAGE, KERNEL)[1, 0].item,
    "positions-shape": lambda: list(correlated(torch.zeros(1, 4, 6), torch.zeros(1, 3, 2)).shape),
    "flat-patch": lambda: correlated(torch.full((1, 3, 3), 0.4), SHARPEN).item(),
    "mean-gradient": gradient_of_the_mean,
    "one-pixel": around_one_pixel,
    "matrix-columns": columns_of_a_window,
}
