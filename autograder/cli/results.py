"""The commands that show, or pass on, what is graded: `report`, `summary`, `export`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from autograder.cli.options import (
    FOLDER,
    LateChoice,
    open_course,
    open_roster,
    roster_option,
    section_option,
)
from autograder.cli.say import begin, say
from autograder.counted import counted
from autograder.errors import UsageError
from autograder.grading.limits import ISOLATION
from autograder.plain import one_line
from autograder.startup import uncollected

if TYPE_CHECKING:
    from autograder.classroom.tables import Row

AUTOGRADER = "gradescope-autograder"


def _tell(rows: list[Row], told: list[str]) -> int:
    """Say what is outdated, and what the grader failed on; return the exit status."""
    from autograder.classroom.results import faults

    for line in told:
        say(f"note: {one_line(line)}", error=True)
    failed = faults(rows)
    for row, why in failed:
        say(f"not graded: {row.student_id} {row.assignment}: {one_line(why)}", error=True)
    return 1 if failed else 0


def _forms() -> Iterable[str]:
    from autograder.classroom.export.formats import ARCHIVES, FOLDERS, TEXTS

    return (*TEXTS, *ARCHIVES, *FOLDERS, AUTOGRADER)


@click.command("report")
@click.option("--output", type=FOLDER, help="Where the results are [default: the course directory]")
@click.option("--submitted", type=FOLDER, help="Where the submissions are [default: submitted/]")
@click.option(
    "--section", metavar="NAME", help="Write also a report of this section of the class alone."
)
@click.pass_obj
def write_report(
    course_folder: Path, output: Path | None, submitted: Path | None, section: str | None
) -> None:
    """Write report, tables and students' pages again, with what people gave and wrote since.

    Nothing is graded: what is there is taken from the gradebook and the notes beside the graded
    notebooks. What late work costs is worked out anew.
    """
    begin("Reading what is graded …")
    with uncollected():
        from autograder.classroom import class_list, graded, lateness, outdated, read_again
        from autograder.classroom.report import page
        from autograder.classroom.results import write_results
        from autograder.course.layout import Course
    course = Course.find(course_folder)
    output = output or course.root
    submitted = submitted or course.root / "submitted"
    students = class_list.section(course, section) if section else ()
    late = lateness.bring_up_to_date(course, output, course.assignments())
    class_list.enter(course, output)
    rows, assignments = graded.whole_class(course, output, submitted)
    handed_in = (row.result for row in rows if not row.missing)
    told = late + outdated.all_of_it(course, output, handed_in, assignments)
    told += graded.not_noted(course, output, rows) + read_again.told(rows)
    if not rows:
        nothing = (
            f"nothing is graded in {output}: `autograder grade` first, or name the folder of its "
            "results with --output"
        )
        raise UsageError("\n".join(told or [nothing]))
    write_results(rows, course, output, assignments)
    say(f"Report: {output / page.NAME}")
    if section:
        own = [row for row in rows if row.student_id in students]
        say(f"Of section {section}: {page.write(own, course, output, assignments, section)}")
    sys.exit(_tell(rows, told))


@click.command("summary")
@click.option("--output", type=FOLDER, help="Where the results are [default: the course directory]")
@click.option("--submitted", type=FOLDER, help="Where the submissions are [default: submitted/]")
@click.option(
    "--only",
    metavar="FILE",
    type=click.File("rb"),
    help="Only the submissions of a log of `grade --log-json`.",
)
@click.option(
    "--github",
    is_flag=True,
    help="Write to a GitHub Actions job: its summary, "
    "and a note at each exercise that lost points.",
)
@click.pass_obj
def write_summary(
    course_folder: Path,
    output: Path | None,
    submitted: Path | None,
    only: BinaryIO | None,
    github: bool,
) -> None:
    """Print what was graded as tables in Markdown."""
    with uncollected():
        from autograder.classroom import graded, log, outdated, read_again, summary
        from autograder.course.layout import Course
    course = Course.find(course_folder)
    results = output or course.root
    rows = graded.rows(course, results)
    alone = graded.not_noted(course, results, rows)
    if only:
        wanted = log.named(only, only.name)
        rows = [row for row in rows if (row.student_id, row.assignment) in wanted]
    text = summary.markdown(rows)
    told = outdated.all_of_it(
        course, results, (row.result for row in rows), graded.assignments_of(rows, course)
    )
    told += alone + read_again.told(rows)
    status = _tell(rows, told)
    if not github:
        click.echo(text, nl=False)
        sys.exit(status)
    if not (page := os.environ.get("GITHUB_STEP_SUMMARY")):
        raise UsageError(
            "--github needs the variable GITHUB_STEP_SUMMARY, which GitHub Actions sets: leave it "
            "out elsewhere"
        )
    written = Path(page).stat().st_size if Path(page).exists() else 0
    with Path(page).open("a", encoding="utf-8") as file:
        file.write(summary.within(text, summary.MOST_BYTES - written))
    notebooks = {name: course.notebook(name).name for name in {row.assignment for row in rows}}
    folder = submitted or course.root / "submitted"
    for note in summary.notes(
        rows, lambda row: folder / row.student_id / row.assignment / notebooks[row.assignment]
    ):
        click.echo(note)
    sys.exit(status)


@click.command()
@click.argument("assignments", nargs=-1)
@click.option(
    "--to",
    type=LateChoice(_forms),
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
@section_option
@click.option(
    "--column",
    metavar="HEADING",
    help="What the assignment is called in the list of Canvas, Blackboard or Brightspace, as "
    "“Homework 4 (77)”; course.toml keeps it.",
)
@click.option(
    "--download",
    metavar="ZIP",
    type=click.Path(path_type=Path, exists=True),
    help="What the submissions came in, for canvas-feedback, brightspace-feedback, ilias-feedback "
    "and sakai: its names go back.",
)
@click.option(
    "--isolation",
    type=click.Choice(ISOLATION),
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
    section: str | None,
    column: str | None,
    download: Path | None,
    isolation: str,
) -> None:
    """Export the grades of ASSIGNMENTS [default: all]; or make Gradescope's autograder for one."""
    begin("Reading what is graded …")
    with uncollected():
        from autograder.classroom import class_list, outdated
        from autograder.classroom.export import book, formats, gradescope_zip
        from autograder.classroom.export.download import Download
        from autograder.course import columns
    course, names = open_course(course_folder, assignments)
    if output is None and to not in formats.TEXTS:
        raise UsageError(f"{to} is no single text: say where to with --output")
    if column and (to not in formats.WITH_HEADINGS or len(names) != 1):
        raise UsageError(
            f"--column is for one assignment, with --to {' or '.join(formats.WITH_HEADINGS)}: name "
            f"it; there are {', '.join(names)}"
        )
    if download and to not in formats.BY_DOWNLOAD:
        raise UsageError(f"--download is for {', '.join(formats.BY_DOWNLOAD)}")
    if to == AUTOGRADER:
        if len(names) != 1 or output is None:
            raise UsageError(
                f"{AUTOGRADER} is for one assignment: name it; there are {', '.join(names)}"
            )
        for note in gradescope_zip.build(course, names[0], output, isolation):
            say(f"note: {note}", error=True)
        say(f"{output}: for Gradescope alone. It holds solutions, checks and the course's secret.")
        return
    folder = grades or course.root
    if not os.path.lexists(folder / "gradebook.db"):
        raise UsageError(
            f"there is no gradebook.db in {folder}: run `autograder grade`, or name its folder "
            "with "
            "--grades"
        )
    listed = open_roster(roster)
    students = class_list.section(course, section) if section else None
    read = book.read_book(course, folder, names, listed, students)
    if not assignments:
        read.problems += outdated.without_source(course, folder)
    read.headings = course.columns() | ({names[0]: column} if column else {})
    came_in = None
    if download and len(names) == 1:
        came_in = Download(download, course.load(names[0]), course.assignments(), listed)
    done = formats.export(read, to, output, roster, came_in)
    if column and names[0] in read.points:
        columns.keep(course, names[0], column)
    if output:
        say(f"{output}: {counted(done.count, 'submission')}")
    else:
        click.echo(done.text, nl=False)
    for line in done.told:
        say(f"note: {one_line(line)}", error=True)
    for problem in done.problems:
        say(f"not exported: {one_line(problem)}", error=True)
    sys.exit(1 if done.problems else 0)
