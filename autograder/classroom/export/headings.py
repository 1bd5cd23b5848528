"""Which column of a platform's list is an assignment's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book


@dataclass(frozen=True)
class Listed:
    """How a platform heads the column of an assignment."""

    column: re.Pattern[str]
    """The heading, with the assignment's name."""
    makes: str = ""
    """What becomes of a heading that the platform doesn't have; empty where there is no list."""


CANVAS = Listed(
    re.compile(r"(?P<name>.*) \(\d+\)", re.DOTALL), "Canvas will make a new assignment of it"
)
"""``01-start (77)``"""
BLACKBOARD = Listed(
    re.compile(r"(?P<name>.*?)(?: \[Total Pts:[^]]*\])? ?\|\d+", re.DOTALL),
    "Blackboard will make a new column of text, worth nothing, of it",
)
"""``01-start [Total Pts: 20 Score] |12345``"""
NO_LIST = Listed(re.compile(r"(?P<name>.*) \(\d+\)", re.DOTALL))


def headings_of(book: Book, listed: Listed) -> tuple[list[str], list[str]]:
    """Return the heading of each assignment's column, and what is worth knowing.

    Raises:
        UsageError: it can't be told.
    """
    names = {c: match["name"] for c in book.columns if (match := listed.column.fullmatch(c))}
    there = f"in the list there are: {', '.join(names) or 'none'}"
    headings: list[str] = []
    told = []
    for name in book.points:
        own = [column for column in names if names[column].casefold() == name.casefold()]
        heading = book.headings.get(name) or (own[0] if own else name)
        if listed.makes and name in book.headings and heading not in book.columns:
            raise UsageError(
                f"{heading!r} is no column of the list, so {name} can't be that: name another with "
                f"--column, or fetch the list anew; {there}"
            )
        if len(own) > 1 and name not in book.headings:
            raise UsageError(f"{name} is {len(own)} columns: say which with --column; {there}")
        if listed.makes and heading not in book.columns:
            told.append(
                f"{name}: no column of the list is called so, and {listed.makes}; for one that is "
                f"there, name its column with --column; {there}"
            )
        if heading in headings:
            raise UsageError(f"{heading!r} is the column of more than one assignment: see --column")
        headings.append(heading)
    return headings, told
