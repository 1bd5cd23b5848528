"""A new course directory, complete.

One assignment with three exercises, to change or to replace.
"""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path

from autograder.course.packages import here
from autograder.errors import UsageError
from autograder.templates import environment

TEMPLATE = files("autograder.course") / "templates" / "init"

FILLED_IN = ("README.md", "environment.yml", "nbgrader_config.py", "requirements.txt")
"""Files with the course's name or with versions in them; all others are copied as they are."""

RENAMED = {"gitignore": ".gitignore"}
"""A file of that name in the package would be taken for the package's own."""


def init_course(folder: Path) -> list[str]:
    """Write a course directory that can be built, handed out and graded at once.

    Args:
        folder: where to; it is made, and may not hold anything yet.

    Returns:
        The files, by path below the folder.

    Raises:
        UsageError: the folder is not empty, or its name can't be a course's.
    """
    name = re.sub(r"[^\w-]+", "-", folder.resolve().name).strip("-")
    if not name:
        raise UsageError(f"{folder} gives the course no name: name a new folder, like my-course")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already and not empty: name a new folder")
    engine = environment("autograder.course", html=False)
    written = []
    with as_file(TEMPLATE) as template:
        for path in sorted(template.rglob("*")):
            place = path.relative_to(template)
            if not path.is_file() or path.suffix == ".pyc":
                continue
            place = place.with_name(RENAMED.get(place.name, place.name))
            content = path.read_text(encoding="utf-8")
            if place.as_posix() in FILLED_IN:
                content = engine.from_string(content).render(name=name, version=here)
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_text(content, encoding="utf-8")
            written.append(place.as_posix())
    return written
