"""The course's data: what the notebooks' own data cell finds, fetched once for everybody.

The cell stands in the notebooks, which must run alone; so that there is one such program and not two, it is run here.
"""

from __future__ import annotations

import os
import subprocess
import sys

from autograder.course.layout import Course, CourseError

CELL = "data"
"""Id of the cell that loads the data, where a notebook has one."""


def needs_data(course: Course, assignment: str) -> bool:
    """Whether an assignment's notebook has a data cell."""
    return _cell(course, assignment) is not None


def at_hand(course: Course) -> bool:
    """Tell whether the course's folder holds data already."""
    return course.data.is_dir() and any(path.is_file() for path in course.data.rglob("*"))


def fetch_if_needed(course: Course, assignments: list[str]) -> str:
    """Fetch the data that assignments need, and return what that says; nothing where all is there.

    It is done before any of them runs: every submission then sees the same.
    """
    if at_hand(course) or not any(needs_data(course, name) for name in assignments):
        return ""
    return fetch(course)


def fetch(course: Course) -> str:
    """Run the data cell on the course's ``data/``, and return what it says.

    It runs with this environment's variables, and with ``COURSE_DATA``: the folder to fill.

    Raises:
        CourseError: no notebook has such a cell, or it fails.
    """
    program = next((cell for name in course.assignments() if (cell := _cell(course, name))), None)
    if program is None:
        raise CourseError(
            f"no notebook in {course.source} has a cell with the id {CELL!r}: give it to the cell "
            "that fetches the data"
        )
    environment = os.environ | {"COURSE_DATA": str(course.data)}
    ran = subprocess.run(
        [sys.executable, "-"],
        input=program,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        reason = (ran.stderr.strip() or f"exit status {ran.returncode}").splitlines()[-1]
        raise CourseError(
            f"{course.data} could not be made ready ({reason}): see that the folder can be written "
            f"and that the cell {CELL!r} runs"
        )
    return ran.stdout.strip()


def _cell(course: Course, assignment: str) -> str | None:
    notebook = course.read(assignment)
    return next(
        (
            cell.source
            for cell in notebook.cells
            if cell.get("id") == CELL and cell.cell_type == "code"
        ),
        None,
    )
