"""What tests of the command need: the command, called in this process, and a graded class."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.cli import main as cli
from autograder.course.layout import Course
from tests.helpers import SMALL, command, make_course

Call = Callable[..., tuple[int, str]]

NAME = "04-convolution"
GRADE = ("grade", NAME, "--isolation", "none")


@pytest.fixture(scope="session")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A graded class of three, to be copied."""
    course = make_course(tmp_path_factory.mktemp("complete") / "course", cells=SMALL)
    for line in (("sample-class", "submitted", "-n", "3"), GRADE):
        ended = command("autograder", *line, cwd=course.root)
        assert ended.returncode == 0, ended.stdout + ended.stderr
    return course


@pytest.fixture
def own(complete: Course, tmp_path: Path) -> Course:
    """The graded class, to do anything with."""
    return Course(shutil.copytree(complete.root, tmp_path / "course"))


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command in a given directory; return its exit status and all it says."""

    def run(*arguments: str | Path, cwd: Path) -> tuple[int, str]:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr("sys.argv", ["autograder", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.run()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run
