"""What students get: released notebooks, what they need installed, and a page on how to begin.

By allow-list, and looked through for what they must not get before a byte is written.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from nbformat import NotebookNode

from autograder.course import leaks, packages, released_files
from autograder.course.bundle import write_zip
from autograder.course.data import needs_data
from autograder.course.layout import Course
from autograder.course.release import notebook_text
from autograder.course.released_files import released_notebook
from autograder.errors import AutograderError
from autograder.grading.assignment import Assignment
from autograder.templates import environment

REQUIREMENTS, CONDA = "requirements.txt", "environment.yml"
"""What says in the course directory which packages students need, and how conda installs them."""

SECTION = "The course"
"""Heading in `REQUIREMENTS` over what the notebooks import."""

BROWSER = "jupyterlab"
"""What students need besides, wherever it stands in `REQUIREMENTS`."""

EXAMPLE = "your-name/your-course"
"""What ``course.toml`` says of Colab until somebody says better."""


_BADGE = re.compile(r"\[!\[[^\]]*\]\([^)]*/colab-badge\.svg\)\]\([^)]*\)\n*")


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
        PublishError: a notebook is not built or not up to date, something in it or beside it is not
            for students, what says which packages they need is not as it must be, or the folder
            holds other files.
        CourseError: an assignment can't be read.
    """
    every = [course.load(name) for name in course.assignments()]
    chosen = [assignment for assignment in every if assignment.name in names]
    problems = [problem for assignment in chosen for problem in _problems(course, assignment)]
    lacks = _lacking(course, chosen)
    released = [one for one in chosen if released_notebook(course, one).is_file()]
    files = _files(course, released, lacks)
    problems += leaks.find(files, every, course.root, _given(chosen))
    problems += [
        f"{path} is none of the files that are published: name an empty folder"
        for path in released_files.strays(folder, set(files))
    ]
    if problems:
        raise PublishError("\n".join(["not published:", *problems]))
    if not _colab(course):
        files |= {f"{one.name}/{one.notebook}.ipynb": _without_badge(one.release) for one in chosen}
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    archive = folder.with_name(f"{folder.name}.zip")
    top = course.config().CourseDirectory.get("course_id") or "course"
    write_zip(archive, {f"{top}/{name}": data for name, data in files.items()})
    return Published(folder, archive, sorted(files), _notes(course, names, lacks))


def _problems(course: Course, assignment: Assignment) -> list[str]:
    """List what is wrong with an assignment's folder in ``release/``."""
    path = released_notebook(course, assignment)
    build = f"run `autograder build {assignment.name}`"
    if not path.is_file():
        return [f"{path.relative_to(course.root)} is missing: {build}"]
    found = [
        f"{stray} is not for students: remove it"
        for stray in released_files.not_for_students(course, assignment)
    ]
    return found + [
        f"{other} is not what its source gives: {build}"
        for other in released_files.outdated(course, assignment)
    ]


def _lacking(course: Course, assignments: list[Assignment]) -> list[str]:
    sources = (code for one in assignments for code in packages.notebook_sources(one))
    listed = requirements(_text(course, REQUIREMENTS))
    return packages.lacking(sources, listed.splitlines())


def _files(course: Course, assignments: list[Assignment], lacks: list[str]) -> dict[str, bytes]:
    """Return what is published, the allow-list: contents by name."""
    conda = _text(course, CONDA)
    listed = requirements(_text(course, REQUIREMENTS)) + "".join(f"{pin}\n" for pin in lacks)
    files = {
        "README.md": _readme(course, assignments, conda, listed),
        CONDA: conda,
        REQUIREMENTS: listed,
    }
    notebooks = {
        f"{a.name}/{a.notebook}.ipynb": released_notebook(course, a).read_bytes()
        for a in assignments
    }
    return {name: text.encode() for name, text in files.items()} | notebooks | _given(assignments)


def _given(assignments: list[Assignment]) -> dict[str, bytes]:
    return {f"{a.name}/{name}": data for a in assignments for name, data in a.given_files.items()}


def _text(course: Course, name: str) -> str:
    path = course.root / name
    if not path.is_file():
        raise PublishError(
            f"{name} is missing in {course.root}: students install by it; write one, or "
            "copy the one that `autograder init DIR` writes"
        )
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PublishError(f"{path} is no text in UTF-8 ({error}): write it anew") from None


def requirements(text: str) -> str:
    r"""Return the part of a course's ``requirements.txt`` that is for students.

    >>> requirements("# Why\n\n# The course\nx==1\n\n# Else\ny==2\njupyterlab==3\n")
    'x==1\njupyterlab==3\n'

    Raises:
        PublishError: it has no such part.
    """
    sections = dict(re.findall(r"^# (.+)\n((?:[^#\s].*\n)+)", f"{text}\n", re.MULTILINE))
    browser = re.search(rf"^{BROWSER}(?![\w.-]).*", text, re.MULTILINE)
    if SECTION not in sections:
        raise PublishError(
            f"{REQUIREMENTS} has no heading “# {SECTION}”: write it as a line of its own, and "
            "below it, a line each, the packages that the notebooks import, such as torch==2.12.1"
        )
    if not browser:
        raise PublishError(
            f"{REQUIREMENTS} has no line for {BROWSER}, in which students open the notebooks: "
            f"write one, such as {BROWSER}==4.6.6"
        )
    here = sections[SECTION]
    return here if browser.group() in here.splitlines() else f"{here}{browser.group()}\n"


def _readme(course: Course, assignments: list[Assignment], conda: str, listed: str) -> str:
    name, python = _conda(conda)
    template = environment("autograder.course", html=False).get_template("students.md")
    return template.render(
        assignments=assignments,
        environment=name,
        python=python,
        colab=_colab(course),
        torch=bool(re.search(r"^torch\b", listed, re.MULTILINE)),
        data=any(needs_data(course, one.name) for one in assignments),
        given_files=sorted(_given(assignments)),
        in_folders=any("/" in name for one in assignments for name in one.given_files),
    )


def _colab(course: Course) -> str:
    """Return where notebooks can be opened in Colab; empty if nobody has said so yet."""
    address = course.settings().get("colab", "").rstrip("/")
    return "" if EXAMPLE in address else address


def _without_badge(notebook: NotebookNode) -> bytes:
    """Return a notebook's file without the picture that leads to Colab, which leads nowhere yet."""
    copied = copy.deepcopy(notebook)
    for cell in copied.cells:
        if cell.cell_type == "markdown":
            cell.source = _BADGE.sub("", cell.source)
    return notebook_text(copied).encode()


def _conda(text: str) -> tuple[str, str]:
    """Return the name of conda's environment, and which Python it asks for."""
    try:
        read = yaml.safe_load(text)
        wanted = [line for line in map(str, read["dependencies"]) if line.startswith("python")]
        return str(read["name"]), wanted[0]
    except (yaml.YAMLError, KeyError, TypeError, IndexError):
        raise PublishError(
            f"{CONDA} must hold a line `name:` and, below `dependencies:`, one that asks for a "
            "Python, such as `- python>=3.11`"
        ) from None


def _notes(course: Course, names: list[str], lacks: list[str]) -> list[str]:
    notes = [f"{packages.note(names, lacks)} (added to what is published)"] if lacks else []
    if EXAMPLE in course.settings().get("colab", ""):
        notes.append(
            "course.toml: `colab` is still the example's address, so that “Open in Colab” is left "
            "out"
        )
    return notes
