"""A course can keep its exercises itself: it is graded by them, wherever that happens."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.classroom.cluster import cluster
from autograder.classroom.engine import grade_all
from autograder.classroom.export import gradescope_zip
from autograder.classroom.worker import Grader
from autograder.course.layout import Course, CourseError
from autograder.course.submissions import find
from autograder.grading.assignment import Assignment
from autograder.grading.exercises import BUILT_IN, BadExercise, ExerciseFolder
from autograder.grading.settings import Settings
from tests.classroom.running import Dask
from tests.helpers import ROOT, SECRET, SMALL, make_course

NAME = "04-convolution"
FOLDER = "our own/exercises"
CHECK = f"{NAME}/output-size/check.py"


def name_exercises(course: Course, line: str) -> None:
    """Write a line into ``course.toml`` in place of the one about exercises, if there is one."""
    path = course.root / "course.toml"
    kept = [said for said in path.read_text().splitlines() if not said.startswith("exercises")]
    path.write_text("\n".join([*kept, line]))


@pytest.fixture
def own(tmp_path: Path) -> Course:
    """A course with a folder of exercises: those of this one, and its own words for one of them."""
    course = make_course(tmp_path / "course", cells=SMALL)
    shutil.copytree(BUILT_IN, course.root / FOLDER)
    path = course.root / FOLDER / CHECK
    text = path.read_text()
    path.write_text(text.replace("The formula of the output size", "Our own formula"))
    name_exercises(course, f'exercises = "{FOLDER}"')
    return course


def folder_of(assignment: Assignment) -> ExerciseFolder:
    """The folder of the one exercise that has a check."""
    return next(exercise.folder for exercise in assignment.exercises if exercise.folder)


def title_of(assignment: Assignment) -> str:
    return folder_of(assignment).check.title


def test_a_course_has_the_exercises_that_it_names_or_else_those_of_the_package(own: Course) -> None:
    assert title_of(own.load(NAME)) == "Our own formula"

    name_exercises(own, "")

    assert title_of(own.load(NAME)) == "The formula of the output size"


def test_of_the_folder_only_what_the_notebook_names_and_what_lies_beside_it_is_read(
    own: Course,
) -> None:
    (own.root / FOLDER / "05-lenet/lenet/check.py").write_text("def f(:\n")

    assignment = own.load(NAME)

    folders = {path.split("/")[0] for path in assignment.files.texts}
    assert folders == {"digits.py", "operators.py", "percentages.py", "reports.py", NAME}


def test_what_is_wrong_with_an_exercise_is_said_of_the_cell_that_names_it(own: Course) -> None:
    (own.root / FOLDER / CHECK).write_text("def f(:\n")

    with pytest.raises(BadExercise) as raised:
        own.load(NAME)

    assert str(raised.value) == (
        f"{NAME}: cell 'test-output-size': exercises/{CHECK}, line 1: SyntaxError: invalid syntax"
    )


@pytest.mark.parametrize("value", ['"missing"', '""', '"."', '"/etc"', '"../course"'])
def test_a_folder_that_is_none_of_the_courses_is_a_wrong_setting(own: Course, value: str) -> None:
    name_exercises(own, f"exercises = {value}")

    with pytest.raises(CourseError, match=r"^course\.toml says exercises = .*: name the one that"):
        own.load(NAME)


@pytest.mark.parametrize("value", ["3", "[]"])
def test_a_setting_that_is_no_text_is_wrong(own: Course, value: str) -> None:
    name_exercises(own, f"exercises = {value}")

    with pytest.raises(CourseError, match=r"exercises = .*: put a text in quotes there$"):
        own.load(NAME)


def test_they_travel_to_workers_that_have_no_such_folder(
    own: Course, tmp_path: Path, submit: Callable[..., NotebookNode], hand_in: Callable[..., Path]
) -> None:
    assignment = own.load(NAME)
    wrong = folder_of(assignment).misconceptions[0]
    notebook = submit(assignment, {"output-size": wrong.cell})
    hand_in(own.root / "submitted", "ada", assignment, notebook)
    shutil.rmtree(own.root / FOLDER)
    dask = Dask(tmp_path)
    try:
        address = dask.schedule()
        dask.work(address)
        with cluster(Grader.of([assignment], Settings(SECRET.encode())), address) as joined:
            submissions = find(own.root / "submitted", assignment)
            ((outcome,),) = list(grade_all(assignment, submissions, joined))
    finally:
        dask.end()

    verdict = outcome.result.verdicts[0]
    assert (verdict.title, verdict.misconception) == ("Our own formula", wrong.name)


def test_gradescopes_zip_holds_those_of_the_assignment(own: Course, tmp_path: Path) -> None:
    shutil.copy(ROOT / "requirements.txt", own.root)
    gradescope_zip.build(own, NAME, tmp_path / "autograder.zip", "box")

    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        archive.extractall(tmp_path / "there")

    there = Course(tmp_path / "there/course")
    assert title_of(there.load(NAME)) == "Our own formula"
    assert {path.name for path in (there.root / FOLDER).iterdir()} == {
        *("digits.py", "operators.py", "percentages.py", "reports.py", NAME)
    }
