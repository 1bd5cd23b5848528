"""Blackboard's download of a Grade Center column.

    Homework_ada1_attempt_2025-03-14-23-52-07_start.ipynb
    Homework_ada1_attempt_2025-03-14-23-52-07.txt

The text beside each attempt begins with the name and, in brackets, the user.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, tzinfo

from autograder.classroom.archive import BadItem, Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform
from autograder.course.times import in_utc

NAME = re.compile(
    r"(?P<attempt>.+?_(?P<user>[^_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5}))(?:_(?P<file>.+)|\.txt)",
    re.DOTALL,
)
SAYS = re.compile(r"Name:\s*(?P<name>[^\n]*?)\s*\((?P<user>[^()\n]+)\)\s*\n")


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    people: dict[str, tuple[str, str]] = {}
    with_files = {match["attempt"] for match in map(_named, items) if match and match["file"]}
    for item in items:
        match = _named(item)
        if match and not match["file"]:
            with suppress(BadItem):
                said = SAYS.match(item.read()[:1000].decode("utf-8-sig", "replace"))
                # A user's name may have an underscore in it.
                if said and match["attempt"].partition("_attempt_")[0].endswith(f"_{said['user']}"):
                    people[match["attempt"]] = (said["name"], said["user"])
            if match["attempt"] not in with_files:
                yield item, "a text was handed in, and no notebook"
    for item in items:
        match = _named(item)
        if match is None:
            yield item, "its name is none that Blackboard gives, ASSIGNMENT_USER_attempt_TIME_FILE"
        elif match["file"]:
            name, user = people.get(match["attempt"], ("", match["user"]))
            try:
                local = datetime.strptime(match["time"], "%Y-%m-%d-%H-%M-%S").replace(tzinfo=zone)
                handed_in = in_utc(local, zone)
            except ValueError:
                yield item, f"{match['time']} in its name is no time"
                continue
            attempt = Attempt(Sender(name, ids=(user,)), match["attempt"], handed_in=handed_in)
            yield item, (match["attempt"], match["file"], attempt)


def _named(item: Item) -> re.Match[str] | None:
    return NAME.fullmatch(item.name)


PLATFORM = Platform(_named, _sort, local=True)
