"""A sample class is made of real answers, and the same again from the same seed."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.classroom.sample import ESSAY, make_class
from autograder.course.release import without_markers
from autograder.grading.assignment import Assignment


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(
    convolution: Assignment, tmp_path: Path
) -> None:
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        make_class([convolution], tmp_path / name, 6, seed)

    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "again")
    assert bytes_of(tmp_path / "first") != bytes_of(tmp_path / "other")


def test_a_larger_class_begins_with_the_smaller_one(
    convolution: Assignment, tmp_path: Path
) -> None:
    make_class([convolution], tmp_path / "small", 3, 1)
    make_class([convolution], tmp_path / "large", 5, 1)

    small, large = bytes_of(tmp_path / "small"), bytes_of(tmp_path / "large")
    assert small.items() < large.items()


def test_submissions_lie_where_nbgrader_expects_them_and_every_student_has_a_name_of_their_own(
    convolution: Assignment, tmp_path: Path
) -> None:
    students = make_class([convolution], tmp_path, 70, 1)

    assert len(set(students)) == 70
    assert sorted(bytes_of(tmp_path)) == sorted(
        f"{student}/04-convolution/convolution.ipynb" for student in students
    )


def test_a_submission_is_never_overwritten(convolution: Assignment, tmp_path: Path) -> None:
    make_class([convolution], tmp_path, 2, 1)
    before = bytes_of(tmp_path)

    with pytest.raises(FileExistsError):
        make_class([convolution], tmp_path, 2, 2)

    assert bytes_of(tmp_path) == before


def test_every_cell_is_a_solution_a_stub_or_a_misconception_and_all_of_them_occur(
    convolution: Assignment, tmp_path: Path
) -> None:
    make_class([convolution], tmp_path, 40, 1)
    stubs = {cell.id: cell.source for cell in convolution.release.cells}
    folders = {exercise.name: exercise.folder for exercise in convolution.exercises}
    seen = set()
    for path in tmp_path.rglob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name not in convolution.solutions:
                assert cell.source == stubs[cell.id]
                continue
            folder = folders[name]
            kinds = {stubs[cell.id]: "stub", ESSAY: "essay"}
            if folder:
                kinds |= {wrong.cell: "misconception" for wrong in folder.misconceptions} | {
                    without_markers(convolution.solutions[name].source): "right"
                }
            assert cell.source in kinds
            seen.add(kinds[cell.source])

    assert seen == {"stub", "essay", "misconception", "right"}


def test_nothing_in_a_submission_says_that_it_was_taken_from_the_source(
    convolution: Assignment, tmp_path: Path
) -> None:
    make_class([convolution], tmp_path, 20, 1)
    written = b"".join(bytes_of(tmp_path).values())

    assert b"return (size + 2 * padding - kernel) // stride + 1" in written
    assert b"BEGIN SOLUTION" not in written
    assert b"END SOLUTION" not in written


def test_an_essay_takes_the_place_of_the_words_that_ask_for_it(
    convolution: Assignment, tmp_path: Path
) -> None:
    make_class([convolution], tmp_path, 20, 1)
    sources = [
        {cell.source for cell in nbformat.read(path, as_version=4).cells}
        for path in tmp_path.rglob("*.ipynb")
    ]
    written = [cells for cells in sources if any(ESSAY in source for source in cells)]

    assert written
    assert not [cells for cells in written if "YOUR ANSWER HERE" in cells]
