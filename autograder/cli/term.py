"""The commands for what changes in a term: `roster`, `extend`, `excuse`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import FILE, open_course, open_roster, zone_of
from autograder.cli.say import begin, say
from autograder.counted import counted
from autograder.errors import UsageError
from autograder.plain import one_line, some_of
from autograder.startup import uncollected

if TYPE_CHECKING:
    from autograder.classroom.extending import Done

MOST_NAMED = 10


@click.command("roster")
@click.argument("file", type=FILE)
@click.pass_obj
def set_roster(course_folder: Path, file: Path) -> None:
    """Have the class consist of the students in FILE, with their names, addresses and sections.

    FILE is nbgrader's list, Canvas's gradebook export, Moodle's worksheet or list of participants.
    It is kept as class.csv, where sections can be written by hand. Whoever is in it and hands in
    nothing is a row of every table and report.
    """
    begin(f"Reading {file} …")
    with uncollected():
        from autograder.classroom import class_list
    course, _ = open_course(course_folder)
    roster = open_roster(file)
    assert roster
    new, gone = class_list.keep(course, roster.people)
    people = counted(len(roster.people), "student is", "students are")
    say(f"{people} in the class{_named('new', new)}: {class_list.NAME}")
    for line in roster.told:
        say(f"note: {one_line(line)}")
    if gone:
        say(f"note: no more in it{_named('', gone)}: what they handed in stays where it is")


def _named(what: str, ids: list[str]) -> str:
    if not ids:
        return ""
    shown = some_of(ids, MOST_NAMED)
    return f", {len(ids)} {what} ({shown})" if what else f": {shown}"


@click.command()
@click.argument("student")
@click.argument("assignment")
@click.argument("until")
@click.option(
    "--timezone", default="UTC", show_default=True, help="Of a time without one: Europe/Berlin."
)
@click.pass_obj
def extend(course_folder: Path, student: str, assignment: str, until: str, timezone: str) -> None:
    """Give STUDENT time for ASSIGNMENT UNTIL "2025-03-16 23:59"; UNTIL "none" takes it back.

    A date alone, as 2025-03-16, is the end of that day.
    It is kept in extensions.csv, and holds for what is graded already, too.
    """
    begin("Reading what is graded …")
    with uncollected():
        from autograder.classroom import extending
        from autograder.course.times import NotTold, in_zone
        from autograder.course.times import until as until_of
    zone = zone_of(timezone)
    try:
        due = None if until == "none" else until_of(until, zone)
    except NotTold as why:
        raise UsageError(f'{why}: write it as "2025-03-16 23:59"') from None
    course, (name,) = open_course(course_folder, (assignment,))
    done = extending.extend(course, student, name, due)
    shown = f"has time until {in_zone(due, zone)}" if due else "has the time that all have"
    _told(f"{student}: {shown} for {name}", done)


@click.command()
@click.argument("student")
@click.argument("assignment")
@click.option("--undo", is_flag=True, help="It counts again.")
@click.pass_obj
def excuse(course_folder: Path, student: str, assignment: str, undo: bool) -> None:
    """Let ASSIGNMENT not count for STUDENT, whatever was handed in."""
    begin("Reading what is graded …")
    with uncollected():
        from autograder.classroom import extending
    course, (name,) = open_course(course_folder, (assignment,))
    done = extending.excuse(course, student, name, excused=not undo)
    _told(f"{student}: {name} {'counts again' if undo else 'does not count'}", done)


def _told(said: str, done: Done) -> None:
    penalty = ""
    if done.before != done.after:
        penalty = f"; taken off for coming late: {done.before:g} → {done.after:g} points"
    say(f"{said}{penalty}")
    for line in done.problems:
        say(f"note: {one_line(line)}", error=True)
    if done.booked:
        say("`autograder report` writes tables and pages anew.")
