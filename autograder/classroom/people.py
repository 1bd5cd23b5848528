"""Who students are: from what a learning platform calls them to their id in the course."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from autograder.classroom import csv_files, joined_names, participants, sections, worksheet
from autograder.course.times import DateOrder, NotTold, order_of, time_of
from autograder.errors import UsageError, sentence
from autograder.student.inside.bounds import MAX_FILE_BYTES

T = TypeVar("T")

CANVAS_TEST_STUDENT = "Student, Test"
"""Whom Canvas makes for a teacher that looks at the course as students do, and exports as well."""

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
    joined: str = ""
    """Last name, first name and user name in one, as ``Lovelace_Ada_ada1``, in ASCII."""


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
    doubt: str = ""
    """Why the list doesn't tell when."""
    login: str = ""
    """What they are called where their repositories are."""
    groups: tuple[str, ...] = ()
    """Names of those that the person hands in with."""
    sections: tuple[str, ...] = ()
    """Of the class: Canvas has students in several."""
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
    name: str = ""
    """Of its file."""
    told: tuple[str, ...] = ()
    """What is to be known of it."""

    def find(self, sender: Sender) -> Person:
        """Return the one whom a platform's number, an id, an address or a name belongs to.

        A platform's number counts where its name says the same, for that of a group's is no
        person's.

        Raises:
            Unknown: nobody, or more than one.
        """
        if sender.joined:
            return self._find_joined(sender.joined)
        numbered = self._by_number.get(sender.number, []) if sender.number else []
        named = [person for person in numbered if _agree(sender, person)]
        if numbered and not named:
            others = ", ".join(person.name or person.id for person in numbered)
            raise Unknown(
                f"on the list {sender.number} is {others}: if this is a group, name a list that "
                "has the groups; else fetch the list anew"
            )
        for key, found in (
            (sender.number, named),
            *((key, self._by_id.get(key, [])) for key in map(canonical, sender.ids)),
            (sender.email, self._by_email.get(sender.email.casefold(), [])),
            *((key, self._by_name.get(key, [])) for key in map(_plain, (sender.name, *sender.ids))),
        ):
            if key and len(found) == 1:
                return found[0]
            if key and found:
                raise Unknown(
                    f"{len(found)} on the list are called {key!r}: "
                    f"{', '.join(person.id for person in found)}"
                )
        raise Unknown("not on the list of students")

    def find_all(self, sender: Sender) -> list[Person]:
        """Return the members of the group that handed in together, or the one who did alone.

        Raises:
            Unknown: nobody, or more than one who are no group.
        """
        if members := self._by_group.get(_letters(sender.name), []):
            return members
        return [self.find(sender)]

    def _find_joined(self, joined: str) -> Person:
        """Return the one whose names and user name a platform has joined; see `joined_names`."""
        found = self._by_joined.get(joined_names.plain(joined), [])
        for fits in (joined_names.named, joined_names.ended):
            found = found or [person for person in self.people if fits(joined, person)]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(person.id for person in found)
            raise Unknown(f"{len(found)} on the list are called so: {ids}")
        raise Unknown("not on the list of students")

    @cached_property
    def _by_joined(self) -> dict[str, list[Person]]:
        return _index(self.people, joined_names.of)

    @cached_property
    def _by_number(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: [person.number])

    @cached_property
    def _by_id(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: {canonical(person.id), person.login})

    @cached_property
    def _by_email(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: [person.email.casefold()])

    @cached_property
    def _by_group(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: {_letters(group) for group in person.groups})

    @cached_property
    def _by_name(self) -> dict[str, list[Person]]:
        return _index(
            self.people, lambda p: {_plain(p.name), _plain(f"{p.last_name} {p.first_name}")}
        )


def read_roster(path: Path, zone: tzinfo = UTC, order: DateOrder | None = None) -> Roster:
    """Read a list of students.

    Nbgrader's (``id,first_name,last_name,email,lms_user_id``), Canvas's gradebook export or list of
    groups, Moodle's grading worksheet or list of participants, in several languages, Blackboard's,
    Brightspace's or Sakai's grades. Commas, semicolons or tabs between the columns.

    Args:
        path: the CSV.
        zone: of times without one, as Moodle writes them.
        order: of the numbers in a date such as 03/04/2025; None where the dates of the list show
            it.

    Raises:
        BadRoster: it can't be read, or has no column that says who is meant.
    """
    try:
        data = path.read_bytes()
        if data.startswith(b"PK"):  # a zip, as spreadsheets' own files are
            raise BadRoster(f"{path} is a workbook or a zip: save it as “CSV UTF-8”")
        text = csv_files.text_of(data)
    except OSError as error:
        raise BadRoster(f"the list of students: {sentence(error, path)}") from None
    except UnicodeDecodeError:
        raise BadRoster(f"{path} is not UTF-8: save it as “CSV UTF-8”") from None
    whole, text = text, csv_files.from_headings(text)
    above = whole.count("\n") - text.count("\n")
    csv.field_size_limit(MAX_FILE_BYTES)  # Moodle's worksheet can hold what students wrote online
    try:
        reader = csv.DictReader(
            io.StringIO(text, newline=""), delimiter=csv_files.delimiter_of(text), restval=""
        )
        rows, lines = [], []
        for row in reader:
            cells = {str(k).strip(): canonical(v) for k, v in row.items() if isinstance(v, str)}
            rows.append(cells)
            lines.append((reader.line_num + above, cells))
    except csv.Error as error:
        raise BadRoster(f"{path} can't be read as CSV ({error})") from None
    columns = tuple(str(name).strip() for name in reader.fieldnames or ())
    people = _read(columns, rows, zone, order)
    if people is None:
        known = "id (nbgrader), Student and ID (Canvas), or Identifier or Email address (Moodle)"
        raise BadRoster(
            f"{path} has no column that says who is meant: name one {known}; it has: "
            f"{', '.join(columns) or 'nothing'}"
        )
    nobody = [person.row for person in people if not person.id and any(person.row.values())]
    people = sections.told_apart(_together(_apart([person for person in people if person.id])))
    twice = [
        f"{id} ({_at(lines, [person.row for person in found])})"
        for id, found in _index(people, lambda person: [person.id]).items()
        if len(found) > 1
    ]
    if twice:
        raise BadRoster(f"{path} names {', '.join(twice)} more than once: leave one line each")
    if not people:
        raise BadRoster(f"{path} names nobody: it has headings and no line that says who")
    told = []
    if nobody:
        where = _at(lines, nobody)
        told.append(f"{path.name}, {where}: left out, for no id or address says who it is")
    told += [
        f"{' and '.join(person.id for person in found)} have one address, {found[0].email} "
        f"({path.name}, {_at(lines, [person.row for person in found])}): whose work came from it, "
        "or whose grade goes to it, can't be told by it"
        for found in _index(people, lambda person: [person.email.casefold()]).values()
        if len(found) > 1
    ]
    return Roster(tuple(people), columns, path.name, tuple(told))


def _at(lines: list[tuple[int, dict[str, str]]], rows: list[Mapping[str, str]]) -> str:
    """Say on which lines of a file some of its rows stand."""
    found = [str(number) for number, cells in lines if any(cells is row for row in rows)]
    return f"{'line' if len(found) == 1 else 'lines'} {' and '.join(found)}"


def _together(people: list[Person]) -> list[Person]:
    """Return people with one line for each section as one."""
    found: dict[str, list[Person]] = {}
    for person in people:
        own = found.setdefault(person.id, [])
        same = [one for one in own if replace(one, sections=person.sections) == person]
        if not same:
            own.append(person)
            continue
        both = tuple(dict.fromkeys((*same[0].sections, *person.sections)))
        own[own.index(same[0])] = replace(same[0], sections=both)
    return [person for own in found.values() for person in own]


def _read(
    columns: tuple[str, ...],
    rows: list[dict[str, str]],
    zone: tzinfo,
    order: DateOrder | None,
) -> list[Person] | None:
    """Return who is on the lines of a list; None where nothing says who is meant."""
    names = {name.lower() for name in columns}
    if {"group_name", "canvas_user_id"} <= {*columns}:
        return _groups_of_canvas(columns, rows)
    if {"student", "id"} <= names or {"lastname", "firstname", "id"} <= names:
        return [person for row in rows if (person := _of_canvas(row))]
    said = worksheet.columns_of(columns, rows) or participants.columns_of(columns)
    if not said.keys() & {
        "id",
        "identifier",
        "email address",
        "email",
        "username",
        "login",
        "orgdefinedid",
    }:
        return None
    cells = [{name: row[column] for name, column in said.items()} for row in rows]
    order = order or order_of(_first_of(one, *TIMES) for one in cells)
    return [_of_other(row, one, zone, order) for row, one in zip(rows, cells, strict=True)]


def _of_canvas(row: dict[str, str]) -> Person | None:
    if not row.get("ID"):  # “Points Possible”, “Manual Posting”
        return None
    if row.get("Student") == CANVAS_TEST_STUDENT and not row.get("SIS User ID"):
        return None
    last, _, first = row.get("Student", "").partition(",")
    last, first = row.get("LastName", last), row.get("FirstName", first)
    id = row.get("SIS Login ID") or row.get("SIS User ID") or row["ID"]
    return Person(
        *(id, first.strip(), last.strip()),
        number=row["ID"],
        sections=sections.of(row.get("Section", "")),
        row=row,
    )


def _groups_of_canvas(columns: tuple[str, ...], rows: list[dict[str, str]]) -> list[Person]:
    """Return who is in which group: a person has a line for each set of groups.

    The columns are those of *People → Groups → Export*, of which the first, and the one before
    ``group_name``, are called as the instructor's language has it
    (app/controllers/group_categories_controller.rb, ``export_headers``).
    """
    name = "name" if "name" in columns else columns[0]
    before_groups = columns[columns.index("group_name") - 1]
    section = "sections" if "sections" in columns else before_groups
    found: dict[str, Person] = {}
    for row in rows:
        last, _, first = row.get(name, "").partition(",")
        number = row["canvas_user_id"]
        id = row.get("login_id") or row.get("user_id") or number
        own = sections.of(row.get(section, "")) if section != "login_id" else ()
        person = Person(*(id, first.strip(), last.strip()), number=number, sections=own, row=row)
        before = found.get(id, person)
        groups = tuple(filter(None, (*before.groups, row["group_name"])))
        found[id] = replace(before, groups=groups)
    return list(found.values())


IDS = ("id", "username", "login", "orgdefinedid", "id number")
TIMES = ("last modified (submission)", "timestamp")


def _of_other(
    row: dict[str, str],
    cells: Mapping[str, str],
    zone: tzinfo,
    order: DateOrder | None,
) -> Person:
    email = _first_of(cells, "email", "email address")
    identifier = _first_of(cells, "identifier")
    number = re.search(r"\d+$", identifier)
    # Where students are marked blindly, a worksheet has nothing else.
    full = _first_of(cells, "full name", "name") or ("" if email else identifier)
    handed_in, doubt = None, ""
    try:
        handed_in = time_of(_first_of(cells, *TIMES), zone, order)
    except NotTold as why:
        doubt = f"{why}: say how it is meant with --date-order" if order is None else str(why)
    # Brightspace begins them with a #, so that no spreadsheet takes them for numbers.
    ids = [_first_of(cells, name).removeprefix("#") for name in IDS]
    usable = (id for id in (*ids, email) if id and not re.search(r"[/\\]", id))
    otherwise = full or next(filter(None, ids), "")
    group = _first_of(cells, "group", "groups")
    return Person(
        id=next(usable, "") or re.sub(r"[/\\]", "-", otherwise),
        first_name=_first_of(cells, "first_name", "first name") or full.partition(" ")[0],
        last_name=_first_of(cells, "last_name", "last name", "surname") or full.partition(" ")[2],
        email=email,
        number=number.group() if number else _first_of(cells, "lms_user_id"),
        handed_in=handed_in,
        doubt=doubt,
        login=_first_of(cells, "github_username"),
        groups=tuple(filter(None, map(str.strip, group.split(",")))),
        sections=sections.of(_first_of(cells, "section")),
        row=row,
    )


def _first_of(cells: Mapping[str, str], *names: str) -> str:
    """Return what stands in the first of some columns that has something."""
    return next((cells[name] for name in names if cells.get(name)), "")


def _apart(people: list[Person]) -> list[Person]:
    """Give those who have nothing but the same name ids with their numbers."""
    same = _index(people, lambda person: [person.id])
    return [
        replace(person, id=f"{person.id} ({person.number})")
        if len(same[person.id]) > 1 and person.id == person.name and person.number
        else person
        for person in people
    ]


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


def canonical(text: str) -> str:
    """One spelling of what is canonically the same (NFC), without stray spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _agree(sender: Sender, person: Person) -> bool:
    """Whether a platform's name is a person's, whatever stands first and between the words.

    Canvas leaves out all that is no letter (lib/content_zipper.rb). Of those who are marked
    blindly there is the word for a participant alone.
    """
    if not (sender.name and person.name):
        return True
    ours = (sender.name, sender.name + sender.number)
    return sorted(_letters(person.name)) in [sorted(_letters(text)) for text in ours]


def _letters(text: str) -> str:
    return "".join(
        char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum()
    )


def _plain(name: str) -> str:
    return canonical(name).casefold()


def _index(things: Iterable[T], keys: Callable[[T], Iterable[str]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for thing in things:
        for key in keys(thing):
            if key:
                found.setdefault(key, []).append(thing)
    return found
