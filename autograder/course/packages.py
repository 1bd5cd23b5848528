"""What a course's notebooks import, beside what its lists of packages install."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from importlib.util import decode_source

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from autograder.grading.assignment import Assignment
from autograder.grading.names import without_magics
from autograder.grading.parsing import parse


def notebook_sources(assignment: Assignment) -> Iterator[str]:
    """Return the code of a source notebook, and of the modules that students get beside it."""
    for cell in assignment.source.cells:
        if cell.cell_type == "code":
            yield without_magics(cell.source)
    yield from _modules(assignment.given_files.items())


def check_sources(assignment: Assignment) -> Iterator[str]:
    """Return the code that checks an assignment."""
    yield from _modules(assignment.files.texts.items())


def lacking(sources: Iterable[str], required: Iterable[str]) -> list[str]:
    """Return pins of the packages that are imported, but not installed by what is required.

    Only what is installed here is known. What a ``try`` imports can be done without.

    Args:
        sources: code; what is no Python imports nothing.
        required: lines as in ``requirements.txt``. What they need in turn is installed with them.

    Returns:
        The version that is here of each, such as ``pandas==3.1.1``, in alphabetical order.
    """
    imported = {name for source in sources for name in _imports(source)}
    imported -= {*sys.stdlib_module_names, "autograder"}  # which travels as it is
    known = packages_distributions() if imported else {}
    installed = _installed(required)
    lacks = set()
    for name in imported:
        made_by = known.get(name, ())
        if made_by and not {canonicalize_name(one) for one in made_by} & installed:
            lacks.add(made_by[0])
    return [f"{package}=={here(package)}" for package in sorted(lacks, key=str.lower)]


def note(names: Iterable[str], pins: list[str]) -> str:
    """Say which packages a course's list lacks.

    Args:
        names: whose notebooks import them.
        pins: as `lacking` returns them.
    """
    return (
        f"{', '.join(names)}: requirements.txt doesn't list what is imported there: add "
        f"{', '.join(pins)} below “# The course”: students, CI and Gradescope install by it"
    )


def here(package: str) -> str:
    """Return the version of a package that is installed here, as an index names it.

    Without what says for which processor it was made, as in ``2.12.1+cpu``.
    """
    return Version(version(package)).public


def _modules(files: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    for path, data in files:
        if path.endswith(".py"):
            with suppress(SyntaxError, UnicodeDecodeError):
                yield decode_source(data)


def _imports(source: str) -> Iterator[str]:
    """Return the top-level modules that a source imports, wherever, but for those in a ``try``."""
    try:
        left: list[ast.AST] = [parse(source)]
    except SyntaxError:
        return
    while left:
        node = left.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        elif not isinstance(node, ast.Try):
            left += ast.iter_child_nodes(node)


def _installed(required: Iterable[str]) -> set[str]:
    """Return the names of the packages that are installed with those that are required."""
    left = [one for line in required if (one := _requirement(line))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while left:
        one = left.pop()
        key = canonicalize_name(one.name), frozenset(one.extras)
        if key in seen:
            continue
        seen.add(key)
        try:
            needed = [Requirement(line) for line in requires(one.name) or ()]
        except PackageNotFoundError:
            continue
        left += [
            other
            for other in needed
            if not other.marker
            or any(other.marker.evaluate({"extra": extra}) for extra in one.extras or {""})
        ]
    return {name for name, _ in seen}


def _requirement(line: str) -> Requirement | None:
    try:
        return Requirement(line.partition("#")[0].strip())
    except InvalidRequirement:
        return None
