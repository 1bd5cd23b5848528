"""Lists as CSV, as platforms write them: to be read, and to be written again as they came."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BOMS = (codecs.BOM_UTF8, *WIDE)


def text_of(data: bytes) -> str:
    """Return a list's text, which Blackboard writes in UTF-16 where tabs stand between.

    Raises:
        UnicodeDecodeError: it is in neither UTF-8 nor UTF-16.
    """
    wide = data.startswith(WIDE)
    return data.decode("utf-16" if wide else "utf-8-sig")


def from_headings(text: str) -> str:
    """Return a list without what stands above its headings.

    In Sakai's ``grades.csv`` that is the assignment's title and an empty line
    (SpreadsheetExporter.java); for Excel it is a line that names the delimiter, ``sep=;``.
    """
    lines = text.splitlines(keepends=True)
    if lines and lines[0].startswith("sep="):
        return "".join(lines[1:])
    above = len(lines) > 2 and not lines[1].strip(' \r\n",;') and bool(lines[2].strip())
    return "".join(lines[2:]) if above else text


def delimiter_of(text: str) -> str:
    """Return what stands between the columns of a CSV: a comma, a semicolon or a tab."""
    return max(",;\t", key=text.split("\n", 1)[0].count)


def lines(text: str, delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each line as it stands there, and its cells."""
    taken: list[str] = []

    def physical() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    for cells in csv.reader(physical(), delimiter=delimiter):
        yield "".join(taken), cells
        taken.clear()


def written(cells: list[str], raw: str, delimiter: str) -> str:
    """Return a line of these cells that ends as another does."""
    end = raw[len(raw.rstrip("\r\n")) :]
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator=end).writerow(cells)
    return line.getvalue()
