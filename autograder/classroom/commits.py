"""What students' repositories held at the due date, by git, which reads their objects alone.

A repository is a student's: its configuration can name programs that git runs (`core.fsmonitor`,
`gpg.program`, filters, transports), and `git log` itself runs some of them. So git is given an
empty repository of our own, with the objects of the student's beside it (``GIT_OBJECT_DIRECTORY``,
see https://git-scm.com/docs/git#_the_git_repository): no configuration, hook, attribute or
replacement of theirs is ever read. Nothing is checked out, and nothing is fetched.

A commit's time is what the committer's machine said, or the committer.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Timer

from autograder.classroom.archive import BadItem, Contents, Item, admitted, folder_around
from autograder.classroom.platforms import PLATFORMS, Attempt
from autograder.counted import counted
from autograder.course.chosen_notebook import is_notebook
from autograder.course.submissions import TIMESTAMP
from autograder.errors import UsageError
from autograder.student.inside.bounds import MAX_COLLECTED_FILES, MAX_FILE_BYTES

REPOSITORIES = "repositories"
CLAIMED = (
    "times are those of the last commits, which are the committers' own claim: a clock that is put "
    "back is not seen"
)
UNREADABLE = "git can't read it: `git fsck` there says why; clone it again"
MOST_COMMITS = 20_000
"""Of a branch; those before are not looked at."""
MOST_LISTED_BYTES = 32 * 2**20
"""Of the names in one commit."""
MOST_OF_REFS = 4 * 2**20
"""Bytes of a file that says where branches are."""
SECONDS = 60
"""For one look into a repository."""
OBJECTS_ALONE = ("-c", "core.commitGraph=false", "-c", "core.multiPackIndex=false")
"""No index of theirs says what stands in a commit."""
CLOCKS_DIFFER = 300
"""Seconds by which a commit may seem to be older than the one before it."""

_ID = re.compile(r"[0-9a-f]{40}")
_REF = re.compile(r"ref: (refs/[\w./+@-]+)")


@dataclass(frozen=True)
class Commit:
    """A state of a student's branch."""

    id: str
    seconds: int
    """When it was made, as its committer says, since 1970."""

    @property
    def time(self) -> datetime | None:
        """The same in UTC, without zone; None of a time that no calendar has."""
        try:
            return datetime.fromtimestamp(self.seconds, UTC).replace(tzinfo=None)
        except (ValueError, OverflowError, OSError):
            return None


@dataclass(frozen=True)
class Chosen:
    """The commit that counts."""

    commit: Commit
    notes: list[str]
    """What an instructor should know of it."""


class Git:
    """Reads repositories below a folder.

    Args:
        source: the folder.
        own: an empty repository.
    """

    def __init__(self, source: Path, own: Path) -> None:
        self._source, self._own = source, own

    def items(self, repository: str, commit: str) -> tuple[list[Item], list[tuple[str, str]]]:
        """Return the files of a commit, and what can't be taken with the reason.

        Raises:
            BadItem: it can't be read, or holds more than anybody hands in.
        """
        listed = self._ask(repository, MOST_LISTED_BYTES, "ls-tree", "-r", "-z", "-l", commit)
        entries = [entry for entry in listed.split(b"\0") if entry]
        if len(entries) > MAX_COLLECTED_FILES:
            raise BadItem(f"its commit holds more than {MAX_COLLECTED_FILES:,} files")
        around = folder_around(self._source.resolve().name, repository)
        items: list[Item] = []
        refused: list[tuple[str, str]] = []
        for entry in entries:
            said, _, name = entry.partition(b"\t")
            mode, kind, id, size = said.decode().split()
            path = f"{repository}/{name.decode(errors='backslashreplace')}"
            if kind != "blob":
                continue  # another repository's
            if not size.isdecimal():
                raise BadItem(UNREADABLE)
            read = partial(self._ask, repository, MAX_FILE_BYTES, "cat-file", "blob", id)
            found = admitted(path, int(size), read, repository, around)
            if mode == "120000":
                refused.append((path, "it is a link"))
            elif isinstance(found, str):
                refused.append((path, found))
            elif found:
                items.append(found)
        return items, refused

    def history(self, repository: str) -> list[Commit]:
        """Return the states that the branch which is checked out has had, the newest first.

        Raises:
            BadItem: it has no commit, or can't be read.
        """
        head = self._head(repository)
        words = ("rev-list", "--first-parent", "--timestamp", f"--max-count={MOST_COMMITS}", head)
        lines = self._ask(repository, MOST_LISTED_BYTES, *words).decode().splitlines()
        return [Commit(id, int(seconds)) for seconds, id in map(str.split, lines)]

    def is_shallow(self, repository: str) -> bool:
        """Whether a clone lacks the earlier part of its history."""
        return (self._folder(repository) / "shallow").is_file()

    def _folder(self, repository: str) -> Path:
        return self._source / repository / ".git"

    def _head(self, repository: str) -> str:
        folder = self._folder(repository)
        said = _text(folder / "HEAD").strip()
        branch = _REF.fullmatch(said)
        if branch and ".." not in branch[1]:
            said = _text(folder / branch[1]).strip() or _packed(folder, branch[1])
            if not said:
                raise BadItem("it has no commit")
        if not _ID.fullmatch(said):
            raise BadItem("where its HEAD is can't be told: clone it again")
        return said

    def _ask(self, repository: str, most: int, *words: str) -> bytes:
        """Return what git prints.

        Raises:
            BadItem: git can't read it, prints more, or takes too long.
        """
        folder = self._folder(repository)
        objects = folder / "objects"
        elsewhere = [folder, objects, objects / "info", objects / "pack"]
        if any(map(Path.is_symlink, elsewhere)) or (objects / "info/alternates").exists():
            raise BadItem("it borrows objects from elsewhere: clone it without --shared")
        places = {"GIT_DIR": str(self._own), "GIT_OBJECT_DIRECTORY": str(objects.absolute())}
        if self.is_shallow(repository):
            places["GIT_SHALLOW_FILE"] = str((folder / "shallow").absolute())
        with subprocess.Popen(
            ["git", *OBJECTS_ALONE, *words],
            cwd=self._own,
            env=_environment() | places,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert process.stdout
            late = Timer(SECONDS, process.kill)
            late.start()
            try:
                printed = process.stdout.read(most + 1)
            finally:
                late.cancel()
                if len(printed) > most:
                    process.kill()
        if len(printed) > most:
            raise BadItem("it is larger than anything that is handed in")
        if process.returncode:
            raise BadItem(UNREADABLE)
        return printed


@contextmanager
def reading(source: Path) -> Iterator[Git]:
    """Let git read the repositories below a folder.

    Raises:
        UsageError: there is no git.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-git-") as own:
        try:
            subprocess.run(
                ["git", "init", "--quiet", "--bare", "--template=", own],
                env=_environment(),
                check=True,
                capture_output=True,
            )
        except FileNotFoundError:
            raise UsageError("`--times git` needs git, which is not installed here") from None
        yield Git(source, Path(own))


def choose(history: Sequence[Commit], due: datetime | None, *, shallow: bool) -> Chosen:
    """Return the last commit before the due date; where there is none, the last one.

    Args:
        history: the newest first.
        due: in UTC, without zone; None where nobody is late.
        shallow: whether the earlier part of it is missing.

    Raises:
        BadItem: the commit that counts may be in the part that is missing.
    """
    until = due.replace(tzinfo=UTC).timestamp() if due else float("inf")
    at = next((at for at, one in enumerate(history) if one.seconds <= until), None)
    notes = []
    if at is None:
        if shallow:
            raise BadItem(
                "all commits of this shallow clone are from after the due date: get the others "
                "with `git fetch --unshallow`"
            )
        notes.append("its first commit is from after the due date: the last one counts, as late")
    elif at:
        left_out = counted(at, "later commit")
        notes.append(f"the last commit before the due date counts; {left_out} left out")
    back = max((old.seconds - new.seconds for new, old in pairwise(history)), default=0)
    if back > CLOCKS_DIFFER:
        notes.append(
            "a commit claims to be older than the one before it: a clock was wrong, or times were "
            "set"
        )
    return Chosen(history[at or 0], notes)


class Committed:
    """What students committed, in place of what lies in their clones.

    Args:
        git: which reads them.
        contents: of their folder; what is at each HEAD takes the place of the clone's files.
        assignment: whose submissions these are.
        every: names of all of the course's assignments.
        due_of: until when a student may hand in, in UTC.

    Raises:
        UsageError: there are no repositories.
    """

    def __init__(
        self,
        git: Git,
        contents: Contents,
        assignment: str,
        every: list[str],
        due_of: Callable[[str], datetime | None],
    ) -> None:
        if not contents.repositories:
            raise UsageError(
                "`--times git` is for a folder of clones, one of each student: there is no git "
                "repository in it"
            )
        self._git, self._assignment, self._every, self._due_of = git, assignment, every, due_of
        self._histories: dict[str, list[Commit]] = {}
        contents.items = [item for item in contents.items if not item.repository]
        contents.refused = [
            (path, why)
            for path, why in contents.refused
            if not any(path.startswith(f"{one}/") for one in contents.repositories)
        ]
        for repository in contents.repositories:
            try:
                history = git.history(repository)
                items, refused = git.items(repository, history[0].id)
            except BadItem as why:
                contents.refused.append((repository, str(why)))
            else:
                self._histories[repository] = history
                contents.items += items
                contents.refused += refused

    def at_due_date(self, attempt: Attempt, student_id: str) -> Attempt:
        """Return what a repository held when it was due, with the time of that commit.

        Raises:
            BadItem: it held nothing of the assignment, or that can't be told.
        """
        repository, due = attempt.origin, self._due_of(student_id)
        history = self._histories[repository]
        chosen = choose(history, due, shallow=self._git.is_shallow(repository))
        items, _ = self._git.items(repository, chosen.commit.id)
        sort = PLATFORMS[REPOSITORIES].sort(items, self._assignment, self._every, UTC)
        files = [
            (found[1], item)
            for item, found in sort
            if isinstance(found, tuple) and found[1] != TIMESTAMP
        ]
        if not any(is_notebook(name) for name, _ in files):
            raise BadItem("its last commit before the due date holds no notebook of the assignment")
        notes = [*chosen.notes, *filter(None, [attempt.note])]
        if chosen.commit.time is None:
            notes.append("the time of its commit is none that a calendar has: nobody is late by it")
        return replace(attempt, files=files, handed_in=chosen.commit.time, note="; ".join(notes))


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _text(path: Path) -> str:
    """Return a small file's text; nothing where there is none, or a link."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123  a descriptor
            return file.read(MOST_OF_REFS).decode(errors="replace")
    except OSError:
        return ""


def _packed(folder: Path, ref: str) -> str:
    lines = (line.split() for line in _text(folder / "packed-refs").splitlines())
    return next((line[0] for line in lines if len(line) == 2 and line[1] == ref), "")
