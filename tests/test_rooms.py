"""Imports between rooms point downwards only, and each room keeps to what it may know."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.student.program import PROGRAM
from tests.helpers import ROOT

PACKAGE = ROOT / "autograder"
INSIDE = PACKAGE / "student/inside"
ORDER = ("cli", "classroom", "course", "grading", "checks", "student")
"""From top to bottom."""

JUPYTER = {
    "IPython",
    "ipykernel",
    "jupyter_client",
    "jupyter_core",
    "nbclient",
    "nbconvert",
    "nbformat",
    "nbgrader",
    "traitlets",
}
EXERCISES = PACKAGE / "exercises"
ANYBODYS = {"by-hand", "channels", "images", "kernels", "sequential"}
"""Names of this course that are words of Jupyter, torch or everyday, too."""

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if EXERCISES not in path.parents)


def imports_of(path: Path) -> set[str]:
    """All modules that a file imports, at top level or within functions, by their full names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inside = node.level == 1 and path.parent == INSIDE
            assert inside or node.level == 0, (
                f"{path.name} line {node.lineno}: imports are absolute"
            )
            module = ".".join(
                filter(None, ("autograder.student.inside" if inside else "", node.module))
            )
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def room_of(dotted: str) -> str:
    """The room of a name such as ``autograder.checks.compare``; empty for the package itself.

    ``__main__`` belongs to ``cli``; the modules beside the rooms lie below them all.
    """
    part = dotted.split(".")[1].replace("__main__", "cli")
    return part if (PACKAGE / part).is_dir() else ""


def name_of(path: Path) -> str:
    return ".".join(("autograder", *path.relative_to(PACKAGE).with_suffix("").parts))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_from_its_own_room_and_those_below(path: Path) -> None:
    room = room_of(name_of(path))
    allowed = ORDER[ORDER.index(room) :] if room in ORDER else ()
    rooms = {room_of(name) for name in imports_of(path) if name.startswith("autograder.")} - {""}

    assert rooms <= set(allowed), f"{name_of(path)} imports from {sorted(rooms - set(allowed))}"


def test_every_folder_is_a_room_that_has_its_place_in_the_order_or_holds_exercises() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if any(path.rglob("*.py"))}

    assert folders == {*ORDER, EXERCISES.name}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_room_imports_or_names_an_exercise(path: Path) -> None:
    exercises = {
        *(folder.name for folder in EXERCISES.iterdir()),
        *(check.parent.name for check in EXERCISES.rglob("check.py")),
    }
    strings = {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert not {name for name in imports_of(path) if name.startswith("autograder.exercises")}
    assert not exercises & strings


CHECKS = sorted(
    path for path in EXERCISES.rglob("*.py") if path.name not in ("misconceptions.py", "answers.py")
)


KIT = ("autograder.checks.", "autograder.student.inside.wire.")


@pytest.mark.parametrize("path", CHECKS, ids=name_of)
def test_an_exercises_check_imports_the_kit_and_what_lies_beside_it(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            beside = path.parents[node.level - 1] / f"{node.module}.py"
            assert beside in CHECKS and path.is_relative_to(beside.parent)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            assert all(name.startswith(KIT) for name in names), names


@pytest.mark.parametrize("path", sorted((PACKAGE / "checks").rglob("*.py")), ids=name_of)
def test_the_checks_know_no_jupyter_and_of_the_students_room_only_what_has_no_process(
    path: Path,
) -> None:
    imported = imports_of(path)

    assert {name.split(".")[0] for name in imported} & JUPYTER == set()
    assert {
        ".".join(name.split(".")[:4]) for name in imported if name.startswith("autograder.student")
    } <= {
        "autograder.student.inside.bounds",
        "autograder.student.inside.bridge",
        "autograder.student.inside.wire",
    }


@pytest.mark.parametrize("path", sorted((PACKAGE / "student").glob("*.py")), ids=name_of)
def test_the_students_room_knows_no_check(path: Path) -> None:
    rooms = {room_of(name) for name in imports_of(path) if name.startswith("autograder.")}

    assert rooms <= {"student"}


@pytest.mark.parametrize("path", sorted(INSIDE.glob("*.py")), ids=name_of)
def test_what_travels_into_the_students_process_names_nothing_of_the_grader(path: Path) -> None:
    relative = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    beside = {
        name
        for node in relative
        for name in ([node.module] if node.module else [alias.name for alias in node.names])
    }
    others = {name.split(".")[0] for name in imports_of(path)} - {"autograder"}
    absolute = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and not node.level
    ]

    assert "autograder" not in {(node.module or "").split(".")[0] for node in absolute}
    assert beside <= set(PROGRAM[: PROGRAM.index(path.stem)] if path.stem in PROGRAM else ())
    assert others <= {
        *sys.stdlib_module_names,
        "torch",
        "numpy",
        "safetensors",
        "IPython",
        "traitlets",
        "ipykernel",
        "matplotlib_inline",
    }


def test_all_that_lies_inside_travels() -> None:
    assert {path.stem for path in INSIDE.glob("*.py")} - {"__init__"} == set(PROGRAM)


def names_of_this_lecture() -> set[str]:
    """Its assignments, notebooks and exercises, and what its data are called."""
    loaded = [Course(ROOT).load(name) for name in Course(ROOT).assignments()]
    exercises = {exercise.name for assignment in loaded for exercise in assignment.exercises}
    assignments = {name for assignment in loaded for name in (assignment.name, assignment.notebook)}
    return {"mnist"} | assignments | exercises


@pytest.mark.parametrize("room", ORDER)
def test_a_room_names_nothing_of_this_lecture_so_that_it_serves_any(room: str) -> None:
    names = names_of_this_lecture()
    any_of = "|".join(re.escape(name) for name in sorted(names - ANYBODYS, key=len, reverse=True))
    # A hyphen is an underscore in Python's names, and CONV_OUTPUT_SIZE is one, too.
    pattern = re.compile(
        rf"(?<![a-z0-9])(?:{any_of})(?![a-z0-9])".replace(r"\-", "[-_]"), re.IGNORECASE
    )
    found = [
        f"{path.relative_to(ROOT)} line {number}: {named.group()}"
        for path in sorted((PACKAGE / room).rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for named in pattern.finditer(line)
    ]

    assert names > ANYBODYS
    assert found == []
