"""Texts from elsewhere, so that they do nothing where they are shown.

File names, names of students, errors and outputs come from students and from platforms' zips. In a
terminal they could move the cursor or set its title, in a log give a command to the CI system, in
a table be a formula, on a page run the letters backwards. Every writer takes them through here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

_KEPT = "\n\t\u200c\u200d"
"""Line breaks and tabs; the two joiners, with which Persian and emoji are spelled."""

_UNUSUAL = re.compile(r"[^\n\t -~]")
"""All but printable ASCII, line breaks and tabs."""

_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Controls, formats (among them those that turn the direction), half characters, what nobody has
assigned, other line breaks: Unicode's general categories (UAX #44)."""

_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|##(?=\[|vso|teamcity)", re.MULTILINE)
"""What begins a command in a log: GitHub's ``::error::`` at the start of a line, ``##[error]``
anywhere, Azure's ``##vso[…]``, TeamCity's ``##teamcity[…]``."""

_FORMULA = re.compile(r"(^|[;\n\t])(?=\s*[=+\-@＝＋－＠])")
"""What a spreadsheet takes for a formula, also one that parts cells at semicolons or tabs: OWASP,
“CSV injection”."""


def plain(text: str) -> str:
    r"""Return a text with every character that does something written as its escape: ``\x1b``."""
    if text.isascii() and text.isprintable():
        return text
    return _UNUSUAL.sub(_as_plain, text.replace("\r\n", "\n"))


def _as_plain(found: re.Match[str]) -> str:
    return _plain(found[0])


@cache
def _plain(char: str) -> str:
    if char in _KEPT or unicodedata.category(char) not in _CATEGORIES:
        return char
    return char.encode("unicode_escape", "surrogatepass").decode()


def one_line(text: str) -> str:
    """Return a text in one line, each stretch of white space as one space."""
    return plain(" ".join(text.split()))


def lines_apart(text: str) -> str:
    """Return a text in one line that shows where its lines were: with ``|`` between them."""
    return " | ".join(line for line in map(one_line, text.splitlines()) if line)


def some_of(names: Sequence[str], most: int) -> str:
    """Return names in one line, with a … in place of those after the first `most`."""
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])


def in_a_log(text: str) -> str:
    """Return a text so that no line of it is a command to a CI system."""
    return _COMMAND.sub(lambda found: f"{found[0]}\\", plain(text)) if text else text


@lru_cache(maxsize=4096)  # most cells of a column say one of few things
def in_a_cell(text: str) -> str:
    """Return a text so that no spreadsheet computes it."""
    return _FORMULA.sub(r"\1'", plain(text))
