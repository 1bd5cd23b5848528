"""Nearly right earns more than nonsense: values and form are apart, and parts may need others."""

from __future__ import annotations

import pytest
import torch

from autograder.checks.check import Check
from autograder.checks.compare import FORM, NEAR
from autograder.checks.draw import Draw
from autograder.checks.judged import Failure, Kind, Part
from autograder.checks.judging import judge
from autograder.checks.questions import Student
from autograder.grading.ask import rehearse

MISSING = Failure("", "There was no answer.", "", Kind.ERROR)


def doubles(student: Student, draw: Draw) -> None:
    with student.part("positive"):
        for _ in "ab":
            image = 1 + draw.uniform(1, 3, 4)
            student.call("double", image).matches(2 * image)
    with student.part("of both signs"):
        image = draw.normal(1, 4, 3)
        student.call("double", image).matches(2 * image)
    with student.part("a name", needs="positive"):
        student.value("name").equals("double")


def parts_of(body: str) -> dict[str, Part]:
    questions = Check(doubles, "").questions(1)
    cell = f"def double(image):\n    {body}\nname = 'double'"
    parts = judge(questions, rehearse([cell], questions, {"torch": torch}), MISSING)
    return {part.name: part for part in parts}


@pytest.mark.parametrize(
    "body",
    [
        "return (2 * image).double()",
        "return (2 * image)[0]",
        "return (2 * image)[None]",
        "return (2 * image).tolist()",
        "return (2 * image).numpy()",
        "result = 2 * image; image.zero_(); return result",
    ],
)
def test_right_values_in_a_wrong_form_earn_more_than_half(body: str) -> None:
    parts = parts_of(body)

    assert [parts["positive"].credit, parts["of both signs"].credit] == [FORM, FORM]
    assert parts["a name"].credit == 1


@pytest.mark.parametrize(
    "body", ["return 3 * image", "return (2 * image).flip(-1)", "return (2 * image)[:, 1:]"]
)
def test_right_up_to_one_plain_relation_earns_something(body: str) -> None:
    assert parts_of(body)["positive"].credit == NEAR


@pytest.mark.parametrize(
    "body",
    [
        "return image",
        "return torch.zeros_like(image)",
        "return torch.rand_like(image)",
        "return None",
        "return 2",
        "raise ValueError()",
        "pass",
    ],
)
def test_nonsense_earns_nothing_nor_does_what_needs_it_to_be_right(body: str) -> None:
    parts = parts_of(body)

    assert [part.credit for part in parts.values()] == [0, 0, 0]
    assert parts["a name"].failure
    assert "as soon as “positive” is right in part" in str(parts["a name"].failure)


def test_each_question_of_a_part_counts_the_same() -> None:
    parts = parts_of(
        "double.calls = getattr(double, 'calls', 0) + 1; "
        "return 2 * image if double.calls != 2 else image"
    )

    assert parts["positive"].credit == 0.5
    assert len(parts["positive"].failures) == 1


def test_a_part_can_need_only_one_above_it() -> None:
    student = Student("")

    with pytest.raises(ValueError, match="no part above it"), student.part("b", needs="a"):
        pass
