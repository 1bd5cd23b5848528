"""The commands that look at, or prepare, this machine: `data`, `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.markup import escape

from autograder.cli.terminal import console, print_findings
from autograder.startup import uncollected


@click.command("data")
@click.pass_obj
def fetch_data(course_folder: Path) -> None:
    """Make the course's data ready in data/, as the notebooks' own data cell does."""
    with uncollected():
        from autograder.course import data
        from autograder.course.layout import Course
    console.print(escape(data.fetch(Course.find(course_folder))))


@click.command()
@click.option(
    "--install-kernel",
    is_flag=True,
    help="Put the warm kernels into this environment, for nbclient, nbval and Jupyter.",
)
@click.pass_obj
def doctor(course_folder: Path, install_kernel: bool) -> None:
    """Say what this machine can do, and how to mend what it can't."""
    with uncollected():
        from autograder.course.doctor import examine
        from autograder.course.layout import Course
        from autograder.student.provisioner import install_kernels
    if install_kernel:
        for path in install_kernels(Path(sys.prefix)):
            console.print(f"installed {escape(str(path))}")
    findings = examine(Course.find(course_folder))
    print_findings(findings)
    sys.exit(0 if all(finding.good for finding in findings if finding.needed) else 1)
