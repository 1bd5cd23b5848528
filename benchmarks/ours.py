"""This grader, as anybody calls it: by its own command, or by nbgrader's."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks.commands import ROOT, call
from benchmarks.scores import Scores


def grade(
    name: str,
    submitted: Path,
    output: Path,
    workers: int,
    watch: Callable[[subprocess.Popen[bytes]], None] | None = None,
    scheduler: str = "",
) -> tuple[float, Scores]:
    """Return wall seconds of `autograder grade` into a fresh folder, with all that it writes."""
    where = ("--scheduler", scheduler) if scheduler else ("--workers", workers)
    line = ("grade", name, "--submitted", submitted, "--output", output, *where)
    return call("autograder", *line, cwd=ROOT, watch=watch), _scores(output)


def make_course(name: str, course: Path) -> Path:
    """Return a course with this grader under nbgrader's commands, and one assignment of ours."""
    shutil.copytree(ROOT / "source" / name, course / "source" / name)
    for file in ("course.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / file, course)
    call("nbgrader", "generate_assignment", name, cwd=course)
    return course


def autograde(course: Path, name: str, submitted: Path, output: Path) -> float:
    """Wall seconds of `nbgrader autograde` in a fresh copy of the course: what formgrader calls."""
    shutil.copytree(course, output)
    shutil.copytree(submitted, output / "submitted")
    return call("nbgrader", "autograde", name, cwd=output)


def _scores(output: Path) -> Scores:
    with (output / "grades.csv").open(newline="", encoding="utf-8") as file:
        return {
            (row["student"], row["exercise"]): float(row["score"] or 0)
            for row in csv.DictReader(file)
        }
