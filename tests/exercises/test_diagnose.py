"""Wrong answers are named, and never by a wrong name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.checks.check import Check
from autograder.checks.draw import Draw
from autograder.checks.judged import Failure, Part
from autograder.checks.questions import Student
from autograder.course.layout import Course
from autograder.grading.ask import rehearse
from autograder.grading.definitions import Definitions
from autograder.grading.diagnose import diagnose
from autograder.grading.exercises import ExerciseFolder, Misconception
from autograder.grading.grade import grade
from autograder.grading.settings import Settings
from autograder.grading.unwritten import UNWRITTEN
from tests.conftest import Submit
from tests.trusted import diagnosed, exercise


def test_right_answers_are_not_diagnosed() -> None:
    right = exercise("04-convolution/pool").answers

    assert {name: diagnosed("04-convolution/pool", cell) for name, cell in right.items()} == (
        dict.fromkeys(right, "")
    )


def test_no_wrong_answer_of_images_is_said_to_read_memory_that_was_never_written(
    course: Course, submit: Submit
) -> None:
    images = course.load("01-images")
    cells = [one.cell for one in exercise("01-images/to-chw").misconceptions]
    wrong = [*cells[:4], "def to_channels_first(image):\n    return image"]

    for cell in wrong:
        answers = {"to-chw": cell}
        found = {
            verdict.exercise: verdict
            for verdict in grade(images, submit(images, answers), "ada", Settings(b"a")).verdicts
        }
        assert found["to-chw"].misconception != UNWRITTEN.name


def test_two_mistakes_in_one_value_get_no_name() -> None:
    two = (
        "def pool2d(image, size, stride=None, mode='max'):\n"
        "    rows, columns = image.shape[1] // size, image.shape[2] // size\n"
        "    return image[:, : rows, : columns].flip(1) * 3"
    )

    assert diagnosed("04-convolution/pool", two) == ""


@pytest.mark.parametrize(
    ("key", "cell", "name"),
    [
        (
            "01-images/to-chw",
            "def to_channels_first(image):\n    return image.flip(0).permute(2, 0, 1) / 256",
            "divided_by_256 + upside down",
        ),
        (
            "04-convolution/pool",
            "def pool2d(image, size, stride=None, mode='max'):\n"
            "    stride = stride or size\n"
            "    windows = image.unfold(1, size, stride).unfold(2, size, stride).flatten(3)\n"
            "    return (windows.amax(3) if mode == 'max' else windows.sum(3)).flip(2)",
            "sum_for_average + mirrored",
        ),
    ],
)
def test_one_mistake_upon_another_is_told_as_both(key: str, cell: str, name: str) -> None:
    assert diagnosed(key, cell) == name


def test_what_students_let_their_own_error_say_is_theirs() -> None:
    cell = (
        "def flatten_with_view(batch):\n"
        "    if not batch.is_contiguous():\n"
        "        raise RuntimeError('sorry, no')\n"
        "    return batch.view(len(batch), -1)"
    )

    assert diagnosed("01-images/flatten-view", cell) == "demands_contiguous"


def test_an_error_of_their_own_where_none_belongs_is_told() -> None:
    cell = (
        "def pool2d(image, size, stride=None, mode='max'):\n"
        "    assert mode == 'max'\n"
        "    stride = stride or size\n"
        "    return image.unfold(1, size, stride).unfold(2, size, stride).flatten(3).amax(3)"
    )

    assert diagnosed("04-convolution/pool", cell) == "refused"


def test_two_mistakes_are_offered_as_possible_where_other_two_explain_as_much() -> None:
    def ask(student: Student, draw: Draw) -> None:
        for name in ("f", "g"):
            with student.part(name):
                student.call(name).is_integer(0)

    cells = {
        "first": "def f(): return 1\ndef g(): return 0",
        "second": "def f(): return 0\ndef g(): return 2",
        "third": "def f(): return 3\ndef g(): return 2",
    }
    known = [Misconception(name, f"The {name}.", cell) for name, cell in cells.items()]
    one = ExerciseFolder("00-none/none", "", known, {}, lambda: Check(ask, ""))
    questions = one.check.questions(1)
    answers = rehearse(["def f(): return 1\ndef g(): return 2"], questions)
    parts = [
        Part(name, 1, (Failure("", "Not right.", "", question=index),), 0.0)
        for index, name in enumerate("fg")
    ]

    found = diagnose(one, questions, answers, parts, Definitions())

    assert found and found.name == "first + second | first + third"
    assert found.sentence.startswith("It may be that: ")


def test_a_mistake_with_files_is_named_and_touches_none_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_and_read(notebook: Any) -> Any:
        with open("sales.csv", "w") as file:
            file.write("3")
        return notebook.read("sales.csv")

    def ask(student: Student, draw: Draw) -> None:
        student.ask(write_and_read, "read(…)").is_integer(3)

    notes = "open('notes.txt', 'a').write('x')\n"
    cells = {
        "of another file": f"{notes}def read(path): return len(open('notes.txt').read())",
        "one more": f"{notes}def read(path): return int(open(path).read()) + 1",
    }
    known = [Misconception(name, f"It is {name}.", cell) for name, cell in cells.items()]
    one = ExerciseFolder("00-none/none", "", known, {}, lambda: Check(ask, ""))
    questions = one.check.questions(1)
    (tmp_path / "sales.csv").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine, too")
    monkeypatch.chdir(tmp_path)

    for name, cell in cells.items():
        answers = rehearse([cell], questions)
        parts = [Part("", 1, (Failure("", "Not right.", "", question=0),), 0.0)]
        found = diagnose(one, questions, answers, parts, Definitions())

        assert found and found.name == name
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "sales.csv": "mine",
        "notes.txt": "mine, too",
    }
