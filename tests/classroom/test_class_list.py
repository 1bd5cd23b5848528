"""Whoever is in the class is a row everywhere, by name, also with nothing handed in."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.classroom import class_list, extending, graded, pages, unplaced
from autograder.classroom.documents import feedback_path
from autograder.classroom.people import Person, read_roster
from autograder.classroom.tables import grades_csv, summary_csv
from autograder.course import extensions, journal
from autograder.course.gradebook import recorder
from autograder.course.layout import Course
from autograder.errors import UsageError
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.helpers import SMALL, make_course

NAME = "04-convolution"
DUE = datetime(2025, 3, 14, 23, 59)
ADA = Person("ada", "Ada", "Lovelace", "ada@example.org", "11", sections=("A",))
ZOE = Person("zoe", "Zoë", "O'Neil", "", "", sections=("B",), groups=("Red", "Blue"))


@pytest.fixture
def own(tmp_path: Path) -> Course:
    """A course in which ada is graded, with a page of hers."""
    course = make_course(tmp_path / "course", cells=SMALL)
    assignment = course.load(NAME)
    verdicts = [
        Verdict("output-size", "Size", 1.0, 3, Status.PARTIAL, message="It is not right."),
        Verdict("why-pool", "Why", None, 1, Status.UNGRADED, message="It will be read."),
    ]
    with recorder(course.root / "gradebook.db", assignment, course.config()) as book:
        book.record("ada", verdicts, DUE + timedelta(hours=3))
    journal.write_entry(course.root / "autograded/ada" / NAME, Result("ada", NAME, verdicts))
    (course.root / "submitted/ada" / NAME).mkdir(parents=True)
    return course


def rows(course: Course) -> dict[str, tuple[str, str, str]]:
    """Name, section and status of everybody."""
    return {
        row.student_id: (row.name, row.section, str(row.status))
        for row in graded.whole_class(course, course.root, course.root / "submitted")[0]
    }


def test_the_class_is_kept_with_all_that_its_list_says(own: Course) -> None:
    class_list.keep(own, [ADA, ZOE])

    roster = class_list.kept(own)

    assert roster and roster.people == (ADA, ZOE)
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}", "") as book:
        there = {one.id: (one.first_name, one.email, one.lms_user_id) for one in book.students}
    assert there["ada"] == ("Ada", "ada@example.org", "11")
    assert there["zoe"][0] == "Zoë"


def test_another_list_adds_to_what_is_known_and_takes_nothing_away(own: Course) -> None:
    class_list.keep(own, [ADA])

    class_list.add(own, [Person("ada", email="new@example.org"), ZOE])

    roster = class_list.kept(own)
    assert roster
    assert roster.people == (
        Person("ada", "Ada", "Lovelace", "new@example.org", "11", sections=("A",)),
        ZOE,
    )


def test_a_new_list_of_the_class_names_who_came_and_who_went(own: Course) -> None:
    assert class_list.keep(own, [ADA]) == (["ada"], [])
    assert class_list.keep(own, [ZOE]) == (["zoe"], ["ada"])


def test_who_handed_in_nothing_is_a_row_of_every_table(own: Course) -> None:
    class_list.keep(own, [ADA, ZOE])

    found, _ = graded.whole_class(own, own.root, own.root / "submitted")

    assert rows(own) == {
        "ada": ("Ada Lovelace", "A", "waiting"),
        "zoe": ("Zoë O'Neil", "B", "missing"),
    }
    assert "zoe,04-convolution,output-size,0,3,unattempted,,Nothing was handed in." in grades_csv(
        found
    )
    assert "zoe,04-convolution,0,4,0,0,0,missing,Zoë O'Neil,B" in summary_csv(found)


def test_who_handed_in_and_is_not_graded_yet_is_not_told_to_have_nothing(own: Course) -> None:
    class_list.keep(own, [ADA, ZOE])
    (own.root / "submitted/zoe" / NAME).mkdir(parents=True)

    assert list(rows(own)) == ["ada"]


def test_of_what_could_not_be_placed_the_reason_is_told(own: Course) -> None:
    class_list.keep(own, [ADA, ZOE])
    unplaced.note(own.root / "submitted", NAME, {"zoe": "which of two files can't be told"})

    (zoe,) = (
        row
        for row in graded.whole_class(own, own.root, own.root / "submitted")[0]
        if row.student_id == "zoe"
    )

    assert zoe.verdicts[0].message == (
        "Something was handed in that could not be placed: which of two files can't be told"
    )

    unplaced.note(own.root / "submitted", NAME, {"zoe": ""})

    assert not list((own.root / "submitted").rglob("*.txt"))


def a_list(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


# Canvas: lib/gradebook_exporter.rb, student_section_names[student.id].sort.to_sentence
IN_CANVAS = (
    "Student,ID,SIS Login ID,Section\n"
    'A,1,a,01\nB,2,b,02\nC,3,c,01 and 02\nD,4,d,Lab\nE,5,e,"01, 02, and Lab"\n'
    'F,6,f,Art and Design\nG,7,g,"01, 02 und Lab"\n'
)
TWICE = "id,last_name,section\na,A,01\nc,C,01\nb,B,02\nc,C,02\n"


def test_a_student_of_several_sections_is_in_each_of_them(own: Course, tmp_path: Path) -> None:
    roster = read_roster(a_list(tmp_path / "list.csv", IN_CANVAS))
    class_list.keep(own, roster.people)

    assert class_list.section(own, "01") == {"a", "c", "e", "g"}
    assert class_list.section(own, "02") == {"b", "c", "e", "g"}
    assert class_list.section(own, "Lab") == {"d", "e", "g"}
    assert class_list.section(own, "Art and Design") == {"f"}
    with pytest.raises(UsageError, match="no section '01 and 02': there are 01, 02, Art and"):
        class_list.section(own, "01 and 02")
    assert rows(own)["e"][1] == "01; 02; Lab"


# Canvas: app/controllers/group_categories_controller.rb, export_headers, which translates two
GROUPS_IN_CANVAS = {
    "English": "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id",
    "German": "Name,canvas_user_id,user_id,login_id,Abschnitte,group_name,canvas_group_id,group_id",
    "English, another order": "group_name,sections,name,canvas_user_id,user_id,login_id",
    "nobody in a group": "Name,canvas_user_id,login_id,Abschnitte,group_name",
    "without sections": "name,canvas_user_id,login_id,group_name",
}
IN_A_GROUP = {
    "group_name": "Red",
    "name": "Lovelace, Ada",
    "canvas_user_id": "81",
    "login_id": "ada",
    "sections": "Mon and Lab",
}
OTHERS = (("Noether, Emmy", "83", "emmy", "Lab"), ("Turing, Alan", "82", "alan", "Mon"))


@pytest.mark.parametrize("headings", GROUPS_IN_CANVAS.values(), ids=GROUPS_IN_CANVAS)
def test_canvas_s_list_of_groups_tells_names_and_sections_in_any_language(
    own: Course, tmp_path: Path, headings: str
) -> None:
    english = headings.replace("Name", "name").replace("Abschnitte", "sections").split(",")
    with (tmp_path / "groups.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings.split(","))
        writer.writerow([IN_A_GROUP.get(column, "") for column in english])
        for other in OTHERS:
            own_cells = dict(
                zip(("name", "canvas_user_id", "login_id", "sections"), other, strict=True)
            )
            writer.writerow([own_cells.get(column, "") for column in english])

    people = read_roster(tmp_path / "groups.csv").people

    ada = next(one for one in people if one.id == "ada")
    assert (ada.first_name, ada.last_name, ada.number) == ("Ada", "Lovelace", "81")
    assert ada.groups == ("Red",)
    assert ada.sections == (("Mon", "Lab") if "sections" in english else ())


def test_a_student_with_a_line_for_each_section_is_one_in_both(own: Course, tmp_path: Path) -> None:
    roster = read_roster(a_list(tmp_path / "list.csv", TWICE))
    class_list.keep(own, roster.people)

    kept = class_list.kept(own)
    assert kept and {one.id: one.sections for one in kept.people} == {
        "a": ("01",),
        "b": ("02",),
        "c": ("01", "02"),
    }


def test_two_lines_of_one_id_that_say_other_things_are_named_with_their_lines(
    tmp_path: Path,
) -> None:
    path = a_list(tmp_path / "list.csv", f"sep=,\n{TWICE}c,Other,02\n")

    with pytest.raises(UsageError, match=r"names c \(lines 4 and 7\) more than once"):
        read_roster(path)


def test_students_with_one_address_are_named_with_their_lines(tmp_path: Path) -> None:
    text = "id,email\nada,x@x.org\nbo,b@x.org\nzoe,X@x.org\n"

    roster = read_roster(a_list(tmp_path / "list.csv", text))

    assert len(roster.people) == 3
    assert roster.told == (
        "ada and zoe have one address, x@x.org (list.csv, lines 2 and 4): whose work came from it, "
        "or whose grade goes to it, can't be told by it",
    )


def test_a_line_that_says_nobody_is_left_out_and_named(tmp_path: Path) -> None:
    text = "id,first_name,Groups\n,Ada,\nbo,Bo,Red\n,,\n"

    roster = read_roster(a_list(tmp_path / "list.csv", text))

    assert [(one.id, one.groups) for one in roster.people] == [("bo", ("Red",))]
    assert roster.told == ("list.csv, line 2: left out, for no id or address says who it is",)


def test_blind_numbers_are_nobody_of_the_class(own: Course, tmp_path: Path) -> None:
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text("Identifier,Status,Grade\nParticipant 101,No submission,\n")

    class_list.add(own, read_roster(sheet).people)

    assert class_list.kept(own) is None


def test_who_is_excused_counts_for_nothing_with_and_without_a_submission(own: Course) -> None:
    class_list.keep(own, [ADA, ZOE])

    for student in ("ada", "zoe"):
        extending.excuse(own, student, NAME, excused=True)

    assert {status for _, _, status in rows(own).values()} == {"excused"}

    extending.excuse(own, "zoe", NAME, excused=False)

    assert rows(own)["zoe"][2] == "missing"


def test_nobody_unknown_is_given_time_and_who_is_meant_is_guessed(own: Course) -> None:
    with pytest.raises(UsageError, match=r"no student 'adda' in this course; did you mean ada\?"):
        extending.excuse(own, "adda", NAME, excused=True)

    assert extensions.read(own.root) is None


def test_an_extension_has_to_end_after_the_due_date(own: Course) -> None:
    with pytest.raises(UsageError, match="has no due date, so nobody is late"):
        extending.extend(own, "ada", NAME, DUE)
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}", "") as book:
        book.update_or_create_assignment(NAME, duedate=DUE)
    with pytest.raises(UsageError, match="gives no more time"):
        extending.extend(own, "ada", NAME, DUE)

    extending.extend(own, "ada", NAME, DUE + timedelta(hours=1))

    (ada,) = graded.rows(own, own.root)
    assert (ada.extended, ada.seconds_late) == (DUE + timedelta(hours=1), 7200.0)


def test_what_nbgrader_was_told_before_stays_when_the_first_extension_is_noted(own: Course) -> None:
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}", "") as book:
        book.update_or_create_assignment(NAME, duedate=DUE)
        book.grant_extension(NAME, "ada", hours=5)
        book.add_student("alan")

    extending.extend(own, "alan", NAME, DUE + timedelta(hours=1))

    noted = extensions.read(own.root)
    assert noted and noted["ada", NAME].due == DUE + timedelta(hours=5)


def test_a_page_is_written_anew_when_what_it_shows_changed_and_only_then(own: Course) -> None:
    assignments = {NAME: own.load(NAME)}
    path = feedback_path(own.root, "ada", assignments[NAME])

    def renewed() -> int:
        return pages.renew(graded.rows(own, own.root), own.root, assignments)

    assert (renewed(), renewed()) == (1, 0)
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}", "") as book:
        grade = book.find_grade("test-output-size", "convolution", NAME, "ada")
        comment = book.find_comment("output-size", "convolution", NAME, "ada")
        grade.manual_score, comment.manual_comment = 2.0, "Nearly <there>."
        book.db.commit()

    assert (renewed(), renewed()) == (1, 0)
    page = path.read_text()
    assert "<b>2</b> of 4 points" in page
    assert "Nearly &lt;there&gt;." in page
    assert "The automatic check had said: <b>partly right</b>, 1 of 3." in page
    assert "It is not right." in page
