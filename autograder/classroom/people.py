"""Who students are: from what a learning platform calls them to their id in the course."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import dateutil.parser
from confusable_homoglyphs.confusables import confusables_data

from autograder.errors import UsageError, sentence

T = TypeVar("T")

MAX_ID_CHARS = 128
"""What the gradebook's column holds."""


class BadRoster(UsageError):
    """The list of students can't be used: which file, what is wrong, what to do."""


class Unknown(Exception):
    """Somebody can't be found, or not with certainty: why."""


@dataclass(frozen=True)
class Sender:
    """Who handed something in, as far as a platform says it."""

    name: str = ""
    number: str = ""
    """The platform's own number."""
    email: str = ""
    ids: tuple[str, ...] = ()
    """What may be their id in the course; the first is, where there is no list of students."""


@dataclass(frozen=True)
class Person:
    """A student on the list."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    number: str = ""
    """The platform's own: Canvas's user id, Moodle's participant number, nbgrader's
    ``lms_user_id``."""
    handed_in: datetime | None = None
    """When, in UTC, where the list says it (Moodle's grading worksheet)."""
    row: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The line of the list, as it is."""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Roster:
    """The list of a course's students."""

    people: tuple[Person, ...]
    columns: tuple[str, ...] = ()

    def find(self, sender: Sender) -> Person:
        """Return the one whom a platform's number, an id, an address or a name belongs to.

        Raises:
            Unknown: nobody, or more than one.
        """
        for table, key in (
            (self._by_number, sender.number),
            *((self._by_id, canonical(id)) for id in sender.ids),
            (self._by_email, sender.email.casefold()),
            *((self._by_name, _plain(name)) for name in (sender.name, *sender.ids)),
        ):
            found = table.get(key, []) if key else []
            if len(found) == 1:
                return found[0]
            if found:
                raise Unknown(
                    f"{len(found)} on the list are called {key!r}: "
                    f"{', '.join(person.id for person in found)}"
                )
        raise Unknown("not on the list of students")

    @cached_property
    def _by_number(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: [person.number])

    @cached_property
    def _by_id(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: [canonical(person.id)])

    @cached_property
    def _by_email(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: [person.email.casefold()])

    @cached_property
    def _by_name(self) -> dict[str, list[Person]]:
        return _index(
            self.people, lambda p: {_plain(p.name), _plain(f"{p.last_name} {p.first_name}")}
        )


def read_roster(path: Path, zone: tzinfo = UTC) -> Roster:
    """Read a list of students.

    Nbgrader's (``id,first_name,last_name,email,lms_user_id``), Canvas's gradebook export, or
    Moodle's
    grading worksheet or list of participants. Commas, semicolons or tabs between the columns.

    Args:
        path: the CSV.
        zone: of times without one, as Moodle writes them.

    Raises:
        BadRoster: it can't be read, or has no column that says who is meant.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadRoster(f"the list of students: {sentence(error, path)}") from None
    except UnicodeDecodeError:
        raise BadRoster(f"{path} is not UTF-8: save it as “CSV UTF-8”") from None
    head = text.split("\n", 1)[0]
    try:
        reader = csv.DictReader(
            io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), restval=""
        )
        rows = [
            {
                str(name).strip(): canonical(value)
                for name, value in row.items()
                if isinstance(value, str)
            }
            for row in reader
        ]
    except csv.Error as error:
        raise BadRoster(f"{path} can't be read as CSV ({error})") from None
    columns = tuple(str(name).strip() for name in reader.fieldnames or ())
    make = _maker(columns)
    if make is None:
        known = "id (nbgrader), Student and ID (Canvas), or Identifier or Email address (Moodle)"
        raise BadRoster(
            f"{path} has no column that says who is meant: name one {known}; it has: "
            f"{', '.join(columns) or 'nothing'}"
        )
    people = tuple(person for person in (make(row, zone) for row in rows) if person and person.id)
    twice = [
        id for id, found in _index(people, lambda person: [person.id]).items() if len(found) > 1
    ]
    if twice:
        raise BadRoster(f"{path} names {', '.join(twice)} more than once: leave one line each")
    return Roster(people, columns)


def _maker(columns: tuple[str, ...]) -> Callable[[dict[str, str], tzinfo], Person | None] | None:
    names = {name.lower() for name in columns}
    if {"student", "id"} <= names:
        return _of_canvas
    if names & {"id", "identifier", "email address", "email", "username"}:
        return _of_other
    return None


def _of_canvas(row: dict[str, str], zone: tzinfo) -> Person | None:
    if not row.get("ID"):  # “Points Possible”, “Manual Posting”
        return None
    last, _, first = row["Student"].partition(",")
    id = row.get("SIS Login ID") or row.get("SIS User ID") or row["ID"]
    return Person(id, first.strip(), last.strip(), number=row["ID"], row=row)


def _of_other(row: dict[str, str], zone: tzinfo) -> Person | None:
    lower = {name.lower(): value for name, value in row.items()}

    def first_of(*names: str) -> str:
        return next((lower[name] for name in names if lower.get(name)), "")

    email = first_of("email", "email address")
    number = re.search(r"\d+$", first_of("identifier"))
    full = first_of("full name", "name")
    return Person(
        id=first_of("id", "username", "id number") or email or full,
        first_name=first_of("first_name", "first name") or full.partition(" ")[0],
        last_name=first_of("last_name", "last name", "surname") or full.partition(" ")[2],
        email=email,
        number=number.group() if number else first_of("lms_user_id"),
        handed_in=time_of(first_of("last modified (submission)", "timestamp"), zone),
        row=row,
    )


def time_of(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Return a time as UTC without zone, as nbgrader's gradebook has it; None where it is no time.

    >>> from zoneinfo import ZoneInfo
    >>> time_of("Tuesday, 14 March 2023, 11:52 PM", ZoneInfo("Europe/Berlin"))
    datetime.datetime(2023, 3, 14, 22, 52)
    """
    if not text.strip(" -"):
        return None
    try:
        parsed: datetime = dateutil.parser.parse(text)
        return (
            (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))
            .astimezone(UTC)
            .replace(tzinfo=None)
        )
    except (ValueError, OverflowError):
        return None


def as_student_id(text: str) -> str:
    """Return the id under which a student's folder lies.

    Raises:
        Unknown: it can't be the name of a folder, or of a line in the gradebook.
    """
    id = canonical(text)
    if not id:
        raise Unknown("there is no name")
    if id.startswith(".") or "/" in id or "\\" in id:
        raise Unknown("the name can't be that of a folder")
    if len(id) > MAX_ID_CHARS or len(id.encode()) > 255:
        raise Unknown("the name is too long")
    return id


def look_alikes(ids: Iterable[str]) -> list[list[str]]:
    """Return groups of ids that look alike, by Unicode's confusable characters (UTS #39)."""
    return [
        sorted(group)
        for group in _index(ids, lambda id: [_skeleton(id)]).values()
        if len(group) > 1
    ]


def canonical(text: str) -> str:
    """One spelling of what is canonically the same (NFC), without stray spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _plain(name: str) -> str:
    return canonical(name).casefold()


def _skeleton(text: str) -> str:
    shown = (
        char
        for char in unicodedata.normalize("NFKD", text)
        if unicodedata.category(char) not in ("Mn", "Cf")
    )
    return _plain("".join(map(_prototype, shown)))


def _prototype(char: str) -> str:
    """Return the character that stands for all that look like one."""
    like = [other["c"] for other in confusables_data.get(char, [])]
    if len(like) != 1:
        return char
    ours, theirs = len(like), len(confusables_data.get(like[0], []))
    return like[0] if (theirs, char) > (ours, like[0]) else char


def _index(things: Iterable[T], keys: Callable[[T], Iterable[str]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for thing in things:
        for key in keys(thing):
            if key:
                found.setdefault(key, []).append(thing)
    return found
