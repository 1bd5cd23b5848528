"""Time `autograder grade` beside `nbgrader autograde`, `otter run` and the floor, in turns.

Before anything is timed, each of them grades a perfect and an untouched submission: all points and
none, on every exercise. The last line is ``nbgrader_ratio=… otter_ratio=… floor_ratio=…``, medians
of the rounds' ratios: how many times our time a submission nbgrader's and Otter's are, and how many
times the floor's ours is.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autograder.classroom.sample import make_class
from autograder.course.layout import Course
from autograder.grading.assignment import Assignment
from benchmarks import floor, ours, stock_nbgrader, stock_otter
from benchmarks.commands import ROOT, machine, positive
from benchmarks.scores import Scores, agreement, compare_pair, hand_in_pair

ASSIGNMENT = "04-convolution"
OURS, NBGRADER, OTTER, FLOOR = "autograder", "nbgrader", "otter", "floor"
RATIOS = {
    "nbgrader_ratio": (NBGRADER, OURS),
    "otter_ratio": (OTTER, OURS),
    "floor_ratio": (OURS, FLOOR),
}
"""By name, whose seconds are divided by whose."""

Way = Callable[[Path, Path], tuple[float, Scores]]
"""Grades a folder of submissions, with another one to write to: the wall seconds of it all, and the
scores."""


@dataclass
class Result:
    """What one way of grading took and said."""

    seconds: list[float] = field(default_factory=list)
    """Wall time of each round, divided by the submissions that it graded."""
    scores: Scores = field(default_factory=dict)


Results = dict[str, Result]


def main(arguments: list[str] | None = None) -> None:
    options = parse(arguments)
    setup = setup_words(options)
    print(setup, flush=True)
    assignment = Course(ROOT).load(ASSIGNMENT)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        results = measure(assignment, Path(name), options)
    text = record(setup, options, results, agreements(assignment, results), stock_otter.installed())
    print("", text, last_line(results), sep="\n")
    if options.write:
        options.write.write_text(text, encoding="utf-8")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="autograder grade beside stock nbgrader autograde, otter run and the floor"
    )
    parser.add_argument(
        "-n",
        "--submissions",
        type=positive,
        default=1000,
        help="that autograder and the floor grade [%(default)s]",
    )
    parser.add_argument(
        "--sample",
        type=positive,
        default=4,
        help="of these, that nbgrader and Otter grade in a round [%(default)s]",
    )
    parser.add_argument(
        "--rounds", type=positive, default=3, help="how often all of them grade [%(default)s]"
    )
    parser.add_argument(
        "--workers",
        type=positive,
        default=os.cpu_count() or 1,
        help="of autograder, and of the floor [the cores]",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the sample class [%(default)s]")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the tables into this file, too"
    )
    options = parser.parse_args(arguments)
    if options.sample > options.submissions:
        parser.error(
            f"--sample {options.sample} is more than there are submissions: -n "
            f"{options.submissions}"
        )
    return options


def measure(assignment: Assignment, temporary: Path, options: argparse.Namespace) -> Results:
    """Grade in rounds, each begun by another one: a machine that slows down does so for all."""
    ways = make_ways(assignment, temporary, options.workers)
    pair = temporary / "pair"
    hand_in_pair(assignment, pair)
    compare_pair(
        assignment, {name: way(pair, temporary / f"pair-{name}")[1] for name, way in ways.items()}
    )
    print("perfect and untouched submissions: all points and none, by all four", flush=True)

    submitted = temporary / "class"
    students = make_class([assignment], submitted, options.submissions, options.seed)
    results = {name: Result() for name in ways}
    for round_ in range(options.rounds):
        sample = take(
            submitted,
            students,
            options.sample * round_,
            options.sample,
            temporary / f"sample-{round_}",
        )
        for name in rotated(list(ways), round_):
            folder, count = (
                (sample, options.sample)
                if name in (NBGRADER, OTTER)
                else (submitted, options.submissions)
            )
            output = temporary / f"{name}-{round_}"
            seconds, scores = ways[name](folder, output)
            shutil.rmtree(output, ignore_errors=True)  # the floor writes nothing
            results[name].seconds.append(seconds / count)
            results[name].scores |= scores
        print(
            f"round {round_ + 1}/{options.rounds}: "
            f"{', '.join(f'{name} {r.seconds[-1]:.3f} s' for name, r in results.items())}",
            flush=True,
        )
    return results


def make_ways(assignment: Assignment, temporary: Path, workers: int) -> dict[str, Way]:
    """All that grade, each ready to do so."""
    autograder = stock_otter.make_autograder(assignment, temporary / "stock-otter")
    course = stock_nbgrader.make_course(assignment, temporary / "stock-nbgrader")
    return {
        OURS: lambda submitted, output: ours.grade(ASSIGNMENT, submitted, output, workers),
        NBGRADER: lambda submitted, output: stock_nbgrader.grade(
            course, ASSIGNMENT, submitted, output
        ),
        OTTER: lambda submitted, output: stock_otter.grade(
            autograder, assignment, submitted, output
        ),
        FLOOR: lambda submitted, output: floor.grade(assignment, submitted, workers),
    }


def take(submitted: Path, students: list[str], start: int, count: int, folder: Path) -> Path:
    """Return the submissions of so many students, from that one on, round and round the class."""
    for i in range(start, start + count):
        student = students[i % len(students)]
        shutil.copytree(submitted / student, folder / student)
    return folder


def rotated(names: list[str], by: int) -> list[str]:
    by %= len(names)
    return names[by:] + names[:by]


def ratios(results: Results, name: str) -> list[float]:
    """One of `RATIOS`, round by round."""
    over, under = RATIOS[name]
    return [a / b for a, b in zip(results[over].seconds, results[under].seconds, strict=True)]


def agreements(assignment: Assignment, results: Results) -> dict[str, tuple[int, int]]:
    """Whose verdicts are ours, by name: see `scores.agreement`."""
    return {
        name: agreement(assignment, results[OURS].scores, result.scores)
        for name, result in results.items()
        if name != OURS
    }


def setup_words(options: argparse.Namespace) -> str:
    """Return the command and the machine, which is named in general terms only."""
    line = (
        f"python benchmarks/graders.py -n {options.submissions} --sample {options.sample} "
        f"--rounds {options.rounds}"
    )
    return f"`{line} --workers {options.workers} --seed {options.seed}`:\n{machine()}."


def record(
    setup: str,
    options: argparse.Namespace,
    results: Results,
    agreed: dict[str, tuple[int, int]],
    otter: str,
) -> str:
    """All figures as a page of Markdown."""
    titles = {
        OURS: f"`autograder grade`, {options.workers} workers",
        NBGRADER: f"`nbgrader autograde` {version('nbgrader')}, one after the other",
        OTTER: f"`otter run` {otter}, one after the other",
        FLOOR: f"the floor, {options.workers} processes",
    }
    summary = [
        "| | submissions a round | seconds a submission | the same verdict as ours |",
        "| --- | --: | --: | --: |",
    ]
    for name, result in results.items():
        count = options.sample if name in (NBGRADER, OTTER) else options.submissions
        same = "{} of {} exercises".format(*agreed[name]) if name in agreed else ""
        summary.append(f"| {titles[name]} | {count} | {spread(result.seconds, 3)} | {same} |")
    rounds = [
        f"| round | {' | '.join([*results, *RATIOS])} |",
        "| --- |" + " --: |" * (len(results) + len(RATIOS)),
    ]
    for number in range(len(results[OURS].seconds)):
        seconds = [f"{result.seconds[number]:.3f} s" for result in results.values()]
        rounds.append(
            f"| {number + 1} | "
            f"{' | '.join(seconds + [f'{ratios(results, name)[number]:.2f}' for name in RATIOS])} "
            "|"
        )
    return "\n".join(
        [
            "# This grader beside others, and the floor\n",
            "`make bench` writes this page; the [README](README.md) says what is measured and "
            "how.\n",
            f"{setup}\n",
            *summary,
            "\nSeconds are the median over the rounds (least to most).\n",
            "## Round by round\n",
            *rounds,
            "",
            *(f"* `{name}`: {spread(ratios(results, name), 2)}" for name in RATIOS),
            "",
        ]
    )


def spread(figures: list[float], digits: int) -> str:
    """Median, least and most."""
    return f"{median(figures):.{digits}f} ({min(figures):.{digits}f} to {max(figures):.{digits}f})"


def last_line(results: Results) -> str:
    return " ".join(f"{name}={median(ratios(results, name)):.2f}" for name in RATIOS)


if __name__ == "__main__":
    main()
