"""The points that students read in a task are those that count, or the build says so."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

import pytest

from autograder.course.layout import Course
from autograder.course.points_told import contradictions
from autograder.grading.assignment import Assignment
from tests.helpers import ROOT, cell_of


def changed(assignment: Assignment, old: str, new: str) -> Assignment:
    """An assignment whose texts say something else."""
    source = copy.deepcopy(assignment.source)
    for cell in source.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(old, new, cell.source)
    assert source != assignment.source
    return replace(assignment, source=source)


@pytest.mark.parametrize("name", Course(ROOT).assignments())
def test_every_task_of_this_course_says_the_points_that_count(name: str) -> None:
    assert contradictions(Course(ROOT).load(name)) == []


def test_other_points_in_the_metadata_are_named_with_those_of_the_text(
    convolution: Assignment,
) -> None:
    source = copy.deepcopy(convolution.source)
    cell_of(source, "test-output-size").metadata.nbgrader.points = 3.5

    (said,) = contradictions(replace(convolution, source=source))

    assert said == (
        "04-convolution/output-size: its task says 3 points, and the metadata of cell "
        "'test-output-size' say 3.5, which counts: make them the same"
    )


def test_a_heading_and_an_answer_in_words_are_read_too(convolution: Assignment) -> None:
    in_words = changed(convolution, r"\b1 point · read by", "2 points · read by")
    in_heading = changed(
        convolution,
        r"(### .*)\n+\*Difficulty ●●○○○ · about 5 minutes · 1 point",
        r"\1 (1.5 points)\n",
    )

    for assignment, points in ((in_words, "2"), (in_heading, "1.5")):
        (said,) = contradictions(assignment)
        assert said.startswith(f"04-convolution/why-pool: its task says {points} points, and")


def test_what_else_has_points_and_a_task_that_says_none_are_left_alone(
    convolution: Assignment,
) -> None:
    silent = changed(
        convolution, r"\*Difficulty(.*) · \d+ points?(.*)\*", r"*Difficulty\1\2*\n\nDraw 12 points."
    )

    assert contradictions(silent) == []
