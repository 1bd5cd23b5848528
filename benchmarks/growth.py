"""Time `autograder grade` on growing classes, and watch the memory of the process that drives it.

All but the largest class are graded twice, before and after it: 10, 100, 1000, 100, 10. The last
line is ``time_growth=… memory_growth_mb=…``: seconds a submission of the largest class over those
of the one before it, and how many megabytes more the driver needed at its peak for the largest than
for the smallest.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import Popen

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autograder.classroom.sample import make_class
from autograder.course.layout import Course
from benchmarks import ours
from benchmarks.commands import ROOT, machine, positive

ASSIGNMENT = "04-convolution"
LOOK_SECONDS = 0.01


@dataclass(frozen=True)
class Run:
    """One class, graded once."""

    submissions: int
    seconds: float
    """Wall time of the whole command."""
    peak: int
    """Most bytes of memory that the driver had at any time, without its workers."""


class Peak:
    """The peak memory of one process, without its children.

    `os.wait4` would give that of the largest child that the process waited for, too. Linux keeps
    the process's own as ``VmHWM``, which never falls, so that looking often enough before the end
    misses nothing but the last moment.
    """

    def __init__(self) -> None:
        self.bytes = 0

    def watch(self, process: Popen[bytes]) -> None:
        """Look until the process ends."""
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            if found := re.search(
                r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE
            ):  # an ended one has none
                self.bytes = 1024 * int(found[1])
            time.sleep(LOOK_SECONDS)


def main(arguments: list[str] | None = None) -> None:
    options = parse(arguments)
    setup = setup_words(options)
    print(setup, flush=True)
    runs = measure(options)
    text = record(setup, options.sizes, runs)
    print("", text, last_line(options.sizes, runs), sep="\n")
    if options.write:
        options.write.write_text(text, encoding="utf-8")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="autograder grade on classes of growing size")
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=positive,
        default=[10, 100, 1000],
        help="of the classes, growing [%(default)s]",
    )
    parser.add_argument(
        "--workers",
        type=positive,
        default=os.cpu_count() or 1,
        help="of autograder grade [the cores]",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the sample classes [%(default)s]")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the tables into this file, too"
    )
    options = parser.parse_args(arguments)
    if len(options.sizes) < 2 or options.sizes != sorted(set(options.sizes)):
        parser.error("--sizes needs two or more numbers, each greater than the one before")
    return options


def measure(options: argparse.Namespace) -> list[Run]:
    assignment = Course(ROOT).load(ASSIGNMENT)
    runs = []
    for size in options.sizes + options.sizes[-2::-1]:
        with tempfile.TemporaryDirectory(prefix="growth-") as name:
            folder, peak = Path(name), Peak()
            make_class([assignment], folder / "submitted", size, options.seed)
            seconds, _ = ours.grade(
                ASSIGNMENT, folder / "submitted", folder / "output", options.workers, peak.watch
            )
        runs.append(Run(size, seconds, peak.bytes))
        print(
            f"{size} submissions: {seconds / size:.3f} s each, {seconds:.1f} s in all; the "
            f"driver {peak.bytes / 1e6:.0f} MB",
            flush=True,
        )
    return runs


def seconds_each(runs: list[Run], size: int) -> float:
    """Seconds a submission for a class of that size, the median of its runs."""
    return median(run.seconds for run in runs if run.submissions == size) / size


def megabytes(runs: list[Run], size: int) -> float:
    """Return the driver's peak for a class of that size, the greatest of its runs."""
    return max(run.peak for run in runs if run.submissions == size) / 1e6


def setup_words(options: argparse.Namespace) -> str:
    """Return the command and the machine, which is named in general terms only."""
    sizes = " ".join(map(str, options.sizes))
    return (
        f"`python benchmarks/growth.py --sizes {sizes} --workers {options.workers} --seed "
        f"{options.seed}`:\n{machine()}."
    )


def record(setup: str, sizes: list[int], runs: list[Run]) -> str:
    """All figures as a page of Markdown."""
    table = [
        "| submissions | seconds of each run | seconds a submission | peak memory of the driver |",
        "| --: | --- | --: | --: |",
    ]
    for size in sizes:
        each = ", ".join(f"{run.seconds:.1f}" for run in runs if run.submissions == size)
        table.append(
            f"| {size:,} | {each} | {seconds_each(runs, size):.3f} | {megabytes(runs, size):.0f} "
            "MB |"
        )
    return "\n".join(
        [
            "# From a small class to a large one\n",
            "`make bench` writes this page; the [README](README.md) says what is measured and "
            "how.\n",
            f"{setup}\n",
            *table,
            f"\nA submission among {sizes[-1]:,} takes {time_growth(sizes, runs):.2f} times as "
            f"long as one among {sizes[-2]:,}; "
            f"the driver's peak differs by {memory_growth(sizes, runs):+.0f} MB from that for "
            f"{sizes[0]:,}.\n",
        ]
    )


def time_growth(sizes: list[int], runs: list[Run]) -> float:
    return seconds_each(runs, sizes[-1]) / seconds_each(runs, sizes[-2])


def memory_growth(sizes: list[int], runs: list[Run]) -> float:
    return megabytes(runs, sizes[-1]) - megabytes(runs, sizes[0])


def last_line(sizes: list[int], runs: list[Run]) -> str:
    return (
        f"time_growth={time_growth(sizes, runs):.2f} "
        f"memory_growth_mb={memory_growth(sizes, runs):.0f}"
    )


if __name__ == "__main__":
    main()
