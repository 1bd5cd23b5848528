"""Solution cells that nobody has filled in."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from autograder.grading.parsing import parse
from autograder.student.inside.bounds import MAX_CELLS


@lru_cache(maxsize=MAX_CELLS)
def is_stub(source: str) -> bool:
    """Whether a cell defines things that do nothing but raise `NotImplementedError`."""
    try:
        body = parse(source).body
    except SyntaxError:
        return False
    defined = [node for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    own = [node for node in body if not isinstance(node, (ast.Import, ast.ImportFrom))]
    return bool(own) and all(
        _raises_only(node) if node in defined else _raises(node) for node in own
    )


@lru_cache(maxsize=MAX_CELLS)
def can_be_read(source: str) -> bool:
    """Whether a cell is Python, but for lines that only IPython knows."""
    for text in (source, _MAGIC.sub(r"\1pass", source)):
        try:
            parse(text)
        except SyntaxError:
            continue
        return True
    return False


_MAGIC = re.compile(r"(?m)^([ \t]*)[%!?].*$")


def stands_above_code(source: str) -> bool:
    """Whether the line that a stub raises with was left above code, which is never run then."""
    try:
        whole = parse(source)
    except SyntaxError:
        return False
    bodies = [node.body for node in ast.walk(whole) if isinstance(node, _WITH_BODY)]
    return any(_raises(node) for body in bodies for node in body[:-1])


_WITH_BODY = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def _raises_only(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether a function, or each function of a class, has a docstring at most before it raises."""
    body = [one for one in node.body if not _is_string(one)]
    return bool(body) and all(
        _raises_only(one) if isinstance(one, ast.FunctionDef) else _raises(one) for one in body
    )


def _raises(node: ast.stmt) -> bool:
    raised = node.exc if isinstance(node, ast.Raise) else None
    named = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(named, ast.Name) and named.id == "NotImplementedError"


def _is_string(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
