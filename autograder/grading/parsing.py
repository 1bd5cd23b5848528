"""Parse Python, one thread at a time.

Python 3.11 counts the depth of what it parses for all threads together, and raises SystemError
where they mix (gh-106905).
"""

from __future__ import annotations

import ast
import threading

ALONE = threading.Lock()
"""Held while Python's own parser works."""


def parse(source: str, filename: str = "<cell>") -> ast.Module:
    """Return the tree of a source, as `ast.parse` gives it."""
    with ALONE:
        try:
            return ast.parse(source, filename)
        except SystemError:  # a library parsed meanwhile, in another thread, without the lock
            return ast.parse(source, filename)
