from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

LENET = (nn.Conv2d(1, 1, 5, bias=False), nn.AvgPool2d(2), nn.Conv2d(1, 1, 5, bias=False))


def shape(height: int, width: int, kernel: int, stride: int, padding: int) -> list[int]:
    """Return rows and columns of one image's convolution."""
    image, weight = torch.zeros(1, 1, height, width), torch.zeros(1, 1, kernel, kernel)
    return list(F.conv2d(image, weight, stride=stride, padding=padding).shape[2:])


def parameters(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def field(*layers: nn.Module) -> int:
    """Count the rows that have a gradient from one output, where all weights are 1."""
    network = nn.Sequential(*layers)
    for parameter in network.parameters():
        nn.init.ones_(parameter)
    image = torch.zeros(1, 1, 40, 40, requires_grad=True)
    network(image)[0, 0, 2, 2].backward()
    assert image.grad is not None
    return int((image.grad.sum(dim=(0, 1, 3)) > 0).sum())


def border() -> float:
    """Return the first answer of an edge kernel to a grey row that zeros pad."""
    row, edge = torch.full((1, 1, 4), 5.0), torch.tensor([[[1.0, -1.0]]])
    return F.conv1d(row, edge, padding=1)[0, 0, 0].item()


def turn() -> int:
    """Find by how many degrees cross-correlation leaves a kernel rotated around a single 1."""
    kernel, spot = torch.arange(9.0).reshape(1, 1, 3, 3), torch.zeros(1, 1, 5, 5)
    spot[0, 0, 2, 2] = 1
    seen = F.conv2d(spot, kernel)
    (quarters,) = [q for q in range(4) if torch.equal(seen, kernel.rot90(q, dims=(2, 3)))]
    return 90 * quarters


RIGHT: dict[str, Callable[[], object]] = {
    "recall-1": lambda: list(torch.zeros(4, 3, 5, 6).flatten(start_dim=1).shape),
    "recall-2": lambda: list(torch.zeros(480, 640, 3).permute(2, 0, 1).shape),
    "recall-3": lambda: parameters(nn.Linear(784, 10)),
    "recall-4": lambda: list(
        F.conv2d(torch.zeros(1, 1, 28, 30), torch.zeros(1, 1, 5, 3)).shape[2:]
    ),
    "recall-5": lambda: F.avg_pool2d(F.pad(torch.ones(1, 1, 1, 1), (2,) * 4), 5).item(),
    "border-edge": border,
    "stride-shape": lambda: shape(5, 6, 3, stride=2, padding=1),
    "rotation-angle": turn,
    "turned-kernel": lambda: torch.arange(1, 7).reshape(2, 3).rot90(2).tolist(),
    "module-parameters": lambda: parameters(nn.Conv2d(3, 16, 5, stride=2, padding=2)),
    "pooling-shape": lambda: list(nn.AvgPool2d(2)(torch.zeros(8, 16, 15, 20)).shape),
    "field-three": lambda: field(*[nn.Conv2d(1, 1, 3, bias=False) for _ in range(3)]),
    "field-lenet": lambda: field(*LENET),
}
