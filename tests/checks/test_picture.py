"""A picture shows the student's own data, all that made it, and which part of it that is."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import torch

from autograder.checks.check import Check
from autograder.checks.draw import Draw
from autograder.checks.judged import Failure, Kind
from autograder.checks.judging import judge
from autograder.checks.picture import CELL, MOST_CELLS, side_by_side
from autograder.checks.questions import Student
from autograder.grading.ask import rehearse

PHONE = 320
"""Room for a picture on a narrow phone, in pixels."""


def panels(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<all>{svg}</all>"))


def captions(svg: str) -> list[str]:
    return re.findall(r'font-size="13"[^>]*>([^<]*)<', svg)


def test_the_kernel_stands_between_image_and_output() -> None:
    image, kernel, result = torch.randn(1, 5, 4), torch.ones(1, 2, 2), torch.zeros(1, 4, 3)

    drawn = side_by_side(image, result, result == 0, kernel)

    assert captions(drawn) == ["input", "kernel", "your output"]
    assert [panel.get("aria-label") for panel in panels(drawn)] == [
        "input: 5 rows, 4 columns",
        "kernel: 2 rows, 2 columns",
        "your output: 4 rows, 3 columns; 12 values are not right",
    ]


def test_of_many_channels_it_says_which_are_shown() -> None:
    images, kernels, result = (
        torch.randn(2, 3, 4, 4),
        torch.ones(4, 3, 2, 2),
        torch.ones(2, 4, 3, 3),
    )
    wrong = torch.zeros(2, 4, 3, 3, dtype=torch.bool)
    wrong[1, 2] = True

    assert captions(side_by_side(images, result, wrong, kernels)) == [
        "input[1, 0], 1 of 6 planes",
        "kernel[2, 0], 1 of 12 planes",
        "your output[1, 2], 1 of 8 planes",
    ]


def test_a_channel_that_stays_is_shown_on_both_sides() -> None:
    image, result = torch.randn(3, 4, 4), torch.ones(3, 2, 2)
    wrong = torch.zeros(3, 2, 2, dtype=torch.bool)
    wrong[2] = True

    assert captions(side_by_side(image, result, wrong)) == [
        "input[2], 1 of 3 planes",
        "your output[2], 1 of 3 planes",
    ]


def test_each_panel_fits_on_a_phone_without_being_made_smaller() -> None:
    image = torch.randn(1, 30, 40)
    wrong = torch.zeros(1, 30, 40, dtype=torch.bool)
    wrong[0, 20, 30] = True

    drawn = side_by_side(image, image, wrong)

    assert all(int(panel.get("width", "")) <= PHONE for panel in panels(drawn))
    assert captions(drawn) == ["input (part of 30×40)", "your output (part of 30×40)"]
    assert drawn.count(f'height="{CELL}"') == 2 * MOST_CELLS**2
    assert "url(#hatch)" in drawn, "the part that is shown holds the first wrong cell"


def test_a_call_with_a_kernel_is_drawn_with_it() -> None:
    def ask(student: Student, draw: Draw) -> None:
        student.call("f", torch.ones(1, 3, 3), torch.ones(1, 2, 2)).matches(torch.zeros(1, 2, 2))

    questions = Check(ask, "").questions(1)
    answers = rehearse(["def f(image, kernel):\n    return kernel.clone()"], questions)
    (part,) = judge(questions, answers, Failure("", "There was no answer.", "", Kind.ERROR))

    assert part.failure
    assert captions(part.failure.picture) == ["input", "kernel", "your output"]
