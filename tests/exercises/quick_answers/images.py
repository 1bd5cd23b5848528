from __future__ import annotations

from collections.abc import Callable

import torch

TABLE = torch.tensor([[10, 11, 12], [20, 21, 22]])


def slot(shape: tuple[int, ...], *index: int) -> int:
    """Return where an element of a fresh tensor lies in memory."""
    return int(torch.arange(torch.Size(shape).numel()).reshape(shape)[index])


def shared_list() -> int:
    a = [1, 2, 3]
    b = a
    b[0] = 99
    return a[0]


RIGHT: dict[str, Callable[[], object]] = {
    "recall-1": lambda: [10, 20, 30, 40, 50][1:4],
    "recall-2": lambda: [[1, 2, 3], [4, 5, 6]][1][0],
    "recall-3": lambda: (7 / 2, 7 // 2),
    "recall-4": shared_list,
    "recall-5": lambda: torch.iinfo(torch.uint8).max + 1,
    "wrap": lambda: torch.tensor([51, 250], dtype=torch.uint8) + 10,
    "slot": lambda: slot((2, 3, 2, 4), 0, 2, 1, 3),
    "turned-strides": TABLE.T.stride,
    "flat-shape": lambda: torch.zeros(1, 8, 8).flatten().shape,
    "red-channel": lambda: torch.arange(10, 70, 10).reshape(1, 2, 3).reshape(3, 1, 2)[0, 0],
}
