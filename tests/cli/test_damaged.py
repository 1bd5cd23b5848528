"""Every command, with each kind of file that it reads damaged, empty, locked, missing, or a folder.

It ends in a line that names the file and says what to do, and keeps what was good. A folder stands
for what can't be read: permissions don't hold root back.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.course.init import init_course
from autograder.course.layout import Course
from tests.cli.conftest import Call
from tests.helpers import ROOT, SMALL, command, make_course

NAME = "04-convolution"
NOTEBOOK = f"source/{NAME}/convolution.ipynb"
RELEASE = f"release/{NAME}/convolution.ipynb"
NOTE = f"autograded/ada/{NAME}/verdicts.json"
EXPORTS = ("csv", "canvas", "moodle", "junit", "gradescope")

COMMANDS: dict[str, tuple[str, ...]] = {
    "build": ("build",),
    "grade": ("grade", NAME, "--isolation", "none"),
    "report": ("report",),
    "summary": ("summary",),
    "summary --only": ("summary", "--only", "log.jsonl"),
    "sample-class": ("sample-class", "another"),
    "data": ("data",),
    "doctor": ("doctor",),
    "publish": ("publish", "public"),
    "collect": ("collect", NAME, "handed-in.zip"),
    "collect --roster": ("collect", NAME, "handed-in.zip", "--roster", "roster.csv"),
    **{f"export {form}": ("export", "--to", form, "--output", "exported") for form in EXPORTS},
    "export --roster": ("export", "--to", "csv", "--roster", "roster.csv"),
    "export gradescope-autograder": (
        *("export", NAME, "--to", "gradescope-autograder"),
        *("--output", "autograder.zip"),
    ),
    "init": ("init", "begun"),
    "grade --again": ("grade", NAME, "--isolation", "none", "--again"),
    "roster": ("roster", "roster.csv"),
    "extend": ("extend", "ada", NAME, "2025-03-16 23:59"),
    "excuse": ("excuse", "ada", NAME),
    "excuse --undo": ("excuse", "ada", NAME, "--undo"),
    "similar": ("similar", NAME),
    "read": ("read", NAME, "--no-browser"),
    "grade --log-json": ("grade", NAME, "--isolation", "none", "--log-json", "log.jsonl"),
}
READ_GRADES = ("report", "summary", *(f"export {form}" for form in EXPORTS))
LOAD = ("build", "grade", "sample-class", "publish", "collect", "export gradescope-autograder")


@contextmanager
def damaged(path: Path) -> Iterator[None]:
    """Half a file, and bytes that are no text."""
    path.write_bytes(b"{[ half of it \xff\x00")
    yield


@contextmanager
def empty(path: Path) -> Iterator[None]:
    """Nothing left."""
    path.write_bytes(b"")
    yield


@contextmanager
def missing(path: Path) -> Iterator[None]:
    """Not there."""
    path.unlink(missing_ok=True)
    yield


@contextmanager
def missing_folder(path: Path) -> Iterator[None]:
    """Not there, with all that was in it."""
    shutil.rmtree(path)
    yield


@contextmanager
def folder(path: Path) -> Iterator[None]:
    """A folder where the file should be."""
    path.unlink(missing_ok=True)
    path.mkdir()
    yield


@contextmanager
def stray(path: Path) -> Iterator[None]:
    """A file where a folder should be."""
    if path.is_dir():
        shutil.rmtree(path)
    path.write_text("stray")
    yield


HOLD = """
import sqlite3, sys
gradebook = sqlite3.connect(sys.argv[1])
gradebook.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """A database that another program writes to."""
    line = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin and other.stdout
        assert other.stdout.readline() == b"held\n"
        yield
        other.stdin.close()


@contextmanager
def failing(path: Path) -> Iterator[None]:
    """A program that raises."""
    path.write_text("c = get_config()\nc.CourseDirectory.course_id = 1 / 0\n")
    yield


Breaking = Callable[[Path], AbstractContextManager[None]]


@dataclass(frozen=True)
class Case:
    """A file, how it is broken, a command that reads it, and how that ends."""

    file: str
    broken: Breaking
    name: str
    status: int

    def __str__(self) -> str:
        return f"{self.name}: {self.file} {self.broken.__name__}"


def cases(
    file: str, status: int, breakings: tuple[Breaking, ...], names: tuple[str, ...]
) -> list[Case]:
    return [Case(file, broken, name, status) for broken in breakings for name in names]


CASES = [
    *cases("nbgrader_config.py", 2, (damaged, failing), ("build", "grade", "report", "publish")),
    *cases("nbgrader_config.py", 2, (missing, folder), ("build", "summary", "data", "doctor")),
    *cases("nbgrader_config.py", 2, (missing,), ("collect", "export csv", "publish")),
    *cases("course.toml", 2, (damaged, folder), (*LOAD, "report")),
    *cases(NOTEBOOK, 2, (damaged, empty, folder), (*LOAD, "data", "report")),
    *cases(".autograder-secret", 2, (empty, folder), ("build", "grade")),
    *cases(".autograder-secret", 2, (empty, folder), ("export gradescope-autograder",)),
    *cases("gradebook.db", 1, (damaged, empty, locked), READ_GRADES),
    *cases("gradebook.db", 1, (folder, missing), ("report", "summary")),
    *cases("gradebook.db", 1, (folder,), ("export csv", "export gradescope")),
    *cases("gradebook.db", 2, (missing,), ("export csv", "export gradescope")),
    *cases("gradebook.db", 1, (damaged, empty, locked, folder), ("grade",)),
    *cases("gradebook.db", 1, (damaged, empty, locked, folder), ("build",)),
    *cases("requirements.txt", 1, (damaged, missing, folder, empty), ("publish",)),
    *cases("requirements.txt", 2, (damaged, folder), ("export gradescope-autograder",)),
    *cases("environment.yml", 1, (damaged, missing, folder, empty), ("publish",)),
    *cases(RELEASE, 1, (damaged, empty, missing, folder), ("publish",)),
    *cases("roster.csv", 2, (damaged, empty, missing, folder), ("collect --roster",)),
    *cases("roster.csv", 2, (damaged, empty, missing, folder), ("export --roster",)),
    *cases("handed-in.zip", 2, (damaged, empty, missing), ("collect",)),
    *cases("log.jsonl", 2, (damaged, missing, folder), ("summary --only",)),
    *cases("log.jsonl", 2, (folder,), ("grade --log-json",)),
    *cases("gradebook.db", 1, (damaged, empty, locked, folder), ("grade --again",)),
    *cases("gradebook.db", 1, (damaged, empty, folder), ("extend", "excuse", "read")),
    *cases("roster.csv", 2, (damaged, empty, missing, folder), ("roster",)),
    *cases("class.csv", 2, (damaged, stray), ("roster", "grade", "report", "collect")),
    *cases("extensions.csv", 2, (damaged, stray), ("extend", "excuse", "report", "export csv")),
    *cases("extensions.csv", 2, (damaged,), ("excuse --undo", "grade")),
    *cases("nbgrader_config.py", 2, (missing,), ("similar", "read")),
    *cases("submitted", 2, (missing_folder, stray), ("similar",)),
    *cases("similar.html", 1, (folder,), ("similar",)),
    *cases("grades.csv", 1, (folder,), ("grade", "report")),
    *cases("summary.csv", 1, (folder,), ("grade", "report")),
    *cases("report.html", 1, (folder,), ("grade", "report")),
    *cases("autograded", 1, (stray,), ("grade", "grade --again")),
    *cases("feedback", 1, (stray,), ("grade --again",)),
    *cases("submitted", 2, (missing_folder, stray), ("grade",)),
    *cases("source", 2, (missing_folder, stray), ("build", "sample-class", "publish")),
    *cases("release", 1, (stray,), ("build", "publish")),
    *cases("solutions", 1, (stray,), ("build",)),
    *cases("data", 2, (empty,), ("data",)),
    *cases("begun", 2, (stray,), ("init",)),
    *cases("public", 2, (stray,), ("publish",)),
    *cases("public.zip", 1, (folder,), ("publish",)),
    *cases("another", 2, (stray,), ("sample-class",)),
    *cases("exported", 1, (folder,), ("export csv", "export junit")),
    *cases("exported", 1, (stray,), ("export gradescope",)),
    *cases("autograder.zip", 1, (folder,), ("export gradescope-autograder",)),
]
"""What ends in an error: 2 where the call, or the course that it names, is wrong; else 1."""

UNHARMED = [
    *cases("nbgrader_config.py", 0, (damaged, failing), ("summary", "sample-class", "init")),
    *cases("course.toml", 0, (missing, empty), ("summary", "sample-class", "report")),
    *cases(NOTE, 0, (damaged, empty, missing), ("grade",)),
    *cases("gradebook.db", 0, (missing,), ("grade",)),
    *cases("gradebook.db", 0, (damaged, locked), ("sample-class", "collect", "publish")),
    *cases("requirements.txt", 0, (missing,), ("grade", "export gradescope-autograder")),
    *cases(f"solutions/{NAME}/convolution.ipynb", 0, (damaged,), ("build", "publish")),
]
"""What goes well: the command doesn't need the file, or makes it anew."""


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course that is built, handed in and graded: to be copied."""
    course = make_course(tmp_path_factory.mktemp("complete") / "course", cells=SMALL)
    for name in ("requirements.txt", "environment.yml"):
        shutil.copy(ROOT / name, course.root / name)
    log = ("--log-json", "log.jsonl")
    for line in (
        COMMANDS["build"],
        ("sample-class", "submitted", "-n", "2"),
        (*COMMANDS["grade"], *log),
    ):
        ended = command("autograder", *line, cwd=course.root)
        assert ended.returncode == 0, ended.stdout + ended.stderr
    (course.root / "roster.csv").write_text("id,first_name,last_name,email\nada,Ada,L,a@b.org\n")
    with zipfile.ZipFile(course.root / "handed-in.zip", "w") as archive:
        submitted = course.root / f"submitted/ada/{NAME}/convolution.ipynb"
        archive.write(submitted, f"ada/{NAME}/convolution.ipynb")
    return course


REMEDY = re.compile(
    r"\b(write|change|choose|close|download|give|grade|have|make|mend|move|name|put|remove|run|save|see|"
    r"start|need)\b|Usage: "
)
"""What to do: the verb of a remedy, or how the command is called."""


def contents(root: Path, broken: Path) -> dict[Path, bytes]:
    """Return every file of a course but the broken one."""
    return {
        path: path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path != broken and broken not in path.parents
    }


def check_end(call: Call, root: Path, case: Case, arguments: tuple[str, ...]) -> None:
    """Break a file and call the command: it ends as it should, and loses nothing."""
    path = root / case.file
    with case.broken(path):
        before = contents(root, path)
        status, said = call(*arguments, cwd=root)
        after = contents(root, path)

    assert "Traceback" not in said
    assert status == case.status, said
    error = said[said.index("Error: ") :]
    assert path.name in error
    assert error.count("\n") <= 3
    assert REMEDY.search(said)
    assert {name: after.get(name) for name in before} == before


WAITS = ("grade", "report")
"""Of those that wait some seconds for a gradebook that another program holds."""


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=pytest.mark.soak)
        if case.broken is locked and case.name not in WAITS
        else case
        for case in CASES
    ],
    ids=str,
)
def test_what_is_broken_is_named_with_what_to_do_and_nothing_good_is_lost(
    call: Call, complete: Course, tmp_path: Path, case: Case
) -> None:
    root = shutil.copytree(complete.root, tmp_path / "course")
    check_end(call, root, case, COMMANDS[case.name])


OWN = "exercises/01-start/centre"
EXERCISES = [
    *cases(f"{OWN}/check.py", 2, (damaged, empty, missing, folder, failing), ("build", "grade")),
    *cases(f"{OWN}/misconceptions.py", 2, (damaged, folder), ("build", "grade", "sample-class")),
    *cases("exercises", 2, (missing_folder, stray), LOAD),
]
"""What a course with exercises of its own reads besides."""


@pytest.mark.parametrize("case", EXERCISES, ids=str)
def test_so_are_the_exercises_of_ones_own(call: Call, tmp_path: Path, case: Case) -> None:
    root = tmp_path / "course"
    init_course(root)
    (root / "submitted").mkdir()
    arguments = (word.replace(NAME, "01-start") for word in COMMANDS[case.name])
    check_end(call, root, case, tuple(arguments))


HANDED_IN = f"submitted/ada/{NAME}"


@contextmanager
def no_time(path: Path) -> Iterator[None]:
    """A word where a time should be."""
    path.write_text("yesterday\n")
    yield


@pytest.mark.parametrize(
    "case",
    [
        *cases(f"{HANDED_IN}/convolution.ipynb", 1, (damaged, empty, missing, folder), ("grade",)),
        *cases(f"{HANDED_IN}/timestamp.txt", 1, (damaged, no_time), ("grade",)),
    ],
    ids=str,
)
def test_a_submission_that_can_not_be_graded_is_named_and_the_others_keep_their_grades(
    call: Call, complete: Course, tmp_path: Path, case: Case
) -> None:
    root = shutil.copytree(complete.root, tmp_path / "course")
    before = (root / "grades.csv").read_text().splitlines()
    with case.broken(root / case.file):
        status, said = call(*COMMANDS[case.name], cwd=root)

    assert "Traceback" not in said
    assert status == case.status, said
    assert f"not graded: ada {NAME}: " in said
    others = [line for line in before if not line.startswith("ada,")]
    assert set(others) < set((root / "grades.csv").read_text().splitlines())


@pytest.mark.parametrize("case", UNHARMED, ids=str)
def test_what_a_command_does_not_need_keeps_it_from_nothing(
    call: Call, complete: Course, tmp_path: Path, case: Case
) -> None:
    root = shutil.copytree(complete.root, tmp_path / "course")
    with case.broken(root / case.file):
        status, said = call(*COMMANDS[case.name], cwd=root)

    assert "Traceback" not in said
    assert status == 0, said


def test_every_command_is_in_the_table() -> None:
    assert {arguments[0] for arguments in COMMANDS.values()} == set(main.commands)
    assert {case.name for case in (*CASES, *EXERCISES, *UNHARMED)} == set(COMMANDS)
