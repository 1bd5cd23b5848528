"""A submission whose worker died is tried again, and one that the machine hindered.

Once beside others, then alone; what kills its worker alone does so by itself.

When a worker dies, whatever it had in hand is under suspicion, and innocent but for one at most.
Dask would send it all on together, to be killed together once more, and in the end give all of it
up.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterable
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

TRIES = 3
"""How often a submission is given to a worker before the death of each is held to be its own
doing."""


class Queue(Generic[T]):
    """Who is next: first all, then those whose worker died, and alone those who lost two."""

    def __init__(self, items: Iterable[T]) -> None:
        self._first = iter(items)
        self._again: deque[T] = deque()
        self._alone: deque[T] = deque()
        self._deaths: Counter[T] = Counter()
        self._hindered: set[T] = set()

    def next(self, *, most: int, idle: bool) -> list[T]:
        """Who is next; nobody if there is none, or none that may be graded beside others.

        Args:
            most: how many may go together; whoever lost a worker goes by itself.
            idle: whether nobody is being graded.
        """
        if together := list(islice(self._first, most)):
            return together
        if self._again:
            return [self._again.popleft()]
        return [self._alone.popleft()] if self._alone and idle else []

    def worker_died(self, item: T) -> bool:
        """Put one back whose worker died; whether it gets another try."""
        self._deaths[item] += 1
        left = TRIES - self._deaths[item]
        if left:
            (self._alone if left == 1 else self._again).append(item)
        return left > 0

    def hindered(self, item: T) -> bool:
        """Put one back that the machine hindered; whether it gets another try, alone."""
        first = item not in self._hindered
        if first:
            self._hindered.add(item)
            self._alone.append(item)
        return first
