"""Fingerprints of a sequence of tokens, by winnowing.

Schleimer, Wilkerson and Aiken: Winnowing: Local Algorithms for Document Fingerprinting, SIGMOD
2003, https://doi.org/10.1145/872757.872770; the method of MOSS.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b


def grams(tokens: Sequence[str], length: int) -> list[int]:
    """Return a hash of each run of `length` tokens, in order.

    The same on every machine, unlike Python's own: the same class gives the same page.
    """
    hashed = [blake2b(token.encode(errors="replace"), digest_size=8).digest() for token in tokens]
    return [
        int.from_bytes(blake2b(b"".join(hashed[i : i + length]), digest_size=8).digest())
        for i in range(len(hashed) - length + 1)
    ]


def winnow(hashes: Sequence[int], window: int) -> list[int]:
    """Return the positions of those that are kept: the smallest of every `window` in a row.

    Of equal ones the last is; of fewer than `window` together the smallest. Where each hash is of
    `length` tokens, every run of ``length + window - 1`` tokens so holds one that is kept, and
    which one that is depends on nothing but the run: whoever has the run has it, too.
    """
    kept: list[int] = []
    for start in range(max(len(hashes) - window + 1, min(len(hashes), 1))):
        inside = range(start, min(start + window, len(hashes)))
        least = min(inside, key=lambda at: (hashes[at], -at))
        if not kept or kept[-1] != least:
            kept.append(least)
    return kept
