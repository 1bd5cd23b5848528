"""ILIAS's download of all submissions of an exercise's assignment.

    Lovelace_Ada_ada1_345/start.ipynb
    Team 12/Lovelace_Ada_ada1_345/Late Submission - start.ipynb

Last name, first name, user name and number, in ASCII. A team's files lie with the one who uploaded
them. There are no times, but who was late, in the instructor's language. Source:
components/ILIAS/Exercise/Submission/SubmissionManager.php.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform
from autograder.course.chosen_notebook import is_notebook

FOLDER = re.compile(r"(?P<joined>.*_.*_.+)_\d+", re.DOTALL)
TEAM = re.compile(r"Team \d+")
"""What lies around the folders of one team, in English and German."""
MAYBE_A_TEAM = re.compile(r"\D+ \d+")
"""The same in another language (``exc_team``): or an assignment, of which one student handed in."""
LATE = re.compile(r"(?P<said>[^-]+) - (?P<file>.+)", re.DOTALL)


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    attempts: dict[str, Attempt] = {}
    around = {item.parts[-3] for item in items if len(item.parts) > 2 and _named(item)}
    alone = len({item.parts[-2] for item in items if _named(item)}) == 1
    for item in items:
        match = _named(item)
        if match is None:
            yield item, "its folder is none that ILIAS gives, LAST_FIRST_USER_NUMBER"
            continue
        words = [word for word in match["joined"].split("_") if word]
        # With more words than that, where the user's name begins can't be told.
        id = words[-1] if 0 < len(words) <= 3 else match["joined"]
        folder = item.parts[-2]
        sender = Sender(ids=(id,), joined=match["joined"])
        attempt = attempts.setdefault(folder, Attempt(sender, folder))
        name = item.name
        if is_notebook(name) and (late := LATE.fullmatch(name)):
            name = late["file"]
            attempt.note = (
                f"its name begins with “{late['said']}”, as ILIAS names what came late: write the "
                "time into its timestamp.txt, or nothing is taken off"
            )
        elif not attempt.note and (len(around) > 1 or any(map(TEAM.fullmatch, around))):
            attempt.note = (
                f"{item.parts[-3]} handed it in, and ILIAS doesn't say who else is in it: copy the "
                "submission for the others"
            )
        elif not attempt.note and alone and (one := [*filter(MAYBE_A_TEAM.fullmatch, around)]):
            attempt.note = (
                f"if {one[0]} is a team, ILIAS doesn't say who else is in it: copy the "
                "submission for the others"
            )
        yield item, (folder, name, attempt)


def _named(item: Item) -> re.Match[str] | None:
    return FOLDER.fullmatch(item.parts[-2]) if len(item.parts) > 1 else None


PLATFORM = Platform(_named, _sort, told="ILIAS gives no times, so nobody is late by them")
