"""One submission's note, page or notebook can't be read or written: the class goes on without it.

It is named in a line, has no score, and the exit status says that something is left to do.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.gradebook_reader import OLDER
from autograder.course.layout import Course
from tests.cli.conftest import GRADE, NAME, Call
from tests.faults.remains import remains
from tests.helpers import command, grades_of

NOTE = f"autograded/ada/{NAME}/verdicts.json"
EXPORT = ("export", "--to", "csv", "--output", "exported.csv")


def lines_about(student: str, said: str) -> list[str]:
    return [line for line in said.splitlines() if f"{student} {NAME}: " in line]


def lines_of(path: Path, *, but: str = "ada") -> list[str]:
    return [line for line in path.read_text().splitlines() if not line.startswith(f"{but},")]


def in_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def of_another_version(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | {"colour": "blue"}))


def of_other_kinds(path: Path) -> None:
    noted = json.loads(path.read_text())
    noted["verdicts"][0]["score"] = "three"
    path.write_text(json.dumps(noted))


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "a folder": in_folder,
    "a binary": lambda path: path.write_bytes(bytes(range(256))),
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "too deep": lambda path: path.write_text("[" * 100_000),
    "of another version": of_another_version,
    "of other kinds": of_other_kinds,
}


@pytest.mark.parametrize(
    "kind",
    [one if one == "a folder" else pytest.param(one, marks=pytest.mark.soak) for one in UNREADABLE],
)
@pytest.mark.parametrize("arguments", [("report",), ("summary",), EXPORT], ids=lambda one: one[0])
def test_a_note_that_can_not_be_read_is_named_and_all_others_are_shown(
    call: Call, own: Course, complete: Course, kind: str, arguments: tuple[str, ...]
) -> None:
    UNREADABLE[kind](own.root / NOTE)
    gradebook = (own.root / "gradebook.db").read_bytes()

    status, said = call(*arguments, cwd=own.root)

    assert status == 1, said
    assert "Traceback" not in said
    (line,) = lines_about("ada", said)
    assert str(own.root / NOTE) in line
    assert lines_of(own.root / "grades.csv") == lines_of(complete.root / "grades.csv")
    assert (own.root / "gradebook.db").read_bytes() == gradebook
    if arguments == ("report",):
        assert grades_of(own.root)["ada"]["output-size"]["status"] == "grader-error"
    if arguments == EXPORT:
        assert len((own.root / "exported.csv").read_text().splitlines()) == 4


@pytest.mark.parametrize("kind", [kind for kind in UNREADABLE if kind != "a folder"])
def test_a_note_that_can_not_be_read_is_named_and_its_submission_graded_again(
    call: Call, own: Course, complete: Course, kind: str
) -> None:
    UNREADABLE[kind](own.root / NOTE)

    status, said = call(*GRADE, cwd=own.root)

    assert status == 0, said
    assert len([line for line in lines_about("ada", said) if NOTE in line]) == 1
    assert (own.root / "grades.csv").read_bytes() == (complete.root / "grades.csv").read_bytes()


IN_THE_WAY = {
    "note": NOTE,
    "graded notebook": f"autograded/ada/{NAME}/convolution.ipynb",
    "feedback page": f"feedback/ada/{NAME}/convolution.html",
}


@pytest.mark.parametrize("what", IN_THE_WAY)
def test_a_folder_in_the_place_of_one_file_of_a_submission_costs_nobody_else_anything(
    call: Call, own: Course, complete: Course, what: str
) -> None:
    in_folder(own.root / IN_THE_WAY[what])

    status, said = call(*GRADE, "--again", cwd=own.root)
    blocked = grades_of(own.root)["ada"]["output-size"]
    others = lines_of(own.root / "grades.csv")
    (own.root / IN_THE_WAY[what]).rmdir()
    mended, _ = call(*GRADE, cwd=own.root)

    assert status == 1, said
    assert "Traceback" not in said
    (line,) = [line for line in lines_about("ada", said) if line.startswith("not graded: ")]
    assert f"{own.root / IN_THE_WAY[what]}: Is a directory: a file belongs there" in line
    assert (blocked["score"], blocked["status"]) == ("", "grader-error")
    assert others == lines_of(complete.root / "grades.csv")
    assert mended == 0
    assert (own.root / "grades.csv").read_bytes() == (complete.root / "grades.csv").read_bytes()


def test_a_file_in_the_place_of_a_students_folder_costs_nobody_else_anything(
    call: Call, own: Course, complete: Course
) -> None:
    shutil.rmtree(own.root / "autograded/ada")
    (own.root / "autograded/ada").write_text("stray")

    status, said = call(*GRADE, cwd=own.root)

    assert status == 1, said
    assert "Traceback" not in said
    assert any(line.startswith("not graded: ") for line in lines_about("ada", said))
    assert grades_of(own.root)["ada"]["output-size"]["status"] == "grader-error"
    assert lines_of(own.root / "grades.csv") == lines_of(complete.root / "grades.csv")
    assert (own.root / "autograded/ada").read_text() == "stray"


@pytest.mark.parametrize("arguments", [("report",), GRADE], ids=lambda one: one[0])
def test_what_can_be_written_of_the_tables_and_the_report_is_and_each_other_one_is_named(
    call: Call, own: Course, complete: Course, arguments: tuple[str, ...]
) -> None:
    for name in ("grades.csv", "report.html"):
        in_folder(own.root / name)
    (own.root / "summary.csv").unlink()

    status, said = call(*arguments, cwd=own.root)

    assert status == 1
    errors = said[said.index("Error: ") :].splitlines()
    assert [line.partition(": Is a directory: ")[0] for line in errors] == [
        f"Error: {own.root}/grades.csv",
        f"{own.root}/report.html",
    ]
    summary = (complete.root / "summary.csv").read_bytes()
    assert (own.root / "summary.csv").read_bytes() == summary


@pytest.mark.parametrize(
    ("damage", "lost"),
    [
        (lambda book: book.remove_assignment(NAME), 3),
        (lambda book: book.remove_student("ada"), 1),
    ],
    ids=["all", "a student"],
)
def test_a_gradebook_that_lost_what_is_noted_is_filled_from_the_notes_and_nobody_graded_again(
    call: Call, own: Course, complete: Course, damage: Callable[[Gradebook], object], lost: int
) -> None:
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}", "kernels-to-cnn") as book:
        damage(book)
    paths = list(own.root.glob("autograded/*/*/verdicts.json"))
    written = [path.stat().st_mtime_ns for path in paths]

    status, said = call(*GRADE, cwd=own.root)
    found = remains(own.root)
    again, nothing = call(*GRADE, cwd=own.root)
    exported, problems = call(*EXPORT, cwd=own.root)

    assert status == 0, said
    assert "3 graded already and unchanged" in said
    assert f"{own.root / 'gradebook.db'} lacks {lost} graded before: it gets what" in said
    assert [path.stat().st_mtime_ns for path in paths] == written
    assert again == 0
    assert "gradebook.db lacks" not in nothing
    assert exported == 0, problems
    assert found == remains(complete.root)


def test_a_gradebook_that_is_gone_is_said_to_take_along_what_people_gave(
    call: Call, own: Course
) -> None:
    (own.root / "gradebook.db").unlink()

    status, said = call(*GRADE, cwd=own.root)
    again, nothing = call(*GRADE, cwd=own.root)

    assert (status, again) == (0, 0), said
    assert f"{own.root / 'gradebook.db'} is gone: a new one gets what is noted of 3 graded" in said
    assert "no due date, nor points and comments that people gave" in said
    assert "gradebook.db is gone" not in nothing


@pytest.mark.parametrize("show", [("report",), ("summary",), EXPORT], ids=lambda show: show[0])
def test_who_is_in_the_gradebook_and_has_lost_the_note_is_named_wherever_grades_are_shown(
    call: Call, own: Course, show: tuple[str, ...]
) -> None:
    (own.root / NOTE).unlink()

    status, said = call(*show, cwd=own.root)

    assert status == (1 if show == EXPORT else 0), said
    assert (
        said.count(f"ada {NAME}: in the gradebook, but not in autograded/; run `autograder grade")
        == 1
    )


def test_who_has_other_scores_in_the_gradebook_than_are_noted_is_graded_again(
    call: Call, own: Course, complete: Course
) -> None:
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}") as book:
        book.db.query(type(book.find_grade("why-pool", "convolution", NAME, "ada"))).filter_by(
            auto_score=0
        ).update({"auto_score": 0.25})
        book.db.commit()

    status, said = call(*GRADE, cwd=own.root)
    again, nothing = call(*GRADE, cwd=own.root)
    exported, problems = call(*EXPORT, cwd=own.root)

    assert status == 0, said
    assert f"{own.root / 'gradebook.db'} holds other scores: they are graded again" in said
    assert again == 0
    assert "3 graded already and unchanged" in nothing
    assert exported == 0, problems
    assert (own.root / "grades.csv").read_bytes() == (complete.root / "grades.csv").read_bytes()


@pytest.mark.soak
@pytest.mark.parametrize("again", [(), ("--again",)], ids=["new", "again"])
def test_a_gradebook_of_an_older_nbgrader_is_kept_until_nbgrader_has_upgraded_it(
    call: Call, own: Course, again: tuple[str, ...]
) -> None:
    path = own.root / "gradebook.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as book:
        book.execute("ALTER TABLE student DROP COLUMN lms_user_id")
        book.execute("UPDATE alembic_version SET version_num = '167914646830'")
    before = path.read_bytes()
    (own.root / f"submitted/ada/{NAME}/timestamp.txt").write_text("2026-02-01 12:00:00 UTC")

    status, said = call(*GRADE, *again, cwd=own.root)
    kept = path.read_bytes()
    upgraded = command("nbgrader", "db", "upgrade", cwd=own.root)
    mended, problems = call(*GRADE, *again, cwd=own.root)

    assert status == 1
    assert said.splitlines()[-1].startswith(f"Error: {path}: ")
    assert said.endswith(f"{OLDER}\n")
    assert kept == before
    assert upgraded.returncode == 0, upgraded.stderr
    assert mended == 0, problems


def test_a_write_that_was_cut_off_is_undone_by_the_next_grading(call: Call, own: Course) -> None:
    program = (
        "import os, sqlite3\n"
        "book = sqlite3.connect('gradebook.db', isolation_level=None)\n"
        "book.execute('PRAGMA cache_size = 1')\n"
        "book.execute('BEGIN IMMEDIATE')\n"
        "for number in range(5_000):\n"
        "    book.execute('INSERT INTO student (id) VALUES (?)', (f'student {number}',))\n"
        "os._exit(0)\n"
    )
    assert command("python", "-c", program, cwd=own.root).returncode == 0
    assert (own.root / "gradebook.db-journal").exists()

    status, said = call(*GRADE, cwd=own.root)

    assert status == 0, said
    assert "3 graded already and unchanged" in said


AS_OTHERS = (
    ()
    if os.geteuid()
    else (
        *("setpriv", "--bounding-set", "-dac_override,-dac_read_search"),
        *("--inh-caps", "-dac_override,-dac_read_search"),
    )
)
"""Root that may not read what its owner may not read."""


@pytest.mark.parametrize("what", ["the notebook", "the folder"])
def test_a_submission_without_the_right_to_read_it_is_named_and_all_others_are_graded(
    own: Course, what: str
) -> None:
    ada, added = own.root / "submitted/ada" / NAME, own.root / "submitted/new" / NAME
    other = next(one.name for one in (own.root / "submitted").iterdir() if one.name != "ada")
    shutil.copytree(own.root / "submitted" / other / NAME, added)
    closed = ada if what == "the folder" else ada / "convolution.ipynb"
    closed.chmod(0)
    try:
        line = [*AS_OTHERS, sys.executable, "-m", "autograder", *GRADE]
        ended = subprocess.run(line, cwd=own.root, capture_output=True, text=True)
    finally:
        closed.chmod(0o700)

    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    assert f"{NAME} ada: not graded" in ended.stdout
    assert any("Permission denied" in line for line in lines_about("ada", ended.stdout))
    grades = grades_of(own.root)
    assert grades["ada"]["output-size"]["status"] == "grader-error"
    assert grades["new"]["output-size"]["status"] == grades[other]["output-size"]["status"]
