"""A wrong call ends with status 2 and one line that says what to do; never with a traceback."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from autograder.classroom import unplaced
from autograder.cli import terminal
from autograder.cli.terminal import print_notes, print_scores
from autograder.course.layout import Course
from autograder.grading.status import Status
from tests.classroom.made_up import CONVOLUTION, a_row, verdict
from tests.cli.conftest import Call
from tests.helpers import SMALL, command, make_course


@pytest.fixture
def small(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course", cells=SMALL)


def test_help_names_every_command(tmp_path: Path) -> None:
    ended = command("autograder", "--help", cwd=tmp_path)

    assert ended.returncode == 0, ended.stderr
    for name in ("build", "grade", "report", "sample-class"):
        assert f"\n  {name} " in ended.stdout


@pytest.mark.parametrize("arguments", [("--help",), ("grade", "--help")])
def test_help_imports_nothing_large(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    large = ("torch", "distributed", "nbgrader", "nbformat")
    program = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('imported:', [m for m in {large} if m in sys.modules]))\n"
        f"sys.argv = ['autograder', *{arguments}]\n"
        "from autograder.__main__ import run\n"
        "run()\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("Usage: autograder ")
    assert ended.stdout.endswith("imported: []\n")


@pytest.mark.parametrize("name", ["build", "grade", "report", "sample-class"])
def test_each_command_has_help(call: Call, tmp_path: Path, name: str) -> None:
    status, said = call(name, "--help", cwd=tmp_path)

    assert status == 0
    assert said.startswith(f"Usage: autograder {name} ")


@pytest.mark.parametrize(
    "arguments", [("grade", "04-convolution"), ("build",), ("sample-class", "somewhere")]
)
def test_outside_of_a_course_one_is_told_to_go_there(
    call: Call, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    status, said = call(*arguments, cwd=tmp_path)

    assert status == 2
    assert said == (
        f"Error: no nbgrader_config.py in {tmp_path} or above: change to the course directory,"
        f" or name it with --course\n"
    )


@pytest.mark.parametrize("arguments", [("grade", "04-convolutions"), ("build", "04-convolutions")])
def test_an_unknown_assignment_is_told_which_there_are(
    call: Call, small: Course, arguments: tuple[str, ...]
) -> None:
    status, said = call(*arguments, cwd=small.root)

    assert status == 2
    assert said == "Error: there is no assignment '04-convolutions'; there are: 04-convolution\n"


def test_without_submissions_one_is_told_where_to_put_them(call: Call, small: Course) -> None:
    status, said = call("grade", "04-convolution", cwd=small.root)

    assert status == 2
    assert (
        f"there is no folder {small.root / 'submitted'}: put submissions there, or name their "
        "folder with --submitted" in said
    )


def test_a_student_who_is_known_and_handed_in_nothing_is_told_apart_from_one_who_is_not(
    call: Call, small: Course
) -> None:
    (small.root / "class.csv").write_text("id,first_name,last_name,email\nada,Ada,L,a@b.c\n")
    submitted = small.root / "submitted"
    submitted.mkdir()

    def graded(student: str) -> tuple[int, str]:
        return call("grade", "04-convolution", "--student", student, cwd=small.root)

    nothing = "Error: ada has handed in nothing of 04-convolution: "
    assert graded("ada") == (2, f"{nothing}there is no folder {submitted / 'ada/04-convolution'}\n")
    (submitted / "ada/02-mlp").mkdir(parents=True)
    assert graded("ada") == (2, f"{nothing}there is no folder {submitted / 'ada/04-convolution'}\n")
    unplaced.note(submitted, "04-convolution", {"ada": "two files of the same time"})
    assert graded("ada")[1].startswith(f"{nothing}Something was handed in that could not be placed")
    assert graded("adda") == (2, f"Error: there is no 'adda' in {submitted}; did you mean ada?\n")
    (submitted / ".alan/04-convolution").mkdir(parents=True)
    dotted = "a folder whose name begins with a dot is not graded: rename it"
    assert graded(".alan") == (2, f"Error: {submitted / '.alan'}: {dotted}\n")


def test_grading_without_an_assignment_is_a_wrong_call(call: Call, small: Course) -> None:
    status, said = call("grade", cwd=small.root)

    assert status == 2
    assert "Missing argument 'ASSIGNMENTS...'" in said


@pytest.mark.parametrize("seconds", ["0", "nan", "inf", "soon"])
@pytest.mark.parametrize("option", ["--cell-seconds", "--submission-seconds"])
def test_a_time_that_never_ends_is_a_wrong_call(
    call: Call, small: Course, option: str, seconds: str
) -> None:
    status, said = call("grade", "04-convolution", option, seconds, cwd=small.root)

    assert status == 2
    assert f"Invalid value for '{option}'" in said


@pytest.mark.parametrize("workers", ["0", "-1", "many"])
def test_a_senseless_number_of_workers_is_a_wrong_call(
    call: Call, small: Course, workers: str
) -> None:
    status, said = call("grade", "04-convolution", "--workers", workers, cwd=small.root)

    assert status == 2
    assert "--workers" in said


def test_two_notebooks_in_one_assignment_are_named(call: Call, small: Course) -> None:
    (small.source / "04-convolution/other.ipynb").write_text("{}")

    status, said = call("grade", "04-convolution", cwd=small.root)

    assert status == 2
    assert said == (
        "Error: source/04-convolution must hold one notebook, but holds 2: convolution.ipynb, "
        "other.ipynb\n"
    )


@pytest.mark.parametrize("text", ["", "{", '{"nbformat": 4}'])
def test_a_source_that_is_no_notebook_is_named(call: Call, small: Course, text: str) -> None:
    (small.root / "submitted").mkdir()
    small.notebook("04-convolution").write_text(text)

    status, said = call("grade", "04-convolution", cwd=small.root)

    assert status == 2
    assert said.startswith(
        "Error: source/04-convolution/convolution.ipynb can't be read as a notebook"
    )
    assert "Traceback" not in said


def test_a_test_cell_without_its_check_is_named(call: Call, small: Course) -> None:
    (small.root / "submitted").mkdir()
    path = small.notebook("04-convolution")
    path.write_text(
        path.read_text().replace("04-convolution/output-size", "04-convolution/output-sise")
    )

    status, said = call("grade", "04-convolution", cwd=small.root)

    assert status == 2
    assert "cell 'test-output-size': no check is called '04-convolution/output-sise' in " in said
    assert "04-convolution/output-size, 04-convolution/pool" in said


def test_a_folder_without_submissions_of_the_assignment_grades_nobody_and_says_so(
    call: Call, small: Course
) -> None:
    (small.root / "submitted/ada/01-other").mkdir(parents=True)

    status, said = call("grade", "04-convolution", cwd=small.root)

    assert status == 0
    assert "04-convolution: no submissions found" in said
    assert (small.root / "grades.csv").read_text().count("\n") == 1


def test_students_of_whatever_name_are_graded_and_named(call: Call, small: Course) -> None:
    for name in (b"ada", b"[red]", b"=1+1", b"caf\xe9", b"<b>"):
        os.makedirs(os.fsencode(small.root / "submitted") + b"/" + name + b"/04-convolution")

    status, said = call("grade", "04-convolution", cwd=small.root)

    named = [
        line.removeprefix("not graded: ")
        for line in said.splitlines()
        if line.startswith("not graded: ")
    ]
    problem = "04-convolution: No notebook was handed in: convolution.ipynb is missing."
    assert status == 1
    assert named == [f"{name} {problem}" for name in ("<b>", "=1+1", "[red]", "ada", "caf\\xe9")]
    assert (
        "<b>"
        not in (small.root / "feedback/<b>/04-convolution/convolution.html")
        .read_text()
        .split("<style>")[0]
    )


def test_what_was_put_right_is_printed_and_beyond_ten_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [
        a_row(f"s{i}", "04-convolution", [], notes=[f"Cell {i} was [b]moved[/b]."])
        for i in range(12)
    ]

    print_notes(rows)

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "note: s0 04-convolution: Cell 0 was [b]moved[/b]."
    assert said[10:] == ["note: 2 more are in the report"]


def test_a_large_class_is_printed_as_far_as_one_reads(capsys: pytest.CaptureFixture[str]) -> None:
    passed = verdict("pool", Status.PASSED)

    print_scores([a_row(f"s{i}", "04-convolution", [passed]) for i in range(103)])

    said = capsys.readouterr().out
    assert " s99 " in said
    assert " s100 " not in said
    assert "3 more are in summary.csv and in the report" in said
    assert "passed 103" in said


def test_on_a_narrow_terminal_names_and_marks_are_all_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts = [verdict(name, Status.PASSED) for name in CONVOLUTION]
    rows = [a_row("a.lovelace@example.org", "04-convolution", verdicts)]
    said = {}
    for width in (40, 120):
        monkeypatch.setattr(terminal, "console", Console(width=width))
        print_scores(rows)
        said[width] = capsys.readouterr().out

    assert "✓✓✓✓" in said[40] and f"The exercises: {', '.join(CONVOLUTION)}" in " ".join(
        said[40].split()
    )
    assert "a.lovelace@example.org" in "".join(re.findall(r"[a-z.@]+", said[40]))
    assert max(map(len, said[40].splitlines())) <= 40
    assert said[120].count("✓") == 1 + len(CONVOLUTION) and "channels" in said[120]


def test_a_table_says_which_points_are_not_in_it_yet(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts = [verdict("pool", Status.PASSED), verdict("why-pool", Status.UNGRADED)]
    rows = [a_row(name, "04-convolution", verdicts) for name in ("ada", "alan")]

    print_scores(rows)

    said = "2 answers to read, not counted in these points yet: `autograder read 04-convolution`"
    assert said in " ".join(capsys.readouterr().out.split())


def test_the_course_is_found_from_a_folder_in_it_or_by_its_option(
    call: Call, small: Course, tmp_path: Path
) -> None:
    assert call("grade", "x", cwd=small.source)[1].startswith("Error: there is no assignment 'x'")
    assert call("--course", small.root, "grade", "x", cwd=tmp_path)[1].startswith(
        "Error: there is no assignment 'x'"
    )


def test_a_sample_class_is_not_written_over_submissions(
    call: Call, small: Course, tmp_path: Path
) -> None:
    assert call("sample-class", tmp_path / "class", "-n", "2", cwd=small.root)[0] == 0

    status, said = call("sample-class", tmp_path / "class", "-n", "2", cwd=small.root)

    assert status == 2
    assert "is there already: name an empty folder" in said


def test_the_secret_is_made_once_and_for_its_owner_alone(
    small: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small.root / ".autograder-secret"
    path.unlink()
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)

    made = small.secret()

    assert len(made) == 64
    assert small.secret() == made
    assert path.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("AUTOGRADER_SECRET", "given")
    assert small.secret() == b"given"


def test_the_secret_is_made_on_a_file_system_without_hard_links_too(
    small: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*names: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    path = small.root / ".autograder-secret"
    path.unlink()
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)
    monkeypatch.setattr(os, "link", refused)

    made = small.secret()

    assert len(made) == 64
    assert small.secret() == made
    assert path.stat().st_mode & 0o777 == 0o600
