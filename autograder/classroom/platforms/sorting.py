"""Sort a download by who handed in what, and when, whichever platform it is from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from autograder.classroom.archive import BadItem, BadSource, Item
from autograder.classroom.platforms import folder
from autograder.classroom.platforms.platform import Attempt
from autograder.classroom.platforms.table import PLATFORMS
from autograder.course.submissions import TIMESTAMP
from autograder.course.times import NotTold, utc_of
from autograder.plain import some_of


@dataclass
class Recognised:
    """The items of a source, sorted by who handed them in."""

    attempts: list[Attempt] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    others: int = 0
    """Files of other assignments."""


def recognise(
    items: list[Item], assignment: str, every: list[str], platform: str | None, zone: tzinfo = UTC
) -> tuple[str, Recognised]:
    """Find out which platform's names these are, and sort them by attempt.

    Args:
        items: what a source holds.
        assignment: what is collected.
        every: names of all of the course's assignments.
        platform: one of `PLATFORMS`; None for the one that the names fit best.
        zone: of the course, for times that don't say theirs.

    Raises:
        BadSource: these are no platform's names, or Gradescope's list of people can't be read.
    """
    if platform is None:
        platform = platform_of(items)
        if platform == "folder":
            _refuse_files_of_nobody(items)
    recognised = Recognised()
    attempts: dict[object, Attempt] = {}
    for item, found in PLATFORMS[platform].sort(items, assignment, every, zone):
        if found is None:
            recognised.others += 1
        elif isinstance(found, str):
            recognised.refused.append((item.path, found))
        else:
            key, name, attempt = found
            attempts.setdefault(key, attempt).files.append((name, item))
    stamps = PLATFORMS[platform].stamps
    recognised.attempts = [_timed(attempt, zone, stamps=stamps) for attempt in attempts.values()]
    return platform, recognised


def platform_of(items: list[Item]) -> str:
    """Return the platform whose pattern most names fit.

    Few fits are a student's own odd names within something else.
    """
    side_by_side = len({item.parts[:-1] for item in items}) == 1
    fitting = {
        name: sum(map(bool, map(one.fits, items)))
        for name, one in PLATFORMS.items()
        if name != "folder" and (side_by_side or not one.flat)
    }
    best = max(fitting, key=lambda name: fitting[name])
    return best if 2 * fitting[best] > len(items) else "folder"


def _refuse_files_of_nobody(items: list[Item]) -> None:
    """Refuse files that lie side by side: each would be a student who is called like it."""
    top = folder.common(items)
    flat = [item for item in items if len(item.parts) <= top + 1]
    if len(flat) <= 1 or 2 * len(flat) <= len(items):
        return
    named = some_of([item.name for item in flat], 3)
    raise BadSource(
        f"these are no platform's names, but {len(flat)} files side by side: {named}: where each "
        "is called like the student who made it, say `--from folder`; else say whose names they "
        "are, as `--from moodle`"
    )


def _timed(attempt: Attempt, zone: tzinfo, *, stamps: bool) -> Attempt:
    """With the time in its ``timestamp.txt``, where the platform has written one."""
    for name, item in attempt.files:
        if name == TIMESTAMP and not stamps:
            attempt.note = attempt.note or f"the student's own {TIMESTAMP} was left out"
        elif name == TIMESTAMP:
            try:
                written = item.read().decode("utf-8-sig", errors="replace")
                attempt.handed_in, attempt.note = utc_of(written[:100], zone), ""
            except (BadItem, NotTold) as why:
                if not attempt.handed_in:
                    attempt.note = f"{TIMESTAMP}: {why}"
    attempt.files = [(name, item) for name, item in attempt.files if name != TIMESTAMP]
    return attempt
