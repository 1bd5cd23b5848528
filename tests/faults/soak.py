"""Grade a large class while something breaks each few seconds, and see that nothing is lost.

    python -m tests.faults.soak --submissions 5000 --minutes 60

Where the command was killed, or ended, it is started again. When the time is up, or all are graded,
a last run grades what is left with nothing in its way. Then all that is there is compared with a
class that was graded undisturbed.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil

from autograder.student.inside.zygote import TITLE
from tests.faults import disk, processes
from tests.faults.made_up import RIGHT, STUB, UNREADABLE, WRONG, make_class
from tests.faults.remains import differences, remains, wrongs

EVERY_SECONDS = 4.0
"""Between two faults, on average."""

AT_MOST = 3.0
"""Seconds for which something is stopped, locked or full."""

GONE_SECONDS = 60
"""In which all processes of a run that ended are gone: one that imports torch looks up late."""

DISK = "4g"


@dataclass
class Soaked:
    """What became of it."""

    submissions: int
    seconds: float = 0
    faults: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    gradings: int = 0
    """Submissions that were graded, each time counted."""
    problems: list[str] = field(default_factory=list)

    def table(self) -> str:
        rows = [
            *(f"| {name} | {count} |" for name, count in sorted(self.faults.items())),
            f"| *faults* | {self.faults.total()} |",
            f"| *submissions* | {self.submissions} |",
            f"| *runs of the command* | {self.runs} |",
            f"| *submissions graded more than once* | {self.gradings - self.submissions} |",
            f"| *minutes* | {self.seconds / 60:.1f} |",
            f"| *differences from an undisturbed run* | {len(self.problems)} |",
        ]
        return "\n".join(["| | times |", "| --- | ---: |", *rows])


@dataclass
class Run:
    """The processes of a run, as they are at a moment."""

    command: psutil.Popen
    output: Path

    def zygotes(self) -> list[psutil.Process]:
        """The command's own, and those of judges that have lost their forkserver."""
        return [p for p in self.command.children(recursive=True) if _starts(p)]

    def bench(self) -> list[psutil.Process]:
        return [p for z in self.zygotes() for p in z.children() if p.name() == TITLE]

    def judges(self) -> list[psutil.Process]:
        return [judge for bench in self.bench() for judge in bench.children()]

    def forkservers(self) -> list[psutil.Process]:
        return [p for z in self.zygotes() for p in z.children() if p.name() != TITLE]

    def students(self) -> list[psutil.Process]:
        return [p for server in self.forkservers() for p in server.children()]

    def whatever(self) -> dict[str, Callable[[], list[psutil.Process]]]:
        return {
            "the command": lambda: [self.command],
            "a zygote": self.zygotes,
            "what forks judges": self.bench,
            "what judges": self.judges,
            "a forkserver": self.forkservers,
            "a student's process": self.students,
        }


def _starts(process: psutil.Process) -> bool:
    """Whether it is a zygote; what one has forked has the same command line."""
    with suppress(psutil.Error):
        parent = process.parent()
        return "<zygote>" in process.cmdline()[-1] and (
            parent is None or process.cmdline() != parent.cmdline() or parent.name() == TITLE
        )
    return False


def break_something(run: Run, draw: random.Random) -> str:
    """Do one fault, of whatever kind, and return its name; nothing if the run has ended."""
    while run.command.poll() is None:
        what = draw.choice(("kill", "kill", "stop", "lock", "fill"))
        seconds = draw.uniform(0.5, AT_MOST)
        if what == "fill":
            return _fill_the_disk(run, seconds)
        if done := _lock(run, 2 * seconds) if what == "lock" else _hit(run, what, seconds, draw):
            return done
    return ""


def _fill_the_disk(run: Run, seconds: float) -> str:
    mend = disk.fill(run.output.parent)
    time.sleep(seconds)
    mend()
    return "the disk was full for a while"


def _lock(run: Run, seconds: float) -> str:
    if not (run.output / "gradebook.db").exists():  # which SQLite would make
        return ""
    other = sqlite3.connect(run.output / "gradebook.db", timeout=1, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
    except sqlite3.OperationalError:  # somebody writes
        return ""
    finally:
        other.close()
    return "the gradebook was locked for a while"


def _hit(run: Run, what: str, seconds: float, draw: random.Random) -> str:
    name = draw.choice(list(run.whatever()))
    try:
        victim = draw.choice(run.whatever()[name]())
        if what == "kill":
            victim.kill()
            return f"{name} was killed"
        victim.suspend()
        time.sleep(seconds)
        victim.resume()
    except (psutil.Error, IndexError):  # there is none, or it has just ended
        return ""
    return f"{name} was stopped for a while"


def soak(folder: Path, submissions: int, minutes: float, workers: int, seed: int) -> Soaked:
    """Grade a class once undisturbed and once under faults, and compare.

    Args:
        folder: an empty one.
        submissions: how many.
        minutes: after which no more faults are done.
        workers: as `autograder grade` takes them.
        seed: the same seed draws the same class, and the same faults in the same order.
    """
    draw = random.Random(seed)
    room = disk.mount(folder, DISK)
    kinds = (RIGHT, WRONG, STUB, UNREADABLE)
    answers = {f"s{number:05}": draw.choice(kinds) for number in range(submissions)}
    line = [sys.executable, "-m", "autograder", *make_class(folder, answers, workers)]
    undisturbed, output = folder / "undisturbed", room / "output"
    subprocess.run([*line, "--output", str(undisturbed)], stdout=subprocess.DEVNULL, check=False)
    right, soaked = remains(undisturbed), Soaked(submissions)
    log = folder / "graded.jsonl"
    command = [*line, "--output", str(output), "--log-json", str(log)]

    began = time.monotonic()
    done = False
    while not done and time.monotonic() < began + 60 * minutes:
        soaked.runs += 1
        done = _disturbed(command, folder / "said", output, draw, soaked, began + 60 * minutes)
        soaked.problems += wrongs(output, right)
    soaked.seconds = time.monotonic() - began
    soaked.runs += 1
    with (folder / "said").open("w") as said:
        last = subprocess.run(command, stdout=said, stderr=said, check=False)
    if last.returncode not in (0, 1) or "Traceback" in (folder / "said").read_text():
        soaked.problems.append((folder / "said").read_text()[-900:])
    soaked.problems += differences(output, right)
    soaked.gradings = log.read_bytes().count(b"\n")
    return soaked


def _disturbed(
    command: list[str],
    log: Path,
    output: Path,
    draw: random.Random,
    soaked: Soaked,
    until: float,
) -> bool:
    """Run the command and break things; whether it came to its end."""
    with log.open("w") as said:
        process = psutil.Popen(command, stdout=said, stderr=said)
    run, seen = Run(process, output), set()
    while process.poll() is None:
        with suppress(subprocess.TimeoutExpired, psutil.TimeoutExpired):
            process.wait(draw.expovariate(1 / EVERY_SECONDS))
            break
        if time.monotonic() > until:
            process.send_signal(signal.SIGINT)
            process.wait()
            break
        with suppress(psutil.Error):
            seen |= set(process.children(recursive=True))
        if output.is_dir() and (fault := break_something(run, draw)):
            soaked.faults[fault] += 1
    status, text = process.wait(), log.read_text()
    _, alive = psutil.wait_procs(seen, GONE_SECONDS)
    for left in alive:
        soaked.problems.append(f"a process is left: {left.pid} {processes.title(left.pid)}")
        left.kill()
    if "Traceback" in text:
        soaked.problems.append(f"a traceback: …{text[-1200:]}")
    return status in (0, 1) and "Grades: " in text


@click.command()
@click.option("--submissions", type=int, default=5000, show_default=True)
@click.option("--minutes", type=float, default=60, show_default=True)
@click.option("--workers", type=int, default=4, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def main(submissions: int, minutes: float, workers: int, seed: int) -> None:
    """Grade a large class while something breaks each few seconds."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        soaked = soak(Path(folder), submissions, minutes, workers, seed)
        print(soaked.table())
        for problem in soaked.problems:
            print(f"* {problem}")
        # The disk is seen by this process alone, and ends with it.
        subprocess.run(["umount", "--lazy", f"{folder}/disk"], check=True)
    sys.exit(1 if soaked.problems else 0)


if __name__ == "__main__":
    main()
