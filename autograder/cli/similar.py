"""The command that sorts answers which are near to each other: `similar`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.options import FOLDER, open_course
from autograder.cli.say import begin, say
from autograder.counted import counted
from autograder.errors import UsageError
from autograder.plain import one_line
from autograder.startup import uncollected

TOLD = 10
"""Pairs that are printed."""


@click.command("similar")
@click.argument("assignments", nargs=-1, required=True)
@click.option(
    "--submitted",
    type=FOLDER,
    help="Folder <student>/<assignment>/<notebook>.ipynb [default: submitted/]",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The page [default: similar.html in the course directory]",
)
@click.option("--csv", "as_csv", type=click.Path(path_type=Path, dir_okay=False), help="A table.")
@click.option(
    "--exercise", "exercises", multiple=True, metavar="ID", help="Only this one [default: all]"
)
@click.option(
    "--most", type=click.IntRange(1), default=100, show_default=True, help="Pairs to show at most."
)
@click.pass_obj
def find_similar(
    course_folder: Path,
    assignments: tuple[str, ...],
    submitted: Path | None,
    output: Path | None,
    as_csv: Path | None,
    exercises: tuple[str, ...],
    most: int,
) -> None:
    """Sort the answers to ASSIGNMENTS that are nearer to each other than chance.

    It accuses nobody: a person reads them, side by side, in similar.html.
    """
    begin("Reading what was handed in …")
    with uncollected():
        from autograder.classroom import class_list
        from autograder.classroom.similar import near, page
        from autograder.classroom.similar.read import read_class
        from autograder.course import submissions
        from autograder.files import write_whole
    course, names = open_course(course_folder, assignments)
    loaded = [course.load(name) for name in names]
    there = {name for one in loaded for name in one.solutions}
    if missing := [name for name in exercises if name not in there]:
        raise UsageError(
            f"{', '.join(names)} has no exercise {missing[0]!r}; there are: "
            f"{', '.join(sorted(there))}"
        )
    folder = submitted or course.root / "submitted"
    found = {one.name: submissions.find(folder, one) for one in loaded}
    if not any(found.values()):
        raise UsageError(
            f"nobody handed in {', '.join(names)} in {folder}: `autograder collect` first, or name "
            "the folder with --submitted"
        )
    handed = [
        read_class(
            one,
            found[one.name],
            [e.name for e in one.exercises if not exercises or e.name in exercises],
        )
        for one in loaded
    ]
    compared = [near.compare(one, name, most) for one in handed for name in one.answers]
    pairs = near.nearest(compared, most)
    output = output or course.root / page.NAME
    called = class_list.names(course, course.root)
    write_whole(output, page.page(course.title, handed, compared, pairs, called))
    if as_csv:
        write_whole(as_csv, page.table(compared, pairs))
    for pair in pairs[:TOLD]:
        who = f"{page.names(pair.first)} · {page.names(pair.second)}"
        say(f"{pair.shared:>4} of {pair.own:<4} {one_line(who)}  {pair.assignment} {pair.exercise}")
    same = sum(len(one.same_files) for one in handed)
    count = counted(len(pairs), "pair")
    say(f"{count} of answers to read, {same} handed in as the same file: {output}")
    unread = [(one.assignment.name, *who) for one in handed for who in one.unread]
    for name, student, why in unread:
        say(f"not compared: {one_line(student)} {name}: {one_line(why)}", error=True)
    sys.exit(1 if unread else 0)
