"""Moodle's grading worksheet, given back with grades and comments in it.

What Moodle reads of it is in mod/assign/feedback/offline/importgradeslib.php and locallib.php: a
line is found by *Identifier*; a grade that is empty, above the maximum or that of somebody whose
grade can't be changed is passed over without a word.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom import csv_files
from autograder.classroom.export.sheets import Sheet, unfinished
from autograder.classroom.people import canonical
from autograder.classroom.tables import Row, number
from autograder.classroom.worksheet import NO, columns_of, identifier
from autograder.errors import UsageError
from autograder.plain import in_a_cell

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book

BOM = "\ufeff"

NEEDED = ("Identifier", "Grade", "Maximum Grade", "Last modified (grade)")
"""Columns without which nothing can be filled in, or Moodle refuses the file."""

COMMENTS = "feedback comments"

MARK = "Autograder: "
"""What a comment of ours begins with. Others are a person's, and stay."""


def fill(book: Book, assignment: str, worksheet: Path) -> Sheet:
    """Return a worksheet with the points of those who have them; all else is as it came.

    Args:
        book: the grades, with the worksheet as list of students.
        assignment: the one that the worksheet is of.
        worksheet: as Moodle gave it, in one of the languages of `worksheet.SUBMITTED`.

    Raises:
        UsageError: it is no such worksheet, or its maximum grade is another.
    """
    data = worksheet.read_bytes()
    text, bom = csv_files.text_of(data), BOM * data.startswith(csv_files.BOMS)
    delimiter = csv_files.delimiter_of(text)
    lines = list(csv_files.lines(text, delimiter))
    for _, cells in lines:
        cells += [""] * (len(lines[0][1]) - len(cells))
    at = _columns(lines[0][1], [cells for _, cells in lines[1:]])
    if missing := [name for name in NEEDED if name.casefold() not in at]:
        raise UsageError(
            f"{worksheet} is no grading worksheet that can be filled in, for it lacks "
            f"{', '.join(missing)}: download it from the assignment's page in Moodle, with English "
            "as language if it is in one that isn't known here"
        )
    maxima = {cells[at["maximum grade"]] for _, cells in lines[1:] if any(cells)}
    _check_maximum(book, assignment, worksheet, maxima)
    graded = {
        known: book.grades[id, assignment].row
        for id, person in book.people.items()
        if (known := identifier(person.row))
        and (id, assignment) in book.grades
        and book.grades[id, assignment].final is not None
    }
    filled, count, problems = [lines[0][0]], 0, []
    for raw, cells in lines[1:]:
        row = graded.get(canonical(cells[at["identifier"]]))
        if row is None:
            filled.append(raw)
        elif why := _refusal(row, {name: cells[where] for name, where in at.items()}):
            filled.append(raw)
            problems.append(f"{row.student_id} {assignment}: {why}")
        else:
            cells[at["grade"]] = _as_there(number(row.total), maxima)
            where = at.get(COMMENTS)
            if where and (not cells[where].strip() or cells[where].startswith(MARK)):
                cells[where] = comment(row)
            filled.append(csv_files.written(cells, raw, delimiter))
            count += 1
    told = []
    if COMMENTS not in at and max(at.values()) < len(lines[0][1]) - 1:
        told = ["which column has the comments can't be told: only grades are filled in"]
    return Sheet(bom + "".join(filled), count, problems + unfinished(book), told)


def _columns(header: list[str], rows: list[list[str]]) -> dict[str, int]:
    """Return where the columns are, by their English names in small letters."""
    names = [canonical(cell) for cell in header]
    lines = [dict(zip(names, map(canonical, row), strict=False)) for row in rows if any(row)]
    said = columns_of(names, lines)
    if said is None:
        return {name.casefold(): at for at, name in enumerate(names)}
    return {name: names.index(column) for name, column in said.items()}


def _as_there(points: str, maxima: set[str]) -> str:
    """Return points with the decimal comma of a language that has one (`unformat_float`)."""
    return points.replace(".", ",") if any("," in one for one in maxima) else points


def comment(row: Row) -> str:
    """Return what a student reads beside the grade: HTML, which Moodle's comments are."""
    told = [f"{MARK}{row.total:g} of {row.max_score:g} points.", row.problem, row.of_before]
    if row.late_penalty:
        told.append(f"{row.late_penalty:g} points were taken off for handing in late.")
    told += [
        f"{verdict.title}: {number(verdict.score)} of {verdict.max_score:g}. {verdict.text}".strip()
        for verdict in row.verdicts
    ]
    return in_a_cell("<br>".join(html.escape(" ".join(one.split())) for one in told if one))


def _check_maximum(book: Book, assignment: str, worksheet: Path, maxima: set[str]) -> None:
    """Refuse a worksheet whose grades are out of something else: 4 of 100 would be no full score.

    Raises:
        UsageError: they are.
    """
    ours = book.points.get(assignment)
    for theirs in sorted(filter(None, maxima)):
        if ours is not None and _number(theirs) != ours:
            raise UsageError(
                f"{worksheet}: Maximum Grade is {theirs}, but {assignment} has {ours:g} points: "
                f"make it {ours:g} in Moodle's settings of the assignment, and download the "
                "worksheet again"
            )


def _refusal(row: Row, cells: dict[str, str]) -> str:
    """Return why Moodle would pass over a grade; empty if it wouldn't."""
    if cells.get("grade can be changed", "").casefold() in NO:
        return "the worksheet says that the grade can't be changed: unlock it in Moodle"
    if row.total > (_number(cells["maximum grade"]) or row.total):
        return f"{row.total:g} points are more than Moodle's maximum grade: enter them there"
    return ""


def _number(text: str) -> float | None:
    """Return a number of Moodle's, which some languages write with a comma."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
