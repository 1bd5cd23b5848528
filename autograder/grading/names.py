"""The names of the notebook that a cell gives a value, and those that it uses."""

from __future__ import annotations

import re
import symtable
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager

from autograder.grading.parsing import ALONE

_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_VARIABLE = re.compile(r"^(\w+)\s*=(?!=)", re.MULTILINE)
_CELL_MAGIC = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b.*\n")
"""Magics that run the rest of the cell in the notebook itself."""

_LINE_MAGIC = re.compile(r"^([ \t]*)%(?:time|prun)[ \t]+", re.MULTILINE)
"""Those that run the rest of a line there."""

_WORD = re.compile(r"[^\W\d]\w*")
_GLOBAL = re.compile(r"^\s+global\s+(\w[\w, ]*)", re.MULTILINE)


def without_magics(source: str) -> str:
    """Return a cell without magics that run its code in the notebook; lines stay in place."""
    return _LINE_MAGIC.sub(r"\1", _CELL_MAGIC.sub("\n", source))


@lru_cache(maxsize=1_000)
def names_in(source: str) -> frozenset[str]:
    """Return the names that a cell binds in the notebook.

    Definitions, imports and assignments count, also within ``if``, ``with``, ``try`` and loops, and
    what a function declares ``global``. A cell that isn't valid Python is searched line by line.
    """
    source = _CELL_MAGIC.sub("", source)
    table = _table(source)
    if table is None:
        return frozenset(_DEFINITION.findall(source) + _VARIABLE.findall(source))
    bound = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    declared = ",".join(_GLOBAL.findall(source)).replace(" ", "").split(",")
    return frozenset(bound | set(filter(None, declared)))


@lru_cache(maxsize=1_000)
def names_used(source: str) -> frozenset[str]:
    """Return the names that a cell, or a function or class in it, looks up in the notebook.

    Of a cell that isn't valid Python these are all its words.
    """
    source = _CELL_MAGIC.sub("", source)
    table = _table(source)
    if table is None:
        return frozenset(_WORD.findall(source))
    used: set[str] = set()
    scopes = [table]
    for scope in scopes:
        scopes += scope.get_children()
        used |= {
            symbol.get_name()
            for symbol in scope.get_symbols()
            if symbol.is_referenced() and (scope is table or symbol.is_global())
        }
    return frozenset(used)


def _table(source: str) -> symtable.SymbolTable | None:
    """Return the symbols of a cell, be there magics in it; None where it isn't valid Python."""
    table = _table_of_python(source)
    if table is None and any(sign in source for sign in "%!?"):
        plain = _LINE_MAGIC.sub(r"\1", source)
        table = _table_of_python(TransformerManager().transform_cell(plain))
    return table


def _table_of_python(source: str) -> symtable.SymbolTable | None:
    try:
        with ALONE:
            return symtable.symtable(source, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
