"""A course's exercises: a folder each, in a folder named after its assignment.

::

    exercises/01-start/centre/check.py            the check
    exercises/01-start/centre/misconceptions.py   wrong answers: functions whose body is a cell
    exercises/01-start/centre/answers.py          right answers of different make, likewise
    exercises/01-start/batches.py                 what checks share: ``from ..batches import …``

An exercise's key is its path, ``01-start/centre``. What is read is the text of these files: so
they can travel to workers that have no such folder, and a process can hold two courses, or two
versions of one, side by side. Checks are imported from that text; misconceptions and answers are
never run here, they are only cut out of it.
"""

from __future__ import annotations

import ast
import hashlib
import sys
import textwrap
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib import import_module
from importlib.abc import ExecutionLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import decode_source, spec_from_file_location
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder.errors import UsageError
from autograder.grading.parsing import parse

if TYPE_CHECKING:
    from autograder.checks.check import Check

CHECK, MISCONCEPTIONS, ANSWERS = "check.py", "misconceptions.py", "answers.py"

BUILT_IN = Path(__file__).parent.parent / "exercises"
"""The exercises that come with the package."""


class BadExercise(UsageError):
    """An exercise's folder is not as it must be: which file, what is wrong, what to do."""


@dataclass(frozen=True)
class Misconception:
    """A named wrong answer: a drop-in for the student's cell, and the sentence that explains it."""

    name: str
    sentence: str
    cell: str


@dataclass(frozen=True)
class ExerciseFolder:
    """What the folder of one exercise holds."""

    key: str
    """``assignment/exercise``, its path: ``01-start/centre``."""
    title: str
    """What a student reads as the exercise's name."""
    misconceptions: list[Misconception]
    answers: dict[str, str]
    """Right answers: the cell of each, by name."""
    load_check: Callable[[], Check]

    @cached_property
    def check(self) -> Check:
        """The check, imported when it is first asked for: it needs torch.

        Raises:
            BadExercise: its file can't be used.
        """
        return self.load_check()


@dataclass(frozen=True)
class ExerciseFiles:
    """The text of exercises' files.

    Args:
        root: the folder that they were read from, for messages and debuggers.
        texts: contents by path below `root`.
    """

    root: str
    texts: dict[str, bytes]

    @classmethod
    def of_folder(cls, folder: Path, assignments: Iterable[str]) -> ExerciseFiles:
        """Read the files of some assignments, and what lies beside these for all of them.

        Args:
            folder: the course's folder of exercises.
            assignments: their names.

        Raises:
            BadExercise: a folder has the name of an exercise's file.
        """
        paths = [
            *folder.glob("*"),
            *(p for name in assignments for p in (folder / name).rglob("*")),
        ]
        for path in paths:
            if path.name in (CHECK, MISCONCEPTIONS, ANSWERS) and path.is_dir():
                raise BadExercise(f"{path} is a folder: a file has to be there; move it away")
        return cls(
            str(folder),
            {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in sorted(paths)
                if path.is_file()
                and path.suffix != ".pyc"
                and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            },
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all paths and contents."""
        total = hashlib.sha256()
        for path, text in sorted(self.texts.items()):
            total.update(f"{path}\0{len(text)}\0".encode())
            total.update(text)
        return total.hexdigest()

    def keys(self, assignment: str) -> list[str]:
        """Return the keys of an assignment's exercises, sorted."""
        found = (PurePosixPath(path) for path in self.texts)
        return sorted(
            "/".join(path.parts[:2])
            for path in found
            if len(path.parts) == 3 and path.parts[0] == assignment and path.name == CHECK
        )

    def load(self, key: str) -> ExerciseFolder:
        """Load one exercise.

        Args:
            key: ``assignment/exercise``.

        Raises:
            BadExercise: there is none, or its files can't be used.
        """
        assignment = key.split("/", maxsplit=1)[0]
        if key not in self.keys(assignment):
            known = ", ".join(self.keys(assignment)) or "none for this assignment"
            raise BadExercise(
                f"no check is called {key!r} in {self.root}; known: {known}. "
                f"An exercise's check is the file {key}/{CHECK}"
            )
        return _load(self, key)

    def place(self, path: str, line: int | None = None) -> str:
        """Name a file of these in a message: ``exercises/01-start/centre/check.py, line 7``."""
        return f"{Path(self.root).name}/{path}" + (f", line {line}" if line else "")

    @property
    def compiled_as(self) -> str:
        """Folder that modules of these files say they are from.

        It isn't `root`: what is read back of a module, as a probe's source is, must be the text
        that was imported, whatever stands in the file by now.
        """
        return f"{self.root}@{self.digest[:8]}"

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ExerciseFiles) and self.digest == other.digest


@cache
def _load(files: ExerciseFiles, key: str) -> ExerciseFolder:
    path = f"{key}/{MISCONCEPTIONS}"
    wrong = []
    for function, sentence, cell in _cells(files, path):
        if not sentence:
            raise BadExercise(
                f"{files.place(path, function.lineno)}: {function.name} says nothing to the "
                "student: begin it with a docstring, the sentence that they read"
            )
        wrong.append(Misconception(function.name, sentence, cell))
    right = {function.name: cell for function, _, cell in _cells(files, f"{key}/{ANSWERS}")}
    load_check = partial(_check, files, key)
    title = _title(files, f"{key}/{CHECK}") or load_check().title
    return ExerciseFolder(key, title, wrong, right, load_check)


def _title(files: ExerciseFiles, path: str) -> str:
    """Return the title that a check's docstring gives it, as `check` takes it; without a run.

    Empty where that can't be read off.
    """
    for function in _parsed(files, path).body:
        if isinstance(function, ast.FunctionDef) and any(
            isinstance(decorator, ast.Call)
            and isinstance(decorator.func, ast.Name)
            and decorator.func.id == "check"
            for decorator in function.decorator_list
        ):
            return (ast.get_docstring(function) or function.name).splitlines()[0]
    return ""


def _check(files: ExerciseFiles, key: str) -> Check:
    """Import ``check.py`` and take the one check in it."""
    from autograder.checks.check import Check

    path = f"{key}/{CHECK}"
    try:
        module = import_module(_package(files, *key.split("/"), CHECK.removesuffix(".py")))
    except Exception as error:  # whatever the author's code raises
        raise _bad(files, path, error) from error
    found = [value for value in vars(module).values() if isinstance(value, Check)]
    if len(found) != 1:
        raise BadExercise(
            f"{files.place(path)} must hold one function under @check(), but holds {len(found)}"
        )
    return found[0]


def _bad(files: ExerciseFiles, path: str, error: Exception) -> BadExercise:
    """Say in a line what an author's file raised, and at which line: the innermost of theirs."""
    inside = f"{files.compiled_as}/"
    what, line = str(error), None
    if isinstance(error, SyntaxError):
        what, line = error.msg, error.lineno
        path = (error.filename or path).removeprefix(inside)
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename.startswith(inside):
                path, line = frame.filename.removeprefix(inside), frame.lineno
    said = " ".join(f"{type(error).__name__}: {what}".split())
    return BadExercise(f"{files.place(path, line)}: {said}")


def _cells(files: ExerciseFiles, path: str) -> Iterator[tuple[ast.FunctionDef, str, str]]:
    """Cut a bank apart: each function, its docstring in one line, and the rest of its body.

    Banks are data: functions whose *body* is the cell that a student writes.
    """
    if path not in files.texts:
        return
    tree = _parsed(files, path)
    lines = decode_source(files.texts[path]).splitlines()
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        sentence = ast.get_docstring(function)
        # From the line below: comments above the first statement belong to it.
        above = function.lineno if sentence is None else function.body[0].end_lineno
        cell = textwrap.dedent("\n".join(lines[above : function.end_lineno])).strip()
        if not cell:
            raise BadExercise(
                f"{files.place(path, function.lineno)}: {function.name} holds no code: below "
                "its first lines stands the cell as a student writes it"
            )
        yield function, " ".join((sentence or "").split()), f"{cell}\n"


def _parsed(files: ExerciseFiles, path: str) -> ast.Module:
    try:
        return parse(decode_source(files.texts[path]), path)
    except (SyntaxError, ValueError) as error:
        raise _bad(files, path, error) from None


# -- importing from text -------------------------------------------------------------------------


class _Loader(ExecutionLoader):
    """Loads a module from the text of exercises' files; a folder is a package, empty or not."""

    def __init__(self, files: ExerciseFiles, path: str) -> None:
        self.files, self.path = files, path

    def get_filename(self, fullname: str) -> str:
        return f"{self.files.compiled_as}/{self.path}"

    def get_source(self, fullname: str) -> str:
        return decode_source(self.files.texts.get(self.path, b""))

    def is_package(self, fullname: str) -> bool:
        return self.path.endswith("__init__.py")


class _Finder(MetaPathFinder):
    """Finds modules below the packages that `_package` has made."""

    def __init__(self) -> None:
        self.known: dict[str, ExerciseFiles] = {}

    def find_spec(self, fullname: str, path: Any = None, target: ModuleType | None = None) -> Any:
        package, *parts = fullname.split(".")
        files = self.known.get(package)
        if files is None:
            return None
        folder = "/".join(parts)
        own = f"{folder}.py"
        if own in files.texts:
            return self._spec(fullname, files, own)
        if not parts or any(name.startswith(f"{folder}/") for name in files.texts):
            return self._spec(fullname, files, f"{folder}/__init__.py".lstrip("/"))
        return None

    def _spec(self, fullname: str, files: ExerciseFiles, path: str) -> ModuleSpec | None:
        loader = _Loader(files, path)
        below: list[str] | None = [] if loader.is_package(fullname) else None
        return spec_from_file_location(
            fullname, loader.get_filename(fullname), loader=loader, submodule_search_locations=below
        )


_FINDER = _Finder()


def _package(files: ExerciseFiles, *names: str) -> str:
    """Return the full name of a module of these files: its package is named by their digest."""
    if _FINDER not in sys.meta_path:
        sys.meta_path.append(_FINDER)
    package = f"exercises_{files.digest[:16]}"
    _FINDER.known[package] = files
    return ".".join((package, *names))
