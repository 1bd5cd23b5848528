"""The commands that face students: `sample-class`, `publish`, `collect`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import (
    FOLDER,
    LateChoice,
    open_course,
    open_roster,
    roster_option,
    zone_of,
)
from autograder.cli.say import begin, say
from autograder.counted import counted
from autograder.errors import UsageError
from autograder.plain import one_line
from autograder.startup import uncollected

if TYPE_CHECKING:
    from autograder.course.times import DateOrder


def _platforms() -> Iterable[str]:
    from autograder.classroom.platforms import PLATFORMS

    return PLATFORMS


@click.command("sample-class")
@click.argument("folder", type=FOLDER)
@click.option(
    "-n", "count", type=click.IntRange(1), default=12, show_default=True, help="How many students."
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="The same seed makes the same class."
)
@click.option(
    "--assignment",
    "assignments",
    multiple=True,
    help="What they hand in [default: every assignment]",
)
@click.pass_obj
def sample_class(
    course_folder: Path, folder: Path, count: int, seed: int, assignments: tuple[str, ...]
) -> None:
    """Write a submitted/ tree of made-up students into FOLDER."""
    begin("Reading the course …")
    with uncollected():
        from autograder.classroom.sample import make_class
    course, names = open_course(course_folder, assignments)
    try:
        students = make_class([course.load(name) for name in names], folder, count, seed)
    except FileExistsError as error:
        raise UsageError(f"{error.filename} is there already: name an empty folder") from None
    say(f"{counted(len(students), 'student')} handed in {', '.join(names)}: {folder}")


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("assignments", nargs=-1)
@click.pass_obj
def publish(course_folder: Path, folder: Path, assignments: tuple[str, ...]) -> None:
    """Write what students get of ASSIGNMENTS [default: all] into FOLDER.

    The same is written as FOLDER.zip beside it.
    """
    begin("Looking through what students get …")
    with uncollected():
        from autograder.course.publish import publish as publish_course
    course, names = open_course(course_folder, assignments)
    done = publish_course(course, names, folder)
    for note in done.notes:
        say(f"Note: {note}", error=True)
    say(f"{counted(len(done.names), 'file')}: {done.folder}, {done.archive}")


@click.command()
@click.argument("assignment")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--submitted", type=FOLDER, help="Where to [default: submitted/ in the course directory]"
)
@click.option(
    "--from",
    "platform",
    type=LateChoice(_platforms),
    help="Whose names these are [default: told by the names]",
)
@roster_option
@click.option(
    "--times",
    type=click.Choice(["git"]),
    help="Of git repositories, take what each held at its last commit before the due date, and "
    "that commit's time, which is the committer's own claim.",
)
@click.option(
    "--timezone",
    help="Of times that name none, and of CST and the like: Europe/Berlin. [default: UTC]",
)
@click.option(
    "--date-order",
    type=click.Choice(["DMY", "MDY", "YMD"]),
    help="Of dates as 03/04/2025 in the list of students [default: as its other dates show]",
)
@click.pass_obj
def collect(
    course_folder: Path,
    assignment: str,
    source: Path,
    submitted: Path | None,
    platform: str | None,
    roster: Path | None,
    times: str | None,
    timezone: str | None,
    date_order: DateOrder | None,
) -> None:
    """Place what SOURCE holds of ASSIGNMENT into submitted/.

    SOURCE is a platform's zip, nbgrader's exchange or a folder.
    """
    begin(f"Reading {source} …")
    with uncollected():
        from autograder.classroom import class_list, lateness
        from autograder.classroom.collect import collect as collect_submissions
    course, (name,) = open_course(course_folder, (assignment,))
    submitted = submitted or course.root / "submitted"
    zone = zone_of(timezone) if timezone else None
    listed = open_roster(roster, zone or UTC, date_order)
    if times and platform not in (None, "repositories"):
        raise UsageError(f"--times git is for repositories, and not for {platform}: leave it out")
    done = collect_submissions(
        source,
        course.load(name),
        course.assignments(),
        submitted,
        listed or class_list.kept(course),
        platform,
        zone,
        lateness.due_of(course, name) if times else None,
    )
    if listed:
        class_list.add(course, listed.people)
    counts = {
        "new": len(done.placed),
        "unchanged": len(done.unchanged),
        "earlier ones left out": done.earlier,
    }
    counts |= {"files of other assignments": done.others, "not placed": len(done.unplaced)}
    said = (
        ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing found"
    )
    say(f"{name} ({done.platform}): {said} -> {submitted}")
    for note in done.notes:
        say(f"note: {one_line(note)}")
    for path, why in done.unplaced:
        say(f"not placed: {one_line(path)}: {one_line(why)}")
    sys.exit(1 if done.unplaced else 0)
