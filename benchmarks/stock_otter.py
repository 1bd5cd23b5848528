"""Otter with the exercises of an assignment, in Otter's own format.

Each exercise is a file of two test cases, the visible tests of our notebook and the hidden ones of
`stock_tests`; `otter generate` packs them into the zip that `otter run` takes. A submission is a
student's notebook with ``grader.check("…")`` in place of our test cells, as `otter assign` lays
notebooks out.
"""

from __future__ import annotations

import builtins
import copy
import json
import subprocess
import sys
import textwrap
from pathlib import Path
from symtable import SymbolTable, symtable

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.grading.assignment import Assignment
from benchmarks.commands import ROOT, call
from benchmarks.scores import Scores, write
from benchmarks.stock_tests import HIDDEN

OTTER = ROOT / ".venv-bench" / "bin" / "otter"
"""In an environment of its own, which sees the packages of this one."""

_TEST_FILE = """\
from otter.test_files import test_case

OK_FORMAT = False

name = "{name}"
points = {points}
all_or_nothing = True


@test_case(name="visible")
def visible({visible_names}):
{visible}


@test_case(name="hidden", hidden=True)
def hidden({hidden_names}):
{hidden}
"""


def make_autograder(assignment: Assignment, folder: Path) -> Path:
    """Return the zip that `otter run` takes.

    Raises:
        SystemExit: Otter is not installed; says how it is.
    """
    if not OTTER.exists():
        sys.exit(
            "Otter is not installed for benchmarks: `make .venv-bench/.ready` puts it beside the "
            "course's packages"
        )
    tests = folder / "tests"
    tests.mkdir(parents=True)
    for name, text in exercise_files(assignment).items():
        (tests / f"{name}.py").write_text(text)
    call(
        OTTER,
        "generate",
        "--tests-dir",
        "tests",
        "--output-path",
        "autograder.zip",
        "--no-requirements",
        "--no-environment",
        cwd=folder,
    )
    return folder / "autograder.zip"


def installed() -> str:
    """Otter's version."""
    line = "from importlib.metadata import version; print(version('otter-grader'))"
    return subprocess.run(
        [OTTER.with_name("python"), "-c", line], capture_output=True, text=True, check=True
    ).stdout.strip()


def exercise_files(assignment: Assignment) -> dict[str, str]:
    """By exercise, its tests in Otter's format.

    A test case asks for what it needs of the notebook by its parameters' names.
    """
    visible = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source
        for cell in assignment.release.cells
    }
    files = {}
    for exercise in assignment.exercises:
        if exercise.folder:
            cases = {
                "visible": visible[exercise.grade_id],
                "hidden": HIDDEN[exercise.folder.key].strip(),
            }
            fields = {case: textwrap.indent(block, "    ") for case, block in cases.items()}
            fields |= {
                f"{case}_names": ", ".join(names_needed(block)) for case, block in cases.items()
            }
            files[exercise.name] = _TEST_FILE.format(
                name=exercise.name, points=exercise.points, **fields
            )
    return files


def names_needed(block: str) -> list[str]:
    """Return the names that code uses and neither defines nor finds among Python's own, sorted."""
    module = symtable(block, "<block>", "exec")
    own = {
        symbol.get_name()
        for symbol in module.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    return sorted(_used_from_module(module) - own - set(dir(builtins)))


def _used_from_module(table: SymbolTable) -> set[str]:
    used = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_referenced() and symbol.is_global()
    }
    return used.union(*map(_used_from_module, table.get_children()))


def in_otters_format(submitted: NotebookNode, file: str) -> NotebookNode:
    """Return a student's notebook with Otter's checks where ours has test cells."""
    notebook = copy.deepcopy(submitted)
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade") and not marks.get("solution"):
            cell.source = f'grader.check("{marks.grade_id.removeprefix("test-")}")'
    notebook.cells.insert(
        0, new_code_cell(f'# Initialize Otter\nimport otter\ngrader = otter.Notebook("{file}")')
    )
    return notebook


def grade(
    autograder: Path, assignment: Assignment, submitted: Path, output: Path
) -> tuple[float, Scores]:
    """Wall seconds of `otter run`, once for each submission, and what it says.

    No notebooks, no pages.
    """
    file, seconds = f"{assignment.notebook}.ipynb", 0.0
    scores: Scores = {}
    for student in sorted(path.name for path in submitted.iterdir()):
        folder = output / student
        write(
            in_otters_format(nbformat.read(submitted / student / assignment.name / file, 4), file),
            folder / file,
        )
        seconds += call(
            OTTER,
            "run",
            "--autograder",
            autograder,
            "--output-dir",
            folder,
            "--no-logo",
            file,
            cwd=folder,
        )
        tests = json.loads((folder / "results.json").read_text())["tests"]
        scores |= {
            (student, test["name"]): float(test["score"]) for test in tests if "score" in test
        }
    return seconds, scores
