"""Every form that grades are exported in, by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom.export import gradescope, junit, sheets
from autograder.files import write_whole

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book

TEXTS = ("csv", "canvas", "moodle", "moodle-worksheet", "brightspace", "junit")
"""Those that are one text."""

FOLDERS = ("gradescope",)
"""Those that are a folder of files."""


@dataclass(frozen=True)
class Exported:
    """What became of an export."""

    text: str
    """Empty where files were written."""
    count: int
    """Submissions in it."""
    problems: list[str]
    """What could not be exported: whose, and why."""
    told: list[str] = field(default_factory=list)
    """What is exported all the same, though it is worth knowing."""


def export(
    book: Book, to: str, output: Path | None, headings: Mapping[str, str] | None = None
) -> Exported:
    """Put grades into a form, and write it where it should be written.

    Args:
        book: the grades.
        to: one of `TEXTS` or `FOLDERS`.
        output: a file, or a folder for `FOLDERS`; None for a text that is only returned.
        headings: what the platform calls assignments, see `sheets.canvas`.

    Raises:
        UsageError: the form can't be filled from what there is.
    """
    if to in FOLDERS:
        assert output
        return _folder(book, output)
    made = _text(book, to, headings or {})
    if output:
        write_whole(output, made.text)
    return made


def _text(book: Book, to: str, headings: Mapping[str, str]) -> Exported:
    if to == "junit":
        text = junit.report(grade.row for grade in book.grades.values())
        return Exported(text, len(book.grades), book.problems, book.told)
    if to == "csv":
        return Exported(sheets.table(book), len(book.grades), book.problems, book.told)
    forms: dict[str, Callable[[Book], sheets.Sheet]] = {
        "canvas": partial(sheets.canvas, headings=headings),
        "moodle": sheets.moodle,
        "moodle-worksheet": sheets.moodle_worksheet,
        "brightspace": sheets.brightspace,
    }
    sheet = forms[to](book)
    listed = {person.id for person in sheet.people}
    count = sum(student in listed for student, _ in book.grades)
    return Exported(sheet.text, count, book.problems + sheet.problems, [*book.told, *sheet.told])


def _folder(book: Book, output: Path) -> Exported:
    """``<assignment>/<student>/results.json`` for each submission whose points are beyond doubt."""
    certain = [grade for grade in book.grades.values() if not grade.doubt]
    for grade in certain:
        path = output / grade.row.assignment / grade.row.student_id / "results.json"
        write_whole(path, json.dumps(gradescope.results(grade.row), indent=1) + "\n")
    return Exported("", len(certain), book.problems, book.told)
