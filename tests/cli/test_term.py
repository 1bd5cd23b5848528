"""A term is played: three assignments, twelve students, five weeks, and all numbers agree.

The class changes, somebody gets more time, a check is mended, answers are read, pages go back twice
and grades go to two platforms.
"""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.init import init_course
from autograder.course.layout import Course
from tests.cli.conftest import Call
from tests.helpers import command

FIRST, NEXT, LAST = "01-start", "02-next", "03-last"
ROSTER = "id,first_name,last_name,email,lms_user_id,section"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of three assignments, made from the one that `autograder init` writes."""
    root = tmp_path_factory.mktemp("term") / "my-course"
    init_course(root)
    for name in (NEXT, LAST):
        for folder in ("source", "exercises"):
            shutil.copytree(root / folder / FIRST, root / folder / name)
        notebook = root / "source" / name / "start.ipynb"
        notebook.write_text(notebook.read_text().replace(f"{FIRST}/", f"{name}/"))
    return Course(root)


@pytest.fixture(scope="module")
def class_of_twelve(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the class will have written by the end of term."""
    folder = tmp_path_factory.mktemp("written")
    ended = command(
        *("autograder", "sample-class", str(folder), "-n", "12", "--seed", "5"), cwd=course.root
    )
    assert ended.returncode == 0, ended.stderr
    return folder


def roster(path: Path, students: list[str]) -> Path:
    lines = [
        f"{name},{name.title()},Of {'AB'[at % 2]},{name}@example.org,{100 + at},{'AB'[at % 2]}"
        for at, name in enumerate(students)
    ]
    path.write_text("\n".join([ROSTER, *lines]) + "\n")
    return path


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_after_a_term_page_tables_report_and_exports_say_what_the_gradebook_says(
    call: Call, course: Course, class_of_twelve: Path, tmp_path: Path
) -> None:
    root = course.root
    students = sorted(path.name for path in class_of_twelve.iterdir())

    def run(*words: str | Path, ends: int = 0) -> str:
        status, said = call(*words, cwd=root)
        assert status == ends, said
        return said

    def hand_in(name: str, who: list[str], late: str = "") -> None:
        for student in who:
            folder = shutil.copytree(
                class_of_twelve / student / name, root / "submitted" / student / name
            )
            day = "16" if student == late else "14"
            (folder / "timestamp.txt").write_text(f"2025-03-{day} 12:00:00 UTC\n")

    def booked(name: str) -> dict[str, tuple[float, float]]:
        with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "") as book:
            return {
                one.student_id: (one.score, one.late_submission_penalty or 0.0)
                for one in book.assignment_submissions(name)
            }

    # First week: a class, a rule, an assignment that the last one on the list does not hand in.
    first, last = students[0], students[-1]
    run("roster", roster(tmp_path / "class.csv", students))
    with (root / "course.toml").open("a") as file:
        file.write("\n[late]\npoints = 2\n")
    hand_in(FIRST, students[:-1], late=first)
    graded = run("grade", FIRST)
    ended = command(
        *("nbgrader", "db", "assignment", "add", FIRST, "--duedate", "2025-03-14 23:59:00 UTC"),
        cwd=root,
    )
    assert ended.returncode == 0, ended.stderr
    assert re.search(rf"{last}\s+·.*nothing", graded)

    # Second week: answers are read, and pages go back for the first time.
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "") as book:
        for student in students[:-1]:
            grade = book.find_grade("why-centre", "start", FIRST, student)
            grade.manual_score, grade.needs_manual_grade = 4.0, False
            comment = book.find_comment("why-centre", "start", FIRST, student)
            comment.manual_comment = f"Well put, {student}."
        grade = book.find_grade("test-centre", "start", FIRST, students[1])
        grade.extra_credit = 1.5
        book.db.commit()
    run("report")
    late = booked(FIRST)[first]
    assert late[1] == min(4.0, late[0])  # two days have begun
    page = (root / f"feedback/{first}/{FIRST}/start.html").read_text()
    assert f"Well put, {first}." in page
    assert "1 d 12 h late" in page

    # Third week: one leaves and one comes, the late one has had more time after all.
    gone, come = students[2], "newton"
    run("roster", roster(tmp_path / "class.csv", [*(set(students) - {gone}), come]))
    said = run("extend", first, FIRST, "2025-03-15 13:00", "--timezone", "Europe/Berlin")
    assert f"{late[1]:g} → 2 points" in said or late[0] < 4
    hand_in(NEXT, students[3:])
    run("grade", NEXT)

    # Fourth week: a check is mended, and only what it graded is graded again.
    check = root / f"exercises/{FIRST}/centre/check.py"
    check.write_text(check.read_text() + "\n# mended\n")
    told = run("grade", FIRST)
    assert "11 were graded with another version of centre" in " ".join(told.split())
    again = run("grade", FIRST, "--changed")
    assert "no score changed" in again
    assert "another version" not in run("report")

    # Fifth week: the last assignment; somebody is excused.
    hand_in(LAST, students[:4])
    run("grade", LAST)
    run("excuse", students[5], LAST)
    run("report")

    summary = {
        (one["student"], one["assignment"]): one
        for one in table((root / "summary.csv").read_text())
    }
    report = (root / "report.html").read_text()
    for name in (FIRST, NEXT, LAST):
        in_book = booked(name)
        for student, (score, penalty) in in_book.items():
            row = summary[student, name]
            assert float(row["score"]) == pytest.approx(score)
            assert float(row["late_penalty"]) == pytest.approx(penalty)
            assert float(row["total"]) == pytest.approx(max(0.0, score - penalty))
            page = (root / f"feedback/{student}/{name}/start.html").read_text()
            assert f"<b>{float(row['total']):g}</b> of 20 points" in page
        for student in {*students, come} - in_book.keys() - {gone}:
            expected = "excused" if (student, name) == (students[5], LAST) else "missing"
            assert summary[student, name]["status"] == expected
    assert (come, FIRST) in summary and summary[come, FIRST]["name"] == "Newton Of B"
    assert all(student in report for student in (*students, come))
    assert summary[students[1], FIRST]["score"] == f"{booked(FIRST)[students[1]][0]:g}"

    # Grades go to two platforms, and say the same.
    said = run("export", FIRST, "--to", "canvas")
    canvas = table(said[: said.index("note: ids of this course")])
    for row in canvas[1:]:
        assert row[FIRST] == summary[row["SIS Login ID"], FIRST]["total"]
    assert len(canvas) == 12  # the points possible, and eleven students
    for row in table(run("export", FIRST, "--to", "csv")):
        if row["status"] == "graded":
            assert row["score"] == summary[row["student_id"], FIRST]["total"]
    assert run("report").startswith("Report: ")
