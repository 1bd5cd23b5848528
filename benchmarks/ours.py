"""This grader, as anybody calls it."""

from __future__ import annotations

import csv
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
) -> tuple[float, Scores]:
    """Return wall seconds of `autograder grade` into a fresh folder, with all that it writes."""
    line = ("grade", name, "--submitted", submitted, "--output", output, "--workers", workers)
    return call("autograder", *line, cwd=ROOT, watch=watch), _scores(output)


def _scores(output: Path) -> Scores:
    with (output / "grades.csv").open(newline="", encoding="utf-8") as file:
        return {
            (row["student"], row["exercise"]): float(row["score"] or 0)
            for row in csv.DictReader(file)
        }
