"""The command `autograder`: its group, and what becomes of an error that reaches the top."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path

import click

from autograder import __version__, startup
from autograder.cli.build import build
from autograder.cli.grade import grade
from autograder.cli.init import init
from autograder.cli.machine import doctor, fetch_data
from autograder.cli.read import read_answers
from autograder.cli.results import export, write_report, write_summary
from autograder.cli.say import say
from autograder.cli.similar import find_similar
from autograder.cli.students import collect, publish, sample_class
from autograder.cli.term import excuse, extend, set_roster
from autograder.errors import AutograderError, sentence

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the signal's number."""


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


for command in (
    *(init, build, sample_class, fetch_data, doctor),
    *(grade, read_answers, write_report, write_summary, publish, collect, export),
    *(set_roster, extend, excuse, find_similar),
):
    main.add_command(command)


def run() -> None:
    """Run the command; what a person can mend ends as one line, not as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # whose encoding may lack a mark, or a letter of a name
            stream.reconfigure(errors="backslashreplace")
    startup.speak_utf8()
    try:
        startup.refuse_windows()
        startup.know_user()
        startup.refuse_optimised()
        startup.leave_out_nbgraders_tracebacks()
        sys.exit(main(prog_name="autograder", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except AutograderError as error:
        say(f"Error: {error}", error=True)
        sys.exit(error.exit_status)
    except OSError as error:
        if not (said := sentence(error)):
            raise
        say(f"Error: {said}", error=True)
        sys.exit(1)
    except click.Abort:  # Ctrl-C, as click has it
        click.echo("Stopped.", err=True)
        sys.exit(INTERRUPTED)
