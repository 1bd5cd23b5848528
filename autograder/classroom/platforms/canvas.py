"""Canvas's download: name as in “Lovelace, Ada”, then user and file.

    lovelaceada_12345_678901_start-1.ipynb
    lovelaceada_LATE_12345_678901_start.ipynb

A group's name stands beside the number of one of its members (`representatives` in
app/models/assignment.rb). There are no times: those in the zip are of the download. Source:
lib/content_zipper.rb.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform
from autograder.course.chosen_notebook import is_notebook

NAME = re.compile(
    r"(?P<name>.*?)(?:(?:^|_)(?P<late>LATE))?(?:^|_)(?P<number>\d+|anon_[0-9A-Za-z]+)_(?P<id>\d+)_(?P<file>.+)",
    re.DOTALL,
)
WRITTEN = re.compile(
    r"(?:.*?_)?(?:LATE_)?(?:\d+|anon_[0-9A-Za-z]+)_(?P<file>text\.html|link\.html)", re.DOTALL
)


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    attempts: dict[str, Attempt] = {}
    last: dict[str, int] = {}
    for item in items:
        if written := WRITTEN.fullmatch(item.name):
            kind = "a link" if written["file"].startswith("link") else "a text"
            yield item, f"{kind} was handed in, and no notebook"
            continue
        match = NAME.fullmatch(item.name)
        if match is None:
            yield item, "its name is none that Canvas gives, name_USER_FILE_…"
            continue
        whole = "_".join(filter(None, (match["name"], match["number"])))
        sender = Sender(match["name"], match["number"], ids=(whole,))
        attempt = attempts.setdefault(whole, Attempt(sender, item.path))
        if match["number"].startswith("anon_"):
            attempt.note = (
                "Canvas hides who this is: switch anonymous grading off and download again before "
                "grades go back"
            )
        elif match["late"]:
            attempt.note = (
                "Canvas says it came late, but not when: write the time into its timestamp.txt, "
                "or nothing is taken off"
            )
        # Canvas numbers files as they come.
        if is_notebook(match["file"]) and int(match["id"]) >= last.get(whole, 0):
            last[whole], attempt.newest = int(match["id"]), match["file"]
        yield item, (whole, match["file"], attempt)


PLATFORM = Platform(lambda item: NAME.fullmatch(item.name) or WRITTEN.fullmatch(item.name), _sort)
