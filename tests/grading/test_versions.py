"""A result notes what it was graded with: each exercise, the given code, the grader."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from autograder.grading import versions
from autograder.grading.assignment import Assignment
from autograder.grading.exercises import ExerciseFiles


def other(assignment: Assignment, **changes: Any) -> set[str]:
    """What has another version in an assignment with some changes."""
    before, after = versions.of(assignment), versions.of(replace(assignment, **changes))
    return {name for name in before if after[name] != before[name]}


def with_file(assignment: Assignment, path: str) -> ExerciseFiles:
    texts = assignment.files.texts
    return ExerciseFiles(
        assignment.files.root, texts | {path: texts.get(path, b"") + b"\n# other\n"}
    )


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("04-convolution/pool/check.py", {"pool"}),
        ("04-convolution/pool/misconceptions.py", {"pool"}),
        ("04-convolution/pool/answers.py", set()),
    ],
)
def test_a_change_of_an_exercises_check_is_that_exercises_alone(
    convolution: Assignment, path: str, changed: set[str]
) -> None:
    assert path in convolution.files.texts
    assert other(convolution, files=with_file(convolution, path)) == changed


def test_what_exercises_share_changes_all_that_have_a_check(convolution: Assignment) -> None:
    checked = {exercise.name for exercise in convolution.exercises if exercise.folder}

    assert other(convolution, files=with_file(convolution, "04-convolution/shared.py")) == checked


@pytest.mark.parametrize(
    ("cell", "changed"),
    [
        ("test-pool", {"pool"}),
        ("pool", set()),  # the instructor's own answer
        ("setup", {versions.GIVEN}),
        ("title", set()),
    ],
)
def test_tests_and_given_code_count_and_texts_and_solutions_do_not(
    convolution: Assignment, cell: str, changed: set[str]
) -> None:
    source = copy.deepcopy(convolution.source)
    (found,) = (one for one in source.cells if one.id == cell)
    found.source += "\n# other" if found.cell_type == "code" else "\nother"

    assert other(convolution, source=source) == changed


def test_other_points_are_another_version(convolution: Assignment) -> None:
    source = copy.deepcopy(convolution.source)
    (found,) = (one for one in source.cells if one.id == "why-pool")
    found.metadata.nbgrader["points"] = 2

    assert other(convolution, source=source) == {"why-pool"}
