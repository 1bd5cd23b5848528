"""Points that a person gave stay when an answer changes, and it is told that they are for another.

It is told wherever these points are shown or passed on, and at both doors.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.course import answers_read, journal
from autograder.course.gradebook import open_gradebook
from autograder.course.layout import Course
from tests.cli.conftest import GRADE, NAME, Call
from tests.helpers import cell_of, command, give, grades_of

TEXT = "why-pool"
STUDENTS = ("ada", "alan", "barbara")
TOLD = f"answer to {TEXT} changed since a person gave points: `autograder read {NAME}`"
ON_THE_PAGE = "Points were given for an earlier answer"


def write(course: Course, student: str, text: str) -> None:
    """Hand in anew, with another text."""
    path = course.root / "submitted" / student / NAME / "convolution.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell_of(notebook, TEXT).source = text
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def changed(complete: Course, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, str]:
    """The class after one of three handed in anew, all read in formgrader before; what was said."""
    root = tmp_path_factory.mktemp("changed") / "course"
    course = Course(shutil.copytree(complete.root, root))
    for student in STUDENTS:
        give(course, student, TEXT, 0.5)
    write(course, STUDENTS[0], "Another answer altogether.")
    ended = command("autograder", *GRADE, cwd=root)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return course, ended.stdout


@pytest.fixture
def mine(changed: tuple[Course, str], tmp_path: Path) -> Course:
    """That class, to do anything with."""
    return Course(shutil.copytree(changed[0].root, tmp_path / "course"))


def page_of(course: Course, student: str) -> str:
    return (course.root / "feedback" / student / NAME / "convolution.html").read_text()


def test_it_is_told_on_the_terminal_in_the_report_on_the_page_and_where_grades_are_passed_on(
    changed: tuple[Course, str], call: Call
) -> None:
    course, said = changed

    assert f"1 {TOLD}" in " ".join(said.split())
    for words in (("report",), ("summary",), ("export", NAME, "--to", "csv")):
        status, said = call(*words, cwd=course.root)
        assert (status, f"note: 1 {TOLD}" in said) == (0, True), said
    report = (course.root / "report.html").read_text()
    assert "Answers that changed" in report and f"{NAME} · {TEXT}: 1 answer" in report
    assert [ON_THE_PAGE in page_of(course, one) for one in STUDENTS] == [True, False, False]
    row = grades_of(course.root)[STUDENTS[0]][TEXT]
    assert row["score"] == "0.5" and row["message"].startswith(ON_THE_PAGE)


def test_while_it_grades_the_checks_points_are_told_as_such_with_what_is_left_to_read(
    changed: tuple[Course, str],
) -> None:
    _, said = changed

    assert f"{NAME} {STUDENTS[0]}: 3 of 3 auto-graded points, 1 answer to read\n" in said
    assert "to read, not counted" not in said, "everything has a person's points"


def test_graded_again_it_is_still_told_and_of_nobody_else(mine: Course, call: Call) -> None:
    _, said = call(*GRADE, "--again", cwd=mine.root)

    assert f"1 {TOLD}" in " ".join(said.split())


def test_read_again_it_is_told_no_more(mine: Course, call: Call) -> None:
    give(mine, STUDENTS[0], TEXT, 1)

    _, said = call("report", cwd=mine.root)

    assert TOLD not in said and ON_THE_PAGE not in page_of(mine, STUDENTS[0])
    assert grades_of(mine.root)[STUDENTS[0]][TEXT]["score"] == "1"


def test_the_answer_of_before_handed_in_once_more_is_the_one_that_was_read(
    mine: Course, complete: Course, call: Call
) -> None:
    where = Path("submitted", STUDENTS[0], NAME, "convolution.ipynb")
    shutil.copy(complete.root / where, mine.root / where)

    _, said = call(*GRADE, cwd=mine.root)

    assert TOLD not in said


def test_a_file_that_can_not_be_read_is_another_answer(mine: Course, call: Call) -> None:
    (mine.root / "submitted" / STUDENTS[1] / NAME / "convolution.ipynb").write_text("{")

    _, said = call(*GRADE, cwd=mine.root)

    assert f"2 {TOLD}".replace("answer to", "answers to") in " ".join(said.split())
    assert grades_of(mine.root)[STUDENTS[1]][TEXT]["score"] == "0.5"


def test_points_that_a_file_which_can_not_be_read_keeps_are_said_to_be_of_the_one_before(
    mine: Course, call: Call
) -> None:
    """The check's points go with the file that earned them; a person's stay till a person looks."""
    (mine.root / "submitted" / STUDENTS[1] / NAME / "convolution.ipynb").write_text("{")
    of_before = (
        "Of its points 0.5 were given by a person for the submission before, and stand until a "
        "person takes them back; this file earned none."
    )

    status, said = call(*GRADE, cwd=mine.root)

    assert status == 1 and of_before in " ".join(said.split())
    grades = grades_of(mine.root)[STUDENTS[1]]
    assert {name: row["score"] for name, row in grades.items()} == {"output-size": "0", TEXT: "0.5"}
    assert grades[TEXT]["message"].startswith("Points were given for the submission before;")
    with (mine.root / "summary.csv").open(newline="") as file:
        notes = {row["student"]: row["note"] for row in csv.DictReader(file)}
    assert [notes[one] for one in STUDENTS] == ["", of_before, ""]
    assert of_before in (mine.root / "report.html").read_text()
    assert of_before in page_of(mine, STUDENTS[1])
    assert of_before not in page_of(mine, STUDENTS[0])
    for form in ("csv", "moodle"):
        exported = call("export", NAME, "--to", form, cwd=mine.root)[1]
        assert f"note: {STUDENTS[1]} {NAME}: {of_before}" in exported


def test_extra_credit_for_an_earlier_answer_is_told_too(own: Course, call: Call) -> None:
    with open_gradebook(own.root / "gradebook.db", own.config()) as book:
        grade = book.find_grade("test-output-size", "convolution", NAME, STUDENTS[2])
        grade.extra_credit = 1
        book.db.commit()
    path = own.root / "submitted" / STUDENTS[2] / NAME / "convolution.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell_of(notebook, "output-size").source += "\n# written anew\n"
    nbformat.write(notebook, path)

    _, said = call(*GRADE, cwd=own.root)

    assert "1 answer to output-size changed since a person gave points" in " ".join(said.split())


COMMENTED = "answer to output-size changed since a person wrote a comment"


def comment(course: Course, student: str, text: str) -> None:
    """Write a comment on an answer that a check graded, as a person does in formgrader."""
    with open_gradebook(course.root / "gradebook.db", course.config()) as book:
        book.find_comment("output-size", "convolution", NAME, student).manual_comment = text
        book.db.commit()


def write_code(course: Course, student: str) -> None:
    """Hand in anew, with another comment in the code."""
    path = course.root / "submitted" / student / NAME / "convolution.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell_of(notebook, "output-size").source += "\n# written anew\n"
    nbformat.write(notebook, path)


def test_a_comment_without_points_is_shown_everywhere_and_said_to_be_about_an_earlier_answer(
    own: Course, call: Call
) -> None:
    for student in STUDENTS[:2]:
        comment(own, student, "Use // here.")
    assert COMMENTED not in call("report", cwd=own.root)[1]
    for student in STUDENTS[:2]:
        assert "Your instructor:</b> <span>Use // here." in page_of(own, student)
        row = grades_of(own.root)[student]["output-size"]
        assert (row["score"], row["message"]) == ("3", "Your instructor: Use // here.")
    write_code(own, STUDENTS[0])

    _, said = call(*GRADE, "--again", cwd=own.root)

    told = f"1 {COMMENTED}: `autograder read {NAME} --exercise output-size`"
    assert told in " ".join(said.split())
    for words in (("report",), ("summary",), ("export", NAME, "--to", "csv")):
        assert f"note: {told}" in call(*words, cwd=own.root)[1]
    earlier = "Your instructor, about an earlier answer:"
    assert [earlier in page_of(own, one) for one in STUDENTS] == [True, False, False]
    row = grades_of(own.root)[STUDENTS[0]]["output-size"]
    assert (row["score"], row["message"]) == ("3", f"{earlier} Use // here.")
    assert "(about an earlier answer): Use // here." in (own.root / "report.html").read_text()


def test_a_comment_that_is_written_anew_is_about_the_answer_that_is_there(
    own: Course, call: Call
) -> None:
    comment(own, STUDENTS[0], "Use // here.")
    write_code(own, STUDENTS[0])
    assert COMMENTED in " ".join(call(*GRADE, cwd=own.root)[1].split())

    comment(own, STUDENTS[0], "Well done.")

    assert COMMENTED not in call("report", cwd=own.root)[1]
    assert "about an earlier answer" not in page_of(own, STUDENTS[0])
    assert COMMENTED not in " ".join(call(*GRADE, "--again", cwd=own.root)[1].split())


def test_a_run_that_is_cut_off_does_not_take_the_new_answer_for_the_one_that_was_read(
    own: Course,
) -> None:
    give(own, STUDENTS[0], TEXT, 0.5)
    folder = journal.folder_of(own.root, STUDENTS[0], NAME)

    def begin() -> None:
        with open_gradebook(own.root / "gradebook.db", own.config()) as book:
            answers_read.readings(book.db, own.root, NAME, "convolution", [STUDENTS[0]]).note()

    begin()
    path = folder / "convolution.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell_of(notebook, TEXT).source = "Another answer."
    nbformat.write(notebook, path)  # and here it ended
    begin()

    assert answers_read.changed(folder, "convolution", [TEXT]) == {TEXT}


def test_by_nbgraders_own_door_it_is_told_as_well(own: Course, call: Call) -> None:
    for student in STUDENTS:
        give(own, student, TEXT, 0.5)
    write(own, STUDENTS[0], "Another answer altogether.")

    ended = command("nbgrader", "autograde", NAME, cwd=own.root)
    assert ended.returncode == 0, ended.stderr
    assert TOLD not in call("report", cwd=own.root)[1], "nothing was graded again"
    ended = command("nbgrader", "autograde", NAME, "--force", cwd=own.root)
    assert ended.returncode == 0, ended.stderr

    _, said = call("report", cwd=own.root)
    assert f"note: 1 {TOLD}" in said
