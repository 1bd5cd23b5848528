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


def filled(path: Path, text: str, *rows: Row, encoding: str = "utf-8") -> formats.Exported:
    """Fill in a worksheet; students' ids are the first names, or the identifiers, on it."""
    path.write_bytes(text.encode(encoding))
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


def test_a_worksheet_that_a_program_saved_as_utf_16_is_filled_in_too(tmp_path: Path) -> None:
    text = f"{HEADER}\n{ADA}\n{ALAN}\n"

    plain = filled(tmp_path / "utf-8.csv", text, graded("Alan"))
    wide = filled(tmp_path / "utf-16.csv", text, graded("Alan"), encoding="utf-16")

    assert wide.text == "\ufeff" + plain.text
    assert wide.count == 1


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
    assert done.problems == [f"Alan {NAME}: 1 answer waits for a person's points"]


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

    assert "The size: 1.5 of 3. Is | &lt;b&gt;1&lt;/b&gt;<br>Why" in done.text


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
        f"emmy {NAME}: 1 answer waits for a person's points",
    ]


def test_a_worksheet_has_to_be_named_with_its_one_assignment() -> None:
    with pytest.raises(UsageError, match="name both, as in `autograder export 04-convolution"):
        formats.export(book.Book(points={NAME: 4.0}), formats.WORKSHEET, None)


GERMAN = (
    "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertung kann geändert "
    "werden;Zuletzt geändert (Abgabe);Zuletzt geändert (Bewertung);Feedback als Kommentar",
    'Teilnehmer/in101;"Ada Lovelace";ada@example.org;"Zur Bewertung abgegeben";;4,00;Ja;"Freitag, '
    '14. März 2025, 11:00";-;',
    "Teilnehmer/in102;Alan Turing;alan@example.org;x;;4,00;Nein;-;-;",
)
FRENCH = (  # with a state of the marking workflow, and a text that was written online
    "Identifiant,Nom complet,Adresse de courriel,Statut,Note,Note maximale,État,Peut être modifiée,"
    "Dernière modification (travail remis),Texte en ligne,Dernière modification (note),Feedback",
    'Participant101,Ada Lovelace,ada@example.org,x,,"4,00",,Oui,-,,-,',
    'Participant102,Alan Turing,alan@example.org,x,,"4,00",,Non,-,,-,',
)
BLIND = (
    "識別子,ステータス,評点,最大評点,評点変更可,最終更新日時 (提出),最終更新日時 (評点)",
    "参加者101,x,,4.00,はい,-,-",
    "参加者102,x,,4.00,いいえ,-,-",
)


@pytest.mark.parametrize(
    ("lines", "delimiter", "grade", "comment"),
    [(GERMAN, ";", 4, 9), (FRENCH, ",", 4, 11), (BLIND, ",", 2, None)],
)
def test_a_worksheet_in_another_language_is_filled_in_where_its_columns_are(
    tmp_path: Path, lines: tuple[str, ...], delimiter: str, grade: int, comment: int | None
) -> None:
    blind = comment is None
    ids = ("参加者101", "参加者102") if blind else ("Ada", "Alan")

    done = filled(
        tmp_path / "worksheet.csv", "\n".join(lines) + "\n", *(graded(id, 1.5) for id in ids)
    )

    header, ada, alan = csv.reader(io.StringIO(done.text), delimiter=delimiter)
    before = list(csv.reader(lines, delimiter=delimiter))
    assert (header, alan) == (before[0], before[2])
    assert ada[grade] == ("2.5" if blind else "2,5"), "as its maximum grade is written"
    touched = {grade} if blind else {grade, comment}
    assert {at for at, cell in enumerate(ada) if cell != before[1][at]} == touched
    assert blind or ada[comment or 0].startswith("Autograder: 2.5 of 4 points.")
    assert done.problems == [
        f"{ids[1]} {NAME}: the worksheet says that the grade can't be changed: unlock it in Moodle"
    ]


def test_comments_that_could_be_in_either_of_two_columns_are_left_and_told_of(
    tmp_path: Path,
) -> None:
    lines = [f"{line};x" for line in GERMAN]

    done = filled(tmp_path / "worksheet.csv", "\n".join(lines) + "\n", graded("Ada"))

    assert "Autograder" not in done.text and ";4;4,00;" in done.text
    assert done.told == ["which column has the comments can't be told: only grades are filled in"]


def test_a_worksheet_whose_columns_can_not_be_told_is_refused(tmp_path: Path) -> None:
    lines = [line.replace("4,00", "Bestanden") for line in GERMAN]  # a scale

    with pytest.raises(UsageError, match="for it lacks Grade, Maximum Grade"):
        filled(tmp_path / "worksheet.csv", "\n".join(lines) + "\n", graded("Ada"))


def test_feedback_pages_find_students_by_a_worksheet_in_german(tmp_path: Path) -> None:
    path = tmp_path / "worksheet.csv"
    path.write_text("\n".join(GERMAN) + "\n")
    roster = read_roster(path)
    page = tmp_path / "start.html"
    page.write_text("<p>Gut</p>")
    read = book.Book(
        points={NAME: 4.0},
        grades={("ada", NAME): book.Grade(graded("ada"), roster.people[0], None, None, page=page)},
        columns=roster.columns,
    )

    formats.export(read, formats.FEEDBACK, tmp_path / "pages.zip", path)

    with zipfile.ZipFile(tmp_path / "pages.zip") as archive:
        assert archive.namelist() == ["Ada Lovelace_101_assignsubmission_file_start.html"]
