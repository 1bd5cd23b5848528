"""What keeps grades and pages from going back by a platform's own names, and what is said then."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from autograder.classroom.export import book, formats
from autograder.classroom.export.download import Download
from autograder.classroom.people import Person, Roster, read_roster
from autograder.errors import UsageError
from autograder.grading.assignment import Assignment
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.classroom.desk import (
    ADA,
    BRIGHTSPACE,
    CANVAS,
    EVERY,
    ILIAS,
    NAME,
    SAKAI,
    zipped,
)
from tests.classroom.made_up import a_row

GRADES = (
    '"Convolution"{0}"SCORE_GRADE_TYPE"\r\n""\r\n"Display ID"{0}"ID"{0}"Last Name"{0}"First Name"'
    '{0}"grade"\r\n"ada1"{0}"ada1"{0}"Lovelace"{0}"Ada"{0}""\r\n"kurt"{0}"kurt"{0}"Gödel"{0}"Kurt"'
    '{0}"3"\r\n'
)


def graded(
    root: Path, *students: str, points: float = 2.5, roster: Roster | None = None
) -> book.Book:
    """A book in which some have points, and a page that says whose it is."""
    people = {person.id: person for person in roster.people} if roster else {}
    grades = {}
    for student in students:
        page = root / "feedback" / student / "convolution.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"for {student}")
        row = a_row(student, NAME, [Verdict("size", "Size", points, 4, Status.PARTIAL)])
        person = people.get(student, Person(student))
        grades[student, NAME] = book.Grade(row, person, None, None, page=page)
    return book.Book(
        points={NAME: 4.0},
        grades=grades,
        people={student: people.get(student, Person(student)) for student in students},
        columns=roster.columns if roster else (),
        every=EVERY,
    )


def given_back(
    root: Path,
    assignment: Assignment,
    to: str,
    source: dict[str, bytes],
    *students: str,
    roster: Roster | None = None,
) -> tuple[formats.Exported, dict[str, bytes]]:
    """What an export says, and what is in its zip."""
    download = Download(zipped(root / "download.zip", source), assignment, EVERY, roster)
    read = graded(root, *students, roster=roster)
    done = formats.export(read, to, root / "out.zip", None, download)
    with zipfile.ZipFile(root / "out.zip") as archive:
        return done, {name: archive.read(name) for name in archive.namelist()}


def test_a_page_for_canvas_is_named_as_its_file_came(
    tmp_path: Path, convolution: Assignment
) -> None:
    source = CANVAS | {"lovelaceada_81_950_convolution-1.ipynb": ADA}

    done, files = given_back(
        tmp_path, convolution, "canvas-feedback", source, "lovelaceada_81", "turingalan_82", "kurt"
    )

    assert files == {
        "lovelaceada_81_950_convolution.html": b"for lovelaceada_81",
        "turingalan_LATE_82_902_convolution.html": b"for turingalan_82",
    }, "of two attempts the newer"
    assert (done.count, done.problems) == (
        2,
        [f"kurt {NAME}: nothing of theirs is in download.zip"],
    )


def test_who_is_hidden_in_canvas_gets_no_page_and_is_named(
    tmp_path: Path, convolution: Assignment
) -> None:
    source = {"anon_x7Qp2_901_convolution.ipynb": ADA}

    done, files = given_back(tmp_path, convolution, "canvas-feedback", source, "anon_x7Qp2")

    assert (done.count, files) == (0, {})
    assert done.problems == [
        f"anon_x7Qp2 {NAME}: Canvas hides who this is, and takes no page for somebody without a "
        "number"
    ]


def test_the_page_of_one_does_not_go_to_the_whole_group(
    tmp_path: Path, convolution: Assignment
) -> None:
    (tmp_path / "groups.csv").write_text(
        "name,canvas_user_id,login_id,group_name\n"
        '"Lovelace, Ada",81,ada,Red\n"Turing, Alan",82,alan,Red\n'
    )
    roster = read_roster(tmp_path / "groups.csv")
    source = {"red_81_901_convolution.ipynb": ADA}

    done, files = given_back(
        tmp_path, convolution, "canvas-feedback", source, "ada", "alan", roster=roster
    )

    assert files == {}
    assert done.problems == [
        f"{student} {NAME}: handed in by a group, which has one place for all: give each their "
        "page by hand"
        for student in ("ada", "alan")
    ]


def test_a_page_for_brightspace_lies_in_the_folder_of_the_attempt_that_counts(
    tmp_path: Path, convolution: Assignment
) -> None:
    _, files = given_back(
        tmp_path, convolution, "brightspace-feedback", BRIGHTSPACE, "Ada Lovelace"
    )

    assert list(files) == ["12345-6789 - Ada Lovelace - Mar 14, 2025 1152 PM/convolution.html"]


def test_a_page_for_ilias_lies_in_a_multi_feedback(tmp_path: Path, convolution: Assignment) -> None:
    _, files = given_back(tmp_path, convolution, "ilias-feedback", ILIAS, "ada1")

    assert list(files) == [f"multi_feedback_{NAME}/Lovelace_Ada_ada1_345/convolution.html"]


def test_a_download_of_another_platform_is_refused(tmp_path: Path, convolution: Assignment) -> None:
    with pytest.raises(UsageError, match="is no download of canvas, but of brightspace: name the"):
        given_back(tmp_path, convolution, "canvas-feedback", BRIGHTSPACE, "Ada Lovelace")


@pytest.mark.parametrize("to", formats.BY_DOWNLOAD)
def test_a_download_has_to_be_named_with_its_one_assignment(tmp_path: Path, to: str) -> None:
    with pytest.raises(UsageError, match=f"name both, as in `autograder export {NAME} --to {to} "):
        formats.export(graded(tmp_path, "ada"), to, tmp_path / "out.zip")


def test_sakais_grades_stay_as_they_came_but_for_the_grade(
    tmp_path: Path, convolution: Assignment
) -> None:
    source = SAKAI | {"Convolution/grades.csv": GRADES.format(",").encode()}

    done, files = given_back(tmp_path, convolution, "sakai", source, "ada1", "al_t")

    grades = files["Convolution/grades.csv"].decode()
    assert grades == GRADES.format(",").replace(
        '"ada1","ada1","Lovelace","Ada",""', "ada1,ada1,Lovelace,Ada,2.5"
    )
    assert [name for name in files if name.endswith(".html")] == [
        "Convolution/Lovelace, Ada(ada1)/Feedback Attachment(s)/convolution.html",
        "Convolution/Turing, Alan(al_t)/Feedback Attachment(s)/convolution.html",
    ]
    assert (done.count, done.problems) == (1, [f"al_t {NAME}: al_t is on no line of grades.csv"])


def test_sakai_gets_a_decimal_comma_where_semicolons_part_cells(
    tmp_path: Path, convolution: Assignment
) -> None:
    source = SAKAI | {"Convolution/grades.csv": GRADES.format(";").encode()}

    _, files = given_back(tmp_path, convolution, "sakai", source, "ada1")

    rows = csv.reader(io.StringIO(files["Convolution/grades.csv"].decode()), delimiter=";")
    assert [row[4] for row in rows if row[:1] == ["ada1"]] == ["2,5"]


def test_sakais_download_without_its_grades_is_refused_with_what_to_do(
    tmp_path: Path, convolution: Assignment
) -> None:
    source = {name: data for name, data in SAKAI.items() if "grades" not in name}

    with pytest.raises(UsageError, match="download all again, with “Grade file” and CSV"):
        given_back(tmp_path, convolution, "sakai", source, "ada1")


# Tables


def in_blackboard(root: Path, heading: str, named: str = "") -> formats.Exported:
    (root / "list.csv").write_text(f'"Last Name","Username","{heading}"\n"Lovelace","ada1",""\n')
    read = graded(root, "ada1", roster=read_roster(root / "list.csv"))
    read.headings = {NAME: named} if named else {}
    return formats.export(read, "blackboard", None)


@pytest.mark.parametrize(
    "heading",
    [
        f"{NAME} [Total Pts: 4 Score] |12345",
        f"{NAME} [Total Pts: up to 4 Percentage] |12345",
        f"{NAME} |12345",
    ],
)
def test_blackboard_gets_users_and_its_own_heading_in_quotation_marks(
    tmp_path: Path, heading: str
) -> None:
    done = in_blackboard(tmp_path, heading)

    assert done.text == f'"Username","{heading}"\n"ada1","2.5"\n'
    assert done.told == []


def test_a_column_that_blackboard_calls_otherwise_is_named_and_one_it_lacks_is_told_of(
    tmp_path: Path,
) -> None:
    theirs = "Homework 4 [Total Pts: 4 Score] |77"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert in_blackboard(tmp_path / "a", theirs, named=theirs).told == []
    assert in_blackboard(tmp_path / "b", theirs).told == [
        f"{NAME}: no column of the list is called so, and Blackboard will make a new column of "
        "text, worth nothing, of it; for one that is there, name its column with --column; in the "
        f"list there are: {theirs}"
    ]


def test_a_column_of_blackboard_with_other_points_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is worth 100 points, and not 4: make it 4 on the"):
        in_blackboard(tmp_path, f"{NAME} [Total Pts: 100 Score] |12345")


def in_brightspace(root: Path, headings: str, named: str = "") -> formats.Exported:
    (root / "list.csv").write_text(
        f"OrgDefinedId,Username,{headings},End-of-Line Indicator\n#A1,#ada1,,#\n"
    )
    read = graded(root, "ada1", roster=read_roster(root / "list.csv"))
    read.headings = {NAME: named} if named else {}
    return formats.export(read, "brightspace", None)


# D2L's help, “Importing grades”: “the grade item name followed by “Points Grade””; its export adds
# what the item is worth.
WORTH = "Points Grade <Numeric MaxPoints:4 Weight:10 Category:Labs CategoryWeight:50>"


@pytest.mark.parametrize(
    ("item", "named"),
    [
        (NAME, ""),
        ("Homework 4", "Homework 4"),
        ("Homework 4", "Homework 4 Points Grade"),
        ("Homework 4", f"Homework 4 {WORTH}"),
    ],
)
def test_brightspace_gets_the_heading_of_its_own_grades(
    tmp_path: Path, item: str, named: str
) -> None:
    done = in_brightspace(tmp_path, f"Homework 5 {WORTH},{item} {WORTH}", named)

    assert done.text == f"Username,{item} {WORTH},End-of-Line Indicator\n#ada1,2.5,#\n"
    assert done.told == []


def test_an_item_that_brightspace_will_make_is_told_of(tmp_path: Path) -> None:
    done = in_brightspace(tmp_path, "Homework 5 Points Grade")

    assert done.text.startswith(f"Username,{NAME} Points Grade,End-of-Line Indicator\n")
    assert done.told == [
        f"{NAME}: no column of the list is called so, and Brightspace will make a new grade item "
        "of it; for one that is there, name its column with --column; in the list there are: "
        "Homework 5 Points Grade"
    ]


def test_without_brightspaces_list_a_heading_still_has_its_form(tmp_path: Path) -> None:
    read = graded(tmp_path, "ada")
    read.headings = {NAME: "Homework 4"}

    done = formats.export(read, "brightspace", None)

    assert done.text == "Username,Homework 4 Points Grade,End-of-Line Indicator\n#ada,2.5,#\n"
    assert done.told == [
        "Brightspace makes a new grade item of a name that it doesn't have: to be told, name its "
        "exported grades with --roster"
    ]


@pytest.mark.parametrize("listed", [True, False])
def test_without_canvas_own_list_it_is_told_what_stands_for_logins(
    tmp_path: Path, listed: bool
) -> None:
    (tmp_path / "list.csv").write_text("id,first_name\nada,Ada\n")
    roster = read_roster(tmp_path / "list.csv") if listed else None

    (told,) = formats.export(graded(tmp_path, "ada", roster=roster), "canvas", None).told

    assert told.startswith("ids of this course stand for SIS logins, and Canvas makes a new")


def test_an_item_of_brightspace_with_other_points_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is worth 100 points, and not 4: make it 4"):
        in_brightspace(tmp_path, f"{NAME} Points Grade <Numeric MaxPoints:100>")


def test_where_brightspace_gives_numbers_alone_they_say_who_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"OrgDefinedId,{NAME} Points Grade,End-of-Line Indicator\n#A1,,#\n")
    read = graded(tmp_path, "A1", roster=read_roster(path))

    assert formats.export(read, "brightspace", None).text == (
        f"OrgDefinedId,{NAME} Points Grade,End-of-Line Indicator\n#A1,2.5,#\n"
    )


def test_of_two_with_one_address_neither_goes_to_moodle(tmp_path: Path) -> None:
    """load_data.php, map_user_data_with_value: the first of them would get both grades."""
    path = tmp_path / "list.csv"
    path.write_text("id,username,email\nada,ada,x@x.org\nbo,bo,b@x.org\nzoe,zoe,X@x.org\n")
    read = graded(tmp_path, "ada", "bo", roster=read_roster(path))
    read.people["zoe"] = Person("zoe", email="X@x.org")

    done = formats.export(read, "moodle", None)

    assert [line.split(",")[0] for line in done.text.splitlines()] == ["Username", "bo"]
    assert done.problems == [
        "ada: x@x.org is somebody else's address, too: enter their grade there"
    ]


# Another assignment's


def test_a_column_that_is_called_like_another_assignment_is_pointed_out(tmp_path: Path) -> None:
    done = in_brightspace(tmp_path, "Images Points Grade", "Images Points Grade")

    assert done.count == 1
    assert done.told == [
        f"{NAME} goes into 'Images Points Grade', which is called like 01-images: is it right?"
    ]


@pytest.mark.parametrize(
    ("called", "other"),
    [
        ("Grades-DL-01-images-77.csv", "01-images"),  # mod/assign/feedback/offline/locallib.php,
        ("Grades-DL-Images-Red group-77.csv", "01-images"),  # download_grades
        ("Grades-DL-01_images-77 (1).csv", "01-images"),
        ("Grades-DL-04-convolution-77.csv", ""),
        ("Grades-Images-Convolution-77.csv", ""),  # a course that is called so
        ("Grades-DL-Homework 1-77.csv", ""),
        ("worksheet.csv", ""),
    ],
)
def test_a_worksheet_that_is_called_like_another_assignments_is_pointed_out(
    tmp_path: Path, called: str, other: str
) -> None:
    (tmp_path / called).write_text(
        "Identifier,Full name,Grade,Maximum Grade,Grade can be changed,Last modified (submission),"
        "Last modified (grade),Feedback comments\nParticipant 1,Ada,,4.00,Yes,-,-,\n"
    )
    read = graded(tmp_path, "Ada", roster=read_roster(tmp_path / called))

    done = formats.export(read, formats.WORKSHEET, None, tmp_path / called)

    assert (done.count, done.problems) == (1, [])
    assert done.told == (
        [f"{called} is called like {other}, and takes the grades of {NAME}: is it right?"]
        if other
        else []
    )


def test_a_download_of_another_assignment_is_pointed_out(
    tmp_path: Path, convolution: Assignment
) -> None:
    source = {name.replace("Convolution/", "Images/"): data for name, data in ILIAS.items()}

    done, files = given_back(tmp_path, convolution, "ilias-feedback", source, "ada1")

    assert [*files] == [f"multi_feedback_{NAME}/Lovelace_Ada_ada1_345/convolution.html"]
    assert done.told == [
        f"download.zip is called like 01-images, and takes the grades of {NAME}: is it right?"
    ]


def test_openolat_gets_a_line_for_each_user_without_heading_and_quotation_marks(
    tmp_path: Path,
) -> None:
    (tmp_path / "list.csv").write_text('id,username\nada,"ada,1"\n')
    read = graded(tmp_path, "ada", roster=read_roster(tmp_path / "list.csv"))

    done = formats.export(read, "openolat", None)

    assert (done.text, done.told) == ("ada,1\t2.5\n", [])
    read.points["05-lenet"] = 3.0
    with pytest.raises(UsageError, match="openolat is for one assignment"):
        formats.export(read, "openolat", None)


# ZipUtil.java, xxunzip, leaves names as they are; ValidationStepForm.java knows addresses, too.
def test_a_user_of_openolat_whose_name_has_a_slash_is_found_by_address(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,username,email\nada,a/l,ada@x.org\njörg,jörg müller,\nemmy,e\\n,\n")
    read = graded(tmp_path, "ada", "jörg", "emmy", roster=read_roster(path))

    done = formats.export(read, "openolat-feedback", tmp_path / "out.zip")

    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == ["ada@x.org/convolution.html", "jörg müller/convolution.html"]
    assert done.problems == [
        f"emmy {NAME}: no folder can be called 'e\\\\n', and the list has no address: give them "
        "their page by hand"
    ]
    assert done.told == []


def test_openolats_pages_lie_in_folders_that_are_called_like_users(tmp_path: Path) -> None:
    read = graded(tmp_path, "ada")

    done = formats.export(read, "openolat-feedback", tmp_path / "out.zip")

    told = ["ids of this course stand for user names: else name --roster"]
    assert done.told == formats.export(read, "openolat", None).told == told
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == ["ada/convolution.html"]
