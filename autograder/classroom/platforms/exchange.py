"""nbgrader's exchange.

    inbound/ada+01-start+2025-03-14 12:00:00.123456 UTC/start.ipynb

The time is in ``timestamp.txt``, too.
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
from autograder.course.times import NotTold, utc_of

FOLDER = re.compile(
    r"(?P<student>.+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d "
    r"\d\d:\d\d:\d\d[^+]*?(?:\s[+-]\d\d(?::?\d\d)?)?)(?:\+[^+]*)?",
    re.DOTALL,
)


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    for item in items:
        at, match = first_matching(FOLDER, item.parts[:-1])
        if match is None:
            # The exchange holds what was handed out and the feedback too.
            yield (
                item,
                None
                if {"outbound", "feedback"} & set(item.parts)
                else "its folder is none that nbgrader gives, USER+ASSIGNMENT+TIME",
            )
        elif match["assignment"] != assignment:
            yield item, None
        else:
            attempt = Attempt(Sender(ids=(match["student"],)), item.parts[at])
            try:
                attempt.handed_in = utc_of(match["time"], zone)
            except NotTold as why:
                attempt.note = not_told(why)
            yield item, (item.parts[: at + 1], "/".join(item.parts[at + 1 :]), attempt)


PLATFORM = Platform(
    lambda item: "outbound" in item.parts or first_matching(FOLDER, item.parts[:-1])[1],
    _sort,
    stamps=True,
)
