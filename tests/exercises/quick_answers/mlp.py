from __future__ import annotations

import json
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torch.utils.flop_counter import FlopCounterMode

from tests.helpers import ROOT

LOGITS = torch.tensor([[0.1, 2.0, -1.0, 0.5], [3.0, 1.0, 0.0, 2.9], [0.0, 0.2, 0.1, 4.0]])
"""Of the notebook's cell `argmax-toy`."""


def adam_step(gradient: float, rate: float) -> float:
    """Return how far torch's Adam moves a weight in its first step."""
    weight = torch.zeros((), dtype=torch.float64, requires_grad=True)
    weight.grad = torch.tensor(gradient, dtype=torch.float64)
    torch.optim.Adam([weight], lr=rate).step()
    return abs(weight.item())


def best_rate() -> float:
    """Return the learning rate of SGD that read the most validation images in the record."""
    record = json.loads((ROOT / "benchmarks/quoted.json").read_text(encoding="utf-8"))
    return max((0.001, 0.01, 0.1, 10), key=lambda rate: record[f"02 sgd {rate}"]["valid"])


def multiplications() -> int:
    """Count the multiplications of the hidden layer: torch counts an addition with each."""
    with FlopCounterMode(display=False) as counter:
        F.linear(torch.zeros(64, 784), torch.zeros(128, 784))
    return int(counter.get_total_flops() // 2)


RIGHT: dict[str, Callable[[], object]] = {
    "recall-1": lambda: list(torch.stack([torch.zeros(1, 28, 28)] * 64).shape),
    "recall-2": lambda: list(torch.zeros(32, 3, 8, 8).flatten(start_dim=1).shape),
    "recall-3": lambda: int(torch.tensor([200], dtype=torch.uint8) + 100),
    "recall-4": lambda: list(torch.zeros(4, 3, 5).stride()),
    "steps": lambda: len(DataLoader(range(55_000), batch_size=64)),  # type: ignore[arg-type]
    "parameters": lambda: sum(p.numel() for p in nn.Linear(784, 128).parameters()),
    "chance": lambda: F.cross_entropy(torch.zeros(1, 10), torch.tensor([3])).item(),
    "argmax": lambda: LOGITS.argmax(dim=1).tolist(),
    "adam-step": lambda: adam_step(0.006, rate=0.1),
    "sgd-rate": best_rate,
    "multiplications": multiplications,
}
