"""What only reads the gradebook never writes to it, and says in one line why it can't be read."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from autograder.course import journal
from autograder.course.gradebook import DAMAGED, LOCKED, recorder
from autograder.course.gradebook_reader import MENDED, OLDER
from autograder.course.layout import Course
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.cli.conftest import Call
from tests.helpers import SMALL, make_course

NAME = "04-convolution"
Harm = Callable[[Path], AbstractContextManager[None]]
STRANGE = "a%20b ?mode=rwc#c"
READERS = [("report",), ("summary",), ("export", NAME, "--to", "csv")]

pytestmark = pytest.mark.parametrize("arguments", READERS, ids=lambda words: words[0])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with a student in its gradebook, in a folder with a strange name."""
    course = make_course(tmp_path_factory.mktemp("reading") / STRANGE, cells=SMALL)
    with recorder(course.root / "gradebook.db", course.load(NAME), course.config()) as book:
        verdicts = [
            Verdict("output-size", "Size", 3.0, 3, Status.PASSED),
            Verdict("why-pool", "Why", 1.0, 1, Status.PASSED),
        ]
        book.record("ada", verdicts, None)
    journal.write_entry(course.root / "autograded/ada" / NAME, Result("ada", NAME, verdicts))
    return course


@pytest.fixture
def graded(made: Course, tmp_path: Path) -> Course:
    """The same, to do anything with."""
    return Course(shutil.copytree(made.root, tmp_path / STRANGE))


def test_the_file_stays_as_it_is_to_the_byte(
    call: Call,
    graded: Course,
    arguments: tuple[str, ...],
) -> None:
    path = graded.root / "gradebook.db"
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino)

    status, said = call(*arguments, cwd=graded.root)

    assert status == 0, said
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert not [one for one in graded.root.iterdir() if one.name.startswith("gradebook.db-")]


def test_one_that_nobody_may_write_to_is_read_all_the_same(
    call: Call,
    graded: Course,
    arguments: tuple[str, ...],
) -> None:
    (graded.root / "gradebook.db").chmod(0o400)

    status, said = call(*arguments, cwd=graded.root)

    assert status == 0, said


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def changed(*statements: str) -> Harm:
    @contextmanager
    def harm(path: Path) -> Iterator[None]:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            for statement in statements:
                other.execute(statement)
        yield

    return harm


def replaced(content: bytes) -> Harm:
    @contextmanager
    def harm(path: Path) -> Iterator[None]:
        path.write_bytes(content)
        yield

    return harm


@contextmanager
def torn(path: Path) -> Iterator[None]:
    path.write_bytes(path.read_bytes()[:9_000])
    yield


@contextmanager
def missing(path: Path) -> Iterator[None]:
    path.rename(path.with_name("elsewhere"))
    yield


@contextmanager
def cut_off(path: Path) -> Iterator[None]:
    """Leave it as a writer does that is killed within a transaction."""
    program = (
        "import os, sqlite3, sys\n"
        "book = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "book.execute('PRAGMA cache_size = 1')\n"
        "book.execute('BEGIN IMMEDIATE')\n"
        "for number in range(5_000):\n"
        "    book.execute('INSERT INTO student (id) VALUES (?)', (f'student {number}',))\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", program, path], check=True)
    assert path.with_name(f"{path.name}-journal").exists()
    yield


HARMS = {
    "empty": (replaced(b""), "the file is empty", DAMAGED),
    "no database": (replaced(b"no database at all" * 99), "file is not a database", DAMAGED),
    "torn": (torn, "malformed", DAMAGED),
    "locked": (locked, "database is locked", LOCKED),
    "cut off": (cut_off, "somebody's writing to it was cut off", MENDED),
    "without a column": (
        changed("ALTER TABLE student DROP COLUMN lms_user_id"),
        "older nbgrader (without student.lms_user_id)",
        OLDER,
    ),
    "without a table": (changed("DROP TABLE comment"), "(without comment.", OLDER),
    "a time that is none": (
        changed("UPDATE submitted_assignment SET timestamp = 'yesterday'"),
        "yesterday",
        DAMAGED,
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_one_that_can_not_be_read_is_an_error_in_one_line_that_says_what_to_do(
    call: Call,
    graded: Course,
    arguments: tuple[str, ...],
    harm: str,
) -> None:
    path = graded.root / "gradebook.db"
    damage, problem, advice = HARMS[harm]

    with damage(path):
        before = path.read_bytes()
        status, said = call(*arguments, cwd=graded.root)

    assert status == 1
    assert said.startswith(f"Error: {path}: ")
    assert problem in said
    assert said.endswith(f"{advice}\n")
    assert said.count("\n") == 1
    assert path.read_bytes() == before


def test_where_there_is_none_none_is_made(
    call: Call,
    graded: Course,
    arguments: tuple[str, ...],
) -> None:
    path = graded.root / "gradebook.db"
    path.unlink()

    status, said = call(*arguments, cwd=graded.root)

    assert status != 0
    assert "there is no gradebook" in said
    assert not path.exists()
