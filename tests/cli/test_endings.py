"""How the command ends where something outside of it goes wrong.

A sentence, and its exit status.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.errors import sentence
from tests.cli.conftest import Call
from tests.conftest import HandIn
from tests.helpers import SMALL, command, make_course

AUTOGRADER = Path(sys.executable).with_name("autograder")


@pytest.fixture
def small(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course", cells=SMALL)


def test_ctrl_c_ends_in_a_sentence(small: Course) -> None:
    """It comes while the command waits for a file that somebody is still writing."""
    log = small.root / "log.jsonl"
    os.mkfifo(log)
    line = [str(AUTOGRADER), "summary", "--only", str(log)]
    with (
        subprocess.Popen(line, cwd=small.root, stderr=subprocess.PIPE, text=True) as running,
        log.open("wb"),  # opens when the command does
    ):
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)

    assert running.returncode == 130
    assert said.strip() == "Stopped."


def test_a_terminal_that_takes_nothing_is_told_of_in_a_line(small: Course) -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [AUTOGRADER, "doctor"],
            cwd=small.root,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[0] == (
        "Error: No space left on device: make room, and run the same command again"
    )
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "line",
    [("doctor",), ("grade", "04-convolution", "--isolation", "none")],
    ids=lambda one: one[0],
)
def test_a_reader_that_goes_away_is_no_error(
    small: Course, hand_in: HandIn, line: tuple[str, ...]
) -> None:
    convolution = small.load("04-convolution")
    hand_in(small.root / "submitted", "ada", convolution, convolution.release)

    with subprocess.Popen(
        [AUTOGRADER, *line],
        cwd=small.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout and running.stderr
        running.stdout.close()
        said = running.stderr.read()

    assert said == ""


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Stand in for a disk that is full within a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_can_not_be_written_to_its_end_is_named_and_the_one_before_stays(
    call: Call, small: Course
) -> None:
    (small.root / "submitted").mkdir()
    assert call("grade", "04-convolution", "--isolation", "none", cwd=small.root)[0] == 0
    before = (small.root / "report.html").read_bytes()

    with files_of_at_most(1_000):
        status, said = call("grade", "04-convolution", "--isolation", "none", cwd=small.root)

    assert status == 1
    assert said.endswith(
        f"Error: {small.root}/report.html: File too large: raise the limit of file sizes "
        "(`ulimit -f`)\n"
    )
    assert (small.root / "report.html").read_bytes() == before
    assert not list(small.root.glob(".report.html*"))


def test_a_terminal_without_the_letters_gets_their_numbers(
    small: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")

    ended = command("autograder", "doctor", cwd=small.root)

    assert "Traceback" not in ended.stderr
    assert "\\u2713  Python " in ended.stdout


@pytest.mark.parametrize(
    "address",
    ["nowhere", "", "tcp://127.0.0.1:port", "http://127.0.0.1:9", "tls://127.0.0.1:9"],
)
def test_an_address_that_is_none_of_a_schedulers_is_a_wrong_call(
    call: Call, small: Course, address: str
) -> None:
    (small.root / "submitted").mkdir()
    arguments = ("grade", "04-convolution", "--isolation", "none", "--scheduler", address)

    status, said = call(*arguments, cwd=small.root)

    assert status == 2
    assert f"Error: no cluster to grade on at {address}: " in said
    assert said.endswith("or name their address, as tcp://host:8786\n")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Denied", "a"), "a: Denied: give yourself the right to it"),
        (OSError(errno.EISDIR, "Is a folder", ".a.7", None, "a"), "a: Is a folder: a file belongs"),
        (OSError(errno.EIO, "Input/output error"), "grades.csv: Input/output error: see that it"),
        (
            FileNotFoundError(errno.ENOENT, "No file", b"caf\xe9"),
            "caf\udce9: No file: put it there",
        ),
    ],
)
def test_an_error_of_the_operating_system_names_the_file_and_a_remedy(
    error: OSError, said: str
) -> None:
    assert sentence(error, Path("grades.csv")).startswith(said)


def test_an_error_of_the_operating_system_that_is_of_no_file_is_no_sentence() -> None:
    assert sentence(OSError(errno.ECONNRESET, "Connection reset by peer")) == ""
