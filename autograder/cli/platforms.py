"""The commands that face students and learning platforms: `publish`, `collect`, `export`. Part of `autograder.cli`."""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from autograder.classroom import archive, people, platforms
from autograder.classroom import collect as collecting
from autograder.classroom.export import book, formats, gradescope_zip
from autograder.course.layout import Course
from autograder.course.publish import PublishError
from autograder.course.publish import publish as publish_course
from autograder.grading.grade import ISOLATION

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
AUTOGRADER = "gradescope-autograder"

roster_option = click.option(
    "--roster",
    type=FILE,
    help="List of students as CSV: nbgrader's, Canvas's gradebook, Moodle's worksheet.",
)


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("assignments", nargs=-1)
@click.pass_obj
def publish(course_folder: Path, folder: Path, assignments: tuple[str, ...]) -> None:
    """Write what students get of ASSIGNMENTS [default: all] into FOLDER, and as FOLDER.zip beside it."""
    course, names = _course(course_folder, assignments)
    try:
        done = publish_course(course, names, folder)
    except PublishError as error:
        raise click.ClickException(f"not published:\n{error}") from None
    for note in done.notes:
        click.echo(f"Note: {note}", err=True)
    click.echo(f"{len(done.names)} files: {done.folder}, {done.archive}")


@click.command()
@click.argument("assignment")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--submitted", type=FOLDER, help="Where to [default: submitted/ in the course directory]"
)
@click.option(
    "--from",
    "platform",
    type=click.Choice(list(platforms.PLATFORMS)),
    help="Whose names these are [default: told by the names]",
)
@roster_option
@click.option(
    "--timezone",
    default="UTC",
    show_default=True,
    help="Of times in the list of students, which name none: Europe/Berlin.",
)
@click.pass_obj
def collect(
    course_folder: Path,
    assignment: str,
    source: Path,
    submitted: Path | None,
    platform: str | None,
    roster: Path | None,
    timezone: str,
) -> None:
    """Place what a platform's zip, nbgrader's exchange or a folder holds of ASSIGNMENT into submitted/."""
    course, (name,) = _course(course_folder, (assignment,))
    submitted = submitted or course.root / "submitted"
    listed = _roster(roster, timezone)
    try:
        done = collecting.collect(
            source, course.load(name), course.assignments(), submitted, listed, platform
        )
    except archive.BadSource as error:
        raise click.UsageError(str(error)) from None
    counts = {
        "new": len(done.placed),
        "unchanged": len(done.unchanged),
        "earlier ones left out": done.earlier,
    }
    counts |= {"files of other assignments": done.others, "not placed": len(done.unplaced)}
    said = (
        ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing found"
    )
    click.echo(f"{name} ({done.platform}): {said} -> {submitted}")
    for note in done.notes:
        click.echo(f"note: {note}")
    for path, why in done.unplaced:
        click.echo(f"not placed: {shown(path)}: {why}")
    sys.exit(1 if done.unplaced else 0)


@click.command()
@click.argument("assignments", nargs=-1)
@click.option(
    "--to",
    type=click.Choice([*formats.TEXTS, *formats.FOLDERS, AUTOGRADER]),
    required=True,
    help="The form.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Where to; a folder for gradescope. [default: the terminal, for a text]",
)
@click.option(
    "--grades", type=FOLDER, help="Where `autograder grade` wrote [default: the course directory]"
)
@roster_option
@click.option(
    "--isolation",
    type=click.Choice(list(ISOLATION)),
    default="box",
    show_default=True,
    help=f"Of {AUTOGRADER}.",
)
@click.pass_obj
def export(
    course_folder: Path,
    assignments: tuple[str, ...],
    to: str,
    output: Path | None,
    grades: Path | None,
    roster: Path | None,
    isolation: str,
) -> None:
    """Export the grades of ASSIGNMENTS [default: all]; or make Gradescope's autograder for one."""
    course, names = _course(course_folder, assignments)
    if output is None and to not in formats.TEXTS:
        raise click.UsageError(f"{to} is no single text: say where to with --output")
    if to == AUTOGRADER:
        if len(names) != 1 or output is None:
            raise click.UsageError(
                f"{AUTOGRADER} is for one assignment: name it; there are {', '.join(names)}"
            )
        gradescope_zip.build(course, names[0], output, isolation)
        click.echo(
            f"{output}: for Gradescope alone. It holds solutions, checks and the course's secret."
        )
        return
    folder = grades or course.root
    if not (folder / "gradebook.db").is_file():
        raise click.UsageError(
            f"there is no gradebook.db in {folder}: run `autograder grade`, or name its folder with --grades"
        )
    done = formats.export(book.read(course, folder, names, _roster(roster, "UTC")), to, output)
    click.echo(f"{output}: {done.count} submissions" if output else done.text, nl=bool(output))
    for problem in done.problems:
        click.echo(f"not exported: {shown(problem)}", err=True)
    sys.exit(1 if done.problems else 0)


def _course(folder: Path, assignments: tuple[str, ...]) -> tuple[Course, list[str]]:
    course = Course.find(folder)
    names = list(dict.fromkeys(assignments)) or course.assignments()
    for name in names:
        course.notebook(name)
    return course, names


def _roster(path: Path | None, timezone: str) -> people.Roster | None:
    try:
        zone = ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise click.UsageError(
            f"there is no time zone {timezone!r}: name one as Europe/Berlin"
        ) from None
    try:
        return people.read_roster(path, zone) if path else None
    except people.BadRoster as error:
        raise click.UsageError(str(error)) from None


def shown(text: str) -> str:
    """A text from elsewhere, harmless for a terminal."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
