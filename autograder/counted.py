"""Numbers of things, in words."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number of things in words: ``1 answer``, ``2 answers``.

    Args:
        count: how many.
        one: what one of them is called.
        many: what several are called, where it isn't `one` with an s.
    """
    return f"{count} {one if count == 1 else many or f'{one}s'}"
