"""The release and the solution of a notebook, in memory.

They are made by nbgrader's own preprocessors, without its gradebook.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from autograder.course.fingerprints import with_table
from autograder.course.quick_checks import Questions, with_quick_checks
from autograder.grading.cells import unmark

PLACEHOLDER = "COLAB_URL"
"""Stands in the sources for the address that ``course.toml`` gives."""

_SCHEME = re.compile(r"^=== (?:BEGIN|END) MARK SCHEME ===\n?|^YOUR ANSWER HERE\s*", re.MULTILINE)


@dataclass(frozen=True)
class Fillings:
    """What is put into a notebook where its source has a placeholder."""

    settings: dict[str, str] = field(default_factory=dict)
    """Of ``course.toml``."""
    mistakes: dict[str, str] = field(default_factory=dict)
    """What is said of each fingerprint, see `fingerprints.sentences`."""
    quick_checks: Questions = field(default_factory=dict)
    """See `quick_checks.load_quick_checks`."""


def released(source: NotebookNode, fillings: Fillings) -> NotebookNode:
    """Return what students get: no solution, no hidden test, no mark scheme, no output.

    Args:
        source: the instructor's notebook.
        fillings: for its placeholders.
    """
    notebook = filled_in(copy.deepcopy(source), fillings)
    for step in (
        LockCells,
        ClearSolutions,
        ClearOutput,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
    ):
        notebook, _ = step().preprocess(notebook, {})
    return notebook


def solved(source: NotebookNode, fillings: Fillings) -> NotebookNode:
    """Return what instructors read and nbval runs, not yet executed.

    It holds the source's own solutions, and no hidden tests; see `released`.
    """
    notebook = filled_in(copy.deepcopy(source), fillings)
    for step in (ClearOutput, ClearHiddenTests):
        notebook, _ = step().preprocess(notebook, {})
    for cell in notebook.cells:
        cell.source = (
            without_markers(cell.source)
            if cell.cell_type == "code"
            else _SCHEME.sub("", cell.source)
        ).strip("\n")
        unmark(cell)
    return notebook


def without_markers(code: str) -> str:
    """Return a solution as a student would have written it, without the lines that mark it."""
    clear = ClearSolutions()
    delimiters = (clear.begin_solution_delimeter, clear.end_solution_delimeter)
    return "\n".join(
        line for line in code.split("\n") if not any(delimiter in line for delimiter in delimiters)
    )


def mark_scheme(cell: NotebookNode) -> str:
    """Return what the source says in a solution cell of how points are awarded.

    Where a text has no mark scheme, and for code, that is all that stands there.
    """
    clear = ClearMarkScheme()
    found: list[str] = []
    within = False
    for line in cell.source.split("\n"):
        if clear.begin_mark_scheme_delimeter in line:
            within = True
        elif clear.end_mark_scheme_delimeter in line:
            within = False
        elif within:
            found.append(line)
    return "\n".join(found).strip() or without_markers(cell.source).strip()


def filled_in(notebook: NotebookNode, fillings: Fillings) -> NotebookNode:
    """Put the course's settings, typical mistakes and quick checks where they belong."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = with_table(cell.source, fillings.mistakes)
            cell.source = with_quick_checks(cell.source, fillings.quick_checks)
        if cell.cell_type == "markdown" and PLACEHOLDER in cell.source:
            cell.source = cell.source.replace(
                PLACEHOLDER,
                fillings.settings.get("colab", "https://colab.research.google.com").rstrip("/"),
            )
    return notebook


def notebook_text(notebook: NotebookNode) -> str:
    """Return what stands in the file of a notebook that was built."""
    return str(nbformat.writes(notebook, indent=1)).rstrip("\n") + "\n"
