"""Time how soon the commands answer: the version, one submission, ten, and stock nbgrader beside.

Everything is timed in rounds, one after the other, so that a slow moment hits all. The last line is
``start_ratio=… version_seconds=… nbgrader_one=… nbgrader_ten=…``: seconds of one submission over
those of ``python -c "import torch"``; of the version; and stock nbgrader's seconds over ours for
one submission and for ten.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autograder.classroom.sample import make_class
from autograder.course.layout import Course
from benchmarks import ours, stock_nbgrader
from benchmarks.commands import ROOT, call, machine, positive

ASSIGNMENT = "04-convolution"
TORCH, VERSION = 'python -c "import torch"', "autograder --version"
ONE, TEN = "autograder grade, one submission", "autograder grade, ten"
OWN_ONE = "nbgrader autograde with this grader, one submission"
STOCK_ONE, STOCK_TEN = "nbgrader autograde, one submission", "nbgrader autograde, ten"
ROWS = (TORCH, VERSION, ONE, OWN_ONE, STOCK_ONE, TEN, STOCK_TEN)

Round = dict[str, float]
"""Wall seconds of each row."""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="how soon the commands answer")
    parser.add_argument("--rounds", type=positive, default=3, help="[%(default)s]")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the table into this file, too"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="start-") as folder:
        rounds = measure(Path(folder), options.rounds)
    setup = f"`python benchmarks/start.py --rounds {options.rounds}`:\n{machine()}."
    text = record(setup, rounds)
    print("", text, last_line(rounds), sep="\n")
    if options.write:
        options.write.write_text(text, encoding="utf-8")


def measure(folder: Path, rounds: int) -> list[Round]:
    assignment = Course(ROOT).load(ASSIGNMENT)
    course = stock_nbgrader.make_course(assignment, folder / "stock")
    own = ours.make_course(ASSIGNMENT, folder / "own")
    classes = {size: folder / f"class{size}" for size in (1, 10)}
    for size, submitted in classes.items():
        make_class([assignment], submitted, size, seed=1)
    found = []
    for number in range(rounds):
        new = folder / f"round{number}"
        # A round that is slow in its middle is slow for both of each ratio.
        found.append(
            {
                TORCH: call(sys.executable, "-c", "import torch", cwd=ROOT),
                VERSION: call("autograder", "--version", cwd=ROOT),
                ONE: ours.grade(ASSIGNMENT, classes[1], new / "one", 2)[0],
                OWN_ONE: ours.autograde(own, ASSIGNMENT, classes[1], new / "own1"),
                STOCK_ONE: stock_nbgrader.grade(course, ASSIGNMENT, classes[1], new / "stock1")[0],
                TEN: ours.grade(ASSIGNMENT, classes[10], new / "ten", 2)[0],
                STOCK_TEN: stock_nbgrader.grade(course, ASSIGNMENT, classes[10], new / "stock10")[
                    0
                ],
            }
        )
        print(f"round {number + 1}: {last_line(found[-1:])}", flush=True)
    return found


def ratio(rounds: list[Round], row: str, other: str) -> float:
    """Return the median over the rounds of one row's seconds over another's."""
    return median(one[row] / one[other] for one in rounds)


def record(setup: str, rounds: list[Round]) -> str:
    """All figures as a page of Markdown."""
    table = [
        f"| {row} | {', '.join(f'{one[row]:.2f}' for one in rounds)} | "
        f"{ratio(rounds, row, TORCH):.2f} |"
        for row in ROWS
    ]
    return "\n".join(
        [
            "# How soon the commands answer\n",
            "`make bench` writes this page; the [README](README.md) says what is measured and "
            "how.\n",
            f"{setup}\n",
            "| whole command | seconds of each round | over torch's import, median |",
            "| --- | --- | --: |",
            *table,
            f"\nStock nbgrader takes {ratio(rounds, STOCK_ONE, ONE):.1f} times as long for one "
            f"submission, {ratio(rounds, STOCK_TEN, TEN):.1f} times as long for ten; for "
            f"one {ratio(rounds, STOCK_ONE, OWN_ONE):.1f} times as long as with this grader.\n",
        ]
    )


def last_line(rounds: list[Round]) -> str:
    return (
        f"start_ratio={ratio(rounds, ONE, TORCH):.2f} "
        f"version_seconds={median(one[VERSION] for one in rounds):.2f} "
        f"nbgrader_one={ratio(rounds, STOCK_ONE, ONE):.2f} "
        f"nbgrader_ten={ratio(rounds, STOCK_TEN, TEN):.2f}"
    )


if __name__ == "__main__":
    main()
