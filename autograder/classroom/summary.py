"""What was graded, for the page and the log of a continuous-integration run.

A table in Markdown, notes in GitHub's format.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from itertools import accumulate
from pathlib import Path

from autograder.classroom.tables import Row
from autograder.counted import counted
from autograder.grading.status import UNGRADED, Status, SubmissionStatus
from autograder.grading.verdicts import Verdict
from autograder.plain import one_line, plain
from autograder.student.inside.bounds import MAX_FILE_BYTES

MOST_ROWS = 1_000
"""Rows of a table: more of them nobody reads on a page."""

MOST_BYTES = 1_048_576
"""What a step may write into its job's summary; GitHub shows nothing of a longer one
(https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions, “Step isolation
and limits”)."""

MOST_NOTES = 10
"""GitHub shows that many errors and that many warnings of one step."""

NOTED = (Status.PARTIAL, Status.FAILED, Status.ERROR, Status.TIMEOUT, Status.KILLED)
"""Statuses of an exercise that are worth a warning. Who hasn't begun needs none."""

_ROW = re.compile(r"\| (?!student \| points |--- )")
"""The beginning of a submission's line."""

_MORE = re.compile(r"(\d+) more are in summary\.csv\.")

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def markdown(rows: list[Row]) -> str:
    """Return a table for each assignment: each student's points, and where points were lost.

    Args:
        rows: as `graded.rows` gives them, or some of them.
    """
    lines = []
    for name in dict.fromkeys(row.assignment for row in rows):
        own = [row for row in rows if row.assignment == name]
        lines += [
            f"## {name}",
            "",
            _sentence(own),
            "",
            "| student | points | lost |",
            "| --- | ---: | --- |",
        ]
        lines += [
            f"| {_plain(row.student_id)} | {row.total:g} of {row.max_score:g} | {_lost(row)} |"
            for row in own[:MOST_ROWS]
        ]
        if len(own) > MOST_ROWS:
            lines += ["", f"{len(own) - MOST_ROWS} more are in summary.csv."]
        lines.append("")
    return "\n".join(lines) or "Nothing was graded.\n"


def within(text: str, most: int = MOST_BYTES) -> str:
    """Return a text of `markdown`, cut at the end of a line so that it has no more bytes than that.

    It then says how many submissions are left out, and where they are.
    """
    if len(text.encode()) <= most:
        return text
    room = most - len(_left_out(len(text)).encode())
    lines = text.splitlines(keepends=True)
    kept = sum(size <= room for size in accumulate(len(line.encode()) for line in lines))
    # A heading or a table without a row says nothing.
    while kept and not _ROW.match(lines[kept - 1]):
        kept -= 1
    left = sum(map(_submissions, lines[kept:]))
    said = _left_out(left)
    return "".join(lines[:kept]) + (said if len(said.encode()) <= most else "")


def _submissions(line: str) -> int:
    """Return how many submissions a line of `markdown` stands for."""
    more = _MORE.fullmatch(line.rstrip())
    return int(more[1]) if more else bool(_ROW.match(line))


def _left_out(count: int) -> str:
    return (
        f"\n{counted(count, 'more submission')} left out, for GitHub shows no longer summary: they "
        "are in summary.csv.\n"
    )


def notes(rows: Iterable[Row], notebook: Callable[[Row], Path]) -> list[str]:
    """Return notes in the format of GitHub's workflow commands.

    An error for what could not be graded, a warning where points were lost.

    Each stands at the exercise's cell in the submitted file. No more of them than are shown; what
    is lost is counted in a notice.

    Args:
        rows: as `graded.rows` gives them, or some of them.
        notebook: the file that a row's student handed in; paths are made relative to the working
            directory.
    """
    errors: list[str] = []
    warnings: list[str] = []
    for row in rows:
        if row.problem:
            errors.append(
                _command(
                    "error", notebook(row), 1, f"{row.student_id}: {row.assignment}", row.problem
                )
            )
            continue
        for verdict in row.verdicts:
            kind = (
                errors
                if verdict.status == Status.GRADER_ERROR
                else warnings
                if verdict.status in NOTED
                else None
            )
            if kind is not None:
                path = notebook(row)
                title = f"{row.student_id}: {row.assignment}/{verdict.exercise} {_points(verdict)}"
                level = "error" if kind is errors else "warning"
                kind.append(
                    _command(
                        level,
                        path,
                        _line(path, verdict.exercise),
                        title,
                        f"{verdict.status}: {verdict.text}",
                    )
                )
    shown = errors[:MOST_NOTES] + warnings[:MOST_NOTES]
    if more := len(errors) + len(warnings) - len(shown):
        shown.append(
            f"::notice::{more} more are in the table of the job's summary and in grades.csv."
        )
    return shown


def _sentence(rows: list[Row]) -> str:
    said = [counted(len(rows), "submission")]
    waiting = sum(row.status == SubmissionStatus.WAITING for row in rows)
    ungraded = sum(row.status in UNGRADED for row in rows)
    said += [f"{waiting} with answers that wait for a person"] if waiting else []
    said += [f"**{ungraded} not graded**"] if ungraded else []
    return ", ".join(said) + "."


def _lost(row: Row) -> str:
    if row.excused:
        return "excused"
    if row.problem:
        return f"**not graded**: {_plain(f'{row.problem} {row.of_before}')}"
    told = []
    for verdict in row.verdicts:
        if verdict.status == Status.UNGRADED:
            told.append(f"{verdict.exercise}: waits for a person")
        elif verdict.status != Status.PASSED:
            name = f", {_plain(verdict.misconception)}" if verdict.misconception else ""
            told.append(f"{verdict.exercise} {_points(verdict)}: {verdict.status}{name}")
    if row.late_penalty:
        told.append(f"late: {row.late_penalty:g} off")
    told += [f"note: {_plain(note)}" for note in row.notes]
    return "<br>".join(told)


def _points(verdict: Verdict) -> str:
    return f"{'?' if verdict.score is None else f'{verdict.score:g}'}/{verdict.max_score:g}"


def _plain(text: str) -> str:
    """Return a text as Markdown that does nothing: CommonMark lets all punctuation be escaped."""
    return _PUNCTUATION.sub(r"\\\1", one_line(text))


def _line(path: Path, exercise: str) -> int:
    """Return the line of a notebook's file on which the source of an exercise's cell begins.

    1 where that can't be told.
    """
    if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
        return 1
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    marks = [number for number, line in enumerate(lines, 1) if f'"grade_id": "{exercise}"' in line]
    if not marks:
        return 1
    # Jupyter writes a cell's keys in alphabetical order: its metadata before its source.
    return next(
        (
            number
            for number in range(marks[0], len(lines) + 1)
            if lines[number - 1].lstrip().startswith('"source"')
        ),
        marks[0],
    )


def _command(level: str, path: Path, line: int, title: str, message: str) -> str:
    """Write a workflow command.

    What students wrote can end neither a property nor the line, and so begin no command of its own.
    """
    properties = {"title": " ".join(title.split())}
    if path.is_file():
        properties = {"file": os.path.relpath(path), "line": str(line)} | properties
    written = ",".join(
        f"{name}={_escaped(plain(value)).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
    )
    return f"::{level} {written}::{_escaped(plain(message))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
