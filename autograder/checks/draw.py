"""Inputs of the hidden tests: new for each student, the same again at a regrade."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Iterable

import torch


def seed_for(secret: bytes, student: str, exercise: str) -> int:
    """A seed below 2**63 from the course's secret, HMAC-SHA-256 (RFC 2104) of student and exercise.

    Without the secret nobody can work out the inputs of a hidden test beforehand.
    """
    digest = hmac.new(secret, f"{student}\0{exercise}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 1


class Draw:
    """Draws tensors and numbers from one seed, apart from torch's global generator."""

    def __init__(self, seed: int) -> None:
        self._generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int) -> torch.Tensor:
        """Standard normal float32 of that shape."""
        return torch.randn(shape, generator=self._generator)

    def uniform(self, *shape: int) -> torch.Tensor:
        """Uniform float32 in [0, 1) of that shape."""
        return torch.rand(shape, generator=self._generator)

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Whole numbers from `low` to `high`, both included, as int64 of that shape."""
        return torch.randint(low, high + 1, shape, generator=self._generator)

    def whole(self, *shape: int, low: int = -9, high: int = 9) -> torch.Tensor:
        """Small whole numbers as float32: sums and products of them are exact in any order."""
        return self.integers(low, high, *shape).to(torch.float32)

    def distinct(self, *shape: int) -> torch.Tensor:
        """Different whole numbers in random order as float32, so that no two places can be taken for each other."""
        count = int(torch.Size(shape).numel())
        return torch.randperm(count, generator=self._generator).reshape(shape).to(torch.float32)

    def weights(self, shapes: Iterable[tuple[int, ...]]) -> list[torch.Tensor]:
        """Weights and biases of a network, float32 of those shapes, under which activations neither vanish nor saturate."""
        return [
            self.normal(*shape) * (2 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else 0.5)
            for shape in shapes
        ]

    def number(self, low: int, high: int) -> int:
        """One whole number from `low` to `high`, both included."""
        return int(self.integers(low, high, 1))
