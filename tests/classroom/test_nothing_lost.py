"""Stop a run anywhere and start it again.

What was graded stays, what was not is graded, and the grades are the same.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.layout import Course
from tests.classroom.running import NAME, STUDENTS, Made, graded, grading


def stopped(
    course: Course, output: Path, how: signal.Signals, *options: str
) -> tuple[int, str, str]:
    """Grade one at a time and send a signal once the first is graded.

    Exit status, the line that said so, and what was said then.
    """
    with subprocess.Popen(
        grading(course, output, "--workers", "1", *options), stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        first = next(line for line in run.stdout if re.match(rf"{NAME} \w+: \d", line))
        run.send_signal(how)
        said = run.communicate(timeout=60)[0]
    return run.returncode, first, said


@pytest.mark.soak
def test_a_run_that_is_killed_and_then_interrupted_goes_on_where_it_was(
    made: Made, tmp_path: Path
) -> None:
    course, grades = made

    killed, *_ = stopped(course, tmp_path, signal.SIGKILL)
    first = graded(tmp_path)
    interrupted, _, said = stopped(course, tmp_path, signal.SIGINT)
    second = graded(tmp_path)
    last = subprocess.run(grading(course, tmp_path), capture_output=True, text=True)

    assert killed == -signal.SIGKILL
    assert interrupted == 130
    assert "the same command goes on with the rest" in said
    assert 0 < len(first) < len(second) < STUDENTS
    assert first.items() <= second.items() <= graded(tmp_path).items()
    assert last.returncode == 0, last.stderr
    assert (tmp_path / "grades.csv").read_bytes() == grades


@pytest.mark.soak
def test_a_regrade_that_is_stopped_says_whose_scores_it_has_changed_by_then(
    made: Made, tmp_path: Path
) -> None:
    course, _ = made
    output = shutil.copytree(course.root / "undisturbed", tmp_path / "output")
    for path in output.glob("autograded/*/*/verdicts.json"):
        noted = json.loads(path.read_text())
        noted["verdicts"][0] |= {
            "score": 0.5,
            "status": "partial",
            "message": "An older check said so.",
        }
        path.write_text(json.dumps(noted))

    status, first, said = stopped(course, output, signal.SIGINT, "--again")

    student, words = first.split()[1].removesuffix(":"), " ".join(said.split())
    assert status == 130
    assert f"{student} output-size 0.5 → " in words
    assert "was partial: “An older check said so.”; now " in words
    assert "goes on with the rest" not in words, "--again grades all"


@pytest.mark.soak
def test_a_gradebook_that_another_program_locks_is_named_and_the_next_run_goes_on(
    made: Made, tmp_path: Path
) -> None:
    course, grades = made
    with subprocess.Popen(
        grading(course, tmp_path, "--workers", "1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as locked:
        assert locked.stdout
        locked.stdout.readline()
        with closing(
            sqlite3.connect(tmp_path / "gradebook.db", timeout=30, isolation_level=None)
        ) as other:
            other.execute("BEGIN IMMEDIATE")
            error = locked.communicate(timeout=60)[1]
    before = graded(tmp_path)

    again = subprocess.run(grading(course, tmp_path), capture_output=True, text=True)

    assert locked.returncode == 1
    assert "results can't be written" in error and "database is locked" in error
    assert "Traceback" not in error
    assert before
    assert again.returncode == 0, again.stderr
    assert before.items() <= graded(tmp_path).items()
    assert (tmp_path / "grades.csv").read_bytes() == grades


def test_a_gradebook_that_takes_no_rows_is_named_in_one_line(made: Made, tmp_path: Path) -> None:
    course, _ = made
    path = tmp_path / "gradebook.db"
    Gradebook(f"sqlite:///{path}", "another").close()
    with closing(sqlite3.connect(path)) as book:
        book.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON course "
            "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
        )

    ran = subprocess.run(grading(course, tmp_path), capture_output=True, text=True)

    assert ran.returncode == 1
    assert "disk is full: make room, and run the same command again" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.soak
def test_a_full_disk_is_named_and_the_next_run_goes_on(made: Made, tmp_path: Path) -> None:
    course, grades = made
    small = tmp_path / "small"
    small.mkdir()
    # A file system of its own, in a mount namespace that ends with the shell.
    grade = shlex.join(grading(course, small))
    count = f"echo noted $(ls {small}/autograded/*/*/verdicts.json | wc -l)"
    steps = [
        f"mount -t tmpfs -o size=600k none {small}",
        f"{{ {grade}; echo first $?; {count}; }}",
        f"mount -o remount,size=90m {small}",
    ]
    script = " && ".join([*steps, grade, "echo second $?", f"cp {small}/grades.csv {tmp_path}"])
    rights = [] if os.geteuid() == 0 else ["--map-root-user"]
    ran = subprocess.run(
        ["unshare", *rights, "--mount", "sh", "-c", script], capture_output=True, text=True
    )

    assert "first 1" in ran.stdout, ran.stdout + ran.stderr
    assert "results can't be written" in ran.stderr
    noted = int(ran.stdout.partition("noted ")[2].split()[0])
    assert 0 < noted < STUDENTS
    assert f"{noted} graded already and unchanged" in ran.stdout
    assert "second 0" in ran.stdout
    assert (tmp_path / "grades.csv").read_bytes() == grades
