"""What lies in ``release/``, beside what the source gives now."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from autograder.course.layout import Course
from autograder.course.release import notebook_text
from autograder.grading.assignment import Assignment


def released_notebook(course: Course, assignment: Assignment) -> Path:
    """Return where the notebook that students get is, or would be."""
    return course.release / assignment.name / f"{assignment.notebook}.ipynb"


def outdated(course: Course, assignment: Assignment) -> list[Path]:
    """Return what is not as the source gives it, or is missing, of what was released.

    Returns:
        Paths relative to the course; none where there is no released notebook.
    """
    path = released_notebook(course, assignment)
    if not path.is_file():
        return []
    expected = {path.name: notebook_text(assignment.release).encode(), **assignment.given_files}
    found = {path.parent / name: data for name, data in expected.items()}
    return [
        there.relative_to(course.root)
        for there, data in found.items()
        if not there.is_file() or there.read_bytes() != data
    ]


def not_for_students(course: Course, assignment: Assignment) -> list[Path]:
    """Return what else lies in an assignment's folder in ``release/``, relative to the course."""
    names = {released_notebook(course, assignment).name, *assignment.given_files}
    folders = {folder.as_posix() for name in names for folder in PurePosixPath(name).parents}
    return [
        stray.relative_to(course.root)
        for stray in strays(course.release / assignment.name, names | folders, folders=True)
    ]


def strays(folder: Path, allowed: set[str], *, folders: bool = False) -> list[Path]:
    """List files and links in a folder, with `folders` also folders, that are not allowed."""
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [
        path
        for path in found
        if path.is_symlink()
        or (path.relative_to(folder).as_posix() not in allowed and (folders or not path.is_dir()))
    ]
