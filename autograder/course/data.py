"""The course's data: what the notebooks' own data cells make in ``data/``, once for everybody.

The cell stands in the notebooks, which must run alone; so that there is one such program and not
two, it is run here.
"""

from __future__ import annotations

import os
import subprocess
import sys

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


def fetch_if_needed(course: Course, assignments: list[str]) -> str:
    """Fetch the data that assignments need, and return what that says; nothing where all is there.

    It is done before any of them runs: every submission then sees the same.
    """
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
        env=os.environ | {"COURSE_DATA": str(course.data)},
        capture_output=True,
        text=True,
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
