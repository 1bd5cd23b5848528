"""How cells become code in a student's process: under a name with their number, and only once.

Most of a notebook's cells are the course's own, and the same in every process. The forkserver
compiles those before any process is forked; none is run there.
"""

from __future__ import annotations

import ast
import contextlib
import warnings
from collections.abc import Iterable
from types import CodeType
from typing import Any

from IPython.core.compilerop import CachingCompiler

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python raises over a cell that it can't compile."""

FEATURES = "__future__"
"""A cell with it changes how those after it are compiled."""


class Compiler(CachingCompiler):
    """Compiles cells as IPython does, but for what it has kept or has just done."""

    def __init__(self) -> None:
        super().__init__()
        self._parsed: tuple[str, ast.AST] | None = None
        self._trees: dict[tuple[str, int], ast.Module] = {}
        """By source and flags."""
        self._codes: dict[tuple[int, str, int], CodeType] = {}
        """By the statement, which `_trees` keeps alive, and by how it is compiled."""

    def keep(self, cells: Iterable[str]) -> None:
        """Compile cells that many notebooks hold, and keep what comes of it.

        Those that Python can't compile, or warns of, are left to whoever runs them.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for cell in cells:
                if FEATURES not in cell:
                    with contextlib.suppress(*UNREADABLE):
                        self._keep(whole(cell))

    def _keep(self, source: str) -> None:
        tree = super().ast_parse(source, "")
        assert isinstance(tree, ast.Module)
        codes = {}
        # As IPython runs a cell: statement by statement, a last expression to show its value.
        with self.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
            for node in tree.body:
                shown = node is tree.body[-1] and isinstance(node, ast.Expr)
                symbol = "single" if shown else "exec"
                one: Any = ast.Interactive([node]) if shown else ast.Module([node], [])
                codes[id(node), symbol, self.flags] = super().__call__(one, "", symbol)
        self._trees[source, self.flags] = tree
        self._codes |= codes

    def forget(self) -> None:
        """Forget what is kept: statements may be changed before they are compiled."""
        self._trees.clear()
        self._codes.clear()

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """Return the name that a cell's code bears, and that its errors tell."""
        return f"<cell {number}>"

    def parses(self, source: str, number: int) -> bool:
        """Tell whether a cell is Python. What it was parsed into is there until it runs."""
        if tree := self._trees.get((source, self.flags)):
            self._parsed = source, tree
            return True
        try:
            self._parsed = (
                source,
                super().ast_parse(source, self.get_code_name(source, source, number)),
            )
        except UNREADABLE:
            return False
        return True

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """Return what a cell was parsed into, or parse it."""
        parsed, self._parsed = self._parsed, None
        return (
            parsed[1]
            if parsed and parsed[0] == source
            else super().ast_parse(source, filename, symbol)
        )

    def __call__(self, source: Any, filename: str, symbol: str, **options: Any) -> CodeType:
        """Return the code of one statement, or of whatever IPython's magics compile."""
        if isinstance(source, ast.Module | ast.Interactive) and len(source.body) == 1:
            code = self._codes.get((id(source.body[0]), symbol, self.flags))
            if code is not None:
                return _named(code, filename)
        return super().__call__(source, filename, symbol, **options)


def whole(cell: str) -> str:
    """Return a cell's source as it is compiled: its last line ends."""
    return cell.rstrip("\n") + "\n"


def _named(code: CodeType, filename: str) -> CodeType:
    """Return code, and all that stands in it, with the name that its cell has by now."""
    held = tuple(
        _named(one, filename) if isinstance(one, CodeType) else one for one in code.co_consts
    )
    return code.replace(co_filename=filename, co_consts=held)
