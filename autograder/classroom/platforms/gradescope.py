"""Gradescope's download.

    assignment_123_export/submission_456/start.ipynb

``submission_metadata.yml`` says whose each folder is, and when it came.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Any

import yaml

from autograder.classroom.archive import BadItem, BadSource, Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform, not_told
from autograder.course.times import NotTold, time_of

METADATA = "submission_metadata.yml"

FOLDER = re.compile(r"submission_\d+")


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
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
    top, there = listed.parts[:-1], set[str]()
    for item in items:
        if item is listed:
            continue
        inner = item.parts[len(top) :] if item.parts[: len(top)] == top else ()
        if len(inner) < 2 or inner[0] not in people:
            yield item, f"{METADATA} doesn't say whose it is"
            continue
        there.add(inner[0])
        senders, (handed_in, note) = people[inner[0]]
        for sender in senders:
            yield (
                item,
                (
                    (inner[0], sender),
                    "/".join(inner[1:]),
                    Attempt(sender, inner[0], handed_in=handed_in, note=note),
                ),
            )
    for folder in sorted(people.keys() - there):
        names = " and ".join(one.name or "somebody" for one in people[folder][0])
        yield listed, f"{names} handed in {folder}, which holds no file"


def _people_of(listed: Item) -> dict[str, tuple[list[Sender], tuple[datetime | None, str]]]:
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


def _time_in(value: Any) -> tuple[datetime | None, str]:
    """Return when something came, or why that can't be told."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value), ""
    try:
        return time_of(str(value or "")), ""
    except NotTold as why:
        return None, not_told(why)


PLATFORM = Platform(
    lambda item: item.name == METADATA or any(map(FOLDER.fullmatch, item.parts[:2])), _sort
)
