"""The names that a cell gives a value, wherever in it they stand."""

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

_GLOBAL = re.compile(r"^\s+global\s+(\w[\w, ]*)", re.MULTILINE)


@lru_cache(maxsize=1_000)
def names_in(source: str) -> frozenset[str]:
    """Return the names that a cell binds in the notebook.

    Definitions, imports and assignments count, also within ``if``, ``with``, ``try`` and loops, and
    what a function declares ``global``. A cell that isn't valid Python is searched line by line.
    """
    source = _CELL_MAGIC.sub("", source)
    found = _symbols(source)
    if found is None and ("%" in source or "!" in source or "?" in source):
        found = _symbols(TransformerManager().transform_cell(source))
    if found is None:
        return frozenset(_DEFINITION.findall(source) + _VARIABLE.findall(source))
    bound = {symbol.get_name() for symbol in found if symbol.is_assigned() or symbol.is_imported()}
    declared = ",".join(_GLOBAL.findall(source)).replace(" ", "").split(",")
    return frozenset(bound | set(filter(None, declared)))


def _symbols(source: str) -> list[symtable.Symbol] | None:
    """Return the symbols of a module; None where it isn't valid Python."""
    try:
        with ALONE:
            return symtable.symtable(source, "<cell>", "exec").get_symbols()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
