"""From ``source/`` to ``release/`` and ``solutions/``, and proof that hidden tests hold."""

from __future__ import annotations

import json
import os
import re
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.apps import NbGraderAPI

from autograder.checks.questions import Questions
from autograder.course import packages, points_told, released_files
from autograder.course.fingerprints import FINGERPRINTS, write_fingerprints
from autograder.course.given_files import not_listed, suggestion
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.layout import FILES, SETTINGS, Course
from autograder.course.quick_checks import QUICK_CHECKS, check_all_asked, load_quick_checks
from autograder.course.release import notebook_text, solved
from autograder.course.take_fingerprints import take_fingerprints
from autograder.course.trivial import try_trivial_answers
from autograder.errors import AutograderError, did_you_mean
from autograder.grading.ask import request_for
from autograder.grading.assignment import Assignment
from autograder.grading.exercises import ExerciseFolder
from autograder.grading.grade import grade
from autograder.grading.settings import Settings
from autograder.grading.status import Status
from autograder.grading.verdicts import reason_of

CELL_SECONDS = 900
"""For one cell of a solution notebook, which trains in full."""

ENOUGH = 3
"""Misconceptions of an exercise, of which `build` does not warn."""

WIDGET = "application/vnd.jupyter.widget-view+json"
"""What a widget, such as a slider, puts out: its id, which is drawn anew at each run."""

OTHER_CELLS = "Cannot add or remove cells"
"""What nbgrader says of a notebook that was graded with others than it has now."""


class BuildError(AutograderError):
    """An assignment can't be released as it is: which exercise, and why."""


@dataclass(frozen=True)
class Built:
    """What a build did for one assignment."""

    assignment: str
    changed: list[Path]
    """Files whose bytes are new, relative to the course."""
    notes: list[str]
    """What the instructor may want to mend."""


def build(course: Course, name: str, *, force: bool, say: Callable[[str], None]) -> Built:
    """Build and verify one assignment.

    A solution notebook whose cells are unchanged keeps its outputs, since running it may take
    minutes; `force` runs it anyway.

    Args:
        course: the course directory.
        name: the assignment.
        force: execute the solution even where it is unchanged.
        say: told what is being done.

    Raises:
        BuildError: nbgrader can't generate the release, a solution cell fails, the source's own
            solutions don't earn
            full points, the untouched release earns any, or a check gives points to a trivial
            answer.
    """
    _check_lists(course)
    assignment = course.load(name)
    assignment.load_checks()
    settings = Settings(course.secret(), boxed=False, data=course.data)  # the instructor's own code
    _check_gradebook(course)
    for made in (course.release / name, course.solutions / name):
        _check_place(made)
    _check_sections(assignment, course.data)
    answers = course.source / name / QUICK_CHECKS
    check_all_asked(assignment.source, load_quick_checks(answers), answers)
    say("putting misconceptions through the visible tests")
    fingerprints = course.source / name / FINGERPRINTS
    named = write_fingerprints(fingerprints, take_fingerprints(assignment))
    if named:
        assignment = course.load(name)
    say("release")
    release = _generate(course, assignment)
    say("checking that solutions earn all points and stubs none")
    _verify(assignment, settings, say)
    changed = [
        fingerprints.relative_to(course.root) if named else None,
        _write(course, course.release / name / f"{assignment.notebook}.ipynb", release),
        *_write_given_files(course, course.release / name, assignment),
    ]
    path = course.solutions / name / f"{assignment.notebook}.ipynb"
    solution = solved(assignment.source, course.fillings(name, assignment.files))
    given = _write_given_files(course, path.parent, assignment)
    changed += given
    if force or given or not _same_cells(path, solution):
        say("running the solution")
        try:
            executed = _executed(solution, path, course)
        except BuildError:
            for one in given:  # or the next build would take them for what the solution ran with
                (course.root / one).unlink()
            raise
        changed.append(_write(course, path, executed))
    notes = _notes(assignment) + _notes_on_files(course, assignment)
    notes += _notes_on_packages(course, assignment)
    return Built(name, [path for path in changed if path], notes)


def _check_sections(assignment: Assignment, data: Path) -> None:
    """See to it that every section which a check names is in the notebook.

    Raises:
        BuildError: one is not.
    """
    for exercise in assignment.exercises:
        asked = _questions(exercise.folder, data) if exercise.folder else None
        for part, section in asked.sections.items() if asked else ():
            if not any(heading.endswith(section) for heading in assignment.headings):
                raise BuildError(
                    f"{assignment.name}/{exercise.name}: part {part!r} names the section "
                    f"{section!r}, which the notebook doesn't have; it has "
                    f"{', '.join(assignment.headings)}"
                )


def _questions(folder: ExerciseFolder, data: Path) -> Questions:
    """Return what a check asks, in a form that can travel.

    Raises:
        BuildError: the check can't be set up: where, and why.
    """
    try:
        questions = folder.check.questions(0, data)
        request_for(questions.asked)
    except AutograderError:
        raise
    except Exception as error:  # a mistake in the check, of any kind
        lines = [
            f", line {frame.lineno}, “{frame.line}”"
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename.endswith(f"{folder.key}/check.py")
        ]
        where = f"{folder.key}/check.py{lines[-1] if lines else ''}"
        raise BuildError(f"{where}: {type(error).__name__}: {error}: mend the check") from error
    return questions


def _notes(assignment: Assignment) -> list[str]:
    return points_told.contradictions(assignment) + [
        f"{exercise.folder.key} has {len(exercise.folder.misconceptions)} misconceptions: with "
        "fewer "
        f"than {ENOUGH}, little shows what its check catches, and few students are told what "
        "went wrong"
        for exercise in assignment.exercises
        if exercise.folder and len(exercise.folder.misconceptions) < ENOUGH
    ]


def _notes_on_files(course: Course, assignment: Assignment) -> list[str]:
    """Say which files beside the source nobody gets, and what else keeps them from being given."""
    name = assignment.name
    folder, given = course.source / name, assignment.given_files
    notes = []
    if left := not_listed(folder, given):
        fits = suggestion(folder, given, left)
        listed = json.dumps([*given, fits], ensure_ascii=False)
        notes.append(
            f"source/{name}: students don't get {', '.join(left)}, and none of it is there when "
            "their notebooks are graded. "
            + (
                f"What they shall have, list in {SETTINGS}, below [{FILES}], as in: "
                f"{name} = {listed}"
                if fits
                else "What is so large, have a data cell fetch: see docs/own-course.md"
            )
        )
    notes += [
        f"{stray} is not for students, and keeps `autograder publish` from publishing: remove it"
        for stray in released_files.not_for_students(course, assignment)
    ]
    return notes


def _notes_on_packages(course: Course, assignment: Assignment) -> list[str]:
    path = course.root / "requirements.txt"
    listed = course.text_of(path.name).splitlines() if path.is_file() else []
    lacks = packages.lacking(packages.notebook_sources(assignment), listed)
    return [packages.note([assignment.name], lacks)] if listed and lacks else []


def _check_lists(course: Course) -> None:
    """See to it that each list of files is an assignment's.

    Raises:
        BuildError: one is not.
    """
    known = course.assignments()
    for name in course.listed_files():
        if name not in known:
            raise BuildError(
                f"{SETTINGS}: [{FILES}] names {name}, which is no assignment"
                f"{did_you_mean(name, known) or '; there are ' + ', '.join(known)}"
            )


def _check_gradebook(course: Course) -> None:
    """Read the gradebook before nbgrader does, which would show a traceback.

    Raises:
        GradebookError: it is there, but can't be used.
    """
    path = course.root / "gradebook.db"
    if path.exists():
        with gradebook_reader(path):
            pass


def _check_place(folder: Path) -> None:
    """Refuse to begin where a file lies in a folder's place.

    Raises:
        BuildError: it does.
    """
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise BuildError(f"{place}: a file is in the folder's place: move it away")


def _reasons(result: dict[str, Any]) -> list[str]:
    """Return what nbgrader says of a step that failed, without the tracebacks in it."""
    logged: list[str] = result.get("log", "").splitlines()
    said = [line for line in logged if re.match(r"\[(WARNING|ERROR)\] (?!Traceback)", line)]
    return said + str(result.get("error", "")).strip().splitlines()[-1:]


def _generate(course: Course, assignment: Assignment) -> NotebookNode:
    """Return nbgrader's release; `generate_assignment` records it in the gradebook, too.

    By allow-list: of what the generator writes, the assignment's notebook alone is taken.
    """
    with tempfile.TemporaryDirectory() as staging:
        config = course.config()
        config.CourseDirectory.root = str(course.root)
        config.CourseDirectory.release_directory = str(Path(staging).resolve())
        result = NbGraderAPI(config=config).generate_assignment(assignment.name)
        if OTHER_CELLS in result.get("log", ""):
            raise BuildError(
                f"{assignment.name} was graded with other cells, which the gradebook still has: "
                f"run `autograder grade {assignment.name} --changed`, and build it then"
            )
        if not result["success"]:
            raise BuildError(
                "\n".join([f"nbgrader can't generate {assignment.name}:", *_reasons(result)])
            )
        made = Path(staging) / assignment.name / f"{assignment.notebook}.ipynb"
        notebook = nbformat.read(made, as_version=4)
    if notebook.cells != assignment.release.cells:
        raise BuildError(
            f"{assignment.name}: nbgrader's release differs from the one graded against; look at "
            "GenerateAssignment in nbgrader_config.py"
        )
    return notebook


def _verify(assignment: Assignment, settings: Settings, say: Callable[[str], None]) -> None:
    solved_by_source = grade(assignment, assignment.source, "solutions", settings)
    untouched = grade(assignment, assignment.release, "release", settings)
    wrong = [
        f"{v.exercise}: with {which} {reason_of(v)}"
        for which, result in (
            ("the source's own solution", solved_by_source),
            ("the untouched release", untouched),
        )
        for v in result.verdicts
        if v.status == Status.GRADER_ERROR
    ]
    wrong += [
        f"the source's solution of {v.exercise} earns {v.score} of {v.max_score:g}: {v.message}"
        for v in solved_by_source.verdicts
        if v.status not in (Status.PASSED, Status.UNGRADED, Status.GRADER_ERROR)
    ]
    wrong += [
        f"the untouched release earns {v.score} for {v.exercise} ({v.status})"
        for v in untouched.verdicts
        if v.score != 0 and v.status != Status.GRADER_ERROR
    ]
    if not wrong:
        say("trying answers that nobody should get points for")
        wrong += try_trivial_answers(assignment, settings)
    if wrong:
        raise BuildError("\n".join([f"{assignment.name} can't be released:", *wrong]))


def _executed(notebook: NotebookNode, path: Path, course: Course) -> NotebookNode:
    """Run a solution as a student's Jupyter does, and keep nothing that changes from run to run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Pictures run here; at grading their cells carry nbclient's own tag for being skipped.
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        skip_cells_with_tag="never",
        record_timing=False,
        coalesce_streams=True,  # what a cell prints comes in pieces, never the same ones
        extra_arguments=["--log-level=ERROR"],
    )
    try:
        # One thread: the same numbers on every machine, and no cores to fight over.
        client.execute(
            cwd=str(path.parent),
            env=os.environ
            | {"OMP_NUM_THREADS": "1", "COURSE_DATA": str(course.data)}
            | {"PYTHONDONTWRITEBYTECODE": "1"},  # of modules that lie beside it
        )
    except Exception as error:  # nbclient's CellExecutionError, CellTimeoutError, DeadKernelError
        raise BuildError(f"{path.stem}: the solution notebook fails:\n{error}") from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            # Without a kernel nothing answers to a widget.
            cell.outputs = [o for o in cell.outputs if WIDGET not in o.get("data", {})]
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return nbformat.from_dict(notebook)


def _same_cells(path: Path, solution: NotebookNode) -> bool:
    if not path.is_file():
        return False
    try:
        built = nbformat.read(path, as_version=4)
    except Exception:  # damaged, as nbformat says in many ways: it is made again
        return False
    return [_essence(cell) for cell in built.cells] == [_essence(cell) for cell in solution.cells]


def _essence(cell: NotebookNode) -> tuple[str, str, str, str]:
    return cell.id, cell.cell_type, cell.source, repr(sorted(cell.metadata.items()))


def _write(course: Course, path: Path, notebook: NotebookNode) -> Path | None:
    """Write a notebook if its bytes change; its path, or None."""
    return _write_bytes(course, path, notebook_text(notebook).encode())


def _write_given_files(course: Course, folder: Path, assignment: Assignment) -> list[Path]:
    """Write what students get beside the notebook, where bytes change; the paths of these."""
    written = [
        _write_bytes(course, folder / name, data) for name, data in assignment.given_files.items()
    ]
    return [path for path in written if path]


def _write_bytes(course: Course, path: Path, data: bytes) -> Path | None:
    if path.is_file() and path.read_bytes() == data:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path.relative_to(course.root)
