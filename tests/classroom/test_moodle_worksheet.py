"""Moodle's grading worksheet comes back as it was, with the points of those who have them."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from autograder.classroom.export import book, formats
from autograder.classroom.people import Person, read_roster
from autograder.classroom.tables import Row
from autograder.errors import UsageError
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.classroom.made_up import a_row

NAME = "04-convolution"
HEADER = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments"
)
ADA = (
    'Participant 101,"Lovelace, Ada",ada@example.org,"Submitted for grading",,4.00,Yes,'
    '"Friday, 14 March 2025, 11:00 AM",-,'
)
ALAN = (
    "Participant 102,Alan  Turing,+alan@example.org,'x,2.00,4.00,Yes,-,\"Monday,\n"
    '17 March 2025","<p>See ""me""</p>"'
)
EMMY = "Participant 103,Emmy Noether,emmy@example.org,No submission,,4.00,No,-,-,"


def graded(student: str, score: float | None = 3.0, message: str = "") -> Row:
    """One of two exercises has these points, the other one."""
    status = Status.UNGRADED if score is None else Status.PASSED if score == 3 else Status.PARTIAL
    own = [
        Verdict("size", "The size", score, 3, status, message=message),
        Verdict("why", "Why", 1.0, 1, Status.PASSED),
    ]
    return a_row(student, NAME, own)


def filled(path: Path, text: str, *rows: Row) -> formats.Exported:
    """Fill in a worksheet; students' ids are the first names, or the identifiers, on it."""
    path.write_bytes(text.encode())
    roster = read_roster(path)
    people = {key: person for person in roster.people for key in (person.first_name, person.id)}
    of = {row.student_id: people.get(row.student_id, Person(row.student_id)) for row in rows}
    grades = {
        (row.student_id, NAME): book.Grade(row, of[row.student_id], None, None) for row in rows
    }
    read = book.Book(points={NAME: 4.0}, grades=grades, people=of, columns=roster.columns)
    return formats.export(read, formats.WORKSHEET, None, path)


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(("bom", "end"), [("", "\n"), ("\ufeff", "\r\n")])
def test_grade_and_comment_are_filled_in_and_every_other_byte_stays(
    tmp_path: Path, bom: str, end: str
) -> None:
    text = bom + end.join([HEADER, ADA, ALAN, EMMY]) + end

    done = filled(tmp_path / "worksheet.csv", text, graded("Lovelace,"))

    comment = "Autograder: 4 of 4 points.<br>The size: 3 of 3.<br>Why: 1 of 1."
    (ada,) = csv.reader([ADA])
    (line,) = set(io.StringIO(done.text, newline="")) - set(io.StringIO(text, newline=""))
    assert next(csv.reader([line])) == [*ada[:4], "4", *ada[5:9], comment]
    assert done.text.replace(line, ADA + end) == text
    assert (done.count, done.problems) == (1, [])


def test_who_has_no_final_grade_keeps_the_line_and_is_named(tmp_path: Path) -> None:
    text = f"{HEADER}\n{ADA}\n{ALAN}\n"

    done = filled(tmp_path / "worksheet.csv", text, graded("Alan", None))

    assert (done.text, done.count) == (text, 0)
    assert done.problems == [f"Alan {NAME}: 1 of its answers wait for a person's points"]


def test_a_persons_comment_stays_and_ours_is_written_anew(tmp_path: Path) -> None:
    text = f"{HEADER}\n{ADA}Autograder: 0 of 4 points.\n{ALAN}\n"

    done = filled(
        tmp_path / "worksheet.csv", text, graded("Lovelace,"), graded("Alan", 1.5, "Is\n<b>1</b>")
    )

    ada, alan = cells(done.text)
    assert ada[HEADER.rpartition(",")[2]].startswith("Autograder: 4 of 4 points.")
    assert (alan["Grade"], alan["Feedback comments"]) == ("2.5", '<p>See "me"</p>')


def test_a_comment_is_html_in_which_a_students_text_does_nothing(tmp_path: Path) -> None:
    done = filled(
        tmp_path / "worksheet.csv", f"{HEADER}\n{ADA}\n", graded("Lovelace,", 1.5, "Is\n<b>1</b>")
    )

    assert "The size: 1.5 of 3. Is &lt;b&gt;1&lt;/b&gt;<br>Why" in done.text


def test_who_is_marked_blindly_is_found_by_the_identifier(tmp_path: Path) -> None:
    text = (
        "Identifier,Status,Grade,Maximum grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade)\n"
        "Participant 101,Submitted,,4.00,Yes,-,-\nParticipant 102,Submitted,,4.00,Yes,-,-\n\n"
    )

    done = filled(tmp_path / "worksheet.csv", text, graded("Participant 102"))

    assert [line["Grade"] for line in cells(done.text)] == ["", "4"]
    assert done.text.endswith("\n\n")


def test_what_moodle_would_pass_over_without_a_word_is_named(tmp_path: Path) -> None:
    text = f"{HEADER}\n{ALAN}\n{EMMY}\n"

    done = filled(tmp_path / "worksheet.csv", text, graded("Alan", 3.5), graded("Emmy"))

    assert done.text == text
    assert done.problems == [
        f"Alan {NAME}: 4.5 points are more than Moodle's maximum grade: enter them there",
        f"Emmy {NAME}: the worksheet says that the grade can't be changed: unlock it in Moodle",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            f"{HEADER}\n{ADA.replace('4.00', '100.00')}\n",
            f"Maximum Grade is 100.00, but {NAME} has 4 points: make it 4 in Moodle's settings",
        ),
        (
            f"{HEADER.replace('Maximum Grade', 'Scale')}\n{ADA}\n",
            "is no grading worksheet that can be filled in, for it lacks Maximum Grade",
        ),
    ],
)
def test_a_worksheet_that_does_not_fit_is_refused_with_what_to_do(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(UsageError, match=problem):
        filled(tmp_path / "worksheet.csv", text, graded("Lovelace,"))


def test_feedback_pages_are_named_so_that_moodle_finds_whose_they_are(tmp_path: Path) -> None:
    (tmp_path / "worksheet.csv").write_text(
        f"{HEADER}\n{ADA.replace('Lovelace, Ada', 'Ada_4_ Lovelace')}\n{ALAN}\n"
    )
    roster = read_roster(tmp_path / "worksheet.csv")
    ada, alan = roster.people
    page = tmp_path / "my_work.html"
    page.write_text("<p>Well done</p>")
    read = book.Book(
        points={NAME: 4.0},
        grades={
            ("ada", NAME): book.Grade(graded("ada"), ada, None, None, page=page),
            ("alan", NAME): book.Grade(graded("alan"), alan, None, None, page=tmp_path / "x"),
            ("kurt", NAME): book.Grade(graded("kurt"), Person("kurt"), None, None, page=page),
            ("emmy", NAME): book.Grade(graded("emmy", None), ada, None, None, page=page),
        },
        columns=roster.columns,
    )

    done = formats.export(
        read, formats.FEEDBACK, tmp_path / "pages.zip", tmp_path / "worksheet.csv"
    )

    with zipfile.ZipFile(tmp_path / "pages.zip") as archive:
        (name,) = archive.namelist()
        assert archive.read(name) == page.read_bytes()
    assert name == "Ada 4 Lovelace_101_assignsubmission_file_my_work.html"
    assert done.count == 1
    assert done.problems == [
        f"alan {NAME}: its feedback page is gone; grade with --again",
        f"emmy {NAME}: 1 of its answers wait for a person's points",
    ]


def test_a_worksheet_has_to_be_named_with_its_one_assignment() -> None:
    with pytest.raises(UsageError, match="name both, as in `autograder export 04-convolution"):
        formats.export(book.Book(points={NAME: 4.0}), formats.WORKSHEET, None)
