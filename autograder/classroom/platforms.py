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

Blackboard, whose text beside each attempt begins with the name and, in brackets, the user:

    Homework_ada1_attempt_2025-03-14-23-52-07_start.ipynb
    Homework_ada1_attempt_2025-03-14-23-52-07.txt

Brightspace:

    12345-678910 - Ada Lovelace - Mar 14, 2025 1152 PM/start.ipynb

Sakai (AssignmentServiceImpl.java), with the time in ``timestamp.txt``:

    Homework/Lovelace, Ada(ada1)/Submission attachment(s)/start.ipynb
    Homework/Lovelace, Ada(ada1)/timestamp.txt

Repositories that were cloned, one of each student, as `gh classroom clone student-repos` does; or
forks of the whole course:

    01-start-submissions/01-start-ada/start.ipynb
    forks/ada/release/01-start/start.ipynb

nbgrader's exchange, and its ``submitted/`` or any folder with one of each student:

    inbound/ada+01-start+2025-03-14 12:00:00.123456 UTC/start.ipynb
    ada/01-start/start.ipynb        ada/start.ipynb        ada.ipynb

Times: all but Moodle and Canvas write them down, whose zips carry the time of the download. A
``timestamp.txt`` counts only where the platform writes it: elsewhere a student may have.

Groups: in Moodle a team's name and number stand in place of a student's; in Canvas a group's name
beside the number of one of its members (`representatives` in app/models/assignment.rb).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath
from typing import Any

import yaml

from autograder.classroom.archive import BadItem, BadSource, Item
from autograder.classroom.people import Sender
from autograder.course.chosen_notebook import is_notebook
from autograder.course.submissions import TIMESTAMP
from autograder.course.times import NotTold, in_utc, time_of, utc_of

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
BLACKBOARD = re.compile(
    r"(?P<attempt>.+?_(?P<user>[^_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5}))(?:_(?P<file>.+)|\.txt)",
    re.DOTALL,
)
BLACKBOARD_SAYS = re.compile(r"Name:\s*(?P<name>[^\n]*?)\s*\((?P<user>[^()\n]+)\)\s*\n")
BRIGHTSPACE = re.compile(
    r"(?P<number>\d+)-\d+ - (?P<name>.+) - (?P<time>\D*\d.*\d{4},? \d{3,4}(?: ?[APap][Mm])?)",
    re.DOTALL,
)
CLOCK = re.compile(r"(\d{1,2})(\d\d)(?=(?: ?[APap][Mm])?$)")
"""Brightspace's, which has no colon since a file's name can't."""
SAKAI = re.compile(r"(?P<name>.+, .*)\((?P<user>[^()]+)\)", re.DOTALL)
SAKAI_FILES = "Submission attachment(s)"
SAKAI_OWN = re.compile(
    rf"{re.escape(SAKAI_FILES)}/|Feedback Attachment\(s\)/|timestamp\.txt$|comments\.txt$"
    r"|feedbackText\.html$|.*submissionText\.\w+$"
)
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
        BadSource: these are no platform's names, or Gradescope's list of people can't be read.
    """
    if platform is None:
        platform = _platform_of(items)
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


def _platform_of(items: list[Item]) -> str:
    """Return the platform whose pattern most names fit.

    Few fits are a student's own odd names within something else.
    """
    fitting = {
        name: sum(map(bool, map(one.fits, items)))
        for name, one in PLATFORMS.items()
        if name != "folder"
    }
    best = max(fitting, key=lambda name: fitting[name])
    return best if 2 * fitting[best] > len(items) else "folder"


def _refuse_files_of_nobody(items: list[Item]) -> None:
    """Refuse files that lie side by side: each would be a student who is called like it."""
    top = _common(items)
    flat = [item for item in items if len(item.parts) <= top + 1]
    if len(flat) <= 1 or 2 * len(flat) <= len(items):
        return
    named = ", ".join([item.name for item in flat[:3]] + ["…"] * (len(flat) > 3))
    raise BadSource(
        f"these are no platform's names, but {len(flat)} files side by side: {named}: where each "
        "is called like the student who made it, say `--from folder`; else say whose names they "
        "are, as `--from moodle`"
    )


Found = Iterator[tuple[Item, tuple[object, str, Attempt] | str | None]]
"""For each item: the key of its attempt, its own name and the attempt; or why it can't be placed;
or None if it is another assignment's."""


def _moodle(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    for item in items:
        at, match = _first_matching(MOODLE, item.parts)
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


def _repositories(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    prefix = _prefix({item.repository for item in items if item.repository}, assignment)
    whole = {item.repository for item in items if assignment in item.parts[:-1]}
    for item in items:
        if not item.repository:
            yield item, "it lies in no repository"
            continue
        inner = item.parts[len(PurePosixPath(item.repository).parts) :]
        if item.repository in whole:  # of the course
            if assignment not in inner[:-1]:
                yield item, None
                continue
            inner = inner[inner.index(assignment) + 1 :]
        name = PurePosixPath(item.repository).name.removeprefix(prefix)
        attempt = Attempt(Sender(ids=(name,)), item.repository)
        yield item, (item.repository, "/".join(inner), attempt)


def _prefix(repositories: set[str], assignment: str) -> str:
    """Return what stands before the student's name in that of each repository."""
    paths = [PurePosixPath(one) for one in repositories]
    around = {path.parent.name.removesuffix("-submissions") for path in paths}
    for slug in (*around, assignment):
        if slug and all(path.name.startswith(f"{slug}-") for path in paths):
            return f"{slug}-"
    return ""


def _exchange(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    for item in items:
        at, match = _first_matching(EXCHANGE, item.parts[:-1])
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


def _blackboard(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    people: dict[str, tuple[str, str]] = {}
    with_files = {match["attempt"] for match in map(_blackboards, items) if match and match["file"]}
    for item in items:
        match = _blackboards(item)
        if match and not match["file"]:
            with suppress(BadItem):
                said = BLACKBOARD_SAYS.match(item.read()[:1000].decode("utf-8-sig", "replace"))
                # A user's name may have an underscore in it.
                if said and match["attempt"].partition("_attempt_")[0].endswith(f"_{said['user']}"):
                    people[match["attempt"]] = (said["name"], said["user"])
            if match["attempt"] not in with_files:
                yield item, "a text was handed in, and no notebook"
    for item in items:
        match = _blackboards(item)
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


def _blackboards(item: Item) -> re.Match[str] | None:
    return BLACKBOARD.fullmatch(item.name)


def _brightspace(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    for item in items:
        at, match = _first_matching(BRIGHTSPACE, item.parts[:-1])
        if match is None:
            if item.name != "index.html":
                yield item, "its folder is none that Brightspace gives, NUMBER - NAME - TIME"
            continue
        sender = Sender(match["name"], match["number"], ids=(match["name"],))
        attempt = Attempt(sender, item.parts[at])
        try:
            attempt.handed_in = time_of(CLOCK.sub(r"\1:\2", match["time"]), zone)
        except NotTold as why:
            attempt.note = f"when it was handed in can't be told: {why}"
        yield item, (item.parts[: at + 1], "/".join(item.parts[at + 1 :]), attempt)


def _sakai(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    for item in items:
        at, match = _first_matching(SAKAI, item.parts[:-1])
        inner = item.parts[at + 1 :]
        if match is None:
            if not item.name.startswith("grades."):
                yield item, "its folder is none that Sakai gives, “Last, First(USER)”"
        elif inner[0] == SAKAI_FILES or inner == (TIMESTAMP,):
            name = "/".join(inner[1:] or inner)
            if inner[0] == SAKAI_FILES and name == TIMESTAMP:
                continue  # the student's own
            attempt = Attempt(Sender(match["name"], ids=(match["user"],)), item.parts[at])
            yield item, (item.parts[: at + 1], name, attempt)
        elif not _is_sakais(item):
            yield item, f"it does not lie in “{SAKAI_FILES}”"


def _is_sakais(item: Item) -> bool:
    """Whether an item is one of those that Sakai puts into a student's folder."""
    at, match = _first_matching(SAKAI, item.parts[:-1])
    return bool(match and SAKAI_OWN.match("/".join(item.parts[at + 1 :])))


def _first_matching(
    pattern: re.Pattern[str], parts: tuple[str, ...]
) -> tuple[int, re.Match[str] | None]:
    """Return the outermost part of a path that has a platform's form, and its place."""
    found = ((i, m) for i, part in enumerate(parts) if (m := pattern.fullmatch(part)))
    return next(found, (0, None))


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


@dataclass(frozen=True)
class Platform:
    """How a platform names what it gives."""

    fits: Callable[[Item], object]
    """Whether an item is named as it names them."""
    sort: Callable[[list[Item], str, list[str], tzinfo], Found]
    """Says whose items are, of one assignment among all of the course's."""
    stamps: bool = False
    """Whether it writes the time into a ``timestamp.txt`` beside."""
    told: str = ""
    """What is to be known of all that it gives."""


PLATFORMS: dict[str, Platform] = {
    "gradescope": Platform(
        lambda item: item.name == METADATA or any(map(GRADESCOPE.fullmatch, item.parts[:2])),
        _gradescope,
    ),
    "repositories": Platform(
        lambda item: item.repository,
        _repositories,
        told="no times: those in a repository are the committer's own; whoever was late needs a "
        "timestamp.txt",
    ),
    "moodle": Platform(lambda item: _first_matching(MOODLE, item.parts)[1], _moodle),
    "blackboard": Platform(_blackboards, _blackboard),
    "brightspace": Platform(
        lambda item: _first_matching(BRIGHTSPACE, item.parts[:-1])[1], _brightspace
    ),
    "sakai": Platform(_is_sakais, _sakai, stamps=True),
    "exchange": Platform(
        lambda item: "outbound" in item.parts or _first_matching(EXCHANGE, item.parts[:-1])[1],
        _exchange,
        stamps=True,
    ),
    "canvas": Platform(
        lambda item: CANVAS.fullmatch(item.name) or CANVAS_TEXT.fullmatch(item.name), _canvas
    ),
    "folder": Platform(lambda item: True, _folder, stamps=True),
}
"""By name."""
