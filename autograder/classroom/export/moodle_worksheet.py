"""Moodle's grading worksheet, given back with grades and comments in it.

What Moodle reads of it is in mod/assign/feedback/offline/importgradeslib.php and locallib.php: a
line is found by *Identifier*; a grade that is empty, above the maximum or that of somebody whose
grade can't be changed is passed over without a word.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom.export.sheets import Sheet, unfinished
from autograder.classroom.people import canonical, delimiter_of
from autograder.classroom.tables import Row, number
from autograder.errors import UsageError
from autograder.plain import in_a_cell

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book

BOM = "\ufeff"

NEEDED = ("Identifier", "Grade", "Maximum Grade", "Last modified (grade)")
"""Columns without which nothing can be filled in, or Moodle refuses the file."""

COMMENTS = "Feedback comments"

MARK = "Autograder: "
"""What a comment of ours begins with. Others are a person's, and stay."""


def fill(book: Book, assignment: str, worksheet: Path) -> Sheet:
    """Return a worksheet with the points of those who have them; all else is as it came.

    Args:
        book: the grades, with the worksheet as list of students.
        assignment: the one that the worksheet is of.
        worksheet: as Moodle gave it, in English.

    Raises:
        UsageError: it is no such worksheet, or its maximum grade is another.
    """
    text = worksheet.read_bytes().decode()
    text, bom = text.removeprefix(BOM), BOM * text.startswith(BOM)
    lines = list(_lines(text))
    header = [canonical(cell).casefold() for cell in lines[0][1]]
    for _, cells in lines:
        cells += [""] * (len(header) - len(cells))
    at = {name: header.index(name.casefold()) for name in NEEDED if name.casefold() in header}
    if missing := [name for name in NEEDED if name not in at]:
        raise UsageError(
            f"{worksheet} is no grading worksheet in English, for it lacks {', '.join(missing)}: in"
            " Moodle, choose English as language and download it from the assignment's page"
        )
    maxima = {cells[at["Maximum Grade"]] for _, cells in lines[1:]}
    _check_maximum(book, assignment, worksheet, maxima)
    graded = {
        person.row["Identifier"]: book.grades[id, assignment].row
        for id, person in book.people.items()
        if person.row.get("Identifier")
        and (id, assignment) in book.grades
        and book.grades[id, assignment].final is not None
    }
    filled, count, problems = [lines[0][0]], 0, []
    for raw, cells in lines[1:]:
        row = graded.get(canonical(cells[at["Identifier"]]))
        if row is None:
            filled.append(raw)
        elif why := _refusal(row, dict(zip(header, cells, strict=False))):
            filled.append(raw)
            problems.append(f"{row.student_id} {assignment}: {why}")
        else:
            cells[at["Grade"]] = number(row.total)
            if COMMENTS.casefold() in header:
                where = header.index(COMMENTS.casefold())
                if not cells[where].strip() or cells[where].startswith(MARK):
                    cells[where] = comment(row)
            filled.append(_written(cells, raw, delimiter_of(text)))
            count += 1
    return Sheet(bom + "".join(filled), count, problems + unfinished(book))


def comment(row: Row) -> str:
    """Return what a student reads beside the grade: HTML, which Moodle's comments are."""
    told = [f"{MARK}{row.total:g} of {row.max_score:g} points.", row.problem]
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
    if cells.get("grade can be changed", "").casefold() == "no":
        return "the worksheet says that the grade can't be changed: unlock it in Moodle"
    if row.total > (_number(cells["maximum grade"]) or row.total):
        return f"{row.total:g} points are more than Moodle's maximum grade: enter them there"
    return ""


def _lines(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each line as it stands there, and its cells."""
    taken: list[str] = []

    def physical() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    for cells in csv.reader(physical(), delimiter=delimiter_of(text)):
        yield "".join(taken), cells
        taken.clear()


def _written(cells: list[str], raw: str, delimiter: str) -> str:
    end = raw[len(raw.rstrip("\r\n")) :]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerow(cells)
    return written.getvalue()


def _number(text: str) -> float | None:
    """Return a number of Moodle's, which some languages write with a comma."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
