"""Repositories that were cloned, one of each student; or forks of the whole course.

    01-start-submissions/01-start-ada/start.ipynb
    forks/ada/release/01-start/start.ipynb

The first is how `gh classroom clone student-repos` leaves them.
"""

from __future__ import annotations

from datetime import tzinfo
from pathlib import PurePosixPath

from autograder.classroom.archive import Item
from autograder.classroom.people import Sender
from autograder.classroom.platforms.platform import Attempt, Found, Platform


def _sort(items: list[Item], assignment: str, every: list[str], zone: tzinfo) -> Found:
    prefix = _prefix({item.repository for item in items if item.repository}, assignment)
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
        name = PurePosixPath(item.repository).name.removeprefix(prefix)
        attempt = Attempt(Sender(ids=(name,)), item.repository)
        yield item, (item.repository, "/".join(inner), attempt)


def _prefix(repositories: set[str], assignment: str) -> str:
    """Return what stands before the student's name in that of each repository."""
    paths = [PurePosixPath(one) for one in repositories]
    around = {path.parent.name.removesuffix("-submissions") for path in paths}
    for slug in (*around, assignment):
        if slug and all(path.name.startswith(f"{slug}-") for path in paths):
            return f"{slug}-"
    return ""


PLATFORM = Platform(
    lambda item: item.repository,
    _sort,
    told="no times: those in a repository are the committer's own; `--times git` takes them all "
    "the same, else whoever was late needs a timestamp.txt",
)
