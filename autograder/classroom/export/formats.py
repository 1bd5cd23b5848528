"""Every form that grades are exported in, by name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom import another_assignment
from autograder.classroom.export import (
    gradescope,
    junit,
    moodle_feedback,
    moodle_worksheet,
    pages,
    sakai,
    sheets,
)
from autograder.classroom.export.download import Download, own
from autograder.errors import UsageError
from autograder.files import write_whole

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book

WORKSHEET = "moodle-worksheet"

TEXTS = ("csv", "canvas", "moodle", WORKSHEET, "brightspace", "blackboard", "openolat", "junit")
"""Those that are one text."""

WITH_HEADINGS = ("canvas", "blackboard", "brightspace")
"""Those in which an assignment may be called otherwise than here."""

FEEDBACK = "moodle-feedback"
SAKAI = "sakai"
BY_USER = "openolat-feedback"

BY_DOWNLOAD = (*pages.PLACES, SAKAI)
"""Those whose names are found in the download that the submissions came in."""

ARCHIVES = (FEEDBACK, BY_USER, *BY_DOWNLOAD)
"""Those that are a zip."""

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
    told: list[str]
    """What is exported all the same, though it is worth knowing."""


def export(
    book: Book,
    to: str,
    output: Path | None,
    listed: Path | None = None,
    download: Download | None = None,
) -> Exported:
    """Put grades into a form, and write it where it should be written.

    Args:
        book: the grades.
        to: one of `TEXTS`, `ARCHIVES` or `FOLDERS`.
        output: a file, or a folder for `FOLDERS`; None for a text that is only returned.
        listed: the list of students that the book was read with.
        download: what the submissions came in, for `BY_DOWNLOAD`.

    Raises:
        UsageError: the list or the download doesn't fit; see `sheets.canvas`,
            `moodle_worksheet.fill` and `download.own`.
    """
    if to in FOLDERS:
        assert output
        return _folder(book, output)
    if to in (WORKSHEET, FEEDBACK) and (len(book.points) != 1 or listed is None):
        raise UsageError(
            f"{to} is for one assignment that is graded, and needs its grading worksheet from "
            f"Moodle: name both, as in `autograder export {next(iter(book.points), 'NAME')} --to "
            f"{to} --roster worksheet.csv`"
        )
    if to in BY_DOWNLOAD and (len(book.points) != 1 or download is None):
        raise UsageError(
            f"{to} is for one assignment that is graded, and needs the zip that its submissions "
            f"came in: name both, as in `autograder export {next(iter(book.points), 'NAME')} --to "
            f"{to} --download submissions.zip`"
        )
    told = book.told + _excused(book, to)
    if to in (WORKSHEET, FEEDBACK) and listed:
        told += _of_another(book, listed, [listed.stem])
    if to == BY_USER:
        told += sheets.ids_for_users(book)
    if to in ARCHIVES:
        assert output
        count, problems, more = _archive(book, to, output, download)
        return Exported("", count, book.problems + problems, told + more)
    sheet = _text(book, to, listed)
    if output:
        write_whole(output, sheet.text)
    told += sheet.told
    return Exported(sheet.text, sheet.count, book.problems + sheet.problems, told)


def _excused(book: Book, to: str) -> list[str]:
    """Return for whom an assignment doesn't count, where a form can't say that."""
    if to in ("csv", "canvas"):
        return []
    return [
        f"{student} {name}: excused, which {to} has no word for: say it on the platform"
        for student, name in sorted(book.excused)
        if name in book.points
    ]


def _of_another(book: Book, source: Path, said: list[str]) -> list[str]:
    """Return a note where a list or a download, by what it says, is another assignment's."""
    own = next(iter(book.points))
    found = [other for text in said if (other := another_assignment.named(text, [own], book.every))]
    return [
        f"{source.name} is called like {other}, and takes the grades of {own}: is it right?"
        for other in found[:1]
    ]


def _archive(
    book: Book, to: str, output: Path, download: Download | None
) -> tuple[int, list[str], list[str]]:
    """Write a zip; return how many are in it, what is left out, and what is to be known of it."""
    if to == FEEDBACK:
        return *moodle_feedback.write(book, output), []
    if to == BY_USER:
        return *pages.write_by_user(book, output), []
    assert download
    platform = SAKAI if to == SAKAI else pages.PLACES[to][0]
    with own(download, platform) as there:
        told = _of_another(book, download.source, there.titles)
        count, problems = (
            sakai.write(book, output, there)
            if to == SAKAI
            else pages.write(book, to, output, there)
        )
    return count, problems, told


def _text(book: Book, to: str, listed: Path | None) -> sheets.Sheet:
    if to == "canvas":
        return sheets.canvas(book)
    if to == "moodle":
        return sheets.moodle(book)
    if to == "brightspace":
        return sheets.brightspace(book)
    if to == "blackboard":
        return sheets.blackboard(book)
    if to == "openolat":
        return sheets.openolat(book)
    if to == WORKSHEET:
        assert listed
        return moodle_worksheet.fill(book, next(iter(book.points)), listed)
    text = (
        junit.report(grade.row for grade in book.grades.values())
        if to == "junit"
        else sheets.table(book)
    )
    return sheets.Sheet(text, len(book.grades), [])


def _folder(book: Book, output: Path) -> Exported:
    """``<assignment>/<student>/results.json`` for each submission whose points are beyond doubt."""
    certain = [grade for grade in book.grades.values() if not grade.doubt]
    for grade in certain:
        path = output / grade.row.assignment / grade.row.student_id / "results.json"
        write_whole(path, json.dumps(gradescope.results(grade.row), indent=1) + "\n")
    return Exported("", len(certain), book.problems, book.told)
