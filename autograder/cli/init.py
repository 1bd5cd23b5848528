"""The command that begins a course: `init`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.say import say


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Begin a course of your own in DIR: one assignment with three exercises.

    They are there to be changed, or replaced.
    """
    from autograder.course.init import init_course

    files = init_course(folder)
    say(f"{len(files)} files: {folder}. Its README.md says what each is for. Next:\n")
    click.echo(f"    cd {folder}\n    autograder build\n    autograder sample-class submitted")
    click.echo("    autograder grade 01-start")
