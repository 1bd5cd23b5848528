"""A class's folder in Google Drive, in which Google Classroom keeps what students handed in.

    Classroom/Deep Learning/Homework/Ada Lovelace - start.ipynb

Copies that Classroom made for each student have the student's name beside the title that all
share. Google documents no names: so the title is what most of them have on the same side, and what
has another is nobody's. There are no times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import PurePosixPath

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform
from autograder.course.chosen_notebook import is_notebook

BETWEEN = " - "
AGAIN = re.compile(r"\s*\(\d+\)$")
"""What Drive puts behind a name that is there already."""


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    sides = Counter(side for item in items for side in {side for side, _ in _sides(item)})
    most = max(sides.values(), default=0)
    titles = [side for side in sides if sides[side] == most and most > 1]
    longest = max(titles, key=lambda side: len(side[1]), default=None)
    for item in items:
        name = dict(_sides(item)).get(longest) if longest else None
        if longest is None:
            yield item, "no title is shared by all, beside which a student's name would stand"
        elif name is None:
            yield item, f"“{longest[1]}” is no part of its name, as it is of the others'"
        else:
            attempt = Attempt(Sender(name, ids=(name,)), item.path)
            yield item, (name, item.name, attempt)


def _sides(item: Item) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each way to part a name: the side that the title is on, the title, and the name."""
    stem = AGAIN.sub("", PurePosixPath(item.name).stem)
    for at in (match.start() for match in re.finditer(BETWEEN, stem)):
        left, right = stem[:at].strip(), stem[at + len(BETWEEN) :].strip()
        if left and right:
            yield ("right", right), left
            yield ("left", left), right


PLATFORM = Platform(
    lambda item: is_notebook(item.name) and any(_sides(item)),
    _sort,
    told="Google Drive gives no times: whoever was late needs a timestamp.txt",
    flat=True,
)
