"""The commands that look at, or prepare, this machine: `data`, `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import need_linux
from autograder.cli.say import say
from autograder.startup import uncollected

if TYPE_CHECKING:
    from autograder.course.doctor import Finding

WIDTH = 17
"""Of the names of what is looked at."""


@click.command("data")
@click.pass_obj
def fetch_data(course_folder: Path) -> None:
    """Make the course's data ready in data/, as the notebooks' own data cell does."""
    with uncollected():
        from autograder.course import data
        from autograder.course.layout import Course
    need_linux()
    for line in data.fetch(Course.find(course_folder)).splitlines():
        say(line)


@click.command()
@click.option(
    "--install-kernel",
    is_flag=True,
    help="Put the warm kernels into this environment, for nbclient, nbval and Jupyter.",
)
@click.pass_obj
def doctor(course_folder: Path, install_kernel: bool) -> None:
    """Say what this machine can do, and how to mend what it can't."""
    if install_kernel:
        with uncollected():
            from autograder.student.provisioner import install_kernels
        for path in install_kernels(Path(sys.prefix)):
            say(f"installed {path}")
    with uncollected():
        from autograder.course.doctor import examine
    good = True
    for finding in examine(course_folder):
        good &= _print(finding)
    sys.exit(0 if good else 1)


def _print(finding: Finding) -> bool:
    """Print what was looked at, with a mark, and return whether grading can do with it."""
    mark, colour = ("✓", "green") if finding.good else ("✗", "red")
    if not finding.good and not finding.needed:
        mark, colour = "–", "yellow"
    sys.stdout.write(click.style(mark, fg=colour) if sys.stdout.isatty() else mark)
    say(f"  {finding.name:<{WIDTH}} {finding.text}")
    return finding.good or not finding.needed
