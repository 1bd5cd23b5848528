"""A course's data are what its notebooks' data cells make, whatever that is."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course import data
from autograder.course.doctor import Finding, examine
from autograder.course.layout import CONFIG, Course, CourseError
from autograder.student.process import StudentProcess
from tests.helpers import ROOT

WRITE = """import os
import os
from pathlib import Path
folder = Path(os.environ["COURSE_DATA"])
folder.mkdir(exist_ok=True)
(folder / "{name}.txt").write_text((folder / "{name}.txt").read_text() + "again"
    if (folder / "{name}.txt").exists() else "once")
print("made {name}")
"""


def course_of(root: Path, **cells: str) -> Course:
    """Make a course with a notebook for each data cell; an empty one stands for none."""
    for name, cell in cells.items():
        own = [new_code_cell(cell, id="data")] if cell else []
        (root / "source" / name).mkdir(parents=True)
        notebook = new_notebook(cells=[new_markdown_cell(f"# {name}", id="title"), *own])
        nbformat.write(notebook, root / "source" / name / f"{name}.ipynb")
    (root / CONFIG).write_text((ROOT / CONFIG).read_text())
    return Course(root)


def finding(course: Course) -> Finding:
    """What the doctor says of a course's data."""
    return next(found for found in examine(course.root) if found.name == "data")


def test_the_data_are_what_the_cell_makes_and_what_it_prints_is_told(tmp_path: Path) -> None:
    course = course_of(tmp_path, first="", second=WRITE.format(name="birds"))

    said = data.fetch(course)

    assert said == "made birds"
    assert (course.data / "birds.txt").read_text() == "once"


def test_each_different_cell_is_run_and_one_that_notebooks_share_only_once(tmp_path: Path) -> None:
    birds, trees = WRITE.format(name="birds"), WRITE.format(name="trees")
    course = course_of(tmp_path, a=birds, b=trees, c=birds)

    assert data.fetch(course) == "made birds\nmade trees"
    assert (course.data / "birds.txt").read_text() == "once"


def test_a_cell_that_fails_is_named_with_its_error(tmp_path: Path) -> None:
    course = course_of(tmp_path, birds="raise RuntimeError('the server is asleep')")

    with pytest.raises(
        CourseError, match=r"ready for birds \(RuntimeError: the server is asleep\)"
    ):
        data.fetch(course)


def test_a_course_without_a_data_cell_says_so(tmp_path: Path) -> None:
    course = course_of(tmp_path, first="")

    with pytest.raises(CourseError, match="has a cell with the id 'data'"):
        data.fetch(course)
    assert not data.needs_data(course, "first")


def test_data_are_at_hand_as_soon_as_the_folder_holds_a_file_however_deep(tmp_path: Path) -> None:
    course = course_of(tmp_path / "course", first="")
    assert not data.at_hand(course)
    (course.data / "empty/folders").mkdir(parents=True)
    assert not data.at_hand(course)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/birds.txt").write_text("once")
    (course.data / "linked").symlink_to(tmp_path / "elsewhere")

    assert data.at_hand(course)


def test_the_doctor_asks_for_data_only_where_a_notebook_needs_them(tmp_path: Path) -> None:
    needless = course_of(tmp_path / "needless", first="")
    needy = course_of(tmp_path / "needy", first="", second=WRITE.format(name="birds"))

    assert finding(needless) == Finding("data", True, "no notebook needs any", needed=False)
    assert (finding(needy).good, finding(needy).needed) == (False, False)
    assert "`autograder data`" in finding(needy).text

    data.fetch(needy)

    assert finding(needy) == Finding("data", True, "in data/", needed=False)


def test_the_doctor_looks_at_the_rest_where_a_notebook_is_damaged(tmp_path: Path) -> None:
    course = course_of(tmp_path, first="")
    course.notebook("first").write_text("{")

    found = finding(course)

    assert not found.good
    assert found.text.startswith("source/first/first.ipynb can't be read as a notebook")


def linked(tmp_path: Path, target: str) -> Course:
    """Make a course whose `data` is a link, with a folder to lead to beside it."""
    course = course_of(tmp_path / "course", first="")
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk/digits.txt").write_text("0123456789")
    (tmp_path / "chain").symlink_to(tmp_path / "disk")
    course.data.symlink_to(target.format(tmp_path))
    return course


@pytest.mark.parametrize("target", ["{}/disk", "../disk", "{}/chain", "../chain"])
def test_data_may_be_a_link_of_any_kind_and_students_read_them(tmp_path: Path, target: str) -> None:
    course = linked(tmp_path, target)

    data.check(course)

    with StudentProcess(data=course.data, hidden=course.hidden) as process:
        read = process.run("import os; open(os.environ['COURSE_DATA'] + '/digits.txt').read()", 20)
    assert read.outputs[0].data["text/plain"] == "'0123456789'"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("/nowhere/data", "is a link to /nowhere/data, which is no folder"),
        ("data", "is a link to data, which is no folder"),
        ("../disk/digits.txt", "which is no folder"),
        ("source", "would show the course to students"),
        (".", "would show the course to students"),
        ("..", "would show the course to students"),
    ],
)
def test_a_link_that_leads_nowhere_or_shows_the_course_is_told_before_anything_runs(
    tmp_path: Path, target: str, said: str
) -> None:
    with pytest.raises(CourseError, match=said):
        data.fetch_if_needed(linked(tmp_path, target), ["first"])


def test_data_that_students_code_could_not_read_are_told_with_the_remedy(tmp_path: Path) -> None:
    course = linked(tmp_path, "../disk")
    (course.data / "digits.txt").chmod(0o200)

    with pytest.raises(CourseError, match=r"data/digits\.txt can't be read .*`chmod -R a\+rX"):
        data.check(course)
    data.check(course, boxed=False)


@pytest.mark.parametrize("target", ["{}/disk/digits.txt", "../course"])
def test_a_link_that_leads_nowhere_in_the_box_is_told(tmp_path: Path, target: str) -> None:
    course = linked(tmp_path, "../disk")
    (course.data / "within.txt").symlink_to("digits.txt")
    data.check(course)
    (course.data / "more").symlink_to(target.format(tmp_path))

    with pytest.raises(CourseError, match=r"data/more is a link to .* students' code can't follow"):
        data.check(course)


def test_a_file_in_the_place_of_the_data_is_told(tmp_path: Path) -> None:
    course = course_of(tmp_path / "course", first="")
    course.data.write_text("no folder")

    with pytest.raises(CourseError, match="a folder belongs there"):
        data.check(course)


def test_fetched_data_can_be_read_by_students_code_whatever_the_umask(tmp_path: Path) -> None:
    course = course_of(tmp_path / "course", birds=WRITE.format(name="birds"))
    before = os.umask(0o077)
    try:
        data.fetch(course)
    finally:
        os.umask(before)

    data.check(course)
