"""Where things are in an nbgrader course directory."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config, PyFileConfigLoader

from autograder.course.fingerprints import FINGERPRINTS, sentences
from autograder.course.given_files import read_given_files
from autograder.course.quick_checks import QUICK_CHECKS, load_quick_checks
from autograder.course.release import Fillings, released
from autograder.errors import UsageError, did_you_mean, sentence
from autograder.files import made_aside
from autograder.grading.assignment import Assignment, assignments_named
from autograder.grading.exercises import BUILT_IN, ExerciseFiles

SECRET_VARIABLE = "AUTOGRADER_SECRET"  # noqa: S105  a variable's name
SECRET_FILE = ".autograder-secret"  # noqa: S105  and a file's
CONFIG = "nbgrader_config.py"
SETTINGS = "course.toml"
COLUMNS = "columns"
LATE = "late"
FILES = "files"
TABLES = (COLUMNS, LATE, FILES)
"""The tables of the settings; see `Course.columns`, `Course.late` and `Course.given_files`."""


class CourseError(UsageError):
    """The course directory is not as it must be: what, where and what to do."""


@dataclass(frozen=True)
class Course:
    """An nbgrader course directory."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Course:
        """Return the course that `start` lies in.

        The nearest folder upwards with an ``nbgrader_config.py``.

        Raises:
            CourseError: there is none.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / CONFIG).is_file():
                return cls(folder)
        raise CourseError(
            f"no {CONFIG} in {start} or above: change to the course directory, or name it with "
            "--course"
        )

    @property
    def source(self) -> Path:
        """Folder of the instructor's notebooks."""
        return self.root / "source"

    @property
    def release(self) -> Path:
        """Folder of what students get."""
        return self.root / "release"

    @property
    def solutions(self) -> Path:
        """Folder of the solved notebooks, with outputs."""
        return self.root / "solutions"

    @property
    def data(self) -> Path:
        """Folder that data cells fill."""
        return self.root / "data"

    @property
    def hidden(self) -> tuple[Path, ...]:
        """Folders that no student's code may see."""
        return (self.root, *([self.exercises] if self.exercises else []))

    def assignments(self) -> list[str]:
        """Names of all assignments, sorted."""
        return sorted(path.parent.name for path in self.source.glob("*/*.ipynb"))

    def chosen(self, assignments: Iterable[str]) -> list[str]:
        """Return the assignments that are named, each once, or else all.

        Raises:
            CourseError: there are none, or one of them isn't there; see `notebook`.
        """
        names = list(dict.fromkeys(assignments)) or self.assignments()
        if not names:
            raise CourseError(
                f"there is no assignment in {self.source}: put a notebook there, as "
                "<assignment>/<notebook>.ipynb"
            )
        for name in names:
            self.notebook(name)
        return names

    def notebook(self, assignment: str) -> Path:
        """Return the source notebook of an assignment.

        Raises:
            CourseError: there is no such assignment, or not exactly one notebook in it.
        """
        found = sorted((self.source / assignment).glob("*.ipynb"))
        if len(found) == 1:
            return found[0]
        if found:
            raise CourseError(
                f"source/{assignment} must hold one notebook, but holds {len(found)}: "
                f"{', '.join(p.name for p in found)}"
            )
        raise CourseError(
            f"there is no assignment {assignment!r}; there are: "
            f"{', '.join(self.assignments()) or 'none'}"
        )

    def source_notebook(self, assignment: str) -> NotebookNode:
        """Return the source notebook of an assignment, as it stands in the file.

        Raises:
            CourseError: see `notebook`; or it is no notebook at all.
        """
        path = self.notebook(assignment)
        try:
            return nbformat.read(path, as_version=4)
        except OSError as error:
            raise CourseError(sentence(error, path)) from None
        except Exception as error:  # nbformat raises its own kinds, KeyError, AttributeError …
            reason = f"{type(error).__name__}: {str(error)[:200]}"
            raise CourseError(
                f"{path.relative_to(self.root)} can't be read as a notebook ({reason}): "
                "mend it in Jupyter, or put its earlier version back"
            ) from None

    @property
    def exercises(self) -> Path | None:
        """The course's own folder of exercises.

        None where it uses those that come with the package.

        Raises:
            CourseError: ``course.toml`` names one that isn't there.
        """
        named = self.settings().get("exercises")
        if named is None:
            return None
        parts = PurePosixPath(named).parts
        if not parts or {"/", ".."} & set(parts) or not self.root.joinpath(*parts).is_dir():
            raise CourseError(
                f"course.toml says exercises = {named!r}, which is no folder in {self.root}: name "
                "the one that holds the course's exercises, or leave the line out to use those "
                "that come with autograder"
            )
        return self.root.joinpath(*parts)

    def load(self, assignment: str) -> Assignment:
        """Return an assignment. Who grades loads its checks, too: `Assignment.load_checks`.

        Raises:
            CourseError: see `source_notebook` and `exercises`.
            BadAssignment: its notebook lacks something.
            BadExercise: a file of its exercises can't be read.
            BadGivenFile: a file that goes with it can't be handed out.
        """
        source = self.source_notebook(assignment)
        files = ExerciseFiles.of_folder(self.exercises or BUILT_IN, assignments_named(source))
        loaded = Assignment(
            assignment,
            self.notebook(assignment).stem,
            source,
            released(source, self.fillings(assignment, files)),
            files,
            self.given_files(assignment),
        )
        loaded.exercises  # noqa: B018  raises now what would be raised for every submission
        return loaded

    def fillings(self, assignment: str, files: ExerciseFiles) -> Fillings:
        """Return what an assignment's notebook has in place of the placeholders of its source.

        Raises:
            CourseError: see `settings`.
            UsageError: see `sentences` and `load_quick_checks`.
        """
        beside = self.source / assignment
        return Fillings(
            self.settings(),
            sentences(beside / FINGERPRINTS, files),
            load_quick_checks(beside / QUICK_CHECKS),
        )

    def text_of(self, name: str) -> str:
        """Return the text of a file in the course directory.

        Raises:
            CourseError: it isn't there, or is no text.
        """
        path = self.root / name
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise CourseError(f"{path} is no text in UTF-8: put its earlier version back") from None
        except OSError as error:
            raise CourseError(sentence(error, path)) from None

    def settings(self) -> dict[str, str]:
        """Read what ``course.toml`` says, without its tables.

        Raises:
            CourseError: it is no TOML.
        """
        said = self._said()
        for table in TABLES:
            said.pop(table, None)
        return self._texts(said, "")

    def columns(self) -> dict[str, str]:
        """Read what assignments are called on the course's platform, where it is another name.

        Raises:
            CourseError: it is no TOML, or no table.
        """
        return self._texts(self._table(COLUMNS), f"{COLUMNS}.")

    def late(self) -> dict[str, Any]:
        """Read what late work costs, see `late.LatePolicy`; nothing where it costs nothing.

        Raises:
            CourseError: it is no TOML, or no table.
        """
        return self._table(LATE)

    def listed_files(self) -> dict[str, Any]:
        """Read which files students get beside their notebooks: lists of paths, by assignment.

        Raises:
            CourseError: it is no TOML, or no table.
        """
        return self._table(FILES)

    def given_files(self, assignment: str) -> dict[str, bytes]:
        """Return the files that students get beside an assignment's notebook, contents by path.

        Raises:
            CourseError: see `listed_files`.
            BadGivenFile: one of them can't be handed out.
        """
        return read_given_files(
            self.source / assignment,
            self.listed_files().get(assignment, []),
            f"{SETTINGS}: [{FILES}] {assignment}",
        )

    def _table(self, name: str) -> dict[str, Any]:
        table = self._said().get(name, {})
        if not isinstance(table, dict):
            raise CourseError(
                f"{self.root / SETTINGS} says {name} = {table!r}: make it a table, [{name}]"
            )
        return table

    def _said(self) -> dict[str, Any]:
        path = self.root / SETTINGS
        try:
            return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CourseError(
                f"{path} can't be read as TOML ({error}): mend it, or remove it"
            ) from None
        except OSError as error:
            raise CourseError(sentence(error, path)) from None

    def _texts(self, said: dict[str, Any], table: str) -> dict[str, str]:
        for name, value in said.items():
            if isinstance(value, dict) and not table:
                raise CourseError(
                    f"{self.root / SETTINGS} has a table [{name}], which says nothing to "
                    f"autograder{did_you_mean(name, TABLES) or ': leave it out'}; there are "
                    f"{', '.join(f'[{one}]' for one in TABLES)}"
                )
            if not isinstance(value, str):
                raise CourseError(
                    f"{self.root / SETTINGS} says {table}{name} = {value!r}: put a text in quotes "
                    "there"
                )
        return said

    def config(self) -> Config:
        """Read what ``nbgrader_config.py`` says.

        Raises:
            CourseError: it can't be run.
        """
        try:
            return PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        except CourseError:  # of another file, which the configuration reads
            raise
        except Exception as error:  # whatever the instructor's own code raises
            reason = f"{type(error).__name__}: {error}"
            raise CourseError(f"{self.root / CONFIG} can't be run ({reason}): mend it") from None

    @property
    def title(self) -> str:
        """What ``nbgrader_config.py`` calls the course, or else its folder."""
        return str(self.config().CourseDirectory.get("course_id", "") or self.root.name)

    def secret(self) -> bytes:
        """Return the secret that hidden inputs are drawn from.

        It is ``$AUTOGRADER_SECRET``, else in ``.autograder-secret``, made when first asked for.
        The same secret gives the same inputs, and so the same grades, on every machine.
        """
        if given := os.environ.get(SECRET_VARIABLE):
            return os.fsencode(given)
        path = self.root / SECRET_FILE
        if not path.exists():
            _make_secret(path)
        try:
            secret = path.read_bytes().strip()
        except OSError as error:
            raise CourseError(sentence(error, path)) from None
        if not secret:
            raise CourseError(
                f"{path} is empty: put the course's secret there, or remove the file to have a "
                "new one made"
            )
        return secret

    def has_secret(self) -> bool:
        """Whether there is a secret already, which `secret` would make else."""
        return bool(os.environ.get(SECRET_VARIABLE)) or (self.root / SECRET_FILE).exists()


def _make_secret(path: Path) -> None:
    """Write a new secret, unless another run has done so by now."""
    with (
        made_aside(path) as aside,
        open(aside, "x", opener=partial(os.open, mode=0o600)) as file,
    ):
        file.write(secrets.token_hex(32))
