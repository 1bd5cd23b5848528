"""An assignment as the grader sees it: what students got, and what its cells are for."""

from __future__ import annotations

import contextlib
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nbformat import NotebookNode

from autograder.errors import UsageError
from autograder.grading.cells import TEST, marks_of
from autograder.grading.definitions import Definitions, run_definitions
from autograder.grading.exercises import BadExercise, ExerciseFiles, ExerciseFolder
from autograder.grading.names import names_in

_CHECK = re.compile(r"""^check\(["']([^"']+)["']\)\s*$""", re.MULTILINE)


def assignments_named(notebook: NotebookNode) -> set[str]:
    """Return the assignments whose exercises a notebook's check lines name."""
    return {
        key.split("/")[0]
        for cell in notebook.cells
        if marks_of(cell).is_test
        for key in _CHECK.findall(cell.source)
    }


class BadAssignment(UsageError):
    """The source of an assignment is not as it must be: what is wrong, and in which cell."""


@dataclass(frozen=True)
class Exercise:
    """An exercise of a notebook: the cell that a student fills in, and the one with its points."""

    name: str
    """Id of the solution cell, ``centre``."""
    grade_id: str
    """Id of the cell with the points: ``test-centre``, or for a text the same as `name`."""
    points: float
    title: str
    section: str
    """Heading of the part of the notebook that teaches it."""
    folder: ExerciseFolder | None
    """Its check and what is known of its answers; None for a text, which a person grades."""
    headings: tuple[str, ...] = ()
    """Of all sections of the notebook."""


@dataclass(frozen=True)
class Assignment:
    """One notebook to grade against.

    Args:
        name: folder name, ``01-start``.
        notebook: file name without ``.ipynb``.
        source: the instructor's notebook, solutions and hidden tests included.
        release: what students got; the same cells in the same order.
        files: the exercises' files.
        given_files: what students get beside the notebook, contents by path.
    """

    name: str
    notebook: str
    source: NotebookNode
    release: NotebookNode
    files: ExerciseFiles
    given_files: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def exercises(self) -> list[Exercise]:
        """All exercises in the order of the notebook.

        Raises:
            BadAssignment: a cell with points has no check or no solution cell.
            BadExercise: the folder of an exercise is not as it must be; of its check only what
                can be seen without running it.
        """
        return [self._exercise(cell) for cell in self.source.cells if marks_of(cell).grade]

    def _exercise(self, cell: NotebookNode) -> Exercise:
        """Make the exercise of a cell with points."""
        marks = marks_of(cell)
        title, section = _headings(self.source, marks.grade_id)
        if marks.solution:
            return Exercise(marks.grade_id, marks.grade_id, marks.points, title, section, None)
        place = f"{self.name}: cell {marks.grade_id!r}"
        named = _CHECK.findall(cell.source)
        if len(named) != 1:
            raise BadAssignment(
                f'{place} needs one line check("…") in its hidden tests, not {len(named)}'
            )
        try:
            folder = self.files.load(named[0])
        except BadExercise as error:
            raise BadExercise(f"{place}: {error}") from error
        name = folder.key.split("/")[1]
        if marks.grade_id != f"{TEST}{name}" or name not in self.solutions:
            raise BadAssignment(
                f"{place} must follow a solution cell {marks.exercise!r} and name its check"
            )
        return Exercise(
            name, marks.grade_id, marks.points, folder.title, section, folder, self.headings
        )

    def load_checks(self) -> None:
        """Import all checks, which takes torch.

        Raises:
            BadExercise: one can't be used.
        """
        for exercise in self.exercises:
            try:
                _ = exercise.folder and exercise.folder.check
            except BadExercise as error:
                raise BadExercise(f"{self.name}: cell {exercise.grade_id!r}: {error}") from error

    def load_definitions(self) -> None:
        """Load what naming mistakes takes; who needs it says what is wrong with it."""
        with contextlib.suppress(Exception):
            _ = self.definitions

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The headings of the notebook's sections, in their order."""
        texts = (cell.source for cell in self.source.cells if cell.cell_type == "markdown")
        return tuple(re.findall(r"^#{2,3} +(.+)$", "\n".join(texts), re.MULTILINE))

    @cached_property
    def solutions(self) -> dict[str, NotebookNode]:
        """The source's own solution cells, by id, with the lines that mark them."""
        return {
            marks_of(cell).grade_id: cell for cell in self.source.cells if marks_of(cell).solution
        }

    @cached_property
    def given_cells(self) -> frozenset[str]:
        """The sources of the code that students got, but for what they fill in and its tests."""
        marked = ((marks_of(cell), cell) for cell in self.release.cells)
        return frozenset(
            cell.source
            for marks, cell in marked
            if cell.cell_type == "code" and not (marks.solution or marks.grade)
        )

    @cached_property
    def given_names(self) -> frozenset[str]:
        """The names that the code which students got binds, stubs included."""
        cells = (cell for cell in self.release.cells if cell.cell_type == "code")
        return frozenset[str]().union(*(names_in(cell.source) for cell in cells))

    @property
    def title(self) -> str:
        """The notebook's first heading; the assignment's name where there is none."""
        texts = (cell.source for cell in self.release.cells if cell.cell_type == "markdown")
        found = re.search(r"^# +(.+)$", "\n".join(texts), re.MULTILINE)
        return found.group(1).strip() if found else self.name

    @property
    def max_score(self) -> float:
        """Points of all exercises together."""
        return sum(exercise.points for exercise in self.exercises)

    @cached_property
    def definitions(self) -> Definitions:
        """The names that the notebook's own cells import and define; see `definitions`.

        Raises:
            BadAssignment: a cell is no Python, or imports what isn't there.
        """
        cells = (
            (cell.id, cell.source)
            for cell in self.source.cells
            if cell.cell_type == "code" and not marks_of(cell).grade
        )
        try:
            return run_definitions(cells, self.given_files)
        except SyntaxError as error:
            raise BadAssignment(
                f"{self.name}: cell {error.filename!r}, line {error.lineno}: {error.msg}"
            ) from None
        except ModuleNotFoundError as error:
            raise BadAssignment(
                f"{self.name}: {error}: install it, or, where it lies beside the notebook, list it "
                "in course.toml, below [files]"
            ) from None

    def defined_by(self, name: str) -> frozenset[str]:
        """Return the names that the source's own solution binds and its test cell mentions."""
        return self._defined[name]

    @cached_property
    def _defined(self) -> dict[str, frozenset[str]]:
        """What each solution defines, by its id."""
        found: dict[str, frozenset[str]] = {}
        for name, cell in self.solutions.items():
            bound = names_in(cell.source) if cell.cell_type == "code" else frozenset()
            found[name] = bound.intersection(re.findall(r"\w+", self._tests[name])) or bound
        return found

    @cached_property
    def _tests(self) -> dict[str, str]:
        """The source of each exercise's test cell."""
        marked = ((marks_of(cell), cell.source) for cell in self.source.cells)
        return defaultdict(str, {marks.exercise: text for marks, text in marked if marks.is_test})


def _headings(notebook: NotebookNode, grade_id: str) -> tuple[str, str]:
    """Return the last heading above a cell, and the last one of a section or of the notebook.

    The former names the cell's exercise. The latter is empty where there is none.
    """
    title, section = grade_id, ""
    for cell in notebook.cells:
        if marks_of(cell).grade_id == grade_id:
            break
        if cell.cell_type == "markdown":
            for level, text in re.findall(r"^(#{1,4}) +(.+)$", cell.source, re.MULTILINE):
                title = text
                section = text if len(level) <= 2 else section
    return re.sub(r"^(Exercise|Question)[^:]*: *", "", title), section
