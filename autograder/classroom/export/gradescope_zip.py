"""The zip that an instructor uploads to Gradescope as autograder: it grades one submission there, as the class is graded here.

It holds the checks, the source with its solutions and the course's secret. Gradescope shows none of it to students.
"""

from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path

import autograder
from autograder.course.bundle import write_zip
from autograder.course.layout import CONFIG, Course
from autograder.course.publish import sections_of

SCRIPTS = {"setup.sh": "gradescope-setup.sh", "run_autograder": "gradescope-run.sh"}
"""What Gradescope calls, and the file here that it comes from."""

NOT_NEEDED = "Tests"
"""Heading in ``requirements.txt`` over what grading can do without."""


def build(course: Course, name: str, path: Path, isolation: str) -> None:
    """Write the archive; the same course gives the same bytes.

    Args:
        course: whose assignment.
        name: the assignment.
        path: the archive.
        isolation: ``box`` or ``none``; see `autograder.grading.grade.ISOLATION`.

    Raises:
        CourseError: the assignment can't be read.
    """
    assignment = course.load(name)
    package = Path(autograder.__file__).parent
    known = distribution("autograder")
    pins = sections_of((course.root / "requirements.txt").read_text())
    files = {
        "settings.json": json.dumps({"assignment": name, "isolation": isolation}),
        "requirements.txt": "".join(
            block for heading, block in pins.items() if heading != NOT_NEEDED
        ),
        "course/.autograder-secret": course.secret().decode(),
        # By these Jupyter finds the kernel provisioner, without the package being installed.
        f"autograder-{known.version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: autograder\nVersion: {known.version}\n",
        f"autograder-{known.version}.dist-info/entry_points.txt": known.read_text(
            "entry_points.txt"
        )
        or "",
    }
    contents = {file: text.encode() for file, text in files.items()}
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
    contents |= {
        f"autograder/{file.relative_to(package).as_posix()}": file.read_bytes()
        for file in package.rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    write_zip(path, contents, executable=SCRIPTS)
