"""Measure what part of grading one process does alone, and how a class gets faster with cores.

The part is the driver's CPU time over all CPU time, for each submission: both are those of a larger
class less those of a smaller one, so that the start is in neither. The driver's is taken from the
first page on, for its imports, beside those of others, take half a second more or less each time.
By Amdahl's law (https://doi.org/10.1145/1465482.1465560) N cores are worth 1 / (part + (1 - part) /
N). The last line is ``serial_part=… cores16=… cores64=… driver_ms=…``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autograder.classroom.sample import make_class
from autograder.course.layout import Course
from benchmarks import ours
from benchmarks.commands import ROOT, machine, positive

ASSIGNMENT = "04-convolution"
LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class Run:
    """One class, graded once."""

    submissions: int
    cores: int
    seconds: float
    """Wall time of the whole command."""
    driver: float
    """CPU seconds of the process that hands out and writes, since the first page was there."""
    everybody: float
    """CPU seconds of all processes, students' included."""
    memory: int
    """Most bytes of all processes together, what they share counted once."""


class Used:
    """What a command uses, while and after it runs.

    Args:
        pages: the folder where it writes them.
    """

    def __init__(self, pages: Path) -> None:
        self.driver = 0.0
        self.memory = 0
        self._pages = pages
        self._before = _of_children()

    @property
    def everybody(self) -> float:
        """CPU seconds; processes that ended were waited for by those that forked them."""
        return _of_children() - self._before

    def watch(self, process: Popen[bytes]) -> None:
        """Look until the process ends."""
        driver, looked, at_first_page = psutil.Process(process.pid), 0.0, 0.0
        while process.poll() is None:
            try:
                used = sum(driver.cpu_times()[:2])
                at_first_page = at_first_page or (used if self._pages.exists() else 0.0)
                self.driver = used - at_first_page if at_first_page else 0.0
                if time.monotonic() - looked > 1:
                    looked = time.monotonic()
                    self.memory = max(self.memory, _held_by(driver))
            except psutil.Error:  # it has just ended
                break
            time.sleep(LOOK_SECONDS)


def _of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _held_by(driver: psutil.Process) -> int:
    total = 0
    for process in (driver, *driver.children(recursive=True)):
        try:
            total += process.memory_full_info().pss
        except psutil.Error:  # it has just ended
            continue
    return total


def main(arguments: list[str] | None = None) -> None:
    there = os.cpu_count() or 1
    parser = argparse.ArgumentParser(description="how a class gets faster with cores")
    parser.add_argument(
        "--sizes", nargs=2, type=positive, default=[100, 1_000], help="of two classes [%(default)s]"
    )
    parser.add_argument(
        "--cores",
        nargs="+",
        type=positive,
        default=[n for n in (1, 2, 4, 8, 16, 32, 64) if n <= there],
        help="to use, one after the other [powers of two, as far as there are cores]",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the classes [%(default)s]")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the table into this file, too"
    )
    options = parser.parse_args(arguments)
    runs = [grade(size, cores, options.seed) for cores in options.cores for size in options.sizes]
    words = " ".join(map(str, options.sizes)), " ".join(map(str, options.cores))
    setup = (
        f"`python benchmarks/cores.py --sizes {words[0]} --cores {words[1]} --seed "
        f"{options.seed}`:\n{machine()}."
    )
    text = record(setup, runs)
    print("", text, last_line(runs), sep="\n")
    if options.write:
        options.write.write_text(text, encoding="utf-8")


def grade(size: int, cores: int, seed: int, scheduler: str = "") -> Run:
    with tempfile.TemporaryDirectory(prefix="cores-") as name:
        folder = Path(name)
        used = Used(folder / "output" / "feedback")
        make_class([Course(ROOT).load(ASSIGNMENT)], folder / "submitted", size, seed)
        every = os.sched_getaffinity(0)
        os.sched_setaffinity(0, sorted(every)[:cores])  # of all that is started from here, too
        try:
            seconds, _ = ours.grade(
                *(ASSIGNMENT, folder / "submitted", folder / "output", cores),
                *(used.watch, scheduler),
            )
        finally:
            os.sched_setaffinity(0, every)
        run = Run(size, cores, seconds, used.driver, used.everybody, used.memory)
    where = ", on a cluster" if scheduler else ""
    print(f"{size} submissions, {cores} cores{where}: {seconds:.1f} s", flush=True)
    return run


def pairs(runs: list[Run]) -> list[tuple[Run, Run]]:
    """Return the smaller and the larger class of each number of cores."""
    return [(runs[n], runs[n + 1]) for n in range(0, len(runs), 2)]


def each(pair: tuple[Run, Run], what: str) -> float:
    """Return how much more the larger class took of something, for each submission more."""
    small, large = pair
    more = getattr(large, what) - getattr(small, what)
    return float(more / (large.submissions - small.submissions))


def serial_part(pair: tuple[Run, Run]) -> float:
    return each(pair, "driver") / each(pair, "everybody")


def worth(part: float, cores: int) -> float:
    """Return how many times as fast a number of cores is as one, by Amdahl's law."""
    return 1 / (part + (1 - part) / cores)


def record(setup: str, runs: list[Run]) -> str:
    """All figures as a page of Markdown."""
    first = pairs(runs)[0]
    rows = [
        f"| {pair[1].cores} | {pair[1].seconds:.1f} | {1 / each(pair, 'seconds'):.2f} | "
        f"{each(first, 'seconds') / each(pair, 'seconds'):.2f} | "
        f"{1000 * each(pair, 'driver'):.1f} | {1000 * each(pair, 'everybody'):.0f} | "
        f"{serial_part(pair):.3f} | {pair[1].memory / 1e6:.0f} MB |"
        for pair in pairs(runs)
    ]
    part = serial_part(pairs(runs)[-1])
    return "\n".join(
        [
            "# What cores are worth\n",
            "The [README](README.md) says what is measured and how.\n",
            f"{setup}\n",
            "| cores | seconds of the larger class | submissions a second | times as fast | CPU ms "
            "of the driver, a submission | CPU ms of all, a submission | serial part | memory |",
            "| --: | --: | --: | --: | --: | --: | --: | --: |",
            *rows,
            f"\nBy Amdahl's law 16 cores are worth {worth(part, 16):.1f}, 64 are worth "
            f"{worth(part, 64):.1f}.\n",
            *_of_memory(pairs(runs)),
        ]
    )


def _of_memory(found: list[tuple[Run, Run]]) -> list[str]:
    """Say what a further core takes."""
    (_, first), (_, last) = found[0], found[-1]
    if last.cores == first.cores:
        return []
    each_core = (last.memory - first.memory) / (last.cores - first.cores)
    return [f"Each core beyond the first takes {each_core / 1e6:.0f} MB of memory.\n"]


def last_line(runs: list[Run]) -> str:
    pair = pairs(runs)[-1]
    part = serial_part(pair)
    return (
        f"serial_part={part:.3f} cores16={worth(part, 16):.1f} cores64={worth(part, 64):.1f} "
        f"driver_ms={1000 * each(pair, 'driver'):.1f}"
    )


if __name__ == "__main__":
    main()
