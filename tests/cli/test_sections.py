"""A section alone: its report, its answers, its grades."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from autograder.classroom import class_list
from autograder.classroom.read.desk import open_desk
from autograder.course.layout import Course
from autograder.errors import UsageError
from tests.cli.conftest import NAME, Call

CLASS = "id,first_name,last_name,email,lms_user_id,section,group,github_username"
LINES = ("ada,,,,,A,,", "alan,,,,,B / 2,,", "barbara,,,,,B / 2,,", "zoe,,,,,,,")


@pytest.fixture(scope="module")
def with_sections(complete: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The graded class of three, in two sections; somebody is in none. To be read."""
    root = tmp_path_factory.mktemp("sections") / "course"
    course = Course(shutil.copytree(complete.root, root))
    (root / class_list.NAME).write_text("\n".join((CLASS, *LINES)) + "\n")
    return course


def test_a_section_has_a_report_of_its_own_beside_that_of_the_class(
    with_sections: Course, call: Call
) -> None:
    status, said = call("report", "--section", "B / 2", cwd=with_sections.root)

    own = with_sections.root / "report-B-2.html"
    assert (status, f"Of section B / 2: {own}" in said) == (0, True), said
    assert "feedback/alan/" in own.read_text() and "feedback/ada/" not in own.read_text()
    assert "section B / 2: class report" in own.read_text()
    assert "feedback/ada/" in (with_sections.root / "report.html").read_text()
    table = (with_sections.root / "summary.csv").read_text()
    assert {line["student"] for line in csv.DictReader(table.splitlines())} >= {"ada", "alan"}


def test_an_export_of_a_section_holds_its_students_alone(
    with_sections: Course, call: Call, tmp_path: Path
) -> None:
    to = ("--to", "csv", "--section", "A", "--output", tmp_path / "A.csv")
    status, said = call("export", NAME, *to, cwd=with_sections.root)

    assert status == 0, said
    lines = (tmp_path / "A.csv").read_text().splitlines()
    assert [line["student_id"] for line in csv.DictReader(lines)] == ["ada"]


def test_whoever_reads_a_section_sees_its_answers_alone_and_can_mark_no_others(
    with_sections: Course,
) -> None:
    assignment, root = with_sections.load(NAME), with_sections.root
    students = class_list.section(with_sections, "B / 2")
    with open_desk(assignment, root, "why-pool", students, anonymous=False) as desk:
        asked = desk.question("why-pool")

        assert {answer["whose"] for answer in asked["answers"]} == {"alan", "barbara"}
        assert len(desk.marks("why-pool")) == 2


@pytest.mark.parametrize("words", [("report",), ("export", "--to", "csv"), ("read", NAME)])
def test_a_section_that_is_none_is_refused_with_those_there_are(
    with_sections: Course, call: Call, words: tuple[str, ...]
) -> None:
    status, said = call(*words, "--section", "C", cwd=with_sections.root)

    assert status == 2
    assert "the class has no section 'C': there are A, B / 2" in said
    assert not list(with_sections.root.glob("report-C*"))


def test_without_sections_it_is_said_where_they_come_from(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`autograder roster` takes them from a list"):
        class_list.section(Course(tmp_path), "A")
