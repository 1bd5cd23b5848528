"""Moodle's download: one folder a student since 3.1, before that and by choice flat.

    Ada Lovelace_12345_assignsubmission_file/start.ipynb
    Ada Lovelace_12345_assignsubmission_file_start.ipynb

A team's name and number stand in place of a student's. There are no times: those in the zip are of
the download. Source: mod/assign/classes/downloader.php.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform, first_matching

HIDDEN = "Participant"
"""Of somebody who is marked blindly, in English (mod/assign/lang/en/assign.php, ``hiddenuser``)."""

NAME = re.compile(
    r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    numbers: dict[str, set[str]] = {}
    for _, match in (first_matching(NAME, item.parts) for item in items):
        if match:
            numbers.setdefault(match["name"], set()).add(match["number"])
    # Where students are marked blindly, all have the same word for a name, in any language.
    alike = len(numbers) == 1 and max(map(len, numbers.values())) > 2
    for item in items:
        at, match = first_matching(NAME, item.parts)
        if match is None:
            yield item, "its name is none that Moodle gives, NAME_NUMBER_assignsubmission_file/…"
            continue
        name = "/".join(item.parts[at + 1 :]) or match["file"] or ""
        blind = alike or match["name"] == HIDDEN
        id = f"{match['name']} {match['number']}" if blind else match["name"]
        sender = Sender(match["name"], match["number"], ids=(id,))
        yield item, (match["number"], name, Attempt(sender, "/".join(item.parts[: at + 1])))


PLATFORM = Platform(
    lambda item: first_matching(NAME, item.parts)[1],
    _sort,
    untimed="no times: Moodle gives them in its grading worksheet alone, which --roster takes; "
    "until then nobody is late",
)
