"""What another source or secret gave is told wherever it is shown or passed on.

In one line for the class, until `grade --again`.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.course import journal
from autograder.course.layout import Course
from tests.cli.conftest import GRADE, NAME, Call
from tests.helpers import ROOT, SECRET, cell_of, give, grades_of

SHOW = {
    "grade": GRADE,
    "report": ("report",),
    "summary": ("summary",),
    "export": ("export", "--to", "csv", "--output", "exported.csv"),
}
AGAIN = f"`autograder grade {NAME} --again`"
CHANGED = f"`autograder grade {NAME} --changed`"


def change_source(course: Course, change: Callable[[NotebookNode], None]) -> None:
    path = course.notebook(NAME)
    source = nbformat.read(path, as_version=4)
    change(source)
    nbformat.write(source, path)


def other_points(source: NotebookNode) -> None:
    cell_of(source, "test-output-size").metadata.nbgrader.points = 6


def without_text(source: NotebookNode) -> None:
    source.cells = [cell for cell in source.cells if cell.id != "why-pool"]


def with_another_text(source: NotebookNode) -> None:
    cell = nbformat.from_dict(cell_of(source, "why-pool"))
    cell = nbformat.v4.new_markdown_cell(cell.source, metadata=cell.metadata.copy(), id="why-not")
    cell.metadata.nbgrader = cell.metadata.nbgrader | {"grade_id": "why-not"}
    source.cells.append(cell)


CHANGES = {
    "other points": (other_points, "with 3 points for output-size, which has 6 now"),
    "one less": (without_text, "with why-pool, which the source has no more"),
    "one more": (with_another_text, "without why-not, which is new"),
}


@pytest.mark.parametrize("show", SHOW)
@pytest.mark.parametrize("kind", CHANGES)
def test_another_source_is_told_in_one_line_with_what_to_do(
    call: Call, own: Course, kind: str, show: str
) -> None:
    change, words = CHANGES[kind]
    change_source(own, change)
    gradebook = (own.root / "gradebook.db").read_bytes()

    status, said = call(*SHOW[show], cwd=own.root)

    assert "Traceback" not in said
    assert len([line for line in said.splitlines() if f"3 graded {words}: {CHANGED}" in line]) == 1
    assert (own.root / "gradebook.db").read_bytes() == gradebook
    assert status == (1 if show == "export" else 0), said
    if show == "export":
        with (own.root / "exported.csv").open(newline="") as file:
            assert {row["score"] for row in csv.DictReader(file)} == {""}
        assert said.count("not exported: ") == 1


@pytest.mark.parametrize("kind", CHANGES)
def test_again_grades_by_the_source_as_it_is_and_keeps_what_a_person_gave(
    call: Call, own: Course, kind: str
) -> None:
    give(own, "ada", "test-output-size", 2.5)
    change_source(own, CHANGES[kind][0])
    # Somebody new is graded in between, beside those who were before.
    shutil.copytree(own.root / "submitted/ada", own.root / "submitted/zoe")
    between, said_between = call(*GRADE, cwd=own.root)

    status, said = call(*GRADE, "--again", cwd=own.root)
    later, quiet = call(*GRADE, cwd=own.root)
    out, problems = call("export", "--to", "csv", "--output", "all.csv", cwd=own.root)

    assert between == 0, said_between
    assert CHANGES[kind][1] in said_between
    assert status == 0, said
    assert (later, out) == (0, 0), quiet + problems
    assert f"note: {NAME}: " not in quiet + problems
    assert grades_of(own.root)["ada"]["output-size"]["score"] == "2.5"
    exercises = {exercise.name: exercise.points for exercise in own.load(NAME).exercises}
    assert set(grades_of(own.root)["ada"]) == set(exercises)
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}") as book:
        assert book.find_assignment(NAME).max_score == sum(exercises.values())
        for student in book.assignment_submissions(NAME):
            assert student.max_score == sum(exercises.values())
            (notebook,) = student.notebooks
            assert len(notebook.grades) == len(exercises)


@pytest.mark.parametrize("kind", CHANGES)
def test_what_was_graded_by_another_source_is_graded_again_where_the_gradebook_has_lost_it(
    call: Call, own: Course, kind: str
) -> None:
    change_source(own, CHANGES[kind][0])
    (own.root / "gradebook.db").unlink()

    status, said = call(*GRADE, cwd=own.root)
    later, quiet = call(*GRADE, cwd=own.root)

    assert (status, later) == (0, 0), said + quiet
    assert "graded already and unchanged" not in said
    assert f"note: {NAME}: " not in quiet
    exercises = {exercise.name: exercise.points for exercise in own.load(NAME).exercises}
    for rows in grades_of(own.root).values():
        assert {name: float(row["max_score"]) for name, row in rows.items()} == exercises


def test_what_was_graded_with_other_cells_is_built_once_it_is_graded_again(
    call: Call, own: Course
) -> None:
    change_source(own, without_text)

    refused, said = call("build", cwd=own.root)
    call(*GRADE, "--changed", cwd=own.root)
    built, problems = call("build", cwd=own.root)

    assert refused == 1
    assert "Traceback" not in said
    assert f"which the gradebook still has: run {CHANGED}, and build it then" in said
    assert built == 0, problems


@pytest.mark.parametrize("show", SHOW)
def test_another_secret_is_told_in_one_line_with_what_to_do(
    call: Call, own: Course, show: str
) -> None:
    (own.root / ".autograder-secret").write_text("another secret")

    status, said = call(*SHOW[show], cwd=own.root)

    assert status == 0, said
    told = [line for line in said.splitlines() if "another secret" in line]
    assert len(told) == 1
    assert f"3 were graded with another secret: {AGAIN}" in told[0]


def test_after_grading_again_with_this_secret_nothing_is_told(call: Call, own: Course) -> None:
    (own.root / ".autograder-secret").write_text("another secret")

    status, said = call(*GRADE, "--again", cwd=own.root)
    _, quiet = call(*GRADE, cwd=own.root)

    assert status == 0, said
    assert "another secret" not in said + quiet


@pytest.mark.parametrize("show", [show for show in SHOW if show != "grade"])
def test_nothing_is_told_of_a_secret_that_is_not_there_and_none_is_made(
    call: Call, own: Course, show: str
) -> None:
    (own.root / ".autograder-secret").unlink()

    status, said = call(*SHOW[show], cwd=own.root)

    assert status == 0
    assert "secret" not in said
    assert not (own.root / ".autograder-secret").exists()


def test_a_note_from_before_secrets_were_noted_is_taken_as_it_is(call: Call, own: Course) -> None:
    for path in own.root.glob("autograded/*/*/verdicts.json"):
        entry = journal.load_entry(path.parent)
        assert entry and entry.secret == journal.secret_mark(SECRET.encode())
        path.write_text(path.read_text().replace(f'"secret": "{entry.secret}"', '"secret": ""'))

    status, said = call(*GRADE, cwd=own.root)

    assert status == 0
    assert "3 graded already and unchanged" in said
    assert "another secret" not in said


def without_versions(course: Course) -> None:
    """Have what is noted be of an autograder that noted no versions yet."""
    for path in course.root.glob("autograded/*/*/verdicts.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"versions": {}}))


@pytest.mark.parametrize("show", SHOW)
def test_what_was_graded_before_versions_were_noted_is_told_in_one_line(
    call: Call, own: Course, show: str
) -> None:
    without_versions(own)

    status, said = call(*SHOW[show], cwd=own.root)

    assert status == 0, said
    line = (
        f"{NAME}: 3 were graded before versions were noted, perhaps with another one: "
        f"`autograder grade {NAME} --changed` grades them with this one"
    )
    assert len([said for said in said.splitlines() if line in said]) == 1


def test_changed_takes_what_was_graded_before_versions_were_noted(call: Call, own: Course) -> None:
    without_versions(own)

    status, said = call(*GRADE, "--changed", cwd=own.root)
    _, quiet = call(*GRADE, "--changed", cwd=own.root)

    assert (status, "no score changed" in said) == (0, True), said
    assert "3 graded already and unchanged" in quiet
    assert "versions were noted" not in said + quiet


@pytest.mark.parametrize("arguments", [("report",), ("summary",), ("export", "--to", "csv")])
def test_an_assignment_without_source_is_told_in_one_line(
    call: Call, own: Course, arguments: tuple[str, ...]
) -> None:
    other = own.root / "source/03-kernels"
    shutil.copytree(ROOT / "source/03-kernels", other)
    shutil.rmtree(own.root / f"source/{NAME}")

    status, said = call(*arguments, cwd=own.root)

    assert "Traceback" not in said
    line = f"{NAME}: 3 graded, but source/{NAME} is gone: tables and exports leave them out"
    assert len([said for said in said.splitlines() if line in said]) == 1
    assert status == {"report": 2, "summary": 0, "export": 1}[arguments[0]]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql+psycopg2://me:secret@db.example.edu/course", "me:***@db.example.edu/course,"),
        ("sqlite:////elsewhere/gradebook.db", "sqlite:////elsewhere/gradebook.db,"),
        ("sqlite:///{root}/gradebook.db", ""),
        ("sqlite:///gradebook.db", ""),
    ],
)
def test_another_gradebook_of_nbgraders_own_commands_is_told_in_one_line_without_its_password(
    call: Call, own: Course, address: str, told: str
) -> None:
    with (own.root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {address.format(root=own.root)!r}\n")

    status, said = call(*GRADE, cwd=own.root)

    assert status == 0, said
    lines = [line for line in said.splitlines() if "nbgrader's own commands" in line]
    assert len(lines) == bool(told), said
    assert all(told in line and str(own.root / "gradebook.db") in line for line in lines)
    assert "secret@" not in said
