"""The zip that an instructor uploads to Gradescope as autograder.

It grades one submission there, as the class is graded here. So it holds the checks, the source with
its solutions and the course's secret. Gradescope shows none of it to students.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, requires
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

import autograder
from autograder.course import packages
from autograder.course.bundle import write_zip
from autograder.course.layout import CONFIG, Course, CourseError
from autograder.grading.assignment import Assignment

PACKAGE = Path(autograder.__file__).parent

SCRIPTS = {"setup.sh": "gradescope-setup.sh", "run_autograder": "gradescope-run.sh"}
"""What Gradescope calls, and the file here that it comes from."""

OPTIONS = ("--index-url ", "--extra-index-url ")
"""Lines of ``requirements.txt`` that hold there, too, though they name no package."""


def build(course: Course, name: str, path: Path, isolation: str) -> list[str]:
    """Write the archive; the same course gives the same bytes.

    Args:
        course: whose assignment.
        name: the assignment.
        path: the archive.
        isolation: ``box`` or ``none``; see `autograder.grading.limits.ISOLATION`.

    Returns:
        What the instructor may want to mend.

    Raises:
        CourseError: the assignment can't be read, or its requirements can't be installed there.
    """
    settings = json.dumps({"assignment": name, "isolation": isolation}).encode()
    scripts = {
        script: (PACKAGE / "classroom/templates" / file).read_bytes()
        for script, file in SCRIPTS.items()
    }
    assignment = course.load(name)
    own = course.root / "requirements.txt"
    pins = requirements(
        requires("autograder") or (), course.text_of(own.name) if own.exists() else ""
    )
    sources = [*packages.notebook_sources(assignment), *packages.check_sources(assignment)]
    lacks = packages.lacking(sources, pins.splitlines())
    files = {
        "settings.json": settings,
        "requirements.txt": (pins + "".join(f"{pin}\n" for pin in lacks)).encode(),
        **scripts,
        **{f"course/{file}": data for file, data in _course_files(course, assignment).items()},
        **_package_files(),
    }
    write_zip(path, files, executable=SCRIPTS)
    return [f"{packages.note([name], lacks)} (added for Gradescope)"] if lacks else []


def _course_files(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Return the files of a course that grading one of its assignments needs."""
    name = assignment.name
    assignment.load_checks()  # or the first student's submission shows what is wrong
    notebook = course.notebook(name)
    files = {
        ".autograder-secret": course.secret(),
        f"source/{name}/{notebook.name}": notebook.read_bytes(),
        **{f"source/{name}/{file}": data for file, data in assignment.given_files.items()},
    }
    for file in (CONFIG, "course.toml"):
        if (course.root / file).is_file():
            files[file] = (course.root / file).read_bytes()
    if folder := course.exercises:
        place = folder.relative_to(course.root).as_posix()
        files |= {f"{place}/{file}": text for file, text in assignment.files.texts.items()}
    return files


def _package_files() -> dict[str, bytes]:
    """Return this package's files, and what Jupyter knows its kernel provisioner by.

    It is not installed there: it lies beside the course, on Python's path.
    """
    known = distribution("autograder")
    metadata = f"Metadata-Version: 2.1\nName: autograder\nVersion: {known.version}\n"
    files = {
        f"autograder/{file.relative_to(PACKAGE).as_posix()}": file.read_bytes()
        for file in PACKAGE.rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    return files | {
        f"autograder-{known.version}.dist-info/METADATA": metadata.encode(),
        f"autograder-{known.version}.dist-info/entry_points.txt": (
            known.read_text("entry_points.txt") or ""
        ).encode(),
    }


def requirements(needed: Iterable[str], own: str) -> str:
    """List what is installed there: what the grader needs, and what else the course asks for.

    Args:
        needed: the grader's dependencies, as its metadata name them. Those of extras are left out.
        own: the course's ``requirements.txt``. Where the grader needs another version, that holds.

    Raises:
        CourseError: a line of the course's says something that holds on this machine alone.
    """
    dependencies = [Requirement(line) for line in needed]
    pins = [one for one in dependencies if not one.marker or "extra ==" not in str(one.marker)]
    known = {"autograder", *(canonicalize_name(pin.name) for pin in pins)}
    return "".join(f"{line}\n" for line in [*map(str, pins), *_besides(own, known)])


def _besides(text: str, known: set[str]) -> Iterator[str]:
    """List the lines of a ``requirements.txt`` that name none of the packages known."""
    for number, whole in enumerate(text.splitlines(), 1):
        line = re.sub(r"(^|\s)#.*", "", whole).strip()
        if not line:
            continue
        if line.startswith(OPTIONS):
            yield line
            continue
        try:
            asked = Requirement(line)
        except InvalidRequirement:
            asked = None
        if asked is None or (asked.url or "").startswith("file:"):
            raise CourseError(
                f"requirements.txt line {number}, “{line}”, can't be installed at Gradescope: "
                "write a package and its version there, such as numpy==2.4.6"
            )
        if canonicalize_name(asked.name) not in known:
            yield line
