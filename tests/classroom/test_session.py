"""Grading goes on where it was.

Nothing twice, nothing lost, and the same again from the same secret.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin
from nbgrader.utils import notebook_hash

from autograder.classroom import session
from autograder.classroom.collect import collect
from autograder.classroom.cores import Cores
from autograder.classroom.engine import grade_all
from autograder.classroom.graded import assignments_of, rows, whole_class
from autograder.classroom.results import write_results
from autograder.classroom.session import Wanted
from autograder.classroom.worker import Grader
from autograder.course import journal
from autograder.course.gradebook import recorder
from autograder.course.layout import Course
from autograder.grading.result import Result
from autograder.grading.settings import Settings
from autograder.grading.status import Status
from autograder.grading.verdicts import PartLine, Verdict
from tests.conftest import HandIn, Submit
from tests.faults.remains import remains
from tests.helpers import SMALL, command, give, grades_of, make_course
from tests.trusted import exercise

NAME = "04-convolution"
STUDENTS = ["ada", "alan", "emmy", "empty"]


def waiting(course: Course, *, again: bool = False) -> list[str]:
    work = session.find_work(
        course.load(NAME), course.root / "submitted", course.root, Wanted(again)
    )
    return [submission.student_id for submission in work.waiting]


def grade(course: Course, *, workers: int = 1, again: bool = False) -> list[str]:
    """Grade what is waiting, as the command does; who was graded."""
    work = session.find_work(
        course.load(NAME), course.root / "submitted", course.root, Wanted(again)
    )
    graded: list[str] = []
    with Cores(Grader.of([work.assignment], Settings(course.secret())), workers) as cores:
        session.carry_out(
            work, course, course.root, cores, lambda r, _: graded.append(r.student_id)
        )
    write_tables(course)
    return sorted(graded)


def write_tables(course: Course) -> None:
    found = rows(course, course.root)
    write_results(found, course, course.root, assignments_of(found, course))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, submit: Submit, hand_in: HandIn) -> Course:
    """A small class, graded three at a time. To be read, not written."""
    course = make_course(tmp_path_factory.mktemp("session") / "course", cells=SMALL)
    assignment, submitted = course.load(NAME), course.root / "submitted"
    misconception = exercise(f"{NAME}/output-size").misconceptions[0].cell
    hand_in(submitted, "ada", assignment, submit(assignment))
    hand_in(
        submitted,
        "alan",
        assignment,
        submit(assignment, {"output-size": misconception, "why-pool": "It forgives small shifts."}),
    )
    hand_in(
        submitted, "emmy", assignment, submit(assignment, {"output-size": "def conv_output_size(:"})
    )
    hand_in(submitted, "empty", assignment, b"")
    assert grade(course, workers=3) == STUDENTS
    return course


@pytest.fixture
def own(graded: Course, tmp_path: Path) -> Course:
    """The graded class, to do anything with."""
    return Course(shutil.copytree(graded.root, tmp_path / "course"))


@pytest.fixture(scope="module")
def marked(graded: Course, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, bytes]:
    """The class with scores that a person gave, all graded again one at a time.

    And the table from before that.
    """
    course = Course(shutil.copytree(graded.root, tmp_path_factory.mktemp("marked") / "course"))
    give(course, "alan", "why-pool", 0.5)
    give(course, "emmy", "test-output-size", 1)
    give(course, "ada", "why-pool", 1)
    write_tables(course)
    before = (course.root / "grades.csv").read_bytes()
    assert grade(course, workers=1, again=True) == STUDENTS
    return course, before


def test_what_is_graded_and_unchanged_is_not_graded_again(graded: Course) -> None:
    assert waiting(graded) == []


def test_a_folder_whose_name_begins_with_a_dot_is_not_graded_and_is_named(own: Course) -> None:
    submitted = own.root / "submitted"
    shutil.move(submitted / "ada", submitted / ".ada")
    (submitted / ".ipynb_checkpoints").mkdir()

    work = session.find_work(own.load(NAME), submitted, own.root, Wanted(again=True))

    assert [one.student_id for one in work.waiting] == ["alan", "emmy", "empty"]
    assert [line for line in work.told if "dot" in line] == [
        f"{submitted / '.ada'}: a folder whose name begins with a dot is not graded: rename it"
    ]


def test_again_grades_all(graded: Course) -> None:
    assert waiting(graded, again=True) == STUDENTS


def test_a_changed_notebook_is_graded_again_and_no_other(
    own: Course, hand_in: HandIn, submit: Submit
) -> None:
    assignment = own.load(NAME)
    notebook = submit(assignment)
    notebook.cells.append(new_markdown_cell("One more thought."))

    hand_in(own.root / "submitted", "ada", assignment, notebook)

    assert waiting(own) == ["ada"]


def test_a_notebook_that_was_handed_in_again_as_it_was_counts_as_unchanged(own: Course) -> None:
    path = own.root / "submitted/ada/04-convolution/convolution.ipynb"
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)

    assert waiting(own) == []


def test_a_new_time_of_handing_in_and_a_new_student_are_graded(own: Course) -> None:
    (own.root / "submitted/alan/04-convolution/timestamp.txt").write_text("2026-02-01 12:00:00 UTC")
    (own.root / "submitted/zoe/04-convolution").mkdir(parents=True)

    assert waiting(own) == ["alan", "zoe"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"verdicts"',
        b'{"verdicts": [{}]}',
        b'{"verdicts": 7}',
        b"\xff\xfe",
    ],
)
def test_a_garbled_note_of_the_verdicts_has_its_submission_graded_again(
    own: Course, text: bytes
) -> None:
    (own.root / "autograded/alan/04-convolution/verdicts.json").write_bytes(text)

    assert waiting(own) == ["alan"]


def test_a_torn_note_is_made_whole_and_the_table_is_as_before(own: Course, graded: Course) -> None:
    note = own.root / "autograded/empty/04-convolution/verdicts.json"
    note.write_bytes(note.read_bytes()[:-100])

    assert grade(own) == ["empty"]
    assert (own.root / "grades.csv").read_bytes() == (graded.root / "grades.csv").read_bytes()
    assert json.loads(note.read_text())["problem"] == "The file is empty."


def test_a_note_gives_back_what_was_noted_part_by_part(tmp_path: Path) -> None:
    lines = (PartLine("✓", "padding", "1 of 1"), PartLine("◐", "stride", "0.5 of 1", "Look."))
    verdict = Verdict("pool", "Pooling", 1.5, 2.0, Status.PARTIAL, parts=lines)
    folder = tmp_path / "ada" / "04-convolution"
    journal.write_entry(folder, Result("ada", "04-convolution", [verdict]))

    found = journal.load_entry(folder)

    assert found and found.verdicts == [verdict]


def test_a_fault_of_the_grader_is_tried_again(own: Course) -> None:
    folder = own.root / "autograded/ada/04-convolution"
    entry = journal.load_entry(folder)
    assert entry
    failed: list[Verdict] = [
        replace(entry.verdicts[0], score=None, status=Status.GRADER_ERROR),
        *entry.verdicts[1:],
    ]
    journal.write_entry(folder, replace(entry, verdicts=failed))

    assert waiting(own) == ["ada"]


class NoMercy(BasePlugin):
    """A course's own rule for late submissions, with a fault in it."""

    def late_submission_penalty(self, student: str, score: float, seconds: float) -> float:
        return score / 0 if student == "alan" else 0.25


def test_one_that_the_gradebook_refuses_is_named_and_keeps_no_other_from_it(own: Course) -> None:
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}", "kernels-to-cnn") as book:
        book.update_or_create_assignment(NAME, duedate="2026-01-31 17:00:00 UTC")
    for student in STUDENTS:
        (own.root / "submitted" / student / NAME / "timestamp.txt").write_text(
            "2026-02-01 09:30:00 UTC"
        )
    settings = own.root / "nbgrader_config.py"
    mended = settings.read_text()
    settings.write_text(
        f"{mended}\nc.AssignLatePenalties.plugin_class = '{NoMercy.__module__}.NoMercy'\n"
    )

    work = session.find_work(own.load(NAME), own.root / "submitted", own.root, Wanted())
    with (
        Cores(Grader.of([work.assignment], Settings(own.secret())), 2) as cores,
        recorder(own.root / "gradebook.db", work.assignment, own.config()) as book,
    ):
        results = [r for some in grade_all(work.assignment, work.waiting, cores) for r in some]
        noted = [r.student_id for r, _ in session.Writer(work, own.root, book).write(results)]
    write_tables(own)

    assert sorted(noted) == STUDENTS
    alan = grades_of(own.root)["alan"].values()
    assert waiting(own) == ["alan"]
    assert {row["status"] for row in alan} == {"grader-error"}
    assert all(f"{NAME} of alan: ZeroDivisionError" in row["message"] for row in alan)
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}") as book:
        assert (
            book.find_submission_notebook("convolution", NAME, "ada").late_submission_penalty
            == 0.25
        )

    settings.write_text(mended)

    assert grade(own) == ["alan"]
    assert waiting(own) == []


def test_a_gradebook_that_was_removed_is_filled_from_the_notes(own: Course, graded: Course) -> None:
    (own.root / "gradebook.db").unlink()

    assert grade(own) == []
    assert remains(own.root) == remains(graded.root)


def test_a_student_removed_from_the_gradebook_keeps_the_rows(own: Course, graded: Course) -> None:
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}") as book:
        book.remove_student("emmy")

    write_tables(own)

    assert (own.root / "grades.csv").read_bytes() == (graded.root / "grades.csv").read_bytes()


def test_the_same_secret_gives_the_same_bytes_whatever_the_number_of_workers(
    marked: tuple[Course, bytes],
) -> None:
    course, graded_three_at_a_time = marked

    assert (course.root / "grades.csv").read_bytes() == graded_three_at_a_time


def test_what_a_run_has_noted_is_shown_as_if_it_were_read_again(own: Course) -> None:
    work = session.find_work(own.load(NAME), own.root / "submitted", own.root, Wanted(again=True))
    noted: list[Result] = []
    with Cores(Grader.of([work.assignment], Settings(own.secret())), 2) as cores:
        session.carry_out(work, own, own.root, cores, lambda result, _: noted.append(result))

    assert sorted(one.student_id for one in noted) == STUDENTS
    by_run, _ = whole_class(own, own.root, own.root / "submitted", noted=noted)
    read, _ = whole_class(own, own.root, own.root / "submitted")
    assert by_run == read


def test_scores_that_a_person_gave_stay_and_appear_in_the_table(
    marked: tuple[Course, bytes], graded: Course
) -> None:
    before, after = grades_of(graded.root), grades_of(marked[0].root)

    def cells(table: dict[str, Any], student: str, exercise: str) -> tuple[str, ...]:
        return tuple(table[student][exercise][name] for name in ("score", "status", "message"))

    assert cells(before, "alan", "why-pool") == (
        "",
        "ungraded",
        "Your instructor will read this answer.",
    )
    assert cells(after, "alan", "why-pool") == ("0.5", "partial", "Graded by your instructor.")
    assert cells(before, "emmy", "output-size")[:2] == ("0", "error")
    told = before["emmy"]["output-size"]["message"]
    assert cells(after, "emmy", "output-size") == (
        "1",
        "partial",
        f"Graded by your instructor. | The check said: error. {told}",
    )
    assert cells(after, "ada", "why-pool") == (
        "1",
        "passed",
        "Graded by your instructor. | The check said: unattempted. No answer was written.",
    )


def test_the_gradebook_keeps_a_persons_scores_beside_the_automatic_ones(
    marked: tuple[Course, bytes],
) -> None:
    with Gradebook(f"sqlite:///{marked[0].root / 'gradebook.db'}") as book:
        given = book.find_grade("test-output-size", "convolution", NAME, "emmy")
        scores = (given.auto_score, given.manual_score, given.score, given.needs_manual_grade)

    assert scores == (0.0, 1.0, 1.0, True)


def test_nbgraders_autograde_leaves_no_time_of_an_earlier_submission(own: Course) -> None:
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}") as book:
        book.update_or_create_assignment(NAME, duedate="2026-01-31 17:00:00 UTC")
        book.update_or_create_submission(NAME, "ada", timestamp="2026-02-01 12:00:00 UTC")

    ended = command("nbgrader", "autograde", NAME, "--student=ada", "--force", cwd=own.root)

    assert ended.returncode == 0, ended.stderr
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}") as book:
        ada = book.find_submission(NAME, "ada")
        assert (ada.timestamp, ada.total_seconds_late) == (None, 0)
        assert ada.score > 0


@pytest.fixture(scope="module")
def exchanged(graded: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The graded class, and somebody whose work came by nbgrader's exchange."""
    own = Course(shutil.copytree(graded.root, tmp_path_factory.mktemp("exchanged") / "course"))
    (own.root / "inbound").mkdir()
    handed_in = own.root / f"inbound/zoe+{NAME}+2026-02-01 12:00:00.000000 UTC+r4nd0m"
    shutil.copytree(own.root / "submitted/ada" / NAME, handed_in)
    (handed_in / "timestamp.txt").write_text("2026-02-01 12:00:00.000000 UTC")
    (handed_in / "submission_secret.txt").write_text(SECRET)
    done = collect(own.root / "inbound", own.load(NAME), [NAME], own.root / "submitted")
    assert (done.placed, done.notes) == (["zoe"], [])
    assert grade(own) == ["zoe"]
    return own


SECRET = "5ec7e7" * 20


def release(course: Course, exchange: Path, *options: str) -> subprocess.CompletedProcess[str]:
    exchange.chmod(0o777)
    root = f"--Exchange.root={exchange}"
    return command("nbgrader", "release_feedback", NAME, root, *options, cwd=course.root)


def test_nbgraders_exchange_releases_our_page_to_whoever_came_by_it_and_names_the_others(
    exchanged: Course, tmp_path: Path
) -> None:
    ended = release(exchanged, tmp_path)

    assert ended.returncode == 0, ended.stderr
    page = exchanged.root / f"feedback/zoe/{NAME}/convolution.html"
    (released,) = tmp_path.rglob("*.html")
    assert released.stem == notebook_hash(secret=SECRET, notebook_id="convolution")
    assert released.read_bytes() == page.read_bytes()
    (told,) = (line for line in ended.stderr.splitlines() if "WARNING" in line)
    assert told.endswith(
        "Not released, for their work did not come by nbgrader's exchange: ada, alan, emmy, empty"
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--student=ada"], f"no work of {NAME} came by the exchange"),
        (["--student=nobody"], f"there is no feedback page of {NAME} for 'nobody' in feedback/"),
    ],
)
def test_a_release_of_no_page_at_all_is_an_error(
    exchanged: Course, tmp_path: Path, options: list[str], told: str
) -> None:
    ended = release(exchanged, tmp_path, *options)

    assert ended.returncode != 0
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not [*tmp_path.rglob("*.html")]


def test_nothing_but_results_is_left_in_the_course(graded: Course) -> None:
    made = {path.name for path in graded.root.iterdir()}

    assert made <= {
        *(
            "source",
            "submitted",
            "autograded",
            "feedback",
            "grades.csv",
            "summary.csv",
            "exercises.csv",
            "gradebook.db",
            "report.html",
        ),
        *("nbgrader_config.py", "course.toml", ".autograder-secret"),
    }
    assert not [
        path
        for path in graded.root.rglob(".*")
        if path.is_file() and path.name != ".autograder-secret"
    ]
