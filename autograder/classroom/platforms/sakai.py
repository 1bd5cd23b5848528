"""Sakai's download.

    Homework/Lovelace, Ada(ada1)/Submission attachment(s)/start.ipynb
    Homework/Lovelace, Ada(ada1)/timestamp.txt

Those who handed in together stand in one name, ``Lovelace, Ada(ada1); Turing, Alan(al_t)``. Source:
``zipSubmissions`` in AssignmentServiceImpl.java.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform, first_matching
from autograder.course.submissions import TIMESTAMP

FOLDER = re.compile(r"(?P<name>[^/]*,.*)\((?P<user>[^()]+)\)", re.DOTALL)
FILES = "Submission attachment(s)"
OWN = re.compile(
    rf"{re.escape(FILES)}/|Feedback Attachment\(s\)/|timestamp\.txt$|comments\.txt$"
    r"|feedbackText\.html$|.*submissionText\.\w+$"
)


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    for item in items:
        at, match = first_matching(FOLDER, item.parts[:-1])
        inner = item.parts[at + 1 :]
        if match is None:
            if not item.name.startswith("grades."):
                yield item, "its folder is none that Sakai gives, “Last, First(USER)”"
        elif inner[0] == FILES or inner == (TIMESTAMP,):
            name = "/".join(inner[1:] or inner)
            if inner[0] == FILES and name == TIMESTAMP:
                continue  # the student's own
            for sender in _senders(item.parts[at]):
                yield item, ((item.parts[: at + 1], sender), name, Attempt(sender, item.parts[at]))
        elif not _is_own(item):
            yield item, f"it does not lie in “{FILES}”"


def _senders(folder: str) -> list[Sender]:
    """Return who a folder is of: of a group there is one after the other."""
    each = (FOLDER.fullmatch(one) for one in folder.replace("); ", ")\0").split("\0"))
    return [Sender(one["name"], ids=(one["user"],)) for one in each if one]


def _is_own(item: Item) -> bool:
    """Whether an item is one of those that Sakai puts into a student's folder."""
    at, match = first_matching(FOLDER, item.parts[:-1])
    return bool(match and OWN.match("/".join(item.parts[at + 1 :])))


PLATFORM = Platform(_is_own, _sort, stamps=True)
