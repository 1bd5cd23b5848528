"""Repositories that were cloned, one of each student; or forks of the whole course.

    01-start-submissions/01-start-ada/start.ipynb
    forks/ada/release/01-start/start.ipynb

The first is how `gh classroom clone student-repos` leaves them (github/gh-classroom,
cmd/gh-classroom/clone/student-repos/student-repos.go).
"""

from __future__ import annotations

from datetime import tzinfo
from pathlib import PurePosixPath

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    names: dict[tuple[str, str], set[str]] = {}
    for item in items:
        if item.repository:
            names.setdefault(_folder(item), set()).add(PurePosixPath(item.repository).name)
    prefixes = {folder: _prefix(names[folder], folder[1], assignment) for folder in names}
    whole = {item.repository for item in items if assignment in item.parts[:-1]}
    for item in items:
        if not item.repository:
            yield item, "it lies in no repository"
            continue
        inner = item.parts[len(PurePosixPath(item.repository).parts) :]
        if item.repository in whole:  # of the course
            if assignment not in inner[:-1]:
                yield item, None
                continue
            inner = inner[inner.index(assignment) + 1 :]
        name = PurePosixPath(item.repository).name.removeprefix(prefixes[_folder(item)])
        attempt = Attempt(Sender(ids=(name,)), item.repository)
        yield item, (item.repository, "/".join(inner), attempt)


def _folder(item: Item) -> tuple[str, str]:
    """Return the path and the name of the folder in which an item's repository lies."""
    return str(PurePosixPath(item.repository).parent), item.around


def _prefix(names: set[str], around: str, assignment: str) -> str:
    """Return what stands before the student's name in those of repositories side by side."""
    for slug in (around.removesuffix("-submissions"), assignment):
        if slug and all(name.startswith(f"{slug}-") for name in names):
            return f"{slug}-"
    return ""


PLATFORM = Platform(
    lambda item: item.repository,
    _sort,
    told="no times: those in a repository are the committer's own; `--times git` takes them all "
    "the same, else whoever was late needs a timestamp.txt",
)
