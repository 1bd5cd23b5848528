"""The names of the notebook that a cell gives a value, and those that it uses."""

from __future__ import annotations

import re
import symtable
from dataclasses import dataclass
from functools import lru_cache

from autograder.grading.parsing import symbols
from autograder.student.inside.bounds import MAX_CELLS, MAX_LOOKUPS

_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_VARIABLE = re.compile(r"^(\w+)\s*=(?!=)", re.MULTILINE)
_CELL_MAGIC = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b.*\n")
"""Magics that run the rest of the cell in the notebook itself."""

_OTHER_LANGUAGE = re.compile(r"\A\s*%%")
"""Those that run it elsewhere."""

_LINE_MAGIC = re.compile(r"^([ \t]*)%(?:time|prun)[ \t]+", re.MULTILINE)
"""Those that run the rest of a line in the notebook."""

_IN_PLACE_OF_VALUE = re.compile(r"^([ \t]*[\w, \t]+=)[ \t]*[!%](?:.*\\\n)*.*", re.MULTILINE)
"""``files = !ls``."""

_IN_PLACE_OF_STATEMENT = re.compile(
    r"^([ \t]*)(?:[!%?](?:.*\\\n)*.*|[\w.]+\?\??[ \t]*$)", re.MULTILINE
)
"""``!ls``, ``%matplotlib inline``, ``torch.zeros?``."""

_WORD = re.compile(r"[^\W\d]\w*")


def without_magics(source: str) -> str:
    """Return a cell as Python, in which IPython's own lines do nothing; all lines stay in place.

    What a magic runs in the notebook itself stays.
    """
    source = _CELL_MAGIC.sub("\n", source)
    # IPython's own translation reads the whole cell again for each magic in it.
    plain = "" if _OTHER_LANGUAGE.match(source) else _LINE_MAGIC.sub(r"\1", source)
    plain = _IN_PLACE_OF_VALUE.sub(r"\1 None", plain)
    return _IN_PLACE_OF_STATEMENT.sub(r"\1pass", plain)


@dataclass(frozen=True)
class _Names:
    bound: frozenset[str]
    used: frozenset[str]


def names_in(source: str) -> frozenset[str]:
    """Return the names that a cell binds in the notebook.

    Definitions, imports and assignments count, also within ``if``, ``with``, ``try`` and loops, and
    what a function declares ``global``. A cell that isn't valid Python is searched line by line,
    and so is one of thousands of functions.
    """
    return _names(source).bound


def names_used(source: str) -> frozenset[str]:
    """Return the names that a cell, or a function or class in it, looks up in the notebook.

    Of a cell that isn't valid Python these are all its words.
    """
    return _names(source).used


@lru_cache(maxsize=MAX_CELLS)
def _names(source: str) -> _Names:
    """Return a cell's names; it is parsed once, however many exercises ask."""
    source = _CELL_MAGIC.sub("\n", source)
    table = _table(source)
    if table is None or _is_wide(table):
        defined = _DEFINITION.findall(source) + _VARIABLE.findall(source)
        return _Names(frozenset(defined), frozenset(_WORD.findall(source)))
    bound = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    used: set[str] = set()
    scopes = [table]
    for scope in scopes:
        scopes += scope.get_children()
        for symbol in scope.get_symbols():
            if symbol.is_declared_global():
                bound.add(symbol.get_name())
            if symbol.is_referenced() and (scope is table or symbol.is_global()):
                used.add(symbol.get_name())
    return _Names(frozenset(bound), frozenset(used))


def _is_wide(table: symtable.SymbolTable) -> bool:
    """Tell whether Python would look for each of too many names among too many functions."""
    scopes = [table]
    lookups = 0
    for scope in scopes:
        children = scope.get_children()
        lookups += len(children) * len(scope.get_identifiers())
        scopes += children
    return lookups > MAX_LOOKUPS


def _table(source: str) -> symtable.SymbolTable | None:
    """Return the symbols of a cell, be there magics in it; None where it isn't valid Python."""
    try:
        return symbols(source)
    except SyntaxError:
        pass
    try:
        return symbols(without_magics(source)) if any(sign in source for sign in "%!?") else None
    except SyntaxError:
        return None
