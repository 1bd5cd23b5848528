"""Mutation testing of the hidden tests: ``python -m tests.mutants [EXERCISE…]``.

Every solution of the sources is changed in all the small ways that `tests.mutants.mutate` knows.
Each change must lose points, or stand in ``equivalent.toml`` with the reason why it is as right as
what it came from. The table is Markdown, that of docs/checks.md.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import click
import torch
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from tests.mutants.hunt import Case, Fate, cases_of, hunt
from tests.trusted import AT_GRADING, KEYS

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
HEAD = """\
| exercise                     | killed | equivalent | surviving |
| ---------------------------- | -----: | ---------: | --------: |"""
ROW = "| {:28} | {:6} | {:10} | {:9} |"

Reasons = dict[str, dict[str, str]]
"""Exercise → mutant → why it is right."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("exercises", nargs=-1)
@click.option(
    "--every",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Judge one mutant of so many.",
)
@click.option(
    "--processes",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="the cores",
    help="Mutants at a time.",
)
@click.option(
    "--equivalent",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=EQUIVALENT,
    help="File of the mutants that are right.",
)
def main(exercises: tuple[str, ...], every: int, processes: int, equivalent: Path) -> None:
    """Mutate the solutions of EXERCISES [default.

    All of them]: each mutant must lose points, or be listed as equivalent.
    """
    if unknown := set(exercises) - set(KEYS):
        raise click.UsageError(
            f"no check is called {', '.join(sorted(unknown))}; there are {', '.join(KEYS)}"
        )
    os.environ.update(
        AT_GRADING, CUDA_VISIBLE_DEVICES=""
    )  # a process that is forked could not use an accelerator
    torch.set_num_threads(1)
    cases = {key: cases_of(key) for key in exercises or KEYS}
    reasons: Reasons = tomllib.loads(equivalent.read_text())
    problems = [
        *_stale(cases, reasons, whole=not exercises),
        *_judge_all(cases, reasons, every, processes),
    ]
    for problem in problems:
        click.echo(problem)
    sys.exit(1 if problems else 0)


def _judge_all(
    cases: dict[str, list[Case]], reasons: Reasons, every: int, processes: int
) -> list[str]:
    """Judge the mutants and print a row for each exercise when it is done.

    Returns what is wrong, mutant by mutant.
    """
    chosen = [case for of_exercise in cases.values() for case in of_exercise][::every]
    left, counts, problems = (
        Counter(case.key for case in chosen),
        defaultdict[str, Counter[str]](Counter),
        [],
    )
    console = Console(soft_wrap=True, highlight=False)
    console.print(HEAD)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("ETA"),
        TimeRemainingColumn(),
    )
    # Not refreshed by a thread, which a fork would meet in the middle of something.
    with Progress(
        *columns,
        console=console,
        disable=not console.is_terminal,
        transient=True,
        auto_refresh=False,
    ) as progress:
        for case, fate in progress.track(hunt(chosen, processes), total=len(chosen)):
            listed = case.mutant.name in reasons.get(case.key, {})
            if problem := _problem(case, fate, listed):
                problems.append(problem)
            counts[case.key]["equivalent" if listed and fate is Fate.SURVIVES else fate] += 1
            left[case.key] -= 1
            if not left[case.key]:
                console.print(_row(case.key, counts[case.key]))
    console.print(_row("all", sum(counts.values(), Counter())))
    return problems


def _row(name: str, count: Counter[str]) -> str:
    return ROW.format(
        name, count[Fate.KILLED], count["equivalent"], count[Fate.SURVIVES] + count[Fate.BROKEN]
    )


def _problem(case: Case, fate: Fate, listed: bool) -> str:
    what = f"{case.key}, {case.mutant.name}:"
    if fate is Fate.BROKEN:
        return f"{what} its check fails with an error of its own, see above"
    if fate is Fate.SURVIVES and not listed:
        return (
            f"{what} loses no points; mend the check, or list it in tests/mutants/equivalent.toml "
            f"with the reason why it is right"
        )
    if fate is Fate.KILLED and listed:
        return f"{what} is listed as equivalent, but loses points"
    return ""


def _stale(cases: dict[str, list[Case]], reasons: Reasons, *, whole: bool) -> list[str]:
    """What is listed of these exercises, or of any if they are all, and isn't there."""
    problems = [
        f"{key}: is listed, but there is no such exercise"
        for key in reasons
        if whole and key not in cases
    ]
    for key, of_exercise in cases.items():
        names = {case.mutant.name for case in of_exercise}
        for name, reason in reasons.get(key, {}).items():
            if name not in names:
                problems.append(
                    f"{key}, {name}: is listed as equivalent, but there is no such mutant"
                )
            if not reason:
                problems.append(f"{key}, {name}: is listed without a reason")
    return problems


if __name__ == "__main__":
    main(prog_name="python -m tests.mutants")
