"""Hold a text against the right one, as exactly as the exercise asks."""

from __future__ import annotations

import re
from typing import Any

from autograder.checks import compare
from autograder.checks.compare import Mismatch
from autograder.checks.kinds import hold_kind
from autograder.student.inside.bounds import MAX_TEXT

AROUND = 12
"""Characters of the student's own text that are shown from the first that differs on."""


def right_text(expected: str | re.Pattern[str]) -> str | re.Pattern[str]:
    """Return the right text or pattern as it is.

    Raises:
        TypeError: it is neither.
        ValueError: it is too long for a student's text of that length to travel whole.
    """
    if not isinstance(expected, (str, re.Pattern)):
        raise TypeError(f"a text or a compiled pattern is needed, not {compare.describe(expected)}")
    if isinstance(expected, str) and len(expected) >= MAX_TEXT:
        raise ValueError(f"a text of {MAX_TEXT:,} characters or more can't be compared")
    return expected


def is_text(
    got: Any,
    right: str | re.Pattern[str],
    *,
    case: bool = False,
    spaces: bool = False,
    verb: str = "got",
) -> None:
    """Raise Mismatch unless a value is that text, or matches that pattern as a whole.

    Args:
        got: what came back.
        right: the text, or a compiled pattern, which says by its flags whether case matters.
        case: whether capital letters matter.
        spaces: whether white space matters. Otherwise a run of it counts as one space, and none
            counts around the text.
        verb: what the student did with the text, in a message.
    """
    hold_kind(got, "")
    mine = got if spaces else " ".join(got.split())
    if isinstance(right, re.Pattern):
        if not right.fullmatch(mine):
            fact = f"You {verb} {shown(got)}, which has not the form that is asked for."
            raise Mismatch(fact, "" if mine else "The text is empty.")
        return
    theirs = right if spaces else " ".join(right.split())
    if same(mine, theirs, case):
        return
    advice = difference(mine, theirs, case)
    if same(" ".join(mine.split()), " ".join(theirs.split()), case=False):
        advice = f"Only capital letters or white space differ. {advice}"
    raise Mismatch(f"You {verb} {shown(got)}, which is not right.", advice)


def same(mine: str, theirs: str, case: bool) -> bool:
    """Tell whether two texts are the same, capital letters aside unless `case`."""
    return mine == theirs if case else mine.casefold() == theirs.casefold()


def difference(mine: str, theirs: str, case: bool) -> str:
    """Return where a text first differs from the right one, showing the student's own only."""
    if not mine:
        return "The text is empty."
    pairs = zip(mine, theirs, strict=False)
    place = next((i for i, (a, b) in enumerate(pairs) if not same(a, b, case)), None)
    if place is None and len(mine) < len(theirs):
        return f"It ends too early, after character {len(mine)}."
    if place is None:
        place = len(theirs)
        return f"It goes on for too long, from character {place + 1} on: {_from(mine, place)}."
    return f"It first differs at character {place + 1}: {_from(mine, place)}."


def shown(text: str) -> str:
    """Return how a text looks, cut to length."""
    return compare.shorten(repr(text))


def _from(text: str, place: int) -> str:
    more = "…" if len(text) > place + AROUND else ""
    return f"“{text[place : place + AROUND]}{more}”"
