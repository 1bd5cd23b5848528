"""How learning platforms name the files of a download: from a path to who handed in what, and when.

Moodle (mod/assign/classes/downloader.php), one folder a student since 3.1, before that and by
choice flat:

    Ada Lovelace_12345_assignsubmission_file/start.ipynb
    Ada Lovelace_12345_assignsubmission_file_start.ipynb

Canvas (lib/content_zipper.rb), name as in “Lovelace, Ada”, then user and file:

    lovelaceada_12345_678901_start-1.ipynb
    lovelaceada_LATE_12345_678901_start.ipynb

Gradescope, whose ``submission_metadata.yml`` names the people of each folder:

    assignment_123_export/submission_456/start.ipynb

nbgrader's exchange, and its ``submitted/`` or any folder with one of each student:

    inbound/ada+01-start+2025-03-14 12:00:00.123456 UTC/start.ipynb
    ada/01-start/start.ipynb        ada/start.ipynb        ada.ipynb

Times: the exchange and Gradescope write them down. The zips of Moodle and Canvas carry the time of
the download, so those are not used.

Groups: in Moodle a team's name and number stand in place of a student's; in Canvas a group's name
beside the number of one of its members (`representatives` in app/models/assignment.rb).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

import yaml

from autograder.classroom.archive import BadItem, BadSource, Item
from autograder.classroom.people import Sender
from autograder.course.chosen_notebook import is_notebook
from autograder.course.submissions import TIMESTAMP
from autograder.course.times import NotTold, time_of, utc_of

METADATA = "submission_metadata.yml"

MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)
CANVAS = re.compile(
    r"(?P<name>.*?)(?:(?:^|_)(?P<late>LATE))?(?:^|_)(?P<number>\d+|anon_[0-9A-Za-z]+)_(?P<id>\d+)_(?P<file>.+)",
    re.DOTALL,
)
CANVAS_TEXT = re.compile(
    r"(?:.*?_)?(?:LATE_)?(?:\d+|anon_[0-9A-Za-z]+)_(?P<file>text\.html|link\.html)", re.DOTALL
)
GRADESCOPE = re.compile(r"submission_\d+")
EXCHANGE = re.compile(
    r"(?P<student>.+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d "
    r"\d\d:\d\d:\d\d[^+]*?(?:\s[+-]\d\d(?::?\d\d)?)?)(?:\+[^+]*)?",
    re.DOTALL,
)


@dataclass
class Attempt:
    """What somebody handed in at one time."""

    sender: Sender
    origin: str
    """Where it was found, to be told to the instructor."""
    files: list[tuple[str, Item]] = field(default_factory=list)
    """Each file under the name that the student gave it."""
    handed_in: datetime | None = None
    """In UTC, without zone."""
    note: str = ""
    newest: str = ""
    """The name of the notebook that came last, where the platform says it."""


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
        BadSource: Gradescope's list of people can't be read.
    """
    platform = platform or _platform_of(items)
    recognised = Recognised()
    attempts: dict[object, Attempt] = {}
    for item, found in PLATFORMS[platform][1](items, assignment, every, zone):
        if found is None:
            recognised.others += 1
        elif isinstance(found, str):
            recognised.refused.append((item.path, found))
        else:
            key, name, attempt = found
            attempts.setdefault(key, attempt).files.append((name, item))
    recognised.attempts = [_timed(attempt, zone) for attempt in attempts.values()]
    return platform, recognised


def _platform_of(items: list[Item]) -> str:
    """Return the platform whose pattern most names fit.

    Few fits are a student's own odd names within something else.
    """
    fitting = {
        name: sum(map(bool, map(fits, items)))
        for name, (fits, _) in PLATFORMS.items()
        if name != "folder"
    }
    best = max(fitting, key=lambda name: fitting[name])
    return best if 2 * fitting[best] > len(items) else "folder"


Found = Iterator[tuple[Item, tuple[object, str, Attempt] | str | None]]
"""For each item: the key of its attempt, its own name and the attempt; or why it can't be placed;
or None if it is another assignment's."""


def _moodle(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    for item in items:
        at, match = next(
            ((i, m) for i, part in enumerate(item.parts) if (m := MOODLE.fullmatch(part))),
            (0, None),
        )
        if match is None:
            yield item, "its name is none that Moodle gives, NAME_NUMBER_assignsubmission_file/…"
            continue
        name = "/".join(item.parts[at + 1 :]) or match["file"] or ""
        sender = Sender(match["name"], match["number"], ids=(match["name"],))
        yield item, (match["number"], name, Attempt(sender, "/".join(item.parts[: at + 1])))


def _canvas(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    attempts: dict[str, Attempt] = {}
    last: dict[str, int] = {}
    for item in items:
        if written := CANVAS_TEXT.fullmatch(item.name):
            kind = "a link" if written["file"].startswith("link") else "a text"
            yield item, f"{kind} was handed in, and no notebook"
            continue
        match = CANVAS.fullmatch(item.name)
        if match is None:
            yield item, "its name is none that Canvas gives, name_USER_FILE_…"
            continue
        whole = "_".join(filter(None, (match["name"], match["number"])))
        sender = Sender(match["name"], match["number"], ids=(whole,))
        attempt = attempts.setdefault(whole, Attempt(sender, item.path))
        if match["late"]:
            attempt.note = (
                "Canvas says it came late, but not when: write the time into its timestamp.txt, "
                "or nothing is taken off"
            )
        # Canvas numbers files as they come.
        if is_notebook(match["file"]) and int(match["id"]) >= last.get(whole, 0):
            last[whole], attempt.newest = int(match["id"]), match["file"]
        yield item, (whole, match["file"], attempt)


def _gradescope(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    # The outermost: a student may have handed in a file of that name.
    listed = min(
        (item for item in items if item.name == METADATA),
        key=lambda item: len(item.parts),
        default=None,
    )
    if listed is None:
        raise BadSource(
            f"there is no {METADATA}: without it nobody can say whose a Gradescope submission is"
        )
    people = _people_of(listed)
    top = listed.parts[:-1]
    for item in items:
        if item is listed:
            continue
        inner = item.parts[len(top) :] if item.parts[: len(top)] == top else ()
        if len(inner) < 2 or inner[0] not in people:
            yield item, f"{METADATA} doesn't say whose it is"
            continue
        senders, handed_in = people[inner[0]]
        for sender in senders:
            yield (
                item,
                (
                    (inner[0], sender),
                    "/".join(inner[1:]),
                    Attempt(sender, inner[0], handed_in=handed_in),
                ),
            )


def _people_of(listed: Item) -> dict[str, tuple[list[Sender], datetime | None]]:
    """Who submitted what and when, by folder: Ruby's symbols as YAML, ``:submitters:``."""
    try:
        safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        loaded: Any = yaml.load(listed.read(), Loader=safe)  # noqa: S506  it is
        return {
            str(folder): (_senders(entry), _time_in(entry.get(":created_at")))
            for folder, entry in loaded.items()
        }
    except (
        yaml.YAMLError,
        BadItem,
        AttributeError,
        TypeError,
        ValueError,
        RecursionError,
    ) as error:
        reason = " ".join(str(error).split())[:200]
        raise BadSource(
            f"{listed.path} can't be read ({reason}): download the submissions again"
        ) from None


def _senders(entry: dict[str, Any]) -> list[Sender]:
    found = []
    for person in entry[":submitters"] if isinstance(entry.get(":submitters"), list) else []:
        name, sid, email = (str(person.get(key) or "") for key in (":name", ":sid", ":email"))
        found.append(Sender(name, email=email, ids=tuple(filter(None, (email or name, sid)))))
    return found or [Sender()]


def _time_in(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    try:
        return time_of(str(value or ""))
    except NotTold:
        return None


def _exchange(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    for item in items:
        at, match = next(
            ((i, m) for i, part in enumerate(item.parts[:-1]) if (m := EXCHANGE.fullmatch(part))),
            (0, None),
        )
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
                attempt.note = f"when it was handed in can't be told: {why}"
            yield item, (item.parts[: at + 1], "/".join(item.parts[at + 1 :]), attempt)


def _folder(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    top = _common(items)
    for item in items:
        parts = item.parts[top:]
        at = next((i for i, part in enumerate(parts[:-1]) if i and part in every), None)
        if at is not None and parts[at] != assignment:
            yield item, None
        elif at is not None:
            yield (
                item,
                (
                    (parts[at - 1],),
                    "/".join(parts[at + 1 :]),
                    Attempt(Sender(ids=(parts[at - 1],)), "/".join(parts[: at + 1])),
                ),
            )
        elif len(parts) > 1:
            yield (
                item,
                ((parts[0],), "/".join(parts[1:]), Attempt(Sender(ids=(parts[0],)), parts[0])),
            )
        else:
            student = item.name.removesuffix(".ipynb")
            yield item, ((student,), item.name, Attempt(Sender(ids=(student,)), item.path))


def _common(items: list[Item]) -> int:
    """How many folders stand around everything, as a zip of a folder has one.

    Not those that may be a student's.
    """
    at = 0
    while items and all(
        len(item.parts) > at + 2 and item.parts[at] == items[0].parts[at] for item in items
    ):
        at += 1
    return at if len({item.parts[at] for item in items if len(item.parts) > at}) > 1 else 0


def _timed(attempt: Attempt, zone: tzinfo) -> Attempt:
    """With the time in its ``timestamp.txt``, where it has one that can be read."""
    for name, item in attempt.files:
        if name == TIMESTAMP:
            try:
                written = item.read().decode("utf-8-sig", errors="replace")
                attempt.handed_in, attempt.note = utc_of(written[:100], zone), ""
            except (BadItem, NotTold) as why:
                if not attempt.handed_in:
                    attempt.note = f"{TIMESTAMP}: {why}"
    attempt.files = [(name, item) for name, item in attempt.files if name != TIMESTAMP]
    return attempt


PLATFORMS: dict[
    str, tuple[Callable[[Item], object], Callable[[list[Item], str, list[str], tzinfo], Found]]
] = {
    "gradescope": (
        lambda item: item.name == METADATA or any(map(GRADESCOPE.fullmatch, item.parts[:2])),
        _gradescope,
    ),
    "moodle": (lambda item: any(map(MOODLE.fullmatch, item.parts)), _moodle),
    "exchange": (
        lambda item: "outbound" in item.parts or any(map(EXCHANGE.fullmatch, item.parts[:-1])),
        _exchange,
    ),
    "canvas": (
        lambda item: CANVAS.fullmatch(item.name) or CANVAS_TEXT.fullmatch(item.name),
        _canvas,
    ),
    "folder": (lambda item: True, _folder),
}
"""Each platform's name, whether an item is named as it names them, and what sorts its items."""
