"""Whatever a student hands in gets a row that says what is wrong, and others are graded as ever."""

from __future__ import annotations

import copy
import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook, new_output
from nbgrader.api import Gradebook

from autograder.grading.assignment import Assignment
from tests.conftest import HandIn, Submit
from tests.helpers import HEADER, cell_of, command, grades_of, make_course

ODD = "Zoë O'Brien, [9]"
WRONG_POOL = "def pool2d(image, size, stride=None, mode='max'):\n    return image"
BY_CHECK = ("by-hand", "manual-conv", "output-size", "feature-table", "channels", "pool")
UNREADABLE = {
    "empty-file": "The file is empty.",
    "json-only": "The file is JSON, but not a notebook: it has no “nbformat”.",
    "link": (
        "convolution.ipynb is a link to another file, which is not followed: hand in the file "
        "itself."
    ),
    "missing": "No notebook was handed in: convolution.ipynb is missing.",
    "not-json": "The file is not a notebook: it is not JSON (line 1, column 1: Expecting value).",
    "two-others": (
        "convolution.ipynb is missing, and which of these is meant can't be told: a.ipynb, b.ipynb."
    ),
}
READABLE = (
    "changed-marks",
    "doubled-and-deleted",
    "extra",
    "fifty-megabytes",
    "format-3",
    "lost-ids",
    "no-cells",
    ODD,
    "perfect",
)


@dataclass(frozen=True)
class Class:
    output: Path
    ended: CompletedProcess[str]
    grades: dict[str, dict[str, dict[str, str]]]

    def statuses(self, student: str) -> dict[str, str]:
        return {exercise: row["status"] for exercise, row in self.grades[student].items()}

    def points(self, student: str) -> float:
        return sum(float(row["score"] or 0) for row in self.grades[student].values())

    def page(self, student: str) -> str:
        return (self.output / "feedback" / student / "04-convolution/convolution.html").read_text()


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory,
    convolution: Assignment,
    submit: Submit,
    hand_in: HandIn,
) -> Iterator[Class]:
    """A class whose files are all that one could fear, graded once by the command itself."""
    course = make_course(tmp_path_factory.mktemp("bad-files") / "course")
    submitted = course.root / "submitted"
    solved = submit(convolution)

    def put(
        student: str, content: NotebookNode | str | bytes, name: str = "convolution.ipynb"
    ) -> None:
        hand_in(submitted, student, convolution, content).rename(
            submitted / student / "04-convolution" / name
        )

    put("perfect", solved)
    put("not-json", "This is my homework.")
    put("json-only", '{"by-hand": [1, 5, 11, 28]}')
    put("format-3", nbformat.writes(nbformat.convert(copy.deepcopy(solved), 3)))
    (submitted / "missing/04-convolution").mkdir(parents=True)
    put("extra", submit(convolution, solved=False), "Untitled.ipynb")
    put("extra", solved)
    put(ODD, solved, "my homework.ipynb")
    put("two-others", solved, "a.ipynb")
    put("two-others", submit(convolution, {"pool": WRONG_POOL}), "b.ipynb")
    put("empty-file", b"")
    put("no-cells", new_notebook())
    put("fifty-megabytes", _with_outputs(solved, 50 * 2**20))
    put("doubled-and-deleted", json.dumps(_doubled_and_deleted(solved)))
    put("lost-ids", json.dumps(_without_ids(solved)))
    put("changed-marks", _with_changed_marks(submit(convolution, {"pool": WRONG_POOL})))
    (submitted / "link/04-convolution").mkdir(parents=True)
    os.symlink(
        submitted / "perfect/04-convolution/convolution.ipynb",
        submitted / "link/04-convolution/convolution.ipynb",
    )

    ended = command("autograder", "grade", "04-convolution", "--workers", "2", cwd=course.root)
    yield Class(course.root, ended, grades_of(course.root))


def _with_outputs(notebook: NotebookNode, size: int) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    notebook.cells[2].outputs = [
        new_output("stream", text="x" * 1023 + "\n") for _ in range(size // 1024)
    ]
    return notebook


def _doubled_and_deleted(notebook: NotebookNode) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    for name in ("pool", "test-pool", "test-channels"):
        notebook.cells.remove(cell_of(notebook, name))
    twin = copy.deepcopy(cell_of(notebook, "by-hand"))
    twin.source = "strided_by_hand = None"
    notebook.cells.insert(notebook.cells.index(cell_of(notebook, "by-hand")), twin)
    return notebook


def _without_ids(notebook: NotebookNode) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.metadata = {}
        del cell["id"]
    return notebook


def _with_changed_marks(notebook: NotebookNode) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    cell_of(notebook, "by-hand").cell_type = "raw"
    cell_of(notebook, "output-size").metadata.tags = ["skip-execution"]
    test = cell_of(notebook, "test-pool")
    test.metadata.nbgrader |= {"points": 1000, "solution": True, "locked": False}
    test.source, test.cell_type = "1000", "markdown"
    return notebook


def test_every_student_has_a_row_for_every_exercise(graded: Class, convolution: Assignment) -> None:
    first = (graded.output / "grades.csv").read_text().splitlines()[0]

    assert first == HEADER
    assert sorted(graded.grades) == sorted([*UNREADABLE, *READABLE])
    assert {tuple(rows) for rows in graded.grades.values()} == {
        tuple(exercise.name for exercise in convolution.exercises)
    }
    assert {
        row["max_score"]
        for rows in graded.grades.values()
        for row in rows.values()
        if row["exercise"] == "pool"
    } == {"3"}


@pytest.mark.parametrize("student", UNREADABLE)
def test_a_file_that_can_not_be_read_is_an_error_that_says_what_is_wrong_with_it(
    graded: Class, student: str
) -> None:
    rows = graded.grades[student].values()

    assert {(row["score"], row["status"], row["message"]) for row in rows} == {
        ("0", "error", UNREADABLE[student])
    }


def test_every_row_that_is_not_passed_has_a_message(graded: Class) -> None:
    silent = [
        row
        for rows in graded.grades.values()
        for row in rows.values()
        if row["status"] != "passed" and not row["message"]
    ]

    assert silent == []


def test_the_command_ends_with_1_and_names_each_that_it_could_not_grade(graded: Class) -> None:
    named = [line for line in graded.ended.stdout.splitlines() if line.startswith("not graded: ")]

    assert graded.ended.returncode == 1, graded.ended.stderr
    assert named == [
        f"not graded: {student} 04-convolution: {problem}"
        for student, problem in sorted(UNREADABLE.items())
    ]
    assert "Traceback" not in graded.ended.stdout + graded.ended.stderr


@pytest.mark.parametrize(
    "student", ["perfect", "format-3", "extra", ODD, "fifty-megabytes", "lost-ids"]
)
def test_right_answers_earn_their_points_whatever_they_came_in(graded: Class, student: str) -> None:
    statuses = graded.statuses(student)

    assert {statuses[name] for name in BY_CHECK} == {"passed"}, graded.grades[student]
    assert graded.points(student) == 19


def test_an_empty_notebook_is_not_attempted(graded: Class) -> None:
    statuses = graded.statuses("no-cells")

    assert set(statuses.values()) == {"unattempted"}
    assert graded.points("no-cells") == 0


def test_of_a_notebook_with_doubled_and_deleted_cells_all_that_is_there_counts(
    graded: Class,
) -> None:
    statuses = graded.statuses("doubled-and-deleted")

    assert {name: status for name, status in statuses.items() if status != "passed"} == {
        "pool": "unattempted",
        "why-pool": "unattempted",
    }
    assert "The cell “by-hand” is there 2 times. All were run, in your order;" in graded.page(
        "doubled-and-deleted"
    )
    assert "The cell “pool” is missing: its exercise counts as not attempted." in graded.page(
        "doubled-and-deleted"
    )


def test_changed_types_tags_and_points_earn_and_cost_nothing(graded: Class) -> None:
    statuses = graded.statuses("changed-marks")

    assert {name: status for name, status in statuses.items() if status != "passed"} == {
        "pool": "failed",
        "why-pool": "unattempted",
    }
    assert graded.grades["changed-marks"]["pool"]["score"] == "0"
    assert graded.points("changed-marks") == 16


@pytest.mark.parametrize(
    ("student", "note"),
    [
        ("format-3", "Your notebook was in the old format 3 and has been converted."),
        ("extra", "Only convolution.ipynb counts; you also handed in Untitled.ipynb."),
        (ODD, "Your notebook is called my homework.ipynb; it was taken for convolution.ipynb."),
        (
            "lost-ids",
            "The cell “pool” is missing or has lost its id; your answer was found in another cell.",
        ),
        ("changed-marks", "The cell “by-hand” had become a raw cell and was taken as code again."),
        ("changed-marks", "The test cell “test-pool” was run as it was handed out."),
    ],
)
def test_what_was_put_right_is_told_on_the_feedback_page(
    graded: Class, student: str, note: str
) -> None:
    page = graded.page(student)

    assert note in page


@pytest.mark.parametrize("student", UNREADABLE)
def test_the_feedback_page_of_a_file_that_can_not_be_read_says_so(
    graded: Class, student: str
) -> None:
    page = graded.page(student).replace("&#39;", "'")

    assert UNREADABLE[student] in page


def test_the_gradebook_has_every_student_with_the_scores_of_the_table(graded: Class) -> None:
    with Gradebook(f"sqlite:///{graded.output / 'gradebook.db'}") as book:
        scores = {s.student.id: s.score for s in book.find_assignment("04-convolution").submissions}

    assert scores == {student: graded.points(student) for student in graded.grades}


def test_the_summary_has_a_line_for_every_student(graded: Class) -> None:
    with (graded.output / "summary.csv").open(newline="", encoding="utf-8") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}

    assert set(lines) == set(graded.grades)
    assert {student for student, line in lines.items() if line["status"] == "unreadable"} == set(
        UNREADABLE
    )
    assert {student: float(line["total"]) for student, line in lines.items()} == {
        s: graded.points(s) for s in graded.grades
    }
