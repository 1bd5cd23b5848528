"""Go on behind an import that fails: what a cell defines below it often does without."""

from __future__ import annotations

import ast
import re
from types import TracebackType

_NAME = re.compile(r"cannot import name '(\w+)'")


def left_of(source: str, error: BaseException, cell: str) -> str:
    """Return what is left of a cell behind the import that failed, each line in its place.

    Args:
        source: the cell, as it was compiled.
        error: what it raised.
        cell: the name of its code.

    Returns:
        Code; empty where an import did not fail, or is not a line of the cell's own.
    """
    if not isinstance(error, ImportError):
        return ""
    line = _line_of(error.__traceback__, cell)
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom) and node.lineno == line:
            return _behind(source, node, _others(node, error))
    return ""


def _line_of(trace: TracebackType | None, cell: str) -> int | None:
    """Return at which line of the cell's own it failed."""
    while trace is not None:
        code = trace.tb_frame.f_code
        if (code.co_filename, code.co_name) == (cell, "<module>"):
            return trace.tb_lineno
        trace = trace.tb_next
    return None


def _others(node: ast.Import | ast.ImportFrom, error: ImportError) -> list[ast.alias]:
    """Return what the statement would have imported after what it could not."""
    if isinstance(node, ast.Import):
        wanted = error.name
    else:
        found = _NAME.match(str(error))
        wanted = found and found[1]
    failed = [n for n, one in enumerate(node.names) if f"{one.name}.".startswith(f"{wanted}.")]
    return node.names[failed[0] + 1 :] if failed else []


def _behind(source: str, node: ast.Import | ast.ImportFrom, others: list[ast.alias]) -> str:
    assert node.end_lineno is not None
    lines = source.split("\n")
    # Columns count bytes: https://docs.python.org/3/library/ast.html#ast.AST.col_offset
    rest = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode().lstrip(" \t")
    if others:
        node.names = others
        rest = f"{ast.unparse(node)}{'' if rest.startswith(';') else '; pass '}{rest}"
    below = "\n".join([rest.removeprefix(";").lstrip(" \t"), *lines[node.end_lineno :]])
    return "\n" * (node.end_lineno - 1) + below if below.strip() else ""
