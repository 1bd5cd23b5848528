"""Go on behind a line that fails for what is not there where notebooks are graded.

At home the library, the file, the network or the GPU was there, and what stands below the line was
run. Much of it does without.
"""

from __future__ import annotations

import ast
import os
import re
from subprocess import CalledProcessError
from types import CodeType

from .bridge import text_of

_NOT_HERE = re.compile(
    r"cuda|NVIDIA|\bmps\b|nobody to ask|internet connection|urlopen error|name resolution|"
    r"unable to open database file|^File .* not found|unsupported locale|"
    r"recognised GUI loop or backend|magic function .* not found",
    re.IGNORECASE,
)
"""What other errors say of a GPU, the network, a file, the machine's languages, or of what Jupyter
has elsewhere."""

_ASKED = re.compile(r"\bcuda\b|\bmps\b|exists\(|is_?file\(|is_?dir\(")
"""What an assertion asks of the machine."""

_RUN = "run_line_magic('run',"
"""What IPython makes of ``%run``."""

_OF_ENVIRON = type(os.environ).__getitem__.__code__
"""What raises over a variable of the environment that isn't there."""

_NAME = re.compile(r"cannot import name '(\w+)'")


class Lacking:
    """What a notebook's cells could not do, and the names that they lack for it."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._unknown = False
        """Whether they lack names that nobody knows, as of ``from utils import *``."""

    def left_of(self, source: str, error: BaseException, cell: str) -> str | None:
        """Return what is left of a cell behind the statement that failed, each line in its place.

        Args:
            source: the cell, as it was compiled.
            error: what it raised.
            cell: the name of its code.

        Returns:
            Code, empty where nothing is left; None where it failed for another reason.
        """
        line = line_of(error, cell)
        if line is None or not self._may_account_for(error):
            return None
        for node in ast.parse(source).body:
            if _first_line(node) <= line <= (node.end_lineno or line):
                code = ast.get_source_segment(source, node) or ""
                if isinstance(node, ast.Assert) and not _ASKED.search(code):
                    return None
                names = _bound_by(node)
                self._unknown |= "*" in names or _RUN in code
                self._names |= names
                return _behind(source, node, _others(node, error))
        return None

    def _may_account_for(self, error: BaseException) -> bool:
        if isinstance(error, NameError):
            return self._unknown or error.name in self._names
        if isinstance(error, AssertionError | CalledProcessError):
            return True
        if isinstance(error, KeyError):
            return _innermost(error) is _OF_ENVIRON
        return isinstance(error, ImportError | OSError) or bool(
            isinstance(error, Exception) and _NOT_HERE.search(text_of(error))
        )


def _bound_by(node: ast.stmt) -> set[str]:
    found: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            found.add(one.id)
        elif isinstance(one, ast.FunctionDef | ast.ClassDef):
            found.add(one.name)
        elif isinstance(one, ast.alias):
            found.add(one.asname or one.name.partition(".")[0])
    return found


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    return min([node.lineno, *(one.lineno for one in decorators)])


def line_of(error: BaseException, cell: str) -> int | None:
    """Return at which line of a cell's own it failed; None where it was not run."""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if (code.co_filename, code.co_name) == (cell, "<module>"):
            return trace.tb_lineno
        trace = trace.tb_next
    return None


def _innermost(error: BaseException) -> CodeType | None:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace and trace.tb_frame.f_code


def _others(node: ast.stmt, error: BaseException) -> list[ast.alias]:
    """Return what an import would have imported after what it could not."""
    if not (isinstance(node, ast.Import | ast.ImportFrom) and isinstance(error, ImportError)):
        return []
    if isinstance(node, ast.Import):
        wanted = error.name
    else:
        found = _NAME.match(str(error))
        wanted = found and found[1]
    failed = [n for n, one in enumerate(node.names) if f"{one.name}.".startswith(f"{wanted}.")]
    return node.names[failed[0] + 1 :] if failed else []


def _behind(source: str, node: ast.stmt, others: list[ast.alias]) -> str:
    assert node.end_lineno is not None
    lines = source.split("\n")
    # Columns count bytes: https://docs.python.org/3/library/ast.html#ast.AST.col_offset
    rest = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode().lstrip(" \t")
    if others:
        assert isinstance(node, ast.Import | ast.ImportFrom)
        node.names = others
        rest = f"{ast.unparse(node)}{'' if rest.startswith(';') else '; pass '}{rest}"
    below = "\n".join([rest.removeprefix(";").lstrip(" \t"), *lines[node.end_lineno :]])
    return "\n" * (node.end_lineno - 1) + below if below.strip() else ""
