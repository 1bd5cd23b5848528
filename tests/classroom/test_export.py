"""What is exported has the gradebook's names, totals and penalties, as other programs read them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp

from autograder.classroom.export import book, formats, gradescope, junit
from autograder.classroom.people import Person, read_roster
from autograder.course import journal
from autograder.course.gradebook import recorder
from autograder.course.layout import Course
from autograder.errors import UsageError
from autograder.grading import versions
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.classroom.made_up import a_row
from tests.helpers import SMALL, make_course

NAME = "04-convolution"
DUE = datetime(2025, 3, 14, 12)
PENALTY = """
from nbgrader.plugins import BasePlugin

class OneAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return min(score, total_seconds_late // 3600)

c.AssignLatePenalties.plugin_class = OneAnHour
"""

FORMULA = '=HYPERLINK("http://evil.example","grade")'
SCORES: dict[str, tuple[str, float | None, str, float | None, int]] = {
    "ada": ("passed", 3.0, "passed", 1.0, 0),
    "alan": ("partial", 1.5, "passed", 1.0, 1),
    "emmy": ("failed", 0.0, "unattempted", 0.0, 5),
    "Zoë, B.": ("passed", 3.0, "ungraded", None, 0),
    FORMULA.replace("/", "|"): ("error", 0.0, "unattempted", 0.0, 0),
}
"""By student: the exercise with a check, the one that a person grades, and the hours that it came
late."""


def verdicts(status: str, score: float | None, by_hand: str, points: float | None) -> list[Verdict]:
    message = "" if status == "passed" else 'Not\x00 the right, "size": <b>3</b>\nfor stride 2.'
    return [
        Verdict("output-size", "The size is right", score, 3, Status(status), message=message),
        Verdict("why-pool", "Why pool?", points, 1, Status(by_hand)),
    ]


def book_into(
    course: Course, submissions: dict[str, tuple[list[Verdict], float]], problem: str = ""
) -> None:
    """What grading writes of submissions, each so many hours late.

    The gradebook's entry and the journal's.
    """
    assignment = course.load(NAME)
    now = versions.of(assignment)
    with recorder(course.root / "gradebook.db", assignment, course.config()) as open_book:
        for student, (own, late) in submissions.items():
            open_book.record(student, own, DUE + timedelta(hours=late))
            journal.write_entry(
                course.root / "autograded" / student / NAME,
                Result(student, NAME, own, problem=problem, versions=now),
            )


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class with names, a due date and penalties, as grading leaves it.

    To be read, not written.
    """
    course = make_course(tmp_path_factory.mktemp("export") / "course", cells=SMALL)
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(PENALTY)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", "kernels-to-cnn") as gradebook:
        gradebook.add_assignment(NAME, duedate=DUE)
        gradebook.add_student(
            "ada", first_name="Ada", last_name="Lovelace", email="ada@example.org", lms_user_id="81"
        )
        gradebook.add_student(
            "alan", first_name="Alan", last_name="Turing", email="alan@example.org"
        )
        gradebook.add_student("kurt", first_name="Kurt", last_name="Gödel")
    book_into(
        course, {student: (verdicts(*scores[:4]), scores[4]) for student, scores in SCORES.items()}
    )
    return course


@pytest.fixture
def own(graded: Course, tmp_path: Path) -> Course:
    """The same, to do anything with."""
    return Course(shutil.copytree(graded.root, tmp_path / "course"))


def exported(course: Course, to: str, roster: str = "") -> formats.Exported:
    if roster:
        (course.root / "list.csv").write_text(roster)
    listed = read_roster(course.root / "list.csv") if roster else None
    return formats.export(book.read_book(course, course.root, [NAME], listed), to, None)


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def in_gradebook(course: Course) -> dict[str, tuple[float, float]]:
    """Score and penalty of each student, as nbgrader reads its own tables."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        return {
            s.student.id: (s.score, s.late_submission_penalty)
            for s in gradebook.find_assignment(NAME).submissions
        }


def give(course: Course, student: str, cell: str, **values: float) -> None:
    """What a person does in formgrader."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade(cell, "convolution", NAME, student)
        for name, value in values.items():
            setattr(grade, name, value)
        gradebook.db.commit()


def take_addresses(course: Course) -> None:
    """Leave nobody an e-mail address."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        for student in gradebook.students:
            student.email = None
        gradebook.db.commit()


# Tables


def test_the_table_has_the_names_scores_and_penalties_of_the_gradebook(graded: Course) -> None:
    rows = {row["student_id"]: row for row in lines(exported(graded, "csv").text)}

    by_book = in_gradebook(graded)
    assert by_book["alan"] == (2.5, 1) and by_book["emmy"] == (0, 0)
    assert {
        s: (float(rows[s]["raw_score"]), float(rows[s]["late_submission_penalty"]))
        for s in SCORES
        if s[0] != "="
    } == {s: by_book[s] for s in SCORES if s[0] != "="}
    assert float(rows["alan"]["score"]) == 1.5
    assert (rows["ada"]["first_name"], rows["ada"]["last_name"], rows["ada"]["email"]) == (
        "Ada",
        "Lovelace",
        "ada@example.org",
    )
    assert rows["alan"]["timestamp"] == "2025-03-14 13:00:00"
    assert {row["duedate"] for row in rows.values() if row["timestamp"]} == {"2025-03-14 12:00:00"}
    assert (rows["kurt"]["score"], rows["kurt"]["status"]) == ("", "missing")
    assert rows["Zoë, B."]["status"] == "waiting"


def test_the_table_says_what_nbgraders_own_export_says(
    graded: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(graded.root)
    app = ExportApp()
    app.initialize(["--to", str(tmp_path / "theirs.csv")])
    app.start()
    with (tmp_path / "theirs.csv").open() as file:
        header, *theirs = file.read().splitlines()

    ours = exported(graded, "csv").text.splitlines()

    assert ours[0] == f"{header},status"
    for student in ("ada", "alan", "emmy"):
        mine, other = (
            next(csv.reader([line]))
            for table in (ours, theirs)
            for line in table
            if f",{student}," in line
        )
        assert mine[:7] == other[:7]
        assert [float(points) for points in mine[7:11]] == [float(points) for points in other[7:]]


@pytest.mark.parametrize("to", ["csv", "canvas", "moodle"])
def test_names_with_commas_quotes_and_formulas_stay_one_harmless_field(
    own: Course, to: str
) -> None:
    give(own, "Zoë, B.", "why-pool", manual_score=0.5)
    take_addresses(own)

    rows = list(csv.reader(io.StringIO(exported(own, to).text, newline="")))

    assert {len(row) for row in rows} == {len(rows[0])}
    fields = {field for row in rows for field in row}
    assert "Zoë, B." in fields
    assert [field for field in fields if field.startswith(("=", "+", "-", "@"))] == []
    assert f"'{FORMULA.replace('/', '|')}" in fields


def test_canvas_gets_its_own_columns_a_row_of_points_and_no_total_that_is_not_final(
    graded: Course,
) -> None:
    done = exported(graded, "canvas")
    header, points, *rows = csv.reader(io.StringIO(done.text))

    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", NAME]
    assert points == ["    Points Possible", "", "", "", "", "4"]
    assert ["Lovelace, Ada", "81", "", "ada", "", "4"] in rows
    assert ["Turing, Alan", "", "", "alan", "", "1.5"] in rows
    assert not [row for row in rows if row[3] in ("kurt", "Zoë, B.")], (
        "who handed in nothing, or waits for points, keeps what Canvas has"
    )
    assert done.problems == [f"Zoë, B. {NAME}: 1 answer waits for a person's points"]


CANVAS_LIST = (
    f"Student,ID,SIS User ID,SIS Login ID,Section,{NAME} (77),Final Score\n"
    "    Points Possible,,,,,4,(read only)\n"
    '"Lovelace, Ada",81,S15,ada.l,Mon,,\n"Turing, Alan",82,S12,alan,Tue,,\n"Noether, Emmy",83,S82,'
    "emmy,Tue,,\n"
)


def test_with_canvas_own_list_its_numbers_sections_and_headings_are_kept(
    graded: Course, own: Course
) -> None:
    done = exported(own, "canvas", CANVAS_LIST)
    header, _, *rows = csv.reader(io.StringIO(done.text))

    assert header[-1] == f"{NAME} (77)"
    assert [row for row in rows if row[1]] == [
        ["Lovelace, Ada", "81", "S15", "ada.l", "Mon", "4"],
        ["Turing, Alan", "82", "S12", "alan", "Tue", "1.5"],
        ["Noether, Emmy", "83", "S82", "emmy", "Tue", "0"],
    ]
    assert "Zoë, B.: not on the list of students" in done.problems
    assert "kurt: not on the list of students" in done.problems


def test_canvas_gets_the_columns_of_its_own_list_in_the_order_that_it_wants(own: Course) -> None:
    done = exported(
        own,
        "canvas",
        "LastName,FirstName,ID,SIS User ID,SIS Login ID,Integration ID,Root Account,Section,Notes,"
        f"{NAME} (77),Final Score\n    Points Possible,,,,,,,,,4,(read only)\n"
        "Lovelace,Ada,81,S15,ada,I1,canvas.example.org,Mon,late,,\n",
    )
    header, points, ada = csv.reader(io.StringIO(done.text))

    assert header == [
        *("LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID"),
        *("Root Account", "Section", f"{NAME} (77)"),
    ]
    assert points == ["    Points Possible", *[""] * 7, "4"]
    assert ada == ["Lovelace", "Ada", "81", "S15", "ada", "I1", "canvas.example.org", "Mon", "4"]
    assert done.told == []


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        ("Student,ID,Section", ["Student", "ID", "Section"]),
        ("Student,ID,SIS Login ID,Section", ["Student", "ID", "SIS Login ID", "Section"]),
        # Canvas would refuse the file if the SIS id stood there alone.
        ("Student,ID,SIS User ID,Section", ["Student", "ID", "Section"]),
    ],
)
def test_a_login_that_canvas_list_lacks_is_not_made_up(
    own: Course, columns: str, kept: list[str]
) -> None:
    text = exported(own, "canvas", f'{columns}\n"Lovelace, Ada",81,x,Mon\n').text
    header, _, ada = csv.reader(io.StringIO(text))

    assert header == [*kept, NAME]
    assert "ada" not in ada


def canvas_of(course: Course, columns: str, heading: str = "") -> formats.Exported:
    """Export to Canvas with a list that has some assignments' columns."""
    path = course.root / "list.csv"
    path.write_text(f'Student,ID,SIS Login ID,Section,{columns}\n"Lovelace, Ada",81,ada,Mon,,\n')
    read = book.read_book(course, course.root, [NAME], read_roster(path))
    read.headings = {NAME: heading} if heading else {}
    return formats.export(read, "canvas", None)


def test_an_assignment_goes_into_the_column_that_it_is_said_to_be(own: Course) -> None:
    done = canvas_of(own, "Homework 4 (77),Homework 5 (78)", heading="Homework 4 (77)")

    assert done.text.splitlines()[0].endswith(",Section,Homework 4 (77)")
    assert done.told == []


def test_a_column_that_canvas_will_make_is_told_of(own: Course) -> None:
    done = canvas_of(own, "Homework 4 (77),Homework 5 (78)")

    assert done.told == [
        f"{NAME}: no column of the list is called so, and Canvas will make a new assignment of it; "
        "for one that is there, name its column with --column; in the list there are: Homework 4 "
        "(77), Homework 5 (78)"
    ]


def test_which_of_two_columns_is_meant_has_to_be_said(own: Course) -> None:
    columns = f"{NAME} (77),{NAME} (78)"

    with pytest.raises(UsageError, match=f"{NAME} is 2 columns: say which with --column"):
        canvas_of(own, columns)
    assert f",{NAME} (78)\n" in canvas_of(own, columns, heading=f"{NAME} (78)").text


def test_moodle_gets_addresses_and_names_to_map(graded: Course) -> None:
    rows = {row["Username"]: row for row in lines(exported(graded, "moodle").text)}

    assert list(rows["ada"]) == ["Username", "First name", "Last name", "Email address", NAME]
    assert list(rows["ada"].values()) == ["ada", "Ada", "Lovelace", "ada@example.org", "4"]
    assert rows["alan"][NAME] == "1.5"


def test_who_has_no_address_is_left_out_for_moodle_and_named(graded: Course) -> None:
    done = exported(graded, "moodle")

    assert [row["Username"] for row in lines(done.text)] == ["ada", "alan"]
    assert done.count == 2
    assert "emmy: no e-mail address, by which Moodle finds students" in done.problems


def test_where_nobody_has_an_address_moodle_gets_no_such_column(own: Course) -> None:
    take_addresses(own)

    done = exported(own, "moodle")

    header, *rows = csv.reader(io.StringIO(done.text))
    assert header == ["Username", "First name", "Last name", NAME]
    assert ["emmy", "", "", "0"] in rows
    assert done.count == len(rows) == 4
    assert done.problems == [f"Zoë, B. {NAME}: 1 answer waits for a person's points"]


@pytest.mark.parametrize("to", ["canvas", "moodle"])
def test_who_is_not_on_the_platforms_list_is_in_no_line_and_is_named(own: Course, to: str) -> None:
    lists = {
        "canvas": 'Student,ID,SIS Login ID,Section\n"Lovelace, Ada",81,ada,Mon\n',
        "moodle": "First name,Last name,Email address,Username\nAda,Lovelace,ada@example.org,ada\n",
    }

    done = exported(own, to, lists[to])

    assert "ada" in done.text and "alan" not in done.text and "emmy" not in done.text
    assert done.count == 1
    assert {"alan: not on the list of students", "emmy: not on the list of students"} <= set(
        done.problems
    )


@pytest.mark.parametrize("to", ["canvas", "moodle"])
def test_a_cell_that_would_take_a_grade_away_is_told_of(to: str) -> None:
    grades = {
        ("ada", NAME): a_row("ada", NAME, verdicts("passed", 3.0, "passed", 1.0)),
        ("ada", "05-lenet"): a_row("ada", "05-lenet", verdicts("passed", 3.0, "passed", 1.0)),
        ("alan", NAME): a_row("alan", NAME, verdicts("passed", 3.0, "passed", 1.0)),
    }
    people = {id: Person(id, email=f"{id}@example.org") for id in ("ada", "alan")}
    read = book.Book(
        points={NAME: 4.0, "05-lenet": 4.0},
        grades={key: book.Grade(row, people[key[0]], None, None) for key, row in grades.items()},
        people=people,
    )

    both = formats.export(read, to, None)
    del read.points["05-lenet"]
    one = formats.export(read, to, None)

    assert both.count == 3 and one.count == 2
    (more,) = set(both.told) - set(one.told)
    assert "export one assignment at a time" in more
    assert len(both.told) == 1 + len(one.told)


def test_two_who_are_the_same_line_of_the_list_get_no_grade_and_are_named(own: Course) -> None:
    book_into(own, {"Ada Lovelace": (verdicts("failed", 0.0, "passed", 1.0), 0)})

    done = exported(own, "canvas", CANVAS_LIST)

    assert (
        "Ada Lovelace, ada: all found on the same line of the list, that of ada.l: keep the "
        "folders of one in submitted/ and autograded/" in done.problems
    )
    assert "Lovelace" not in done.text and "Turing" in done.text


def test_who_is_on_the_list_by_id_keeps_the_line_that_another_shares_a_name_with(
    own: Course,
) -> None:
    book_into(own, {"Ada Lovelace": (verdicts("failed", 0.0, "failed", 0.0), 0)})
    alone = lines(exported(own, "canvas", CANVAS_LIST.replace("ada.l", "ada")).text)

    done = exported(own, "canvas", CANVAS_LIST.replace("ada.l", "ada"))

    assert lines(done.text) == alone
    (ada,) = [row for row in lines(done.text) if row["SIS Login ID"] == "ada"]
    assert float(ada[f"{NAME} (77)"]) > 0
    assert (
        "Ada Lovelace: not on the list by this id; the line with the same name, address or number "
        "is ada's" in done.problems
    )


def test_what_a_platform_finds_somebody_by_goes_out_as_its_own_list_has_it(own: Course) -> None:
    listed = (
        'Student,ID,SIS User ID,SIS Login ID,Section\n"=Lovelace, Ada",81,-7,+ada,Mon\n'
        "Alan Turing,82,S12,=SUM(A1)|x!,Tue\n"
    )
    canvas = exported(own, "canvas", listed)
    moodle = exported(
        own, "moodle", "Username,First name,Last name,Email address\nada,+Ada,,+ada@example.org\n"
    )

    rows = {row["ID"]: row for row in lines(canvas.text)}
    assert list(rows["81"].values())[:5] == ["'=Lovelace, Ada", "81", "-7", "+ada", "Mon"]
    assert rows["82"]["SIS Login ID"] == "'=SUM(A1)|x!", "this one could do something"
    (ada,) = lines(moodle.text)
    assert (ada["First name"], ada["Email address"]) == ("'+Ada", "+ada@example.org")


def test_what_no_list_vouches_for_stays_harmless(own: Course) -> None:
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_student("ada", email="+ada@example.org")

    assert "'+ada@example.org" in exported(own, "moodle").text


def test_moodles_worksheet_gives_the_addresses_that_the_gradebook_lacks(own: Course) -> None:
    text = exported(
        own,
        "moodle",
        "Identifier,Full name,Email address,ID number\nParticipant 3,Emmy "
        "Noether,en@example.org,emmy\n",
    ).text

    assert "emmy,Emmy,Noether,en@example.org,0\n" in text


def test_brightspace_gets_user_names_and_the_end_of_each_line(graded: Course) -> None:
    done = exported(graded, "brightspace")
    header, *rows = csv.reader(io.StringIO(done.text))

    assert header == ["Username", f"{NAME} Points Grade", "End-of-Line Indicator"]
    assert ["#ada", "4", "#"] in rows
    assert {row[-1] for row in rows} == {"#"}
    assert not [row for row in rows if "Zoë" in row[0]]


# Agreement with the gradebook


def test_points_that_a_person_gave_and_extra_credit_are_in_every_export(own: Course) -> None:
    take_addresses(own)
    give(own, "Zoë, B.", "why-pool", manual_score=0.5)
    give(own, "ada", "test-output-size", extra_credit=0.25)

    table = {row["student_id"]: row for row in lines(exported(own, "csv").text)}

    assert (table["Zoë, B."]["score"], table["Zoë, B."]["status"]) == ("3.5", "graded")
    assert table["ada"]["score"] == "4.25"
    assert exported(own, "moodle").problems == []
    assert {s: float(table[s]["raw_score"]) for s in ("ada", "Zoë, B.")} == {
        s: in_gradebook(own)[s][0] for s in ("ada", "Zoë, B.")
    }


def test_where_the_gradebook_says_otherwise_nothing_is_exported_and_it_is_named(
    own: Course,
) -> None:
    give(own, "ada", "test-output-size", auto_score=1)

    for to, name in (("csv", "student_id"), ("canvas", "SIS Login ID"), ("moodle", "Username")):
        done = exported(own, to)
        rows = [row for row in lines(done.text) if row[name] == "ada"]
        assert (
            f"ada {NAME}: graded with 4 - 0 points, but the gradebook has 2 - 0; run `autograder "
            f"grade {NAME} --again`" in done.problems
        )
        assert [(row["score"], row["status"]) for row in rows] == (
            [("", "doubtful")] if to == "csv" else []
        )


def test_who_is_in_the_gradebook_alone_or_removed_from_it_is_named(own: Course) -> None:
    shutil.rmtree(own.root / "autograded/emmy")
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}") as gradebook:
        gradebook.remove_student("alan")

    problems = exported(own, "csv").problems

    assert (
        f"emmy {NAME}: in the gradebook, but not in autograded/; run `autograder grade {NAME}`"
        in problems
    )
    assert f"alan {NAME}: not in the gradebook; run `autograder grade {NAME}`" in problems


def test_a_fault_of_the_grader_is_no_zero_in_any_export(own: Course, tmp_path: Path) -> None:
    book_into(own, {"ida": (verdicts("grader-error", None, "unattempted", 0.0), 0)})

    table = {row["student_id"]: row for row in lines(exported(own, "csv").text)}
    done = formats.export(book.read_book(own, own.root, [NAME]), "gradescope", tmp_path / "out")

    assert (table["ida"]["score"], table["ida"]["status"]) == ("", "grader-error")
    assert "ida" not in {row["SIS Login ID"] for row in lines(exported(own, "canvas").text)}
    assert not (tmp_path / "out" / NAME / "ida").exists()
    assert [
        problem for problem in done.problems if problem.startswith(f"ida {NAME}: the grader failed")
    ]


def test_a_file_that_could_not_be_read_counts_as_zero_everywhere(own: Course) -> None:
    take_addresses(own)
    book_into(own, {"ida": (verdicts("error", 0.0, "error", 0.0), 0)}, problem="The file is empty.")

    assert {row["Username"]: row[NAME] for row in lines(exported(own, "moodle").text)}["ida"] == "0"
    assert {row["student_id"]: row["status"] for row in lines(exported(own, "csv").text)}[
        "ida"
    ] == "unreadable"


# JUnit


def test_junit_has_a_suite_for_each_submission_and_a_case_for_each_exercise(graded: Course) -> None:
    root = ElementTree.fromstring(exported(graded, "junit").text.encode())
    suites = {suite.get("name"): suite for suite in root}

    alan = suites[f"{NAME} alan"]
    properties = {
        entry.get("name"): entry.get("value") for entry in alan.findall("properties/property")
    }
    size, why = alan.findall("testcase")
    assert (alan.get("tests"), alan.get("failures"), alan.get("errors"), alan.get("skipped")) == (
        "2",
        "1",
        "0",
        "0",
    )
    assert properties == {
        "student": "alan",
        "assignment": NAME,
        "score": "2.5",
        "late_penalty": "1",
        "total": "1.5",
        "max_score": "4",
        "status": "graded",
    }
    assert (size.get("classname"), size.get("name")) == (f"{NAME}.alan", "output-size")
    assert size.find("failure").get("message") == "partial, 1.5 of 3 points"
    assert size.find("failure").text == 'Not\\x00 the right, "size": <b>3</b>\nfor stride 2.'
    assert len(why) == 0
    assert (
        suites[f"{NAME} Zoë, B."].find("testcase[@name='why-pool']/skipped").get("message")
        == "ungraded, no of 1 points"
    )
    assert int(root.get("tests", "")) == 2 * len(SCORES)


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(list(Status)))
def test_junit_is_well_formed_whatever_students_are_called_and_told(
    student: str, message: str, status: Status
) -> None:
    score = None if status in ("ungraded", "grader-error") else 1.0
    row = a_row(student, NAME, [Verdict("pool", "Pools", score, 3, status, message=message)])

    root = ElementTree.fromstring(junit.report([row]).encode(errors="surrogatepass"))

    counted = sum(int(root.get(kind, "")) for kind in ("failures", "errors", "skipped"))
    assert counted == int(status != Status.PASSED)
    assert len(root.findall(".//testcase/*")) == counted


# Gradescope's results


def test_gradescope_gets_results_for_each_student_with_the_penalty_in_the_score(
    graded: Course, tmp_path: Path
) -> None:
    done = formats.export(book.read_book(graded, graded.root, [NAME]), "gradescope", tmp_path)

    found = {
        path.parent.name: json.loads(path.read_text())
        for path in (tmp_path / NAME).glob("*/results.json")
    }
    by_book = in_gradebook(graded)
    assert {s: r["score"] for s, r in found.items()} == {
        s: max(0.0, score - penalty) for s, (score, penalty) in by_book.items()
    }
    assert found["alan"]["output"] == "1 points were taken off for handing in late."
    assert found["alan"]["extra_data"] == {
        "student": "alan",
        "assignment": NAME,
        "late_penalty": 1.0,
        "status": "graded",
    }
    assert found["ada"]["stdout_visibility"] == "hidden"
    assert done.count == len(SCORES)


def test_gradescopes_results_have_score_status_and_message_but_not_where_a_person_grades() -> None:
    row = a_row("ada", NAME, verdicts("partial", 1.5, "ungraded", None))

    size, why = gradescope.results(row)["tests"]

    assert {
        name: size[name] for name in ("name", "score", "max_score", "status", "visibility")
    } == {
        "name": "output-size: The size is right",
        "score": 1.5,
        "max_score": 3,
        "status": "failed",
        "visibility": "visible",
    }
    assert size["output"].endswith("for stride 2.")
    assert {"score", "max_score", "status"} & set(why) == set()
