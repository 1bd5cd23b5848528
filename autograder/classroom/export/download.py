"""A download that students' work came in, in which feedback finds the names that it has to have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom.archive import BadItem, Item, opened
from autograder.classroom.collect import Collected, by_student, last_of
from autograder.classroom.platforms import Attempt, recognise
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.classroom.export.book import Book
    from autograder.classroom.people import Roster
    from autograder.grading.assignment import Assignment


@dataclass(frozen=True)
class Download:
    """A platform's download as it came, of one assignment, with the list that it was read by."""

    source: Path
    assignment: Assignment
    every: list[str]
    """Names of all of the course's assignments."""
    roster: Roster | None = None


@dataclass(frozen=True)
class Own:
    """Whose is what in a download."""

    download: Download
    items: list[Item]
    attempts: dict[str, Attempt]
    """The one that counts, by student; of those who handed in alone."""
    problems: list[str]

    @property
    def titles(self) -> list[str]:
        """What it is called, and the folder that stands around all that is in it."""
        tops = {item.parts[0] for item in self.items if len(item.parts) > 1}
        return [self.download.source.stem, *(tops if len(tops) == 1 else ())]

    def missing(self, book: Book) -> list[str]:
        """Return whose points go out, and who has no place in the download."""
        return [
            f"{grade.row.student_id} {grade.row.assignment}: nothing of theirs is in "
            f"{self.download.source.name}"
            for grade in book.grades.values()
            if grade.final is not None
            and (grade.person.row or not book.columns)  # else told as on no list
            and grade.row.student_id not in self.attempts
            and not any(line.startswith(f"{grade.row.student_id} ") for line in self.problems)
        ]


@contextmanager
def own(download: Download, platform: str) -> Iterator[Own]:
    """Look into a download as `collect` does; its items can be read until the end.

    Raises:
        BadSource: it can't be looked into.
        UsageError: it is another platform's.
    """
    name = download.assignment.name
    with opened(download.source) as contents:
        found_platform, found = recognise(contents.items, name, download.every, None)
        if found_platform != platform:
            raise UsageError(
                f"{download.source} is no download of {platform}, but of {found_platform}: name "
                "the zip that the submissions came in with --download"
            )
        attempts: dict[str, Attempt] = {}
        problems = []
        done = Collected(platform)
        for student_id, _, own_attempts in by_student(found.attempts, download.roster, done):
            try:
                attempts[student_id] = last_of(own_attempts, download.assignment)
            except BadItem as why:
                problems.append(f"{student_id} {name}: {why}")
        origins = Counter(attempt.origin for attempt in attempts.values())
        for student_id, attempt in list(attempts.items()):
            if origins[attempt.origin] > 1:
                del attempts[student_id]
                problems.append(
                    f"{student_id} {name}: handed in by a group, which has one place for all: give "
                    "each their page by hand"
                )
        yield Own(download, contents.items, attempts, problems)
