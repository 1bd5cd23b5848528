"""The zip that an instructor uploads to Gradescope as autograder: it grades one submission there, as the class is graded here.

It holds the checks, the source with its solutions and the course's secret. Gradescope shows none of it to students.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import autograder
from autograder.course.bundle import write_zip
from autograder.course.layout import CONFIG, Course

SCRIPTS = {"setup.sh": "gradescope-setup.sh", "run_autograder": "gradescope-run.sh"}
"""What Gradescope calls, and the file here that it comes from."""


def build(course: Course, name: str, path: Path, isolation: str) -> None:
    """Write the archive; the same course gives the same bytes.

    Args:
        course: whose assignment.
        name: the assignment.
        path: the archive.
        isolation: ``box`` or ``none``; see `autograder.grading.limits.ISOLATION`.

    Raises:
        CourseError: the assignment can't be read.
    """
    assignment = course.load(name)
    package = Path(autograder.__file__).parent
    known = distribution("autograder")
    files = {
        "settings.json": json.dumps({"assignment": name, "isolation": isolation}),
        "requirements.txt": _requirements(course),
        # By these Jupyter finds the kernel provisioner, without the package being installed.
        f"autograder-{known.version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: autograder\nVersion: {known.version}\n",
        f"autograder-{known.version}.dist-info/entry_points.txt": known.read_text(
            "entry_points.txt"
        )
        or "",
    }
    contents = {file: text.encode() for file, text in files.items()}
    contents["course/.autograder-secret"] = course.secret()
    contents |= {
        script: (package / "classroom/templates" / file).read_bytes()
        for script, file in SCRIPTS.items()
    }
    contents |= {
        f"course/{file}": (course.root / file).read_bytes()
        for file in (CONFIG, "course.toml")
        if (course.root / file).is_file()
    }
    contents[f"course/source/{name}/{assignment.notebook}.ipynb"] = course.notebook(
        name
    ).read_bytes()
    if own := course.exercises:
        contents |= {
            f"course/{own.relative_to(course.root).as_posix()}/{file}": text
            for file, text in assignment.files.texts.items()
        }
    contents |= {
        f"autograder/{file.relative_to(package).as_posix()}": file.read_bytes()
        for file in package.rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    write_zip(path, contents, executable=SCRIPTS)


def _requirements(course: Course) -> str:
    """List what grading a course needs: what the grader asks for, and what else the course does."""
    asked = [Requirement(line) for line in distribution("autograder").requires or ()]
    own = [one for one in asked if not one.marker or one.marker.evaluate({"extra": ""})]
    named = {canonicalize_name(one.name) for one in own}
    there = (course.root / "requirements.txt").exists()
    lines = course.text_of("requirements.txt").splitlines() if there else []
    besides = [
        line
        for line in lines
        if (found := re.match(r"[A-Za-z0-9][\w.-]*", line))
        and canonicalize_name(found.group()) not in named
    ]
    return "".join(f"{line}\n" for line in [*map(str, own), *besides])
