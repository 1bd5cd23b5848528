"""Inputs of the hidden tests: new for each student, the same again at a regrade."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Iterable
from random import Random

import torch


def seed_for(secret: bytes, student_id: str, exercise: str) -> int:
    """Return a seed below 2**63: HMAC-SHA-256 (RFC 2104) of student and exercise, with the secret.

    Without the secret nobody can work out the inputs of a hidden test beforehand.
    """
    digest = hmac.new(secret, f"{student_id}\0{exercise}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 1


class Draw:
    """Draws tensors and numbers from one seed, apart from all global generators.

    Attributes:
        random: Python's generator of that seed, for whatever is no number: choice, sample, shuffle.
    """

    def __init__(self, seed: int) -> None:
        self._generator = torch.Generator().manual_seed(seed)
        self.random = Random(seed)  # noqa: S311  no secret: the seed is one

    def normal(self, *shape: int) -> torch.Tensor:
        """Draw standard normal float32 of that shape."""
        return torch.randn(shape, generator=self._generator)

    def uniform(self, *shape: int) -> torch.Tensor:
        """Draw uniform float32 in [0, 1) of that shape."""
        return torch.rand(shape, generator=self._generator)

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Draw whole numbers from `low` to `high`, both included, as int64 of that shape."""
        return torch.randint(low, high + 1, shape, generator=self._generator)

    def whole(self, *shape: int, low: int = -9, high: int = 9) -> torch.Tensor:
        """Draw small whole numbers as float32, whose sums and products are exact in any order."""
        return self.integers(low, high, *shape).to(torch.float32)

    def distinct(self, *shape: int) -> torch.Tensor:
        """Draw different whole numbers in random order, as float32: no two places look the same."""
        count = int(torch.Size(shape).numel())
        return torch.randperm(count, generator=self._generator).reshape(shape).to(torch.float32)

    def weights(self, shapes: Iterable[tuple[int, ...]]) -> list[torch.Tensor]:
        """Draw a network's weights and biases, float32 of those shapes.

        Activations neither vanish nor saturate under them.
        """
        return [
            self.normal(*shape) * (2 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else 0.5)
            for shape in shapes
        ]

    def number(self, low: int, high: int) -> int:
        """Draw one whole number from `low` to `high`, both included."""
        return int(self.integers(low, high, 1))
