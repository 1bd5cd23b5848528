"""What single students may: hand in later, or not at all. Kept in ``extensions.csv``.

A file of the course, since a gradebook has no line for whoever has not handed in yet. As soon as it
is there, it alone says who has more time; the gradebook is brought in line with it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.course.layout import CourseError
from autograder.course.times import NotTold, until
from autograder.errors import sentence
from autograder.files import write_whole

NAME = "extensions.csv"
COLUMNS = ("student", "assignment", "due", "excused")
YES = "yes"


@dataclass(frozen=True)
class Extension:
    """What a student may, of one assignment."""

    due: datetime | None = None
    """Until when, in UTC without zone; None as long as everybody."""
    excused: bool = False
    """Whether the assignment doesn't count."""


Extensions = Mapping[tuple[str, str], Extension]
"""By student and assignment."""


def read(root: Path) -> dict[tuple[str, str], Extension] | None:
    """Return what a course has noted; None where it never has.

    Raises:
        CourseError: the file can't be read, or a line can't be understood.
    """
    path = root / NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8: save it as “CSV UTF-8”") from None
    except OSError as error:
        raise CourseError(sentence(error, path)) from None
    lines = csv.DictReader(io.StringIO(text, newline=""), restval="")
    if missing := set(COLUMNS) - set(lines.fieldnames or ()):
        raise CourseError(f"{path} has no column {', '.join(sorted(missing))}: put it back")
    found: dict[tuple[str, str], Extension] = {}
    for line in lines:
        key = line["student"].strip(), line["assignment"].strip()
        due, excused = line["due"].strip(), line["excused"].strip().casefold()
        if excused not in ("", YES, "no"):
            raise CourseError(f"{path}, line {lines.line_num}: excused is {excused!r}, not yes")
        try:
            found[key] = Extension(until(due) if due else None, excused == YES)
        except NotTold as why:
            raise CourseError(
                f"{path}, line {lines.line_num}: {why}: write it as 2025-03-16 23:59:00 UTC"
            ) from None
    return found


def write(root: Path, extensions: Extensions) -> None:
    """Write what a course notes, by assignment and student; what says nothing is left out."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for (student, assignment), one in sorted(extensions.items(), key=lambda item: item[0][::-1]):
        due = f"{one.due:%Y-%m-%d %H:%M:%S} UTC" if one.due else ""
        if one != Extension():
            lines.writerow((student, assignment, due, YES if one.excused else ""))
    write_whole(root / NAME, text.getvalue())
