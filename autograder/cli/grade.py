"""The command that grades: `grade`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

import click

from autograder.cli.options import FOLDER, Seconds, need_linux, open_course
from autograder.cli.say import begin
from autograder.errors import AutograderError
from autograder.grading.limits import ISOLATION, TimeLimits
from autograder.startup import uncollected


@click.command()
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
    "--changed",
    is_flag=True,
    help="Grade also what was graded with another version of an exercise or of the grader, or "
    "before versions were noted.",
)
@click.option(
    "--student",
    "students",
    multiple=True,
    help="Grade this student again, and nobody else; may be given more than once.",
)
@click.option(
    "--exercise",
    "exercises",
    multiple=True,
    help="Grade this exercise again and leave the others; may be given more than once.",
)
@click.option(
    "--isolation",
    type=click.Choice(ISOLATION),
    default="box",
    show_default=True,
    help="Whether students' code is locked in. "
    "Without the box it can read and change whatever you can.",
)
@click.option(
    "--cell-seconds",
    type=Seconds(min=0.1),
    default=TimeLimits.cell,
    show_default=True,
    help="Wall time of a cell, or a check.",
)
@click.option(
    "--submission-seconds",
    type=Seconds(min=1),
    default=TimeLimits.submission,
    show_default=True,
    help="Wall time of a notebook, and CPU time of the grader over it.",
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
    changed: bool,
    students: tuple[str, ...],
    exercises: tuple[str, ...],
    isolation: str,
    cell_seconds: float,
    submission_seconds: float,
    log_json: TextIO | None,
) -> None:
    """Grade the submissions of ASSIGNMENTS."""
    need_linux()
    begin("Reading the course …")
    with uncollected():
        if scheduler is None:
            from autograder.student.zygote import Zygote

            Zygote.start()  # it imports torch meanwhile
        from rich.markup import escape

        from autograder.classroom import read_again
        from autograder.classroom.grade_class import Call, grade_class, kept
        from autograder.classroom.report.page import NAME as REPORT
        from autograder.classroom.results import not_graded
        from autograder.classroom.session import Wanted
        from autograder.cli.terminal import (
            Watch,
            console,
            print_changes,
            print_notes,
            print_problems,
            print_scores,
            print_told,
        )
    course, names = open_course(course_folder, assignments)
    call = Call(
        names,
        submitted or course.root / "submitted",
        output or course.root,
        wanted=Wanted(again, changed, frozenset(students), frozenset(exercises)),
        boxed=isolation == "box",
        limits=TimeLimits(cell_seconds, submission_seconds),
        workers=workers,
        scheduler=scheduler,
    )
    regrade = again or changed or bool(exercises or students)
    watch = Watch(names, log_json)
    try:
        rows = grade_class(course, call, watch.over, lambda said: console.print(escape(said)))
    except (KeyboardInterrupt, AutograderError) as error:
        if regrade:
            print_changes({name: changes for name, changes in watch.changed.items() if changes})
        if isinstance(error, KeyboardInterrupt):
            console.print(f"\nStopped. {kept(again=again)}")
            sys.exit(130)
        raise
    print_scores(rows)
    print_told(read_again.told(rows))
    if regrade:
        print_changes(watch.changed)
    if isolation == "none":
        console.print(
            "[yellow]Graded without the box (--isolation none): "
            "students' code could read and change what you can.[/yellow]"
        )
    tables = ("summary.csv", "exercises.csv", "gradebook.db")
    console.print(f"Grades:   {', '.join((escape(str(call.output / 'grades.csv')), *tables))}")
    console.print(
        f"Feedback: {escape(str(call.output / 'feedback'))}/<student>/<assignment>/<notebook>.html"
    )
    console.print(f"Report:   {escape(str(call.output / REPORT))}")
    problems = not_graded(rows)
    print_problems(problems)
    print_notes(rows)
    sys.exit(1 if problems else 0)
