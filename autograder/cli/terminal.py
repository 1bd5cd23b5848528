"""What is printed: progress, tables of scores, changes and findings."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.measure import Measurement
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.segment import Segment
from rich.table import Table

from autograder.counted import counted
from autograder.grading.status import Status, SubmissionStatus
from autograder.plain import in_a_log, one_line

if TYPE_CHECKING:
    from autograder.classroom.changes import Change
    from autograder.classroom.grade_class import OnResult
    from autograder.classroom.session import Work
    from autograder.classroom.tables import Row
    from autograder.grading.result import Result


class _Console(Console):
    """Prints texts from elsewhere so that they do nothing to a terminal or a log."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(in_a_log(segment.text), segment.style)

    def log_line(self, text: str) -> None:
        """Print a line as it is, without the half a millisecond that it takes to lay one out."""
        try:
            print(in_a_log(text), file=self.file, flush=True)
        except BrokenPipeError:  # as of `| head`
            self.on_broken_pipe()


# Highlighting would give numbers and paths colours that mean nothing. A log has no edge.
_ON_TERMINAL = sys.stdout.isatty()
console = _Console(
    soft_wrap=not _ON_TERMINAL, width=None if _ON_TERMINAL else 1_000, highlight=False
)

MARKS = {
    Status.PASSED: "[green]✓[/green]",
    Status.PARTIAL: "[yellow]◐[/yellow]",
    Status.FAILED: "[red]✗[/red]",
    Status.ERROR: "[red]![/red]",
    Status.TIMEOUT: "[red]⧗[/red]",
    Status.KILLED: "[red]†[/red]",
    Status.UNATTEMPTED: "[dim]·[/dim]",
    Status.UNGRADED: "[blue]?[/blue]",
    Status.GRADER_ERROR: "[magenta]E[/magenta]",
}
"""Signs of the statuses."""


class Watch:
    """Shows how grading goes on, writes the log, and remembers whose score changed."""

    def __init__(self, names: list[str], log_json: TextIO | None) -> None:
        self.changed: dict[str, list[Change]] = {name: [] for name in names}
        self._log_json = log_json

    @contextmanager
    def over(self, work: Work) -> Iterator[OnResult]:
        """Show the progress of one assignment; what it yields is told of each submission."""
        from autograder.classroom import log

        name = work.assignment.name
        if work.done:
            console.print(
                f"{name}: {work.done} graded already and unchanged (--again grades them too)"
            )
        elif not work.waiting:
            console.print(f"{name}: no submissions found")
        print_told(work.told)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("ETA"),
            TimeRemainingColumn(),
        )
        disabled = not (console.is_terminal and work.waiting)
        with Progress(*columns, console=console, disable=disabled) as progress:
            bar = progress.add_task(f"grading {name}", total=len(work.waiting))

            def on_result(result: Result, changes: list[Change]) -> None:
                progress.advance(bar)
                self.changed[name].extend(changes)
                if self._log_json:
                    self._log_json.write(log.line(result))
                    self._log_json.flush()
                for step in result.overran:
                    who = f"{name} {escape(result.student_id)}"
                    console.print(f"[yellow]took too long:[/yellow] {who}: {step}")
                if not console.is_terminal:
                    said = _points_of(result) if result.done else "not graded"
                    console.log_line(f"{name} {result.student_id}: {said}")

            yield on_result


def _points_of(result: Result) -> str:
    """Say what the checks gave: a person's points are in the table at the end."""
    given = [verdict for verdict in result.verdicts if verdict.score is not None]
    score, most = sum(v.score or 0 for v in given), sum(v.max_score for v in given)
    unread = len(result.verdicts) - len(given)
    waits = f", {counted(unread, 'answer')} to read" if unread else ""
    return f"{score:g} of {most:g} auto-graded points{waits}"


MOST_STUDENTS = 100
TOLD = {SubmissionStatus.MISSING: "nothing", SubmissionStatus.EXCUSED: "excused"}
"""In place of points."""


def print_scores(rows: list[Row]) -> None:
    """Print a table of each assignment, and how often each status occurs.

    A table has a line for each student, as far as one reads that many.
    """
    for name in dict.fromkeys(row.assignment for row in rows):
        own = [row for row in rows if row.assignment == name]
        exercises = [verdict.exercise for verdict in own[0].verdicts]
        table = _table(own, [exercise.replace("-", "-\n") for exercise in exercises])
        anywhere = console.options.update(max_width=10_000)
        if Measurement.get(console, anywhere, table).minimum > console.width:
            console.print(_table(own, []))
            console.print(f"The exercises: {', '.join(exercises)}")
        else:
            console.print(table)
        if len(own) > MOST_STUDENTS:
            console.print(f"{len(own) - MOST_STUDENTS} more are in summary.csv and in the report")
        if waiting := sum(row.waiting for row in own if not row.excused):
            console.print(
                f"{counted(waiting, 'answer')} to read, not counted in these points yet: "
                f"`autograder read {name}`"
            )
    occurs: Counter[str] = Counter(
        verdict.status for row in rows if not row.missing for verdict in row.verdicts
    )
    console.print(
        "  ".join(
            f"{mark} {status} {occurs[status]}" for status, mark in MARKS.items() if occurs[status]
        )
    )


def _table(rows: list[Row], headings: list[str]) -> Table:
    """Lay out the first of an assignment's rows.

    With a column for each exercise, or, where there is no place for their headings, one for all.
    """
    table = Table(
        title=rows[0].assignment,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        padding=(0, 1),
        collapse_padding=True,
    )
    table.add_column("student", no_wrap=bool(headings), overflow="fold")
    for heading in headings or ["exercises"]:
        table.add_column(heading, justify="center" if headings else "left", no_wrap=not headings)
    table.add_column("points", justify="right", no_wrap=True)
    for row in rows[:MOST_STUDENTS]:
        marks = [MARKS[verdict.status] for verdict in row.verdicts]
        points = "–" if row.status == SubmissionStatus.GRADER_ERROR else f"{row.total:g}"
        told = TOLD.get(row.status, f"{points}/{row.max_score:g}")
        table.add_row(escape(row.student_id), *(marks if headings else ["".join(marks)]), told)
    return table


def print_changes(changed: dict[str, list[Change]]) -> None:
    """Print whose score is another one than before, by assignment, and why."""
    for name, changes in changed.items():
        if not changes:
            console.print(f"{name}: no score changed")
            continue
        console.print(f"[bold]{name}: scores that changed[/bold]")
        table = Table.grid(padding=(0, 2))
        for change in sorted(changes, key=lambda change: change.student_id):
            table.add_row(
                *(
                    escape(one_line(text))
                    for text in (change.student_id, change.exercise, change.points, change.why)
                )
            )
        console.print(table)


def print_problems(problems: list[tuple[Row, str]]) -> None:
    """Print what could not be graded, a line for each, and why."""
    for row, reason in problems:
        console.print(
            f"[red]not graded:[/red] {escape(row.student_id)} {row.assignment}: {escape(reason)}"
        )


MOST_NOTES = 10


def print_notes(rows: list[Row]) -> None:
    """Print what was put right in submissions, or could not be: a line each, the first of them."""
    notes = [(row, note) for row in rows for note in row.notes]
    for row, note in notes[:MOST_NOTES]:
        who = f"{escape(one_line(row.student_id))} {row.assignment}"
        console.print(f"[yellow]note:[/yellow] {who}: {escape(one_line(note))}")
    if len(notes) > MOST_NOTES:
        console.print(f"[yellow]note:[/yellow] {len(notes) - MOST_NOTES} more are in the report")


def print_told(lines: list[str]) -> None:
    """Print what is wrong with what was graded before, the first of it."""
    for line in lines[:MOST_NOTES]:
        console.print(f"[yellow]note:[/yellow] {escape(one_line(line))}")
    if len(lines) > MOST_NOTES:
        console.print(f"[yellow]note:[/yellow] and {len(lines) - MOST_NOTES} more such")
