"""What a student wrote in words, in whichever cell: a text, comments of code, strings it prints."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from autograder.grading.parsing import parse
from autograder.grading.submitted_cells import SubmittedCell
from autograder.student.inside.bounds import MAX_CELLS

SHOWING = frozenset(("print", "display", "Markdown", "HTML", "Latex", "md"))
"""Functions that show a text: Python's, IPython's, marimo's ``mo.md``."""


_UNSAID = re.compile(r"[\s\u200b-\u200d\u2060\ufeff*_#>`~-]+")
"""Spaces, seen or not, and signs that only format what is said."""


def said(text: str) -> str:
    """Return what a text says, without spaces and formatting: to tell whether it was changed."""
    return _UNSAID.sub("", text)


def is_text(cell: SubmittedCell) -> bool:
    """Whether a cell says something to a person: a text, or code of comments and strings alone."""
    if not cell.source.strip():
        return False
    return cell.kind in ("markdown", "raw") or bool(text_in_code(cell.source))


@lru_cache(maxsize=MAX_CELLS)
def text_in_code(source: str) -> str:
    """Return what a code cell says that only says something: comments, strings, printed strings.

    It is nothing for any other cell.
    """
    try:
        body = parse(source).body
    except SyntaxError:
        return ""
    texts = [(statement.lineno, _said(statement)) for statement in body]
    if any(text is None for _, text in texts):
        return ""
    within = {line for one in body for line in range(one.lineno, (one.end_lineno or 0) + 1)}
    comments = [
        (number, line.strip().lstrip("#").strip())
        for number, line in enumerate(source.splitlines(), start=1)
        if line.strip()[:1] == "#" and number not in within
    ]
    return "\n".join(text for _, text in sorted(comments + texts) if text).strip()


def _said(statement: ast.stmt) -> str | None:
    """Return the string that a statement is, shows or names; None where it does anything else."""
    if isinstance(statement, ast.Assign):
        return _said(ast.Expr(statement.value))
    value = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(value, ast.Call) and _name_of(value.func) in SHOWING:
        texts = [_said(ast.Expr(argument)) for argument in value.args]
        return None if None in texts or value.keywords else " ".join(map(str, texts))
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return "" if isinstance(value, ast.Name) else None


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def add_attachments(text: str, cell: SubmittedCell, all_of_them: dict[str, dict[str, str]]) -> str:
    """Add a cell's pictures to those of its text's other cells; two may bear the same name."""
    for name, bundle in cell.attachments.items():
        given = name
        while given in all_of_them and all_of_them[given] != bundle:
            given = f"{cell.index}-{given}"
        all_of_them[given] = bundle
        text = text.replace(f"attachment:{name}", f"attachment:{given}") if given != name else text
    return text
