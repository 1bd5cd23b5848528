"""Which column of a platform's list is an assignment's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.classroom import another_assignment
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
    new: str = "{}"
    """How it heads a column that it doesn't have yet, by the assignment's name."""
    worth: re.Pattern[str] | None = None
    """The points in a heading that says them."""


CANVAS = Listed(
    re.compile(r"(?P<name>.*) \(\d+\)", re.DOTALL), "Canvas will make a new assignment of it"
)
"""``01-start (77)``"""
BLACKBOARD = Listed(
    re.compile(r"(?P<name>.*?)(?: \[Total Pts:[^]]*\])? ?\|\d+", re.DOTALL),
    "Blackboard will make a new column of text, worth nothing, of it",
    worth=re.compile(r"\[Total Pts: (?:up to )?([\d.,]+)"),
)
"""``01-start [Total Pts: 20 Score] |12345``"""
BRIGHTSPACE = Listed(
    re.compile(r"(?P<name>.*) Points Grade(?: <[^>]*>)?", re.DOTALL),
    "Brightspace will make a new grade item of it",
    "{} Points Grade",
    re.compile(r"<.*\bMaxPoints:([\d.,]+)"),
)
"""``01-start Points Grade <Numeric MaxPoints:20 Weight:10>``"""
NO_LIST = Listed(re.compile(r"(?P<name>.*) \(\d+\)", re.DOTALL))


def headings_of(book: Book, listed: Listed) -> tuple[list[str], list[str]]:
    """Return the heading of each assignment's column, and what is worth knowing.

    Raises:
        UsageError: it can't be told, or it is worth other points.
    """
    names = {c: match["name"] for c in book.columns if (match := listed.column.fullmatch(c))}
    there = f"in the list there are: {', '.join(names) or 'none'}"
    headings: list[str] = []
    told = []
    for name in book.points:
        own = [column for column in names if names[column].casefold() == name.casefold()]
        heading = own[0] if own else listed.new.format(name)
        if said := book.headings.get(name):
            # Without what a platform adds to the name, its number or the points, will do.
            alike = [c for c in names if names[c] == said or c.startswith(f"{said} <")]
            heading = alike[0] if len(alike) == 1 else said
            if not (listed.makes or listed.column.fullmatch(heading)):
                heading = listed.new.format(heading)
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
        if other := another_assignment.named(heading, [name], book.every):
            told.append(f"{name} goes into {heading!r}, which is called like {other}: is it right?")
        if heading in headings:
            raise UsageError(f"{heading!r} is the column of more than one assignment: see --column")
        _check_points(heading, book.points[name], listed)
        headings.append(heading)
    return headings, told


def _check_points(heading: str, points: float, listed: Listed) -> None:
    """Refuse a column that is worth something else: 4 of 100 would be no full score.

    Raises:
        UsageError: it is.
    """
    theirs = listed.worth.search(heading) if listed.worth else None
    if theirs and float(theirs[1].replace(",", ".")) != points:
        raise UsageError(
            f"{heading!r} is worth {theirs[1]} points, and not {points:g}: make it {points:g} "
            "on the platform, and download the list again"
        )
