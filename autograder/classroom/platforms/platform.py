"""What a platform is here: how it names files, and whose it says they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.course.times import NotTold


@dataclass
class Attempt:
    """What somebody handed in at one time."""

    sender: Sender
    origin: str
    """Where it was found, to be told to the instructor."""
    files: list[tuple[str, Item]] = field(default_factory=list)
    """Each file under the name that the student gave it."""
    handed_in: datetime | None = None
    """In UTC, without zone."""
    note: str = ""
    newest: str = ""
    """The name of the notebook that came last, where the platform says it."""


Found = Iterator[tuple[Item, tuple[object, str, Attempt] | str | None]]
"""For each item: the key of its attempt, its own name and the attempt; or why it can't be placed;
or None if it is another assignment's."""


@dataclass(frozen=True)
class Platform:
    """How a platform names what it gives."""

    fits: Callable[[Item], object]
    """Whether an item is named as it names them."""
    sort: Callable[[list[Item], str, list[str], tzinfo], Found]
    """Says whose items are, of one assignment among all of the course's."""
    stamps: bool = False
    """Whether it writes the time into a ``timestamp.txt`` beside."""
    told: str = ""
    """What is to be known of all that it gives."""
    untimed: str = ""
    """What is to be known where the list of students has no times either."""
    local: bool = False
    """Whether its names have times of some place's clock, and don't say where."""
    flat: bool = False
    """Whether it puts all files into one folder: elsewhere its names are a student's own."""


def not_told(why: NotTold) -> str:
    """Return what an instructor is told of a time that can't be read."""
    return f"when it was handed in can't be told: {why}"


def first_matching(
    pattern: re.Pattern[str], parts: tuple[str, ...]
) -> tuple[int, re.Match[str] | None]:
    """Return the outermost part of a path that has a platform's form, and its place."""
    found = ((i, m) for i, part in enumerate(parts) if (m := pattern.fullmatch(part)))
    return next(found, (0, None))
