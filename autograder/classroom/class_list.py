"""Who is in the class: ``class.csv`` in the course directory, and the gradebook's students.

The file has what the gradebook has no place for, sections and groups. Whoever is in it and has
handed in nothing is a row of every table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from autograder.classroom import sections
from autograder.classroom.people import Person, Roster, read_roster
from autograder.classroom.tables import as_it_is
from autograder.course.gradebook_people import enrol
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.late import config_of
from autograder.course.layout import Course
from autograder.errors import UsageError
from autograder.files import write_whole

NAME = "class.csv"
COLUMNS = (
    *("id", "first_name", "last_name", "email", "lms_user_id"),
    *("section", "group", "github_username"),
)


def kept(course: Course) -> Roster | None:
    """Return the class as the course knows it; None where it was never told.

    Raises:
        BadRoster: the file can't be used.
    """
    path = course.root / NAME
    return read_roster(path) if path.is_file() else None


def section(course: Course, name: str) -> frozenset[str]:
    """Return the ids of a section's students.

    Raises:
        UsageError: the class has no such section.
        BadRoster: its list can't be used.
    """
    roster = kept(course)
    by_section: dict[str, set[str]] = {}
    for person in roster.people if roster else ():
        for one in person.sections:
            by_section.setdefault(one, set()).add(person.id)
    if name in by_section:
        return frozenset(by_section[name])
    advice = (
        f"there are {', '.join(sorted(by_section))}"
        if by_section
        else f"`autograder roster` takes them from a list, or write them into {NAME}"
    )
    raise UsageError(f"the class has no section {name!r}: {advice}")


def names(course: Course, output: Path) -> dict[str, str]:
    """Return everybody of whom the class or the gradebook of some results knows, by id.

    First name and last, the class's own if it has them; empty where neither has any.

    Raises:
        BadRoster: the class's list can't be used.
        GradebookError: there is a gradebook that can't be read.
    """
    roster, path = kept(course), output / "gradebook.db"
    known: dict[str, str] = {}
    if path.exists():
        with gradebook_reader(path) as book:
            known = {
                one["id"]: Person(one["id"], one["first_name"], one["last_name"]).name
                for one in book.students()
            }
    for person in roster.people if roster else ():
        known[person.id] = person.name or known.get(person.id, "")
    return known


def keep(course: Course, people: Iterable[Person]) -> tuple[list[str], list[str]]:
    """Have the class consist of some people, in the file and in the gradebook if there is one.

    What a list doesn't say of somebody known, an address for example, stays.

    Returns:
        Who is new, and who is in it no more, by id.
    """
    before = {person.id: person for person in (kept(course) or Roster(())).people}
    now = {person.id: _with(person, before.get(person.id)) for person in people}
    _write(course.root / NAME, now.values())
    enter(course, course.root)
    return [id for id in now if id not in before], [id for id in before if id not in now]


def add(course: Course, people: Iterable[Person]) -> None:
    """Add people to the class, and what a list says of those who are known."""
    before = {person.id: person for person in (kept(course) or Roster(())).people}
    more = {
        person.id: _with(person, before.get(person.id))
        for person in people
        if person.row.get("Identifier") != person.id  # a number, where students are marked blindly
    }
    if more and before | more != before:
        _write(course.root / NAME, (before | more).values())
        enter(course, course.root)


def enter(course: Course, output: Path) -> None:
    """Put the class into the gradebook of some results, if there is one.

    Raises:
        GradebookError: it can't be written.
    """
    path, roster = output / "gradebook.db", kept(course)
    if roster is None or not path.exists():
        return
    with gradebook_reader(path) as book:
        there = {one["id"]: one for one in book.students()}
    new = {}
    for person in roster.people:
        said = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "lms_user_id": person.number,
        }
        known = there.get(person.id)
        if known is None or any(value and known[name] != value for name, value in said.items()):
            new[person.id] = {name: value for name, value in said.items() if value}
    if new:
        enrol(path, config_of(course), new)


def _with(person: Person, before: Person | None) -> Person:
    """Return a person with what was known of them before, where a list doesn't say it.

    Times are an assignment's, and no person's.
    """
    known = replace(person, handed_in=None, doubt="", row={})
    if before is None:
        return known
    fields = ("first_name", "last_name", "email", "number", "login", "groups", "sections")
    return replace(
        known, **{name: getattr(known, name) or getattr(before, name) for name in fields}
    )


def _write(path: Path, people: Iterable[Person]) -> None:
    """Write the list.

    Raises:
        UsageError: a file of another make is in its place.
    """
    if path.exists() and not path.read_text(encoding="utf-8-sig").startswith(",".join(COLUMNS)):
        raise UsageError(
            f"{path} is not the list that autograder keeps: give that file another name"
        )
    lines = (
        (
            *(one.id, one.first_name, one.last_name, one.email, one.number),
            *(sections.in_a_cell(one.sections), ", ".join(one.groups), one.login),
        )
        for one in sorted(people, key=lambda one: one.id)
    )
    write_whole(path, as_it_is(COLUMNS, lines))
