"""An assignment as the grader sees it: the release that students got, and what each of its cells is for."""

from __future__ import annotations

import ast
import re
import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nbformat import NotebookNode

from autograder.checks import catalogue
from autograder.checks.exercise import Exercise
from autograder.errors import UsageError
from autograder.grading.cells import marks_of

_CHECK = re.compile(r"""^check\(["']([^"']+)["']\)\s*$""", re.MULTILINE)
_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_VARIABLE = re.compile(r"^(\w+)\s*=(?!=)", re.MULTILINE)


class BadAssignment(UsageError):
    """The source of an assignment is not as the grader needs it: what is wrong, and in which cell."""


@dataclass(frozen=True)
class Task:
    """An exercise of a notebook: the cell that a student fills in, and the cell that carries its points."""

    name: str
    """Id of the solution cell, ``manual-conv``."""
    grade_id: str
    """Id of the cell with the points: ``test-manual-conv``, or for a text answer the same as `name`."""
    points: float
    check: Exercise | None
    """None where a person grades."""
    title: str
    section: str
    """Heading of the part of the notebook that teaches it."""


@dataclass(frozen=True)
class Assignment:
    """One notebook to grade against.

    Args:
        name: folder name, ``04-convolution``.
        notebook: file name without ``.ipynb``.
        source: the instructor's notebook, solutions and hidden tests included.
        release: what students got; the same cells in the same order.
    """

    name: str
    notebook: str
    source: NotebookNode
    release: NotebookNode

    @cached_property
    def tasks(self) -> list[Task]:
        """All exercises in the order of the notebook.

        Raises:
            BadAssignment: a cell with points has no check or no solution cell.
        """
        tasks = []
        for cell in self.source.cells:
            marks = marks_of(cell)
            if not marks.grade:
                continue
            grade_id, points = marks.grade_id, marks.points
            if marks.solution:
                tasks.append(
                    Task(grade_id, grade_id, points, None, *_headings(self.source, grade_id))
                )
                continue
            found = _CHECK.findall(cell.source)
            if len(found) != 1:
                raise BadAssignment(
                    f'{self.name}: cell {grade_id!r} needs one line check("…") in its hidden tests, not {len(found)}'
                )
            try:
                check = catalogue.find(found[0])
            except catalogue.UnknownCheck as error:
                raise BadAssignment(f"{self.name}: cell {grade_id!r}: {error}") from None
            name = check.key.split("/")[1]
            if grade_id != f"test-{name}" or name not in self.solutions:
                raise BadAssignment(
                    f"{self.name}: cell {grade_id!r} must follow a solution cell {grade_id.removeprefix('test-')!r} and name its check"
                )
            tasks.append(
                Task(
                    name, grade_id, points, check, check.title, _headings(self.source, grade_id)[1]
                )
            )
        return tasks

    @cached_property
    def solutions(self) -> dict[str, NotebookNode]:
        """The source's own solution cells, by id, with the lines that mark them."""
        return {
            marks_of(cell).grade_id: cell for cell in self.source.cells if marks_of(cell).solution
        }

    @property
    def max_score(self) -> float:
        """Points of all exercises together."""
        return sum(task.points for task in self.tasks)

    @cached_property
    def definitions(self) -> dict[str, Any]:
        """The names that the notebook's own cells import and define, without running anything else of them."""
        names: dict[str, Any] = {"__name__": "__main__"}
        for cell in self.source.cells:
            if cell.cell_type == "code" and not marks_of(cell).grade:
                kept: list[ast.stmt] = [
                    statement for statement in _parsed(cell.source).body if _defines(statement)
                ]
                exec(compile(ast.Module(kept, []), f"<cell {cell.id}>", "exec"), names)
        return names

    def defined_by(self, name: str) -> set[str]:
        """The names that a solution cell defines at top level."""
        cell = self.solutions[name]
        return top_level_names(cell.source) if cell.cell_type == "code" else set()


def _defines(statement: ast.stmt) -> bool:
    """Whether a statement is an import, a definition, or gives a name a constant value."""
    if isinstance(statement, ast.Assign):
        try:
            ast.literal_eval(statement.value)
        except ValueError:
            return False
        return all(isinstance(target, (ast.Name, ast.Tuple)) for target in statement.targets)
    return isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))


def _parsed(source: str) -> ast.Module:
    # Python 3.11 counts the depth of what it parses for all threads together, and raises SystemError where they mix (gh-106905).
    with _PARSING:
        return ast.parse(source)


_PARSING = threading.Lock()


def top_level_names(source: str) -> set[str]:
    """The functions, classes and variables that a cell defines, also where it isn't valid Python."""
    try:
        body = _parsed(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(_DEFINITION.findall(source)) | set(_VARIABLE.findall(source))
    names: set[str] = set()
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names |= {
                node.id
                for target in targets
                for node in ast.walk(target)
                if isinstance(node, ast.Name)
            }
    return names


def _headings(notebook: NotebookNode, grade_id: str) -> tuple[str, str]:
    """The last heading above a cell, which names its exercise, and the last one above that of a section."""
    title = section = grade_id
    for cell in notebook.cells:
        if marks_of(cell).grade_id == grade_id:
            break
        if cell.cell_type == "markdown":
            for level, text in re.findall(r"^(#{1,4}) +(.+)$", cell.source, re.MULTILINE):
                title = text
                section = text if len(level) == 2 else section
    return re.sub(r"^(Exercise|Question)[^:]*: *", "", title), section
