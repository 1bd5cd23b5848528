"""Whether a list or a download says itself that it is another assignment's."""

from __future__ import annotations

import re
from collections.abc import Collection


def named(text: str, own: Collection[str], every: Collection[str]) -> str:
    """Return the assignment that a text names, where it names none of those that are meant.

    An assignment is called ``04-start`` or without its number, with whatever between the words:
    ``Grades-DL-04_Start-77``. Nothing is told where the text could be both, or several others.

    >>> named("Grades-DL-Words-77", ["04-start"], ["03-words", "04-start"])
    '03-words'
    """
    found = [name for name in every if _names(text, name)]
    return found[0] if len(found) == 1 and found[0] not in own else ""


def _names(text: str, assignment: str) -> bool:
    words = _words(assignment)
    without_number = words[1:] if words and words[0].isdecimal() else words
    said = f" {' '.join(_words(text))} "
    return bool(without_number) and f" {' '.join(without_number)} " in said


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
