"""Say what 100,000 submissions would take on 1 to 1,000 workers, by simulation, and what binds.

What one submission costs is measured here: CPU time of the process that hands out and writes, on
a cluster of this machine's cores; of all that grade; and the bytes that travel to a worker and
back. The rest is a closed queueing network: each worker has two submissions in hand, each done one
goes over one link to one process, which writes it and hands out the next. The last line is
``workers_worth=… binds=…`` of the most workers.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autograder.classroom.sample import make_class
from autograder.course.layout import Course
from benchmarks import cores, ours
from benchmarks.commands import ROOT, machine, positive

IN_HAND = 2
"""Submissions that a worker has at once, see `engine.grade_all`."""

SPREAD = 0.5
"""Of what one submission takes, either way of the mean."""


@dataclass(frozen=True)
class Costs:
    """What one submission takes, in seconds."""

    worker: float
    link: float
    driver: float


@dataclass(frozen=True)
class Outcome:
    """What all of them take."""

    seconds: float
    busy: dict[str, float]
    """The part of the time in which the workers, the link and the driver had work."""

    @property
    def binds(self) -> str:
        """What more of would help."""
        return max(self.busy, key=lambda name: self.busy[name])


def simulate(submissions: int, workers: int, costs: Costs, seed: int = 1) -> Outcome:
    """Play a run, start and end left out."""
    chance = random.Random(seed)
    first = min(submissions, IN_HAND * workers)
    waiting: list[deque[float]] = [deque() for _ in range(workers)]
    for number in range(first):
        waiting[number % workers].append(0.0)
    left = submissions - first
    done: list[tuple[float, int]] = []
    link = driver = computed = 0.0

    def begin(worker: int, now: float) -> None:
        nonlocal computed
        if waiting[worker]:
            takes = costs.worker * chance.uniform(1 - SPREAD, 1 + SPREAD)
            computed += takes
            heapq.heappush(done, (max(now, waiting[worker].popleft()) + takes, worker))

    for worker in range(workers):
        begin(worker, 0.0)
    while done:
        now, worker = heapq.heappop(done)
        link = max(link, now) + costs.link
        driver = max(driver, link) + costs.driver
        if left > 0:
            left -= 1
            waiting[worker].append(driver)
        begin(worker, now)
    return Outcome(
        driver,
        {
            "workers": computed / (workers * driver),
            "link": submissions * costs.link / driver,
            "driver": submissions * costs.driver / driver,
        },
    )


def main(arguments: list[str] | None = None) -> None:
    options = parse(arguments)
    costs, kilobytes = measure(options.sizes, options.seed, options.megabits)
    outcomes = {count: simulate(options.submissions, count, costs) for count in options.workers}
    setup = (
        f"`python benchmarks/scale.py -n {options.submissions} --sizes "
        f"{' '.join(map(str, options.sizes))} --megabits {options.megabits} --seed "
        f"{options.seed}`:\n{machine()}."
    )
    text = record(setup, options.submissions, costs, kilobytes, outcomes)
    print("", text, last_line(outcomes), sep="\n")
    if options.write:
        options.write.write_text(text, encoding="utf-8")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="a simulation of many submissions on many workers")
    parser.add_argument(
        "-n", "--submissions", type=positive, default=100_000, help="to simulate [%(default)s]"
    )
    parser.add_argument(
        "--workers",
        nargs="+",
        type=positive,
        default=[1, 10, 30, 100, 300, 1000],
        help="to simulate, each by itself [%(default)s]",
    )
    parser.add_argument(
        "--sizes",
        nargs=2,
        type=positive,
        default=[100, 400],
        help="of two classes by which costs are measured [%(default)s]",
    )
    parser.add_argument(
        "--megabits", type=positive, default=1000, help="a second of the link [%(default)s]"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the classes [%(default)s]")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the table into this file, too"
    )
    return parser.parse_args(arguments)


def measure(sizes: list[int], seed: int, megabits: int) -> tuple[Costs, float]:
    """Return what one submission costs, and the kilobytes that travel for it."""
    here = os.cpu_count() or 1
    small, large = (cores.grade(size, here, seed) for size in sizes)
    with cluster(here) as scheduler:
        sending = [cores.grade(size, here, seed, scheduler) for size in sizes]
    kilobytes = travelling(seed) / 1000
    costs = Costs(
        worker=cores.each((small, large), "everybody") - cores.each((small, large), "driver"),
        link=kilobytes * 8e3 / (megabits * 1e6),
        driver=cores.each((sending[0], sending[1]), "driver"),
    )
    return costs, kilobytes


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """Start a scheduler and workers on this machine; yield the scheduler's address."""
    with tempfile.TemporaryDirectory(prefix="scale-") as name, ExitStack() as ended:
        file = Path(name, "scheduler.json")
        of_both = ("--scheduler-file", file, "--host", "127.0.0.1")
        each = ("--nworkers", workers, "--nthreads", 2, "--memory-limit", 0, "--no-dashboard")
        for line in (("scheduler", "--no-dashboard", "--port", 0), ("worker", *each)):
            words = [str(word) for word in ("dask", *line, *of_both)]
            process = subprocess.Popen(words, cwd=name, stderr=subprocess.DEVNULL)
            ended.callback(process.wait)
            ended.callback(process.terminate)
            while not file.exists():
                time.sleep(0.1)
        yield json.loads(file.read_text(encoding="utf-8"))["address"]


def travelling(seed: int, size: int = 4) -> float:
    """Return the bytes that go to a worker and come back: notebooks and the page."""
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        submitted, output = Path(name, "submitted"), Path(name, "output")
        make_class([Course(ROOT).load(cores.ASSIGNMENT)], submitted, size, seed)
        ours.grade(cores.ASSIGNMENT, submitted, output, 1)
        sent = [
            *submitted.rglob("*.ipynb"),
            *(output / "autograded").rglob("*.ipynb"),
            *(output / "feedback").rglob("*.html"),
        ]
        return sum(path.stat().st_size for path in sent) / size


def record(
    setup: str,
    submissions: int,
    costs: Costs,
    kilobytes: float,
    outcomes: dict[int, Outcome],
) -> str:
    """All figures as a page of Markdown."""
    alone = submissions * (costs.worker + costs.driver)
    rows = [
        f"| {count:,} | {outcome.seconds / 3600:.2f} | {submissions / outcome.seconds:.1f} | "
        f"{alone / outcome.seconds:.1f} | "
        f"{' | '.join(f'{100 * part:.0f} %' for part in outcome.busy.values())} | "
        f"{outcome.binds} |"
        for count, outcome in outcomes.items()
    ]
    return "\n".join(
        [
            f"# {submissions:,} submissions, simulated\n",
            "The [README](README.md) says what is simulated and how.\n",
            f"{setup}\n",
            f"One submission: {1000 * costs.worker:.0f} ms of CPU on a worker, "
            f"{1000 * costs.driver:.1f} ms on the driver, {kilobytes:.0f} kB over the link.\n",
            "| workers | hours | submissions a second | times as fast as one core | workers busy | "
            "link busy | driver busy | binds |",
            "| --: | --: | --: | --: | --: | --: | --: | --- |",
            *rows,
            "",
        ]
    )


def last_line(outcomes: dict[int, Outcome]) -> str:
    first, last = (outcomes[count] for count in (min(outcomes), max(outcomes)))
    return f"workers_worth={first.seconds / last.seconds:.1f} binds={last.binds}"


if __name__ == "__main__":
    main()
