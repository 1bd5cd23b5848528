"""The course's data: what the notebooks' own data cells make in ``data/``, once for everybody.

The cell stands in the notebooks, which must run alone; so that there is one such program and not
two, it is run here.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from autograder.course.layout import Course, CourseError

CELL = "data"
"""Id of the cell that loads the data, where a notebook has one."""


def needs_data(course: Course, assignment: str) -> bool:
    """Tell whether an assignment's notebook has a data cell.

    Raises:
        CourseError: the notebook can't be read.
    """
    return _cell(course, assignment) is not None


def at_hand(course: Course) -> bool:
    """Tell whether the course's folder holds data already."""
    return any(files for _, _, files in os.walk(course.data, followlinks=True))


def check(course: Course, *, boxed: bool = True) -> None:
    """Refuse data that students' code should not see, or that it could not read.

    In the box, where nothing but the folder is, a grader that is root reads as nobody: what is
    missing there would be charged to every student.

    Raises:
        CourseError: what is wrong with the folder, or with a file in it.
    """
    folder = course.data
    if folder.is_symlink() and not folder.is_dir():
        raise CourseError(
            f"{folder} is a link to {folder.readlink()}, which is no folder: put the data there, "
            "or remove the link"
        )
    if not folder.is_dir():
        if folder.exists():
            raise CourseError(f"{folder}: a folder belongs there: move the file away")
        return
    real = folder.resolve()
    for hidden in map(Path.resolve, course.hidden):
        if real != course.root / "data" and (real.is_relative_to(hidden) or real in hidden.parents):
            raise CourseError(
                f"{folder} is a link to {real}, which would show the course to students: put the "
                "data into a folder outside of the course, or into data/ itself"
            )
    if boxed:
        _check_files(folder, real)


def _check_files(folder: Path, real: Path) -> None:
    for path in (real, *real.rglob("*")):
        seen = folder / path.relative_to(real)
        if path != real and path.is_symlink():
            # Of the absolute path, too, nothing is in the box.
            target = path.readlink()
            within = Path(os.path.normpath(path.parent / target))
            if target.is_absolute() or not within.is_relative_to(real):
                raise CourseError(
                    f"{seen} is a link to {target}, which students' code can't follow: put a copy "
                    f"in its place, or make {folder.name} as a whole a link"
                )
        elif not _readable(path):
            raise CourseError(f"{seen} can't be read by students' code: `chmod -R a+rX {folder}`")


def _readable(path: Path) -> bool:
    mode = path.stat().st_mode
    if os.geteuid():
        return os.access(path, os.R_OK | (os.X_OK if stat.S_ISDIR(mode) else 0))
    needed = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) else 0)
    return mode & needed == needed


def fetch_if_needed(course: Course, assignments: list[str], *, boxed: bool = True) -> str:
    """Fetch the data that assignments need, and return what that says; nothing where all is there.

    It is done before any of them runs: every submission then sees the same.

    Raises:
        CourseError: they can't be fetched, or students' code could not read them; see `check`.
    """
    check(course, boxed=boxed)
    if at_hand(course) or not any(needs_data(course, name) for name in assignments):
        return ""
    return fetch(course)


def fetch(course: Course) -> str:
    """Run the data cells, and return what they say.

    The variable ``COURSE_DATA`` tells them the folder to keep the data in. A cell that several
    notebooks have runs once.

    Raises:
        CourseError: no notebook has such a cell, or one fails.
    """
    programs: dict[str, str] = {}
    for name in course.assignments():
        if cell := _cell(course, name):
            programs.setdefault(cell, name)
    if not programs:
        raise CourseError(
            f"no notebook in {course.source} has a cell with the id {CELL!r}: give it to the cell "
            "that fetches the data"
        )
    return "\n".join(_run(course, name, cell) for cell, name in programs.items())


def _run(course: Course, assignment: str, cell: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-"],
        input=cell,
        env=os.environ | {"COURSE_DATA": str(course.data), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        umask=0o022,  # to be read by whoever students' code runs as
        check=False,
    )
    if ran.returncode:
        reason = (ran.stderr.strip() or f"exit status {ran.returncode}").splitlines()[-1]
        raise CourseError(
            f"{course.data} could not be made ready for {assignment} ({reason}): see that the "
            f"folder can be written and that the cell {CELL!r} runs"
        )
    return ran.stdout.strip()


def _cell(course: Course, assignment: str) -> str | None:
    cells = (cell for cell in course.source_notebook(assignment).cells if cell.cell_type == "code")
    return next((str(cell.source) for cell in cells if cell.get("id") == CELL), None)
