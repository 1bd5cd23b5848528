"""The commands that face students and platforms: what they print, and how they end.

Their exit status is 0 for all well, 1 for something left, 2 for a wrong call.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.course import journal
from autograder.course.gradebook import recorder
from autograder.course.layout import Course
from autograder.grading import versions
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.classroom.desk import ADA, ALAN, GRADESCOPE, MOODLE, zipped
from tests.cli.conftest import Call
from tests.helpers import ROOT, SMALL, make_course

NAME = "04-convolution"


@pytest.fixture
def small(tmp_path: Path) -> Course:
    """A small course as a build leaves it."""
    course = make_course(tmp_path / "course", cells=SMALL)
    for name in ("environment.yml", "requirements.txt"):
        shutil.copy(ROOT / name, course.root / name)
    (course.release / NAME).mkdir(parents=True)
    (course.release / NAME / "convolution.ipynb").write_text(
        nbformat.writes(course.load(NAME).release, indent=1) + "\n"
    )
    return course


@pytest.fixture
def graded(small: Course) -> Course:
    """The course with two students in its gradebook, of whom one waits for a person."""
    assignment = small.load(NAME)
    now = versions.of(assignment)
    with recorder(small.root / "gradebook.db", assignment, small.config()) as book:
        for student, status, points in (
            ("ada", Status.PASSED, 1.0),
            ("alan", Status.UNGRADED, None),
        ):
            own = [
                Verdict("output-size", "Size", 3.0, 3, Status.PASSED),
                Verdict("why-pool", "Why", points, 1, status),
            ]
            book.record(student, own, None)
            journal.write_entry(
                small.root / "autograded" / student / NAME,
                Result(student, NAME, own, versions=now),
            )
    return small


@pytest.mark.parametrize("name", ["publish", "collect", "export"])
def test_each_command_is_listed_and_has_help(call: Call, tmp_path: Path, name: str) -> None:
    assert f"\n  {name} " in call("--help", cwd=tmp_path)[1]

    status, said = call(name, "--help", cwd=tmp_path)

    assert status == 0
    assert said.startswith(f"Usage: autograder {name} ")


def test_publish_says_what_it_wrote_and_what_to_mend(
    call: Call, small: Course, tmp_path: Path
) -> None:
    status, said = call("publish", tmp_path / "students", cwd=small.root)

    assert status == 0
    assert f"4 files: {tmp_path / 'students'}, {tmp_path / 'students.zip'}" in said
    assert "Note: course.toml: `colab` is still the example's address" in said


def test_publish_refuses_with_every_reason_on_a_line(
    call: Call, small: Course, tmp_path: Path
) -> None:
    for stray in ("gradebook.db", "solution.py"):
        (small.release / NAME / stray).write_text("")

    status, said = call("publish", tmp_path / "students", NAME, cwd=small.root)

    assert status == 1
    assert said == (
        "Error: not published:\n"
        f"release/{NAME}/gradebook.db is not for students: remove it\n"
        f"release/{NAME}/solution.py is not for students: remove it\n"
    )
    assert not (tmp_path / "students").exists()


def test_collect_counts_what_it_placed_and_ends_well_when_nothing_is_left(
    call: Call, small: Course, tmp_path: Path
) -> None:
    source = zipped(tmp_path / "moodle.zip", MOODLE)

    first, again = (call("collect", NAME, source, cwd=small.root) for _ in range(2))

    note = (
        "note: no times: Moodle gives them in its grading worksheet alone, which --roster takes; "
        "until then nobody is late\n"
    )
    assert first == (0, f"{NAME} (moodle): 3 new -> {small.root / 'submitted'}\n{note}")
    assert again == (0, f"{NAME} (moodle): 3 unchanged -> {small.root / 'submitted'}\n{note}")
    assert (small.root / "submitted/Ada Lovelace" / NAME / "convolution.ipynb").read_bytes() == ADA


def test_an_empty_zip_is_an_error(call: Call, small: Course, tmp_path: Path) -> None:
    source = zipped(tmp_path / "empty.zip", {})

    status, said = call("collect", NAME, source, cwd=small.root)

    assert (status, f"{source} is empty: nobody's work is in it" in said) == (2, True)


def test_collect_names_what_it_could_not_place(call: Call, small: Course, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,email\nada,ada@example.org\nemmy,emmy@example.org\n")
    source = zipped(tmp_path / "gs.zip", GRADESCOPE | {"assignment_7_export/\x1b[31m.ipynb": ADA})

    status, said = call(
        "collect",
        NAME,
        source,
        "--roster",
        tmp_path / "list.csv",
        "--submitted",
        tmp_path / "in",
        cwd=small.root,
    )

    assert status == 1
    assert said.splitlines() == [
        f"{NAME} (gradescope): 2 new, 2 not placed -> {tmp_path / 'in'}",
        "not placed: assignment_7_export/\\x1b[31m.ipynb: its name holds characters that can't "
        "be shown",
        "not placed: submission_502: 'alan@example.org': not on the list of students",
    ]
    assert (tmp_path / "in/emmy" / NAME / "convolution.ipynb").read_bytes() == ALAN


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("collect", NAME), "Missing argument 'SOURCE'"),
        (("collect", NAME, "nowhere.zip"), "there is no nowhere.zip"),
        (
            ("collect", NAME, "course.toml"),
            "course.toml is neither a folder nor a zip that can be opened",
        ),
        (("collect", "05-lenet", "source"), "there is no assignment '05-lenet'"),
        (
            ("collect", NAME, "source", "--from", "gradescope"),
            "there is no submission_metadata.yml",
        ),
        (
            ("collect", NAME, "source", "--timezone", "Berlin"),
            "there is no time zone 'Berlin': name one as Europe/Berlin",
        ),
        (
            ("collect", NAME, "source", "--roster", "course.toml"),
            "course.toml has no column that says who is meant",
        ),
        (("publish",), "Missing argument 'FOLDER'"),
        (("publish", "out", "05-lenet"), "there is no assignment '05-lenet'"),
        (("export", "--to", "excel"), "'excel' is not one of"),
        (
            ("export", "--to", "gradescope"),
            "gradescope is no single text: say where to with --output",
        ),
        (
            ("export", NAME, "--to", "csv", "--download", "course.toml"),
            "--download is for canvas-feedback, brightspace-feedback, ilias-feedback, sakai",
        ),
        (("export", "05-lenet", "--to", "csv"), "there is no assignment '05-lenet'"),
        (("export", "--to", "csv"), "there is no gradebook.db in"),
        (
            ("export", "--to", "csv", "--grades", "source"),
            "there is no gradebook.db in source: run `autograder grade`",
        ),
    ],
)
def test_a_wrong_call_says_what_to_do(
    call: Call, small: Course, arguments: tuple[str, ...], problem: str
) -> None:
    status, said = call(*arguments, cwd=small.root)

    assert status == 2
    assert problem in " ".join(said.split())
    assert not (small.root / "submitted").exists()


def test_export_prints_a_text_and_names_what_is_not_in_it(call: Call, graded: Course) -> None:
    status, said = call("export", "--to", "moodle", cwd=graded.root)

    assert status == 1
    assert said == (
        f"Username,First name,Last name,{NAME}\nada,,,4\n"
        f"not exported: alan {NAME}: 1 answer waits for a person's points\n"
    )


def test_export_writes_a_file_or_a_folder_where_it_is_told_to(
    call: Call, graded: Course, tmp_path: Path
) -> None:
    as_file = call(
        "export", NAME, "--to", "csv", "--output", tmp_path / "out/grades.csv", cwd=graded.root
    )
    as_folder = call(
        "export", "--to", "gradescope", "--output", tmp_path / "results", cwd=graded.root
    )

    assert as_file == (0, f"{tmp_path / 'out/grades.csv'}: 2 submissions\n")
    assert (tmp_path / "out/grades.csv").read_text().count("\n") == 3
    assert as_folder == (0, f"{tmp_path / 'results'}: 2 submissions\n")
    assert sorted(path.parent.name for path in (tmp_path / "results").rglob("results.json")) == [
        "ada",
        "alan",
    ]


def test_the_autograder_for_gradescope_says_that_it_is_no_gift_to_students(
    call: Call, small: Course, tmp_path: Path
) -> None:
    status, said = call(
        "export",
        NAME,
        "--to",
        "gradescope-autograder",
        "--output",
        tmp_path / "autograder.zip",
        cwd=small.root,
    )

    assert (status, said) == (
        0,
        f"{tmp_path / 'autograder.zip'}: for Gradescope alone. It holds solutions, checks and "
        "the course's secret.\n",
    )
    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        assert {"setup.sh", "run_autograder"} <= set(archive.namelist())


def test_pages_go_back_with_the_names_of_the_zip_that_the_work_came_in(
    call: Call, graded: Course, tmp_path: Path
) -> None:
    source = zipped(tmp_path / "down.zip", {"lovelaceada_81_901_convolution.ipynb": ADA})
    (graded.root / "canvas.csv").write_text(CANVAS)
    page = graded.root / "feedback/ada" / NAME / "convolution.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>Well done</p>")
    form = ("--to", "canvas-feedback", "--roster", "canvas.csv", "--output", tmp_path / "up.zip")

    without = call("export", NAME, *form, cwd=graded.root)
    status, said = call("export", NAME, *form, "--download", source, cwd=graded.root)

    assert without[0] == 2 and "--to canvas-feedback --download submissions.zip" in without[1]
    assert (status, said.splitlines()[0]) == (1, f"{tmp_path / 'up.zip'}: 1 submission")
    assert "not exported: alan: not on the list of students" in said
    with zipfile.ZipFile(tmp_path / "up.zip") as archive:
        assert archive.namelist() == ["lovelaceada_81_901_convolution.html"]


CANVAS = 'Student,ID,SIS Login ID,Section,Homework 4 (77)\n"Lovelace, Ada",81,ada,Mon,\n'


def test_a_column_of_canvas_is_named_once_and_kept(call: Call, graded: Course) -> None:
    (graded.root / "canvas.csv").write_text(CANVAS)
    with (graded.root / "course.toml").open("a") as settings:
        settings.write(f'\n[columns]\n{NAME} = "Another (7)"  # by hand\n')
    form = ("--to", "canvas", "--roster", "canvas.csv", "--output", "out.csv")

    before = call("export", NAME, *form, cwd=graded.root)
    status, said = call("export", NAME, *form, "--column", "Homework 4 (77)", cwd=graded.root)
    again = call("export", NAME, *form, cwd=graded.root)

    assert before[0] == 2 and "'Another (7)' is no column of the list" in before[1]
    assert (status, said) == again
    assert said.splitlines()[0] == "out.csv: 1 submission"
    assert ",Homework 4 (77)\n" in (graded.root / "out.csv").read_text()
    text = (graded.root / "course.toml").read_text()
    assert f'\n{NAME} = "Homework 4 (77)"  # by hand\n' in text


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            (NAME, "--to", "canvas", "--roster", "canvas.csv", "--column", "Homework 5 (78)"),
            f"'Homework 5 (78)' is no column of the list, so {NAME} can't be that: name another "
            "with --column, or fetch the list anew; in the list there are: Homework 4 (77)",
        ),
        ((NAME, "--to", "moodle", "--column", "A"), "--column is for one assignment, with --to"),
    ],
)
def test_a_column_that_is_not_there_is_named_and_not_kept(
    call: Call, graded: Course, arguments: tuple[str, ...], problem: str
) -> None:
    (graded.root / "canvas.csv").write_text(CANVAS)

    status, said = call("export", *arguments, cwd=graded.root)

    assert status == 2
    assert problem in " ".join(said.split())
    assert graded.columns() == {}


def test_moodles_worksheet_is_filled_in_from_the_command_line(call: Call, graded: Course) -> None:
    header = "Identifier,Full name,ID number,Grade,Maximum Grade,Last modified (grade)"
    listed = f"{header}\nParticipant 101,Ada Lovelace,ada,,4.00,-\n"
    (graded.root / "worksheet.csv").write_text(listed)
    form = ("--to", "moodle-worksheet", "--output", "out.csv")

    without = call("export", NAME, *form, cwd=graded.root)
    status, said = call("export", NAME, *form, "--roster", "worksheet.csv", cwd=graded.root)

    assert without[0] == 2 and "--roster worksheet.csv`" in " ".join(without[1].split())
    assert status == 1
    assert said.splitlines()[:2] == [
        "out.csv: 1 submission",
        "not exported: alan: not on the list of students",
    ]
    assert (graded.root / "out.csv").read_text() == (
        f"{header}\nParticipant 101,Ada Lovelace,ada,4,4.00,-\n"
    )
