"""Parse Python, one thread at a time.

Python 3.11 counts the depth of what it parses for all threads together, and raises SystemError
where they mix (gh-106905).
"""

from __future__ import annotations

import ast
import re
import symtable
import threading
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from autograder.student.inside.bounds import MAX_MARKS

_FOREIGN = re.compile(rf"[^\x00-\x7f]{{{MAX_MARKS},}}")

T = TypeVar("T")

ALONE = threading.Lock()
"""Held while Python's own parser works."""


def parse(source: str, filename: str = "<cell>") -> ast.Module:
    """Return the tree of a source, as `ast.parse` gives it.

    Raises:
        SyntaxError: it can't be parsed, whatever keeps Python from it.
    """
    return _alone(source, lambda: ast.parse(source, filename))


def symbols(source: str) -> symtable.SymbolTable:
    """Return the names of a source, as `symtable.symtable` gives them.

    Raises:
        SyntaxError: it can't be parsed, whatever keeps Python from it.
    """
    return _alone(source, lambda: symtable.symtable(source, "<cell>", "exec"))


def _alone(source: str, work: Callable[[], T]) -> T:
    if any(_has_many_marks(run) for run in _FOREIGN.findall(source)):
        raise SyntaxError("can't be parsed (too many marks on a letter)")
    with ALONE:
        try:
            try:
                return work()
            except SystemError:  # a library parsed meanwhile, in another thread, without the lock
                return work()
        except (SystemError, ValueError, RecursionError, MemoryError) as error:
            # Of null bytes, of numbers and of nesting that Python's own parser doesn't take.
            raise SyntaxError(f"can't be parsed ({type(error).__name__})") from error


def _has_many_marks(run: str) -> bool:
    marks = 0
    for char in run:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks == MAX_MARKS:
            return True
    return False
