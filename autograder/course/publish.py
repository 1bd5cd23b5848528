"""What students get: the released notebooks, what they need installed, and a page that says how to begin.

By allow-list, and looked through for what they must not get before a byte is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import yaml

from autograder.course import leaks
from autograder.course.bundle import write_zip
from autograder.course.layout import Course
from autograder.errors import AutograderError
from autograder.grading.assignment import Assignment
from autograder.templates import environment

SECTION = "The course"
"""Heading in ``requirements.txt`` over what the notebooks import."""

BROWSER = "jupyterlab"
"""What students need besides: pinned in ``requirements.txt`` too."""

EXAMPLE = "your-name/your-course"
"""What ``course.toml`` says of Colab until somebody says better."""


class PublishError(AutograderError):
    """The course can't be given to students as it is: each reason on a line."""


@dataclass(frozen=True)
class Published:
    """What was written."""

    folder: Path
    archive: Path
    names: list[str]
    """Files, the same in both."""
    notes: list[str]
    """What the instructor may want to mend."""


def publish(course: Course, names: list[str], folder: Path) -> Published:
    """Write what students get as a folder, and as a zip beside it.

    Args:
        course: built; see `autograder.course.build`.
        names: which assignments.
        folder: where to. It may hold what an earlier call wrote, and nothing else.

    Raises:
        PublishError: a notebook is not built or not up to date, something in it or beside it is not for students, or
            the folder holds other files.
        CourseError: an assignment can't be read.
    """
    every = [course.load(name) for name in course.assignments()]
    chosen = [assignment for assignment in every if assignment.name in names]
    problems = [problem for assignment in chosen for problem in _problems(course, assignment)]
    files = _files(
        course, [assignment for assignment in chosen if _release(course, assignment).is_file()]
    )
    problems += leaks.find(files, every, course.root)
    problems += [
        f"{path} is none of the files that are published: name an empty folder"
        for path in _strays(folder, set(files))
    ]
    if problems:
        raise PublishError("\n".join(["not published:", *problems]))
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    archive = folder.with_name(f"{folder.name}.zip")
    top = course.config().CourseDirectory.get("course_id") or "course"
    write_zip(archive, {f"{top}/{name}": data for name, data in files.items()})
    return Published(folder, archive, sorted(files), _notes(course))


def _problems(course: Course, assignment: Assignment) -> list[str]:
    """What is wrong with an assignment's folder in ``release/``."""
    path = _release(course, assignment)
    shown = path.relative_to(course.root)
    if not path.is_file():
        return [f"{shown} is missing: run `autograder build {assignment.name}`"]
    found = [
        f"{stray.relative_to(course.root)} is not for students: remove it"
        for stray in _strays(path.parent, {path.name}, folders=True)
    ]
    if (
        path.read_bytes()
        != (nbformat.writes(assignment.release, indent=1).rstrip("\n") + "\n").encode()
    ):
        found.append(
            f"{shown} is not what its source gives: run `autograder build {assignment.name}`"
        )
    return found


def _files(course: Course, assignments: list[Assignment]) -> dict[str, bytes]:
    """The allow-list: contents by name."""
    path = course.root / "environment.yml"
    conda = course.text_of(path.name)
    try:
        readme = _readme(course, assignments, yaml.safe_load(conda))
    except (yaml.YAMLError, LookupError, TypeError, StopIteration) as error:
        raise PublishError(
            f"{path} is no conda environment with a name and a python among its dependencies "
            f"({type(error).__name__}): students need it"
        ) from None
    files = {
        "README.md": readme,
        "environment.yml": conda,
        "requirements.txt": requirements(course.text_of("requirements.txt"), [SECTION], [BROWSER]),
    }
    notebooks = {
        f"{a.name}/{a.notebook}.ipynb": _release(course, a).read_bytes() for a in assignments
    }
    return {name: text.encode() for name, text in files.items()} | notebooks


def sections_of(text: str) -> dict[str, str]:
    """The pins of ``requirements.txt`` by the heading they stand under."""
    return dict(re.findall(r"^# (.+)\n((?:[^#\s].*\n)+)", text + "\n", re.MULTILINE))


def requirements(text: str, sections: list[str], besides: list[str]) -> str:
    """The part of ``requirements.txt`` that stands under some of its headings, and single packages from elsewhere in it.

    >>> requirements("# Why\\n\\n# A\\nx==1\\n\\n# B\\ny==2\\nz==3\\n", ["A"], ["z"])
    'x==1\\nz==3\\n'

    Raises:
        PublishError: it has no such heading or package.
    """
    blocks = sections_of(text)
    pins = {line.split("==")[0].lower(): line for line in text.splitlines() if "==" in line}
    missing = [f"heading “# {name}”" for name in sections if name not in blocks] + [
        f"package {name}" for name in besides if name not in pins
    ]
    if missing:
        raise PublishError(
            f"not published:\nrequirements.txt has no {', no '.join(missing)}: students need it"
        )
    return "".join(blocks[name] for name in sections) + "".join(
        f"{pins[name]}\n" for name in besides
    )


def _readme(course: Course, assignments: list[Assignment], conda: dict[str, Any]) -> str:
    engine = environment("autograder.course", html=False)
    return engine.get_template("students.md").render(
        assignments=assignments,
        environment=conda["name"],
        python=next(wanted for wanted in conda["dependencies"] if str(wanted).startswith("python")),
        colab=course.settings().get("colab", "").rstrip("/"),
    )


def _release(course: Course, assignment: Assignment) -> Path:
    return course.release / assignment.name / f"{assignment.notebook}.ipynb"


def _strays(folder: Path, allowed: set[str], *, folders: bool = False) -> list[Path]:
    """Files and links in a folder, and with `folders` also the folders, that are not among those allowed."""
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [
        path
        for path in found
        if path.is_symlink()
        or (path.relative_to(folder).as_posix() not in allowed and (folders or not path.is_dir()))
    ]


def _notes(course: Course) -> list[str]:
    if EXAMPLE in course.settings().get("colab", ""):
        return [
            "course.toml: `colab` is still the example's address, so that “Open in Colab” leads nowhere"
        ]
    return []
