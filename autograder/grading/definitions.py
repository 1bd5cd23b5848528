"""The names that a course's own notebook imports and defines, for misconceptions to be tried with.

Most of a notebook is not run for that: it may train for minutes. What it reads from the files that
lie beside it is: an exercise about a table would have no table else.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from autograder.grading.names import names_in
from autograder.grading.own_folder import own_folder
from autograder.grading.parsing import ALONE, parse


class Definitions(dict[str, Any]):
    """The names, of which some hold what was made of files."""

    def __init__(self) -> None:
        super().__init__({"__name__": "__main__"})
        self.from_files: set[str] = set()

    def fresh(self) -> dict[str, Any]:
        """Return the names with copies of what one misconception could change for the next."""
        return self | {name: copy.deepcopy(self[name]) for name in self.from_files & self.keys()}


def run_definitions(cells: Iterable[tuple[str, str]], files: Mapping[str, bytes]) -> Definitions:
    """Run the imports, definitions and constants of a notebook, and what it makes of its files.

    A library that is imported under a name of its own is loaded when something of it is used: most
    of what draws is not.

    Args:
        cells: id and source of each cell of code.
        files: what lies beside the notebook, contents by path.

    Raises:
        SyntaxError: a cell is no Python; its `filename` is the cell's id.
    """
    names = Definitions()
    with own_folder(files):
        for name, source in cells:
            defined: list[ast.stmt] = []
            for statement in parse(source, name).body:
                if library := _library_in(statement):
                    names |= library
                elif _defines(statement):
                    defined.append(statement)
                elif _reads(statement, files, names.from_files):
                    _run(defined, name, names)
                    defined.clear()
                    # What fails here would fail for everybody; misconceptions lack it then.
                    with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
                        _run([statement], name, names)
                    names.from_files |= names_in(ast.unparse(statement))
            _run(defined, name, names)
    return names


def _run(statements: list[ast.stmt], cell: str, names: dict[str, Any]) -> None:
    with ALONE:
        code = compile(ast.Module(statements, []), f"<cell {cell}>", "exec")
    exec(code, names)


class _Library(ModuleType):
    """A library that is loaded when something of it is used: to load one may take a second."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def _library_in(statement: ast.stmt) -> dict[str, ModuleType]:
    """Return what a statement imports under a name of its own, if that is not loaded yet."""
    if not (isinstance(statement, ast.Import) and len(statement.names) == 1):
        return {}
    whole, name = statement.names[0].name, statement.names[0].asname
    ordinary = whole in sys.modules or find_spec(whole.partition(".")[0]) is None
    return {} if ordinary or name is None else {name: _Library(whole)}


def _defines(statement: ast.stmt) -> bool:
    """Whether a statement is an import, a definition, or gives a name a constant value."""
    if isinstance(statement, ast.Assign):
        try:
            ast.literal_eval(statement.value)
        except ValueError:
            return False
        return all(isinstance(target, (ast.Name, ast.Tuple)) for target in statement.targets)
    return isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))


def _reads(statement: ast.stmt, files: Mapping[str, bytes], from_files: set[str]) -> bool:
    """Whether a statement makes something of a given file, or of what was made of one."""
    if not files or not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.With)):
        return False
    return any(
        (isinstance(node, ast.Constant) and node.value in files)
        or (isinstance(node, ast.Name) and node.id in from_files)
        for node in ast.walk(statement)
    )
