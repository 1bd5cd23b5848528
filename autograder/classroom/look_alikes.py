"""Names that look alike, by Unicode's confusable characters (UTS #39)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from confusable_homoglyphs.confusables import confusables_data

from autograder.classroom.people import canonical


def look_alikes(ids: Iterable[str]) -> list[list[str]]:
    """Return groups of ids that look alike."""
    groups: dict[str, set[str]] = {}
    for id in ids:
        groups.setdefault(_skeleton(id), set()).add(id)
    return [sorted(group) for group in groups.values() if len(group) > 1]


def _skeleton(text: str) -> str:
    shown = (
        char
        for char in unicodedata.normalize("NFKD", text)
        if unicodedata.category(char) not in ("Mn", "Cf")
    )
    return canonical("".join(map(_prototype, shown))).casefold()


def _prototype(char: str) -> str:
    """Return the character that stands for all that look like one."""
    like = [other["c"] for other in confusables_data.get(char, [])]
    if len(like) != 1:
        return char
    ours, theirs = len(like), len(confusables_data.get(like[0], []))
    return like[0] if (theirs, char) > (ours, like[0]) else char
