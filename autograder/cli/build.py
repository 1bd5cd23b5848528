"""The command that makes what students get: `build`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import need_linux, open_course
from autograder.cli.say import begin, say
from autograder.errors import AutograderError
from autograder.startup import uncollected

if TYPE_CHECKING:
    from rich.status import Status


@click.command()
@click.argument("assignments", nargs=-1)
@click.option(
    "--force", is_flag=True, help="Run solution notebooks again even where they are unchanged."
)
@click.pass_obj
def build(course_folder: Path, assignments: tuple[str, ...], force: bool) -> None:
    """Make release/ and solutions/ from source/.

    It proves on the way that solutions earn all points and stubs none.
    """
    begin("Reading the course …")
    with uncollected():
        from rich.markup import escape

        from autograder.cli.terminal import console
        from autograder.course import data
        from autograder.course.build import build as build_assignment
        from autograder.student.provisioner import install_kernels
    need_linux()  # before a notebook has been run for minutes
    course, names = open_course(course_folder, assignments)
    if said := data.fetch_if_needed(course, names, boxed=False):
        console.print(escape(said))
    for name in names:
        if not console.is_terminal:  # where no status is shown
            say(f"{name} …", error=True)
        with console.status(name) as status:
            try:
                built = build_assignment(course, name, force=force, say=partial(_say, status, name))
            except AutograderError:
                console.print(f"[red]{name}: not built[/red]")
                raise
        console.print(f"{name}: " + (", ".join(map(str, built.changed)) or "up to date"))
        for note in built.notes:
            console.print(f"[yellow]{escape(note)}[/yellow]")
    try:
        install_kernels(Path(sys.prefix))
    except OSError as error:  # an environment that belongs to somebody else
        said = f"the warm kernels could not be installed for other programs: {error}"
        console.print(f"[yellow]{escape(said)}[/yellow]")


def _say(status: Status, name: str, what: str) -> None:
    status.update(f"{name}: {what}")
