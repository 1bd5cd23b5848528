"""Brightspace's download.

    12345-678910 - Ada Lovelace - Mar 14, 2025 1152 PM/start.ipynb

The time has no colon, since a file's name can't.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import (
    Attempt,
    Found,
    Platform,
    first_matching,
    not_told,
)
from autograder.course.times import NotTold, time_of

FOLDER = re.compile(
    r"(?P<number>\d+)-\d+ - (?P<name>.+) - (?P<time>\D*\d.*\d{4},? \d{3,4}(?: ?[APap][Mm])?)",
    re.DOTALL,
)
CLOCK = re.compile(r"(\d{1,2})(\d\d)(?=(?: ?[APap][Mm])?$)")
"""The clock's time, which has no colon since a file's name can't."""


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    for item in items:
        at, match = first_matching(FOLDER, item.parts[:-1])
        if match is None:
            if item.name != "index.html":
                yield item, "its folder is none that Brightspace gives, NUMBER - NAME - TIME"
            continue
        sender = Sender(match["name"], match["number"], ids=(match["name"],))
        attempt = Attempt(sender, item.parts[at])
        try:
            attempt.handed_in = time_of(CLOCK.sub(r"\1:\2", match["time"]), zone)
        except NotTold as why:
            attempt.note = not_told(why)
        yield item, (item.parts[: at + 1], "/".join(item.parts[at + 1 :]), attempt)


PLATFORM = Platform(lambda item: first_matching(FOLDER, item.parts[:-1])[1], _sort, local=True)
