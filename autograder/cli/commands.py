"""The command `autograder`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TextIO

import click
from distributed import Client
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.status import Status as Spinner
from rich.table import Table

from autograder import __version__
from autograder.classroom import log, report, sample, session, summary, tables
from autograder.classroom.changes import Change
from autograder.classroom.cluster import ClusterLost, NoWorkers, cluster
from autograder.cli import platforms
from autograder.cli.init import init
from autograder.course import data
from autograder.course.build import build as build_assignment
from autograder.course.doctor import examine
from autograder.course.gradebook import GradebookError
from autograder.course.layout import Course
from autograder.errors import AutograderError
from autograder.grading.grade import ISOLATION, Settings
from autograder.grading.result import Result
from autograder.grading.run import Limits
from autograder.grading.verdicts import Status
from autograder.student.provisioner import install_kernels
from autograder.student.warm import box_problems

KEPT = "What is graded is kept: the same command goes on with the rest."
KEPT_OF_ALL = "What is graded is kept: the same command, with --again, begins with the first submission once more."

FOLDER = click.Path(path_type=Path, file_okay=False)

# Highlighting would give numbers and paths colours that mean nothing.
console = Console(soft_wrap=not sys.stdout.isatty(), highlight=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=".",
    help="The course directory, or a folder in it.",
)
@click.pass_context
def main(context: click.Context, course: Path) -> None:
    """Build, grade and report an auto-graded PyTorch course."""
    # nbgrader calls `alembic` by name, which lies beside this Python.
    os.environ["PATH"] = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    )
    context.obj = course


@main.command()
@click.argument("assignments", nargs=-1)
@click.option(
    "--force", is_flag=True, help="Run solution notebooks again even where they are unchanged."
)
@click.pass_obj
def build(course_folder: Path, assignments: tuple[str, ...], force: bool) -> None:
    """Make release/ and solutions/ from source/, and prove that solutions earn all points and stubs none."""
    course, names = _course(course_folder, assignments)
    _data_for(course, names)
    for name in names:
        with console.status(name) as status:
            built = build_assignment(course, name, force=force, say=partial(_say, status, name))
        console.print(f"{name}: " + (", ".join(map(str, built.changed)) or "up to date"))
        for note in built.notes:
            console.print(f"[yellow]{escape(note)}[/yellow]")
    try:
        install_kernels(Path(sys.prefix))
    except OSError as error:  # an environment that belongs to somebody else
        console.print(
            f"[yellow]the warm kernels could not be installed for other programs: {escape(str(error))}[/yellow]"
        )


@main.command()
@click.argument("assignments", nargs=-1, required=True)
@click.option(
    "--submitted",
    type=FOLDER,
    help="Folder <student>/<assignment>/<notebook>.ipynb [default: submitted/]",
)
@click.option(
    "--output", type=FOLDER, help="Where results are written [default: the course directory]"
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="the cores",
    help="Cores to use here.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on a running Dask cluster instead, tcp://host:8786.",
)
@click.option("--again", is_flag=True, help="Grade everything, also what is graded and unchanged.")
@click.option(
    "--isolation",
    type=click.Choice(ISOLATION),
    default="box",
    show_default=True,
    help="Whether students' code is locked in. Without the box it can read and change whatever you can.",
)
@click.option(
    "--cell-seconds",
    type=click.FloatRange(min=0.1),
    default=Limits.cell,
    show_default=True,
    help="Wall time of a cell, or a check.",
)
@click.option(
    "--submission-seconds",
    type=click.FloatRange(min=1),
    default=Limits.submission,
    show_default=True,
    help="Wall time of a notebook.",
)
@click.option(
    "--log-json",
    metavar="FILE",
    type=click.File("a", encoding="utf-8"),
    help="Add a line of JSON for each submission as it is done.",
)
@click.pass_obj
def grade(
    course_folder: Path,
    assignments: tuple[str, ...],
    submitted: Path | None,
    output: Path | None,
    workers: int,
    scheduler: str | None,
    again: bool,
    isolation: str,
    cell_seconds: float,
    submission_seconds: float,
    log_json: TextIO | None,
) -> None:
    """Grade the submissions of ASSIGNMENTS."""
    course, names = _course(course_folder, assignments)
    submitted, output = submitted or course.root / "submitted", output or course.root
    if not submitted.is_dir():
        raise click.UsageError(
            f"there is no folder {submitted}: put submissions there, or name their folder with --submitted"
        )
    if isolation == "box" and (
        missing := [f"{layer}: {problem}" for layer, problem in box_problems().items() if problem]
    ):
        advice = "`autograder doctor` says how to mend it; `--isolation none` grades without, which only code that you trust should be."
        raise click.UsageError(
            "\n".join(["students' code can't be locked in on this machine:", *missing, advice])
        )
    output.mkdir(parents=True, exist_ok=True)
    _data_for(course, names)
    settings = Settings(
        course.secret(),
        isolation == "box",
        Limits(cell_seconds, submission_seconds),
        data=course.data,
    )
    todo = [session.find_work(course.load(name), submitted, output, again=again) for name in names]
    waiting = sum(len(work.waiting) for work in todo)
    changed: dict[str, list[Change]] = {name: [] for name in names}
    kept = KEPT_OF_ALL if again else KEPT
    try:
        with cluster(waiting, min(workers, max(1, waiting)), scheduler) as client:
            for work in todo:
                _carry_out(
                    work, course, output, settings, client, log_json, changed[work.assignment.name]
                )
    except NoWorkers as error:
        raise click.UsageError(str(error)) from None
    except (KeyboardInterrupt, OSError, GradebookError, ClusterLost) as error:
        _print_changes({name: found for name, found in changed.items() if again and found})
        if isinstance(error, KeyboardInterrupt):
            console.print(f"\nStopped. {kept}")
            sys.exit(130)
        what = "grading stopped" if isinstance(error, ClusterLost) else "results can't be written"
        raise click.ClickException(f"{what}: {error}\n{kept}") from None
    rows = session.rows(course, output)
    _write_results(rows, course, output)
    graded = [row for row in rows if row.assignment in names]
    _print_table(graded)
    if again:
        _print_changes(changed)
    if isolation == "none":
        console.print(
            "[yellow]Graded without the box (--isolation none): students' code could read and change what you can.[/yellow]"
        )
    console.print(f"Grades:   {escape(str(output / 'grades.csv'))}, summary.csv, gradebook.db")
    console.print(
        f"Feedback: {escape(str(output / 'feedback'))}/<student>/<assignment>/<notebook>.html"
    )
    console.print(f"Report:   {escape(str(output / report.NAME))}")
    ungraded = [row for row in graded if row.status in ("grader-error", "unreadable")]
    for row in ungraded:
        reason = row.problem or next(
            verdict.message for verdict in row.verdicts if verdict.status == "grader-error"
        )
        console.print(
            f"[red]not graded:[/red] {escape(row.student_id)} {row.assignment}: {escape(reason)}"
        )
    sys.exit(1 if ungraded else 0)


@main.command("report")
@click.option("--output", type=FOLDER, help="Where the results are [default: the course directory]")
@click.pass_obj
def write_report(course_folder: Path, output: Path | None) -> None:
    """Write report.html and the tables again, with the points that people gave since.

    Nothing is graded: what is there is taken from the gradebook and the notes beside the graded notebooks.
    """
    course = Course.find(course_folder)
    output = output or course.root
    rows = session.rows(course, output)
    if not rows:
        raise click.UsageError(
            f"nothing is graded in {output}: `autograder grade` first, or name the folder of its results with --output"
        )
    _write_results(rows, course, output)
    console.print(f"Report: {escape(str(output / report.NAME))}")


@main.command("summary")
@click.option("--output", type=FOLDER, help="Where the results are [default: the course directory]")
@click.option("--submitted", type=FOLDER, help="Where the submissions are [default: submitted/]")
@click.option(
    "--only",
    metavar="FILE",
    type=click.File(encoding="utf-8"),
    help="Only the submissions of a log of `grade --log-json`.",
)
@click.option(
    "--github",
    is_flag=True,
    help="Write to a GitHub Actions job: its summary, and a note at each exercise that lost points.",
)
@click.pass_obj
def write_summary(
    course_folder: Path,
    output: Path | None,
    submitted: Path | None,
    only: TextIO | None,
    github: bool,
) -> None:
    """Print what was graded as tables in Markdown."""
    course = Course.find(course_folder)
    rows = session.rows(course, output or course.root)
    if only:
        wanted = log.named(only)
        rows = [row for row in rows if (row.student_id, row.assignment) in wanted]
    text = summary.markdown(rows)
    if not github:
        click.echo(text, nl=False)
        return
    if not (page := os.environ.get("GITHUB_STEP_SUMMARY")):
        raise click.UsageError(
            "--github needs the variable GITHUB_STEP_SUMMARY, which GitHub Actions sets: leave it out elsewhere"
        )
    with Path(page).open("a", encoding="utf-8") as file:
        file.write(text)
    notebooks = {name: course.notebook(name).name for name in {row.assignment for row in rows}}
    folder = submitted or course.root / "submitted"
    for note in summary.notes(
        rows, lambda row: folder / row.student_id / row.assignment / notebooks[row.assignment]
    ):
        click.echo(note)


@main.command("sample-class")
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
    course, names = _course(course_folder, assignments)
    try:
        students = sample.make_class([course.load(name) for name in names], folder, count, seed)
    except FileExistsError as error:
        raise click.UsageError(f"{error.filename} is there already: name an empty folder") from None
    console.print(f"{len(students)} students handed in {', '.join(names)}: {escape(str(folder))}")


@main.command("data")
@click.pass_obj
def fetch_data(course_folder: Path) -> None:
    """Make the course's data ready in data/, as the notebooks' own data cell does."""
    console.print(escape(data.fetch(Course.find(course_folder))))


@main.command()
@click.option(
    "--install-kernel",
    is_flag=True,
    help="Put the warm kernels into this environment, for nbclient, nbval and Jupyter.",
)
@click.pass_obj
def doctor(course_folder: Path, install_kernel: bool) -> None:
    """Say what this machine can do, and how to mend what it can't."""
    if install_kernel:
        for path in install_kernels(Path(sys.prefix)):
            console.print(f"installed {escape(str(path))}")
    findings = examine(Course.find(course_folder))
    table = Table(show_header=False, box=None)
    for finding in findings:
        mark = (
            "[green]✓[/green]"
            if finding.good
            else "[red]✗[/red]"
            if finding.needed
            else "[yellow]–[/yellow]"
        )
        table.add_row(mark, finding.name, escape(finding.text))
    console.print(table)
    sys.exit(0 if all(finding.good for finding in findings if finding.needed) else 1)


for command in (init, platforms.publish, platforms.collect, platforms.export):
    main.add_command(command)


def run() -> None:
    """Run the command; what a person can mend ends as one line, not as a traceback."""
    try:
        main(prog_name="autograder")
    except AutograderError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_status)
    except OSError as error:
        if error.filename is None:
            raise
        click.echo(f"Error: {error.filename}: {error.strerror}", err=True)
        sys.exit(1)


def _data_for(course: Course, names: list[str]) -> None:
    """Fetch the data that assignments need before any of them runs: every submission then sees the same."""
    if not data.at_hand(course) and any(data.needs_data(course, name) for name in names):
        console.print(escape(data.fetch(course)))


def _say(status: Spinner, name: str, what: str) -> None:
    status.update(f"{name}: {what}")


def _course(folder: Path, assignments: tuple[str, ...]) -> tuple[Course, list[str]]:
    course = Course.find(folder)
    names = list(dict.fromkeys(assignments)) or course.assignments()
    for name in names:
        course.notebook(name)
    return course, names


def _write_results(rows: list[tables.Row], course: Course, output: Path) -> None:
    session.write_tables(rows, output)
    report.write(rows, course, output)


def _carry_out(
    work: session.Work,
    course: Course,
    output: Path,
    settings: Settings,
    client: Client,
    log_json: TextIO | None,
    changed: list[Change],
) -> None:
    name = work.assignment.name
    if work.done:
        console.print(f"{name}: {work.done} graded already and unchanged (--again grades them too)")
    elif not work.waiting:
        console.print(f"{name}: no submissions found")
    if not work.waiting:
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("ETA"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task(f"grading {name}", total=len(work.waiting))

        def on_result(result: Result, changes: list[Change]) -> None:
            progress.advance(bar)
            changed.extend(changes)
            if log_json:
                log_json.write(log.line(result))
                log_json.flush()
            if not console.is_terminal:
                score = sum(verdict.score or 0 for verdict in result.verdicts)
                console.print(f"{name} {escape(result.student_id)}: {score:g}")

        session.carry_out(work, course, output, settings, client, on_result)


_MARKS: dict[Status, str] = {
    Status.PASSED: "[green]✓[/green]",
    Status.PARTIAL: "[yellow]◐[/yellow]",
    Status.FAILED: "[red]✗[/red]",
    Status.ERROR: "[red]![/red]",
    Status.TIMEOUT: "[red]⧗[/red]",
    Status.KILLED: "[red]†[/red]",
    Status.UNATTEMPTED: "[dim]·[/dim]",
    Status.UNGRADED: "[blue]?[/blue]",
    Status.GRADER_ERROR: "[magenta]E[/magenta]",
}


def _print_table(rows: list[tables.Row]) -> None:
    for name in dict.fromkeys(row.assignment for row in rows):
        own = [row for row in rows if row.assignment == name]
        table = Table(
            title=name,
            title_justify="left",
            title_style="bold",
            box=SIMPLE_HEAD,
            padding=(0, 1),
            collapse_padding=True,
        )
        table.add_column("student", no_wrap=True)
        for verdict in own[0].verdicts:
            table.add_column(verdict.exercise.replace("-", "-\n"), justify="center")
        table.add_column("points", justify="right", no_wrap=True)
        for row in own:
            marks = [_MARKS[verdict.status] for verdict in row.verdicts]
            table.add_row(escape(row.student_id), *marks, f"{row.total:g}/{row.max_score:g}")
        console.print(table)
    counted = Counter(verdict.status for row in rows for verdict in row.verdicts)
    console.print(
        "  ".join(
            f"{_MARKS[status]} {status} {counted[status]}" for status in _MARKS if counted[status]
        )
    )


def _print_changes(changed: dict[str, list[Change]]) -> None:
    for name, changes in changed.items():
        if not changes:
            console.print(f"{name}: no score changed")
            continue
        console.print(f"[bold]{name}: scores that changed[/bold]")
        table = Table.grid(padding=(0, 2))
        for change in sorted(changes, key=lambda change: change.student_id):
            table.add_row(
                *(
                    escape(platforms.shown(text))
                    for text in (change.student_id, change.exercise, change.points, change.why)
                )
            )
        console.print(table)
