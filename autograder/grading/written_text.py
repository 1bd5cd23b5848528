"""What a student wrote in words, in whichever cell: a text, comments of code, strings it prints."""

from __future__ import annotations

import ast

from autograder.grading.parsing import parse
from autograder.grading.submitted_cells import SubmittedCell


def is_text(cell: SubmittedCell) -> bool:
    """Whether a cell says something to a person: a text, or code of comments and strings alone."""
    if not cell.source.strip():
        return False
    return cell.kind in ("markdown", "raw") or bool(text_in_code(cell.source))


def text_in_code(source: str) -> str:
    """Return what a code cell says that only says something: comments, strings, printed strings.

    It is nothing for any other cell.
    """
    try:
        body = parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    said = [(statement.lineno, _said(statement)) for statement in body]
    if any(text is None for _, text in said):
        return ""
    within = {line for one in body for line in range(one.lineno, (one.end_lineno or 0) + 1)}
    comments = [
        (number, line.strip().lstrip("#").strip())
        for number, line in enumerate(source.splitlines(), start=1)
        if line.strip()[:1] == "#" and number not in within
    ]
    return "\n".join(text for _, text in sorted(comments + said) if text).strip()


def _said(statement: ast.stmt) -> str | None:
    """Return the string that a statement is or prints; None where it does anything else."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    if (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == "print"
    ):
        texts = [_said(ast.Expr(argument)) for argument in value.args]
        return None if None in texts or value.keywords else " ".join(map(str, texts))
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return None


def add_attachments(text: str, cell: SubmittedCell, all_of_them: dict[str, dict[str, str]]) -> str:
    """Add a cell's pictures to those of its text's other cells; two may bear the same name."""
    for name, bundle in cell.attachments.items():
        given = name
        while given in all_of_them and all_of_them[given] != bundle:
            given = f"{cell.index}-{given}"
        all_of_them[given] = bundle
        text = text.replace(f"attachment:{name}", f"attachment:{given}") if given != name else text
    return text
