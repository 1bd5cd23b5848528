"""Names that a notebook lacks since an import of it failed where it was graded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from autograder.checks.judging import Answer
from autograder.checks.surroundings import advice_on, ended
from autograder.grading.names import without_magics
from autograder.grading.parsing import parse

_MODULE = re.compile(r"No module named '([\w.]+)'|cannot import name '\w+' from '([\w.]+)'")
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


def names_not_imported(source: str, error: Mapping[str, str]) -> list[str]:
    """Return the names that a cell would have of what it could not import.

    Args:
        source: of the cell.
        error: ``ename`` and ``evalue`` of what it raised.
    """
    found = "Import" in error["ename"] or "Module" in error["ename"]
    told = _MODULE.match(error["evalue"]) if found else None
    if told is None:
        return []
    failed = f"{told[1] or told[2]}."
    try:
        statements = parse(without_magics(source)).body
    except SyntaxError:
        return []
    names: list[str] = []
    for node in statements:
        if isinstance(node, ast.Import):
            names += [
                alias.asname or alias.name.partition(".")[0]
                for alias in node.names
                if f"{alias.name}.".startswith(failed)
            ]
        elif isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(failed):
            names += [alias.asname or alias.name for alias in node.names]
    return names


def lacking_import(
    not_imported: Mapping[str, Mapping[str, str]], undefined: Iterable[Answer]
) -> str:
    """Say which import failed that would have given a name; empty where none did.

    Args:
        not_imported: by name, what the import raised.
        undefined: answers that were NameErrors.
    """
    for answer in undefined:
        name = _UNDEFINED.match(answer.error["message"]) if answer.error else None
        if name and (error := not_imported.get(name[1])):
            said = ended(error["evalue"])
            advice = advice_on(error["ename"], error["evalue"])
            return f"{name[1]} could not be imported: {said} {advice}".rstrip()
    return ""
