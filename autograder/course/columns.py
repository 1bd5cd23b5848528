"""What a platform calls the course's assignments: the table ``[columns]`` of ``course.toml``."""

from __future__ import annotations

import json
import re
import tomllib

from autograder.course.layout import SETTINGS, Course, CourseError
from autograder.files import write_whole

_TABLE = re.compile(r"\s*\[\s*columns\s*\]\s*(#.*)?")
_ANY_TABLE = re.compile(r"\s*\[")
_ENTRY = re.compile(
    r"""(\s*(?:[\w-]+|"[^"]*"|'[^']*')\s*=\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*')(\s*(?:\#.*)?)"""
)


def keep(course: Course, assignment: str, column: str) -> None:
    """Write what an assignment is called into ``course.toml``, and leave all else there as it is.

    Raises:
        CourseError: the file can't be read, or it says it in a way that only a person can change.
    """
    columns = course.columns()
    if columns.get(assignment) == column:
        return
    path = course.root / SETTINGS
    text = path.read_bytes().decode() if path.exists() else ""
    changed = _with_entry(text, assignment, column)
    try:
        right = tomllib.loads(changed) == tomllib.loads(text) | {
            "columns": columns | {assignment: column}
        }
    except tomllib.TOMLDecodeError:
        right = False
    if not right:
        raise CourseError(
            f"{path} has columns that can't be changed from here: write "
            f"{_entry(assignment, column)} there below [columns], and leave --column out"
        )
    write_whole(path, changed)


def _with_entry(text: str, assignment: str, column: str) -> str:
    r"""Return a TOML text in which one entry of ``[columns]`` is set.

    >>> print(_with_entry('[columns]\na = "A"  # ours\n', "a", "B (7)"), end="")
    [columns]
    a = "B (7)"  # ours
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    begin = next((at for at, line in enumerate(lines) if _TABLE.fullmatch(line)), None)
    if begin is None:
        before = text if text.endswith(end) or not text else text + end
        between = end if before else ""
        return f"{before}{between}[columns]{end}{_entry(assignment, column)}{end}"
    for at in range(begin + 1, len(lines)):
        if _ANY_TABLE.match(lines[at]):
            break
        found = _ENTRY.fullmatch(lines[at])
        if found and list(tomllib.loads(lines[at])) == [assignment]:
            lines[at] = f"{found[1]}{_quoted(column)}{found[2]}"
            return end.join(lines)
    lines.insert(begin + 1, _entry(assignment, column))
    return end.join(lines)


def _entry(assignment: str, column: str) -> str:
    bare = re.fullmatch(r"[A-Za-z0-9_-]+", assignment)
    return f"{assignment if bare else _quoted(assignment)} = {_quoted(column)}"


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's escapes are among TOML's, which wants one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
