"""What a submission costs in a process of its own, in one that is locked in, and in none at all.

    python benchmarks/processes.py --submissions 12

Each submission of 04-convolution is graded in all ways before the next one, in an order that
rotates, so that a machine that gets slower or faster does so for all. The floor runs the same cells
and checks in this process. CPU time is that of this process, of the forkserver and of every
student's process.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from nbformat import NotebookNode
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.classroom.sample import make_class
from autograder.course.layout import Course
from autograder.course.submissions import find
from autograder.grading.assignment import Assignment
from autograder.grading.grade import grade
from autograder.grading.notebook_file import read_notebook
from autograder.grading.rebuild import rebuild
from autograder.grading.settings import Settings
from autograder.student.process import StudentProcess
from autograder.student.warm import Forkserver
from benchmarks import floor
from benchmarks.commands import SECRET

UNBOXED, BOXED = "a process of its own", "a process in the box"

Way = Callable[[NotebookNode], object]
"""Grades a submission, or does a part of that."""


def in_a_process(assignment: Assignment, *, boxed: bool) -> Way:
    """As it is graded, locked in or not."""
    settings = Settings(SECRET.encode(), boxed)
    return lambda submitted: grade(assignment, submitted, "ada", settings)


def in_this_process(assignment: Assignment) -> Way:
    """Run the same cells and the same checks in this process: the floor."""
    return lambda submitted: floor.play(assignment, rebuild(assignment, submitted).notebook, "ada")


def nothing(_: NotebookNode) -> None:
    """Start and end a process in the box."""
    with StudentProcess():
        pass


def cpu_seconds() -> float:
    """Return the CPU time of this process, its children, and the forkserver with its processes."""
    used = sum(
        sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    fields = Path(f"/proc/{Forkserver.running().pid}/stat").read_text().rsplit(")", 1)[1].split()
    # utime, stime, cutime and cstime, proc_pid_stat(5)
    return used + sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def measure(
    ways: dict[str, Way], submissions: list[NotebookNode]
) -> dict[str, list[tuple[float, float]]]:
    """CPU and wall seconds of each way for each submission.

    The first round, which warms up, is not counted.
    """
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    names = list(ways)
    for number, submitted in enumerate(
        track([submissions[0], *submissions], console=Console(stderr=True))
    ):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            cpu, wall = cpu_seconds(), time.monotonic()
            ways[name](submitted)
            time.sleep(0.05)  # for what is reaped a moment after its end
            if number:
                found[name].append((cpu_seconds() - cpu, time.monotonic() - wall - 0.05))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", "--submissions", type=int, default=12)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    assignment = Course.find(Path(__file__).parent).load("04-convolution")
    with tempfile.TemporaryDirectory() as folder:
        make_class([assignment], Path(folder), arguments.submissions, seed=1)
        submissions = [
            read_notebook(submission.read_notebook(assignment).data)
            for submission in find(Path(folder), assignment)
        ]
    ways = {
        UNBOXED: in_a_process(assignment, boxed=False),
        BOXED: in_a_process(assignment, boxed=True),
        "the same, started and ended only": nothing,
        "the floor": in_this_process(assignment),
    }
    found = measure(ways, submissions)
    table = Table("way", "CPU s, median", "wall s, median", "CPU over the floor's")
    base = statistics.median(cpu for cpu, _ in found["the floor"])
    for name, times in found.items():
        cpu, wall = (statistics.median(column) for column in zip(*times, strict=True))
        table.add_row(name, f"{cpu:.3f}", f"{wall:.3f}", f"{cpu / base:.1f}")
    Console().print(table)
    pairs = zip(found[BOXED], found[UNBOXED], strict=True)
    print(f"box_cpu_ms={1000 * statistics.median(boxed[0] - warm[0] for boxed, warm in pairs):.0f}")


if __name__ == "__main__":
    main()
