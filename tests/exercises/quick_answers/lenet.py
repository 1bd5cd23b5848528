from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn


def parameters_of(*layers: nn.Module) -> int:
    """Count the parameters of layers."""
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def responses() -> list[int]:
    """Return the cross-correlation of a row with a kernel."""
    row, kernel = torch.tensor([[2, 2, 5, 5]]), torch.tensor([[[-1, 1]]])
    numbers: list[int] = F.conv1d(row, kernel)[0].tolist()
    return numbers


def rows_left() -> int:
    """Return the rows of a 32×32 image after a convolution and a pooling."""
    return F.max_pool2d(nn.Conv2d(1, 1, 5)(torch.zeros(1, 1, 32, 32)), 2).shape[2]


def first_convolution_work() -> int:
    """Count the products of LeNet's first convolution for one image."""
    convolution = nn.Conv2d(1, 6, 5, padding=2)
    (maps,) = convolution(torch.zeros(1, 1, 28, 28))
    return int(convolution.weight.numel() * maps[0].numel())


def lenet_for(channels: int, size: int) -> list[torch.Size]:
    """Return the shape of each layer's weight."""
    layers = [nn.LazyConv2d(6, 5, padding=2), nn.LazyConv2d(16, 5)]
    heads = [nn.LazyLinear(84), nn.LazyLinear(10)]
    pool = nn.MaxPool2d(2)
    network = nn.Sequential(layers[0], pool, layers[1], pool, nn.Flatten(), *heads)
    network(torch.zeros(1, channels, size, size))
    return [one.shape for name, one in network.named_parameters() if name.endswith("weight")]


def changed_for_cifar() -> int:
    ours, theirs = lenet_for(1, 28), lenet_for(3, 32)
    return sum(left != right for left, right in zip(ours, theirs, strict=True))


def c1() -> list[int]:
    """Count parameters and connections of LeNet-5's first layer."""
    convolution = nn.Conv2d(1, 6, 5)
    (maps,) = convolution(torch.zeros(1, 1, 32, 32))
    parameters = parameters_of(convolution)
    return [parameters, parameters * maps[0].numel()]


def s2() -> list[int]:
    """Count a factor and a bias for each map; each value has four inputs and a bias."""
    maps = F.avg_pool2d(torch.zeros(6, 28, 28), 2)
    return [2 * len(maps), maps.numel() * (2 * 2 + 1)]


def c3() -> list[int]:
    """Count a layer whose maps see three, four or six of the maps before."""
    kernels = [nn.Conv2d(seen, 1, 5) for seen in [3] * 6 + [4] * 9 + [6]]
    (one_map,) = kernels[0](torch.zeros(3, 14, 14))
    parameters = parameters_of(*kernels)
    return [parameters, parameters * one_map.numel()]


RIGHT: dict[str, Callable[[], object]] = {
    "recall-1": lambda: list(torch.zeros(64, 1, 28, 28).flatten(start_dim=1).shape),
    "recall-2": lambda: F.cross_entropy(torch.zeros(1, 10), torch.tensor([3])).item(),
    "recall-3": responses,
    "recall-4": rows_left,
    "recall-5": lambda: list(nn.Conv2d(3, 8, kernel_size=5).weight.shape),
    "second-convolution": lambda: parameters_of(nn.Conv2d(6, 16, 5)),
    "first-convolution-work": first_convolution_work,
    "cifar-changes": changed_for_cifar,
    "lecun-c1": c1,
    "lecun-s2": s2,
    "lecun-c3": c3,
}
