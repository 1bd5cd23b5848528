"""On a machine that lacks what is usual, grades are the same, or a line says what is missing.

Each is a process of its own: what is odd is there before Python starts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.classroom.sample import make_class
from autograder.course.layout import Course
from tests.helpers import ROOT, SMALL, command, make_course

NAME = "04-convolution"
GRADE = ("-m", "autograder", "grade", NAME)

ASCII = {
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONIOENCODING": "ascii",
}
UNKNOWN_USER = ("unshare", "--user", "--map-user=12345", "--map-group=12345")


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, bytes]:
    """A small course with one student, and the grades of a usual machine."""
    course = make_course(tmp_path_factory.mktemp("usual") / "course", cells=SMALL)
    make_class([course.load(NAME)], course.root / "submitted", 1, seed=0)
    output = course.root.parent / "usual"
    ended = command("autograder", "grade", NAME, "--output", output, cwd=course.root)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return course, (output / "grades.csv").read_bytes()


def run(course: Course, *line: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Run a command in a changed environment; None takes a variable away."""
    variables = {
        name: value for name, value in {**os.environ, **changed}.items() if value is not None
    }
    return subprocess.run(
        line, cwd=course.root, env=variables, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("before", "changed"),
    [
        ((), ASCII),
        pytest.param(UNKNOWN_USER, {"HOME": None}, marks=pytest.mark.soak),
        (UNKNOWN_USER, {"HOME": "/proc", "TMPDIR": "/nowhere", "TZ": "No/Where"}),
    ],
    ids=["ASCII", "an unknown user without a home", "a home and a folder that are none"],
)
def test_grades_are_the_same_on_an_odd_machine(
    handed_in: tuple[Course, bytes],
    tmp_path: Path,
    before: tuple[str, ...],
    changed: dict[str, str | None],
) -> None:
    course, grades = handed_in

    ended = run(course, *before, sys.executable, *GRADE, "--output", str(tmp_path), **changed)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert (tmp_path / "grades.csv").read_bytes() == grades


@pytest.mark.soak
def test_a_course_is_built_and_exported_where_the_machine_knows_ascii_alone(
    handed_in: tuple[Course, bytes], tmp_path: Path
) -> None:
    course = Course(shutil.copytree(handed_in[0].root, tmp_path / "course"))
    (course.root / "course.toml").write_text('title = "Für alle"\n', encoding="utf-8")

    for words in (("build",), ("doctor",), ("sample-class", "another", "-n", "1")):
        ended = run(course, sys.executable, "-m", "autograder", *words, **ASCII)

        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("options", "changed"), [(["-O"], {}), (["-OO"], {}), ([], {"PYTHONOPTIMIZE": "2"})]
)
def test_python_that_leaves_out_asserts_and_docstrings_is_refused_in_a_line(
    handed_in: tuple[Course, bytes],
    tmp_path: Path,
    options: list[str],
    changed: dict[str, str | None],
) -> None:
    line = (sys.executable, *options, *GRADE, "--output", str(tmp_path))

    ended = run(handed_in[0], *line, **changed)

    assert ended.returncode == 2
    assert ended.stderr.startswith("Error: Python runs with -O here, or PYTHONOPTIMIZE is set")
    assert ended.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("limit", "name"), [("-v 7000000", "AS"), ("-n 200", "NOFILE"), ("-u 50", "NPROC")]
)
def test_a_limit_that_students_code_would_be_charged_for_is_named_before_grading(
    handed_in: tuple[Course, bytes], tmp_path: Path, limit: str, name: str
) -> None:
    words = " ".join((sys.executable, *GRADE, "--output", str(tmp_path / "output")))

    ended = run(handed_in[0], "bash", "-c", f"ulimit {limit}; {words}", OMP_NUM_THREADS="1")

    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert f"the limit RLIMIT_{name} is " in ended.stderr
    assert "raise it" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "output").exists()


ELSEWHERE = """
import sys
import psutil, urllib.request  # which would look for what this Python lacks
from autograder.cli.main import run
sys.platform = {system!r}
run()
"""
"""As on another system, as far as Python can be told."""


def elsewhere(course: Course, system: str, *words: str) -> subprocess.CompletedProcess[str]:
    return run(course, sys.executable, "-c", ELSEWHERE.format(system=system), *words)


@pytest.mark.parametrize(
    "words", [("build",), ("grade", NAME), ("grade", NAME, "--isolation", "none")], ids=" ".join
)
def test_where_there_is_no_linux_what_runs_notebooks_code_says_so_in_a_line(
    handed_in: tuple[Course, bytes], words: tuple[str, ...]
) -> None:
    ended = elsewhere(handed_in[0], "darwin", *words)

    assert ended.returncode == 2
    assert ended.stderr == (
        "Error: notebooks' code is run on Linux alone: on macOS in a container, on Windows in "
        "WSL 2 (docs/other-machines.md)\n"
    )


def test_where_there_is_no_linux_the_doctor_says_what_that_means_and_looks_at_the_rest(
    handed_in: tuple[Course, bytes],
) -> None:
    ended = elsewhere(handed_in[0], "darwin", "doctor")

    assert ended.returncode == 1
    assert ended.stderr == ""
    assert "✗  box               notebooks' code is run on Linux alone" in ended.stdout
    assert "sysctl" not in ended.stdout and "✓  torch " in ended.stdout


@pytest.mark.soak
def test_what_runs_no_code_of_notebooks_works_without_linux(
    handed_in: tuple[Course, bytes], tmp_path: Path
) -> None:
    course = Course(shutil.copytree(handed_in[0].root, tmp_path / "course"))
    for name in ("requirements.txt", "environment.yml"):
        shutil.copy(ROOT / name, course.root / name)
    for verb in ("grade", "build"):
        assert run(course, sys.executable, "-m", "autograder", verb, NAME).returncode == 0

    for words in (
        ("init", "../another"),
        ("sample-class", "../made-up", "-n", "1"),
        ("collect", NAME, "../made-up"),
        ("publish", "../handout"),
        ("summary",),
        ("report",),
        ("export", "--to", "csv", "--output", "../all.csv"),
    ):
        ended = elsewhere(course, "darwin", *words)

        assert ended.returncode == 0, (words, ended.stdout + ended.stderr)


def test_windows_is_refused_in_a_line_that_names_the_way(handed_in: tuple[Course, bytes]) -> None:
    # Which has none of these modules.
    without = (
        "import sys, psutil\n"  # whose other half another system has
        "sys.modules |= dict.fromkeys(('fcntl', 'grp', 'pwd', 'resource'))\n"
    )
    line = (sys.executable, "-c", without + ELSEWHERE.format(system="win32"), "doctor")

    ended = run(handed_in[0], *line)

    assert ended.returncode == 2
    assert ended.stderr == (
        "Error: autograder doesn't run on Windows itself: use WSL 2 (docs/other-machines.md)\n"
    )
