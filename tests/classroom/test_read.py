"""The page on which answers are read: what it serves, to whom, and what it writes."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.classroom.read.answers import Answers
from autograder.classroom.read.desk import open_desk
from autograder.classroom.read.server import Server
from autograder.course import journal
from autograder.course.gradebook import recorder
from autograder.course.gradebook_by_hand import open_book
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.layout import Course
from autograder.errors import UsageError
from autograder.grading.assignment import Assignment
from tests.classroom.made_up import EVIL
from tests.classroom.reading import NAME, TEXT, Reader, graded, reading, verdicts
from tests.conftest import Submit
from tests.helpers import SMALL, give, make_course

CELLS = (*SMALL[:-1], "why-pool-task", TEXT)
TEXTS = {
    "ada": "Within a window a shift changes *nothing*; position is lost.",
    "alan": f"{EVIL} <script>alert(1)</script> Pooling makes it invariant.",
    "emmy": "Small shifts don't matter.",
    "kurt": None,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, submit: Submit) -> tuple[Course, Assignment]:
    """Three who wrote an answer, and one who did not: to be copied."""
    course = make_course(tmp_path_factory.mktemp("read") / "course", cells=CELLS)
    assignment = course.load(NAME)
    graded(course, assignment, TEXTS, submit)
    return course, assignment


@pytest.fixture
def class_(made: tuple[Course, Assignment], tmp_path: Path) -> tuple[Course, Assignment]:
    """The class, to do anything with."""
    return Course(shutil.copytree(made[0].root, tmp_path / "course")), made[1]


@pytest.fixture
def reader(class_: tuple[Course, Assignment]) -> Iterator[Reader]:
    with reading(*class_) as found:
        yield found


def booked(course: Course, student: str) -> tuple[Any, ...]:
    """Points, extra points, whether it waits, and comments, as nbgrader itself reads them."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        notebook = book.find_submission_notebook("convolution", NAME, student)
        (grade,) = (one for one in notebook.grades if one.name == TEXT)
        (comment,) = (one for one in notebook.comments if one.name == TEXT)
        return (
            *(grade.manual_score, grade.extra_credit, grade.needs_manual_grade),
            *(comment.manual_comment, comment.auto_comment),
        )


# -- what is shown -------------------------------------------------------------------------------


def test_a_question_stands_beside_its_mark_scheme_and_the_answers_of_all(reader: Reader) -> None:
    asked = reader.question()

    assert "A classmate writes" in asked["task"] and "output_size" not in asked["task"]
    assert "details" not in asked["task"]
    assert "YOUR ANSWER HERE" not in asked["task"]
    assert "MARK SCHEME" not in asked["task"] + asked["scheme"]
    assert "Half a point for two of them" in asked["scheme"]
    assert "Half a point for two of them" not in asked["task"]
    assert "changes <em>nothing</em>" in reader.answer_of("ada")["html"]
    assert sorted(answer["whose"] for answer in asked["answers"]) == sorted(TEXTS)
    assert asked["most"] == 1


def test_what_a_student_wrote_does_nothing(reader: Reader) -> None:
    html = reader.answer_of("alan")["html"]

    assert "<script" not in html and "onerror=" not in html.replace("onerror=alert(1)&gt;", "")
    assert "Pooling makes it invariant." in html


def test_progress_counts_what_is_for_a_person_and_not_what_nobody_wrote(reader: Reader) -> None:
    reader.give(reader.answer_of("ada"), points=1)

    _, questions, _ = reader.ask("/api/questions")

    assert questions == [{"exercise": TEXT, "title": "Why pool?", "of": 3, "read": 1}]


def test_the_order_is_another_one_for_each_question_and_stays_for_each(
    made: tuple[Course, Assignment],
) -> None:
    answers, students = Answers(made[0].root, made[1]), [f"student{number}" for number in range(40)]
    orders = [answers.order(students, f"question{number}") for number in range(40)]

    assert answers.order(reversed(students), "question0") == orders[0]
    assert len({order[0] for order in orders}) > 20
    assert [one for one in answers.order([*students, "late"], "question0") if one != "late"] == (
        orders[0]
    )


def test_with_anonymous_nothing_that_is_served_names_anybody(
    class_: tuple[Course, Assignment],
) -> None:
    course, assignment = class_
    with sqlite3.connect(course.root / "gradebook.db") as book:
        book.execute("UPDATE student SET first_name = 'Lovelace' WHERE id = 'ada'")
    with reading(course, assignment, anonymous=True) as reader:
        asked = reader.question()
        texts = [
            reader.ask(path)[1] for path in (f"/{reader.server.secret}/", f"/api/marks/{TEXT}")
        ]
        served = json.dumps([asked, *texts])
        (ada,) = (
            answer for answer in asked["answers"] if "*" not in answer["html"]
            and "changes" in answer["html"]
        )  # fmt: skip
        status, _ = reader.give({"exercise": TEXT} | ada, points=1)

    assert not [name for name in ("ada", "alan", "emmy", "kurt", "Lovelace") if name in served]
    assert 'id="nameless"' not in served
    assert (status, booked(course, "ada")[0]) == (200, 1)


def test_names_of_the_gradebook_are_shown_with_the_id(class_: tuple[Course, Assignment]) -> None:
    course, assignment = class_
    with closing(sqlite3.connect(course.root / "gradebook.db")) as book:
        book.execute("UPDATE student SET first_name = 'Ada', last_name = 'L\u202eovelace'")
        book.commit()
    with reading(course, assignment) as reader:
        shown = {answer["whose"] for answer in reader.question()["answers"]}

    assert "Ada L\\u202eovelace (ada)" in shown


def test_any_exercise_can_be_read_by_its_id_and_code_stands_beside_the_sources_own(
    class_: tuple[Course, Assignment],
) -> None:
    course, assignment = class_
    with reading(course, assignment, "output-size") as reader:
        asked = reader.question("output-size")
        status, _ = reader.give(reader.answer_of("ada", "output-size"), points=1.25)

    assert "BEGIN SOLUTION" not in asked["scheme"] and "return" in asked["scheme"]
    assert "NotImplementedError" in asked["task"]
    assert status == 200
    with gradebook_reader(course.root / "gradebook.db") as book:
        assert book.standings(NAME)["ada"].scores == {"output-size": 1.25}


def test_what_waits_is_there_also_where_it_is_code(class_: tuple[Course, Assignment]) -> None:
    course, assignment = class_
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        book.find_grade("test-output-size", "convolution", NAME, "ada").needs_manual_grade = True
        book.db.commit()
    with reading(course, assignment) as reader:
        _, questions, _ = reader.ask("/api/questions")

    assert [one["exercise"] for one in questions] == ["output-size", TEXT]


def test_a_picture_that_is_attached_and_not_in_the_text_is_named(
    class_: tuple[Course, Assignment], reader: Reader
) -> None:
    course, assignment = class_
    path = journal.folder_of(course.root, "ada", NAME) / f"{assignment.notebook}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = (cell for cell in notebook.cells if cell.id == TEXT)
    cell.source = "See ![it](attachment:seen.png)"
    cell.attachments = {name: {"image/png": "aGk="} for name in ("seen.png", "<unseen>.png")}
    nbformat.write(notebook, path)

    html = reader.answer_of("ada")["html"]

    assert '<img src="data:image/png;base64,aGk=" alt="it">' in html
    assert "not in the text: &lt;unseen&gt;.png" in html


# -- what is written -----------------------------------------------------------------------------


def test_points_extra_and_comment_stand_where_formgrader_has_them(
    class_: tuple[Course, Assignment], reader: Reader
) -> None:
    course, _ = class_
    ada = reader.answer_of("ada")

    for fields in ({"points": 0.5}, {"extra": 2}, {"comment": "What is lost?\nSee section 7."}):
        status, said = reader.give(ada, **fields)
        assert status == 200, said

    assert booked(course, "ada") == (0.5, 2, False, "What is lost?\nSee section 7.", None)
    assert booked(course, "emmy") == (None, None, True, None, None)
    with gradebook_reader(course.root / "gradebook.db") as book:
        assert book.standings(NAME)["ada"].scores == {TEXT: 2.5}


def test_what_is_taken_back_waits_again_and_a_comment_alone_is_no_reading(
    class_: tuple[Course, Assignment], reader: Reader
) -> None:
    course, _ = class_
    ada = reader.answer_of("ada")

    reader.give(ada, points=1)
    reader.give(ada, points=None, comment="hm")
    assert booked(course, "ada") == (None, None, True, "hm", None)

    reader.give(ada, comment="  ")
    reader.give(ada, comment="")
    assert booked(course, "ada") == (None, None, True, None, None)


def test_what_the_grader_said_stays_beside_what_a_person_says(
    class_: tuple[Course, Assignment], reader: Reader
) -> None:
    course, _ = class_
    kurt = reader.answer_of("kurt")
    assert kurt["marks"]["automatic"] == 0
    assert kurt["marks"]["noted"] == "unattempted: No answer was written."

    reader.give(kurt, comment="Come and see me.")

    assert booked(course, "kurt")[3:] == ("Come and see me.", "unattempted: No answer was written.")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"points": 1.5}, "give 0 to 1 points; what goes beyond is extra"),
        ({"points": -0.5}, "give 0 to 1 points"),
        ({"points": float("nan")}, "nan can't be given"),
        ({"points": float("inf")}, "inf can't be given"),
        ({"points": "1"}, "'1' can't be given"),
        ({"points": True}, "True can't be given"),
        ({"points": [1]}, "can't be given"),
        ({"points": 10**400}, "can't be given"),
        ({"extra": -1}, "give 0 to 1000 extra points"),
        ({"extra": 1e300}, "give 0 to 1000 extra points"),
        ({"comment": 1}, "a comment is a text"),
        ({"comment": "x" * 20_001}, "at most 20,000 characters"),
        ({"manual_score": 1}, "'manual_score' is nothing that a person gives"),
        ({"points": 1, "comment": []}, "a comment is a text"),
    ],
)
def test_what_nobody_can_give_is_refused_in_words_and_nothing_of_it_is_written(
    class_: tuple[Course, Assignment], reader: Reader, fields: dict[str, Any], said: str
) -> None:
    status, text = reader.give(reader.answer_of("ada"), **fields)

    assert status == 422
    assert said in text
    assert booked(class_[0], "ada") == (None, None, True, None, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": "0" * 24}, "not in the gradebook any more"),
        ({"key": None}, "not in the gradebook any more"),
        ({"exercise": "no-such"}, "there is no question 'no-such'"),
        ({"exercise": ["x"]}, "there is no question"),
    ],
)
def test_an_unknown_student_or_question_is_refused(
    reader: Reader, change: dict[str, Any], said: str
) -> None:
    status, text = reader.give(reader.answer_of("ada") | change, points=1)

    assert status == 422 and said in text


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(reader: Reader, body: bytes) -> None:
    status, text, _ = reader.ask("/api/give", "PUT", body)

    assert (status, text) == (422, "that is no JSON object")


def test_half_a_character_is_written_as_a_question_mark(
    class_: tuple[Course, Assignment], reader: Reader
) -> None:
    status, _ = reader.give(reader.answer_of("ada"), comment="a\ud800b")

    assert status == 200
    assert booked(class_[0], "ada")[3] == "a?b"


# -- others who write ----------------------------------------------------------------------------


def test_of_two_windows_the_newer_value_wins_and_is_told_what_stood_there(
    class_: tuple[Course, Assignment], reader: Reader
) -> None:
    course, assignment = class_
    with reading(course, assignment) as other:
        other.give(other.answer_of("ada"), points=1, comment="Good.")

        _, said = reader.give(reader.answer_of("ada"), points=0.5)

        assert (said["before"]["points"], said["now"]["points"]) == (1, 0.5)
        assert said["now"]["comment"] == "Good."
        _, marks, _ = other.ask(f"/api/marks/{TEXT}")
        assert marks[other.answer_of("ada")["key"]]["marks"]["points"] == 0.5
    assert booked(course, "ada")[0] == 0.5


def test_what_formgrader_writes_is_seen_at_once(
    class_: tuple[Course, Assignment], reader: Reader
) -> None:
    give(class_[0], "ada", TEXT, 0.5)
    key = reader.answer_of("ada")["key"]

    _, marks, _ = reader.ask(f"/api/marks/{TEXT}")

    assert marks[key]["marks"]["points"] == 0.5 and not marks[key]["marks"]["waits"]


def test_answers_come_as_they_are_asked_for_and_only_those_are_watched(reader: Reader) -> None:
    _, asked, _ = reader.ask(f"/api/question/{TEXT}")
    first, *others = (answer["key"] for answer in asked["answers"])

    _, written, _ = reader.ask(f"/api/answers/{TEXT}?key={first}&key=gone")
    _, marks, _ = reader.ask(f"/api/marks/{TEXT}")

    assert [*written] == [first] and written[first]["html"]
    assert marks[first]["version"] == written[first]["version"]
    assert {marks[key]["version"] for key in others} == {None}


def test_a_gradebook_that_another_program_holds_is_named_and_nothing_is_said_to_be_saved(
    class_: tuple[Course, Assignment], reader: Reader
) -> None:
    ada = reader.answer_of("ada")
    with closing(sqlite3.connect(class_[0].root / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, text = reader.give(ada, points=1)
    assert status == 503
    assert "database is locked: close what writes to it" in text

    assert reader.give(ada, points=1)[0] == 200
    assert booked(class_[0], "ada")[0] == 1


def grade_again(course: Course, assignment: Assignment, until: Event | None = None) -> None:
    """Record the class's verdicts as `autograder grade --again` does; again and again, or once."""
    with recorder(course.root / "gradebook.db", assignment, course.config()) as book:
        while True:
            with book.together():
                for student, text in TEXTS.items():
                    book.record(student, verdicts(assignment, set() if text else {TEXT}), None)
            if until is None or until.wait(0.02):
                return


def test_grading_at_the_same_time_loses_nothing_that_a_person_gave(
    class_: tuple[Course, Assignment],
) -> None:
    course, assignment = class_
    processes = get_context("fork")
    over = processes.Event()
    grading = processes.Process(target=grade_again, args=(course, assignment, over))
    grading.start()
    with open_book(course.root / "gradebook.db", NAME) as book:
        seen = 0
        for turn in count():
            for student in ("ada", "alan", "emmy"):
                given = {"points": turn % 3 / 2, "comment": f"turn {turn}"}
                before, _ = book.give(TEXT, student, given)
                assert turn == 0 or before.points == (turn - 1) % 3 / 2
                assert turn == 0 or before.comment == f"turn {turn - 1}"
                seen += turn > 0 and before.waits
            if seen >= 10 or not grading.is_alive():
                break
            over.wait(0.1)  # nobody gives points so fast that grading never has its turn
    over.set()
    grading.join()

    assert grading.exitcode == 0 and seen >= 10, "both wrote, in turns"
    assert {booked(course, student)[0] for student in ("ada", "alan", "emmy")} == {turn % 3 / 2}


def test_graded_again_the_points_stay_and_wait_to_be_looked_at(
    class_: tuple[Course, Assignment], reader: Reader
) -> None:
    course, assignment = class_
    reader.give(reader.answer_of("ada"), points=0.5, comment="Good.")

    grade_again(course, assignment)

    ada = reader.answer_of("ada")
    assert ada["known"], "it is the answer that was read"
    assert (ada["marks"]["points"], ada["marks"]["waits"], ada["marks"]["comment"]) == (
        0.5,
        True,
        "Good.",
    )
    reader.give(ada, points=0.5)
    assert booked(course, "ada")[:3] == (0.5, None, False)


def test_points_for_an_answer_that_is_another_one_by_now_are_not_written(
    class_: tuple[Course, Assignment], reader: Reader, submit: Submit
) -> None:
    course, assignment = class_
    ada = reader.answer_of("ada")
    graded(course, assignment, {"ada": "Something else."}, submit)

    status, text = reader.give(ada, points=1)

    assert status == 409 and "read it again" in text
    assert booked(course, "ada")[:3] == (None, None, True)
    again = reader.answer_of("ada")
    assert "Something else." in again["html"]
    assert reader.give(again, points=1)[0] == 200


def test_a_comment_is_about_the_answer_that_it_was_written_or_kept_for(
    class_: tuple[Course, Assignment], reader: Reader, submit: Submit
) -> None:
    course, assignment = class_
    assert not reader.answer_of("ada")["on_earlier"]
    reader.give(reader.answer_of("ada"), comment="hm")
    assert not reader.answer_of("ada")["on_earlier"]

    graded(course, assignment, {"ada": "Something else."}, submit)
    assert reader.answer_of("ada")["on_earlier"]
    reader.give(reader.answer_of("ada"), comment="hm")
    assert not reader.answer_of("ada")["on_earlier"]

    note = journal.folder_of(course.root, "ada", NAME) / "read.json"
    note.write_bytes(b'{"comment on why-pool": 1}')
    assert not reader.answer_of("ada")["on_earlier"]


def test_an_answer_is_known_as_long_as_it_is_the_one_that_got_points(
    class_: tuple[Course, Assignment], reader: Reader, submit: Submit
) -> None:
    course, assignment = class_
    assert not reader.answer_of("ada")["known"]
    reader.give(reader.answer_of("ada"), comment="hm")
    assert not reader.answer_of("ada")["known"]
    reader.give(reader.answer_of("ada"), points=1)
    assert reader.answer_of("ada")["known"]

    note = journal.folder_of(course.root, "ada", NAME) / "read.json"
    noted = note.read_bytes()
    for damaged in (b"", b"[]", b"{", b'{"why-pool": 1}'):
        note.write_bytes(damaged)
        assert not reader.answer_of("ada")["known"]
    note.write_bytes(noted)
    graded(course, assignment, {"ada": "Something else."}, submit)
    assert not reader.answer_of("ada")["known"]
    graded(course, assignment, {"ada": TEXTS["ada"]}, submit)
    assert reader.answer_of("ada")["known"]


# -- who may ask ---------------------------------------------------------------------------------

FOREIGN: list[dict[str, str | None]] = [
    {"Host": "evil.example"},
    {"Host": "127.0.0.1.evil.example:80"},
    {"Host": "evil.example#127.0.0.1"},
    {"Host": ""},
    {"Host": None},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://127.0.0.1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"X-Autograder-Secret": "wrong"},
    {"X-Autograder-Secret": "\u00fc"},
    {"X-Autograder-Secret": ""},
    {"X-Autograder-Secret": None},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_request_from_elsewhere_or_without_the_secret_reads_and_writes_nothing(
    class_: tuple[Course, Assignment], reader: Reader, headers: dict[str, str | None]
) -> None:
    ada = reader.answer_of("ada")
    body = {name: ada[name] for name in ("exercise", "key", "version")} | {"points": 1}

    for path, method, sent in (
        ("/api/questions", "GET", None),
        (f"/api/question/{TEXT}", "GET", None),
        (f"/api/answers/{TEXT}?key={ada['key']}", "GET", None),
        (f"/api/marks/{TEXT}", "GET", None),
        ("/api/give", "PUT", body),
    ):
        try:
            status, said, _ = reader.ask(path, method, sent, headers)
        except (BrokenPipeError, ConnectionResetError):
            # Of headers that are none the server reads no body, and closes.
            assert headers.get("Host", "a") in (None, "", "evil.example#127.0.0.1")
            continue
        assert status in (400, 403), said
        assert "ada" not in said
    assert booked(class_[0], "ada")[0] is None


def test_the_page_is_at_its_secret_address_alone(reader: Reader) -> None:
    secret = reader.server.secret
    without: dict[str, str | None] = {"X-Autograder-Secret": None, "Sec-Fetch-Site": "cross-site"}

    assert reader.ask(f"/{secret}/", headers=without)[0] == 200  # as a link leads there
    for path in ("/", "//", "/x/", f"/{secret[:-1]}/", f"/{secret}x/", f"/{secret.lower()}/"):
        status, said, _ = reader.ask(path, headers=without)
        assert status == 403 and "its address" in said
    assert reader.ask(f"/{secret}/", headers={"Host": "evil.example"})[0] == 403
    assert reader.ask("/no/such")[0] == 404
    assert reader.ask(f"/{secret}/", "POST", b"")[0] == 405


def test_a_ticket_opens_the_page_once(reader: Reader) -> None:
    ticket = reader.server.address_once.partition(str(reader.server.port))[2]
    without: dict[str, str | None] = {"X-Autograder-Secret": None, "Sec-Fetch-Site": "none"}

    assert reader.ask("/open/wrong", headers=without)[0] == 403
    status, _, headers = reader.ask(ticket, headers=without)
    assert (status, headers["Location"]) == (302, f"/{reader.server.secret}/")
    assert reader.ask(ticket, headers=without)[0] == 403
    assert reader.ask("/open/", headers=without)[0] == 403


def test_every_answer_tells_the_browser_to_keep_it_to_itself(reader: Reader) -> None:
    for path in (f"/{reader.server.secret}/", "/api/questions", "/wrong/", "/no/such"):
        _, _, headers = reader.ask(path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers


def test_only_this_machine_is_listened_to(reader: Reader) -> None:
    assert reader.server._socket.getsockname()[0] == "127.0.0.1"


# -- what can't be begun -------------------------------------------------------------------------


def test_an_exercise_that_is_none_is_refused_with_those_there_are(
    class_: tuple[Course, Assignment],
) -> None:
    said = "has no exercise 'pool'; there are: output-size, why-pool"
    with pytest.raises(UsageError, match=said), reading(*class_, exercise="pool"):
        pytest.fail("it began")


def test_where_nothing_is_graded_that_is_said_with_what_to_do(
    class_: tuple[Course, Assignment],
) -> None:
    with closing(sqlite3.connect(class_[0].root / "gradebook.db")) as book:
        for table in ("grade", "comment", "submitted_notebook", "submitted_assignment"):
            book.execute(f"DELETE FROM {table}")
        book.commit()
    said = f"nothing of {NAME} is graded in .*: run `autograder grade {NAME}` first"
    with pytest.raises(UsageError, match=said), reading(*class_):
        pytest.fail("it began")


def test_a_port_that_is_taken_is_named(class_: tuple[Course, Assignment], reader: Reader) -> None:
    course, assignment = class_
    with (
        open_desk(assignment, course.root, None, anonymous=False) as desk,
        pytest.raises(UsageError, match=f"port {reader.server.port} of this machine can't be had"),
    ):
        Server(desk, reader.server.port)
