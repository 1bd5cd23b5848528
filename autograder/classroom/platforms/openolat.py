"""OpenOlat's archive of a task or group task, and its download of all that was handed in.

    ita_Homework_2025-03-14_12-00/Lovelace_Ada_ada1/2_submissions/start.ipynb
    grouptask_Homework_2025-03-14_12-00/Red_7001/1_submissions/start.ipynb

Last name, first name and user name, in ASCII and without points; or a group's name and number. The
number before a step is its place in the task's course. There are no times. Source:
``archiveNodeData`` in GTACourseNode.java.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform, first_matching

STEP = re.compile(
    r"\d+_(?:(?P<handed_in>submissions)|revisions_(?P<round>\d+)"
    r"|task|corrections(?:_\d+)?|assessment)"
)
GROUPS = "grouptask_"


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    rounds: dict[str, int] = {}
    for item in items:
        if (found := _handed_in(item)) is not None:
            rounds[found[0]] = max(found[1], rounds.get(found[0], 0))
    for item in items:
        at, step = first_matching(STEP, item.parts[1:-1])
        if step is None:
            if "solutions" not in item.parts and not item.name.endswith(".xlsx"):
                yield item, "its folder is none that OpenOlat gives, LAST_FIRST_USER/1_submissions"
            continue
        if (found := _handed_in(item)) is None or found[1] < rounds[found[0]]:
            continue  # the instructor's, or what a later round replaced
        folder = item.parts[at]
        sender = Sender(ids=(folder,), joined=folder)
        if any(part.startswith(GROUPS) for part in item.parts[:at]):
            group = folder.rpartition("_")[0]
            sender = Sender(group)
        attempt = Attempt(sender, folder)
        if rounds[folder]:
            attempt.note = f"revision {rounds[folder]} counts, and not what was handed in before it"
        yield item, (folder, "/".join(item.parts[at + 2 :]), attempt)


def _handed_in(item: Item) -> tuple[str, int] | None:
    """Return a student's folder and the round that a file was handed in at; None of any other."""
    at, step = first_matching(STEP, item.parts[1:-1])
    if step is None or not (step["handed_in"] or step["round"]):
        return None
    return item.parts[at], int(step["round"] or 0)


PLATFORM = Platform(
    lambda item: first_matching(STEP, item.parts[1:-1])[1],
    _sort,
    told="OpenOlat gives no times: whoever was late needs a timestamp.txt",
)
