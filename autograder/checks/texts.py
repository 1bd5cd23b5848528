"""Hold a text against the right one, as forgiving as the exercise allows."""

from __future__ import annotations

import re
from typing import Any

from autograder.checks import compare
from autograder.checks.compare import Mismatch


def is_text(
    got: Any, expected: str | re.Pattern[str], *, case: bool = False, spaces: bool = False
) -> None:
    """Raise Mismatch unless `got` is that text, or matches that pattern as a whole.

    Args:
        got: what came back.
        expected: the text, or a compiled pattern.
        case: whether capital letters matter.
        spaces: whether white space matters: line breaks, several spaces for one, around the text.
    """
    if not isinstance(got, str):
        advice = "A text stands in quotation marks; str(…) makes one of another value."
        if got is None:
            advice = "Did you forget the return? print only shows a value, return hands it over."
        raise Mismatch(f"Expected a str, but got {compare.describe(got)}.", advice)
    mine = _prepared(got, case, spaces)
    if isinstance(expected, re.Pattern):
        if not expected.fullmatch(got if spaces else " ".join(got.split())):
            raise Mismatch(f"You got {_shown(got)}, which has not the form that is asked for.")
        return
    right = _prepared(expected, case, spaces)
    if mine == right:
        return
    raise Mismatch(f"You got {_shown(got)}, which is not right.", _hint(mine, right, got, expected))


def _prepared(text: str, case: bool, spaces: bool) -> str:
    text = text if spaces else " ".join(text.split())
    return text if case else text.casefold()


def _shown(text: str) -> str:
    return compare.shorten(repr(text), 80)


def _hint(mine: str, right: str, got: str, expected: str) -> str:
    if not mine:
        return "The text is empty."
    if _prepared(got, False, False) == _prepared(expected, False, False):
        return "Only capital letters or white space differ."
    place = next((i for i, (a, b) in enumerate(zip(mine, right, strict=False)) if a != b), None)
    if place is None:
        return "It goes on for too long." if len(mine) > len(right) else "It ends too early."
    return f"Up to character {place} it is right; look at what follows." if place else ""
