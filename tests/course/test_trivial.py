"""No check gives points for an answer without work: `build` tries some on every exercise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from matplotlib import pyplot as plt

from autograder.course.build import BuildError, build
from autograder.course.init import init_course
from autograder.course.layout import Course
from autograder.course.trivial import _SETUP, TRIVIAL

CENTRE = "exercises/01-start/centre"
HEAD = """from autograder.checks.check import check
from autograder.checks.probes import students_code


def first(notebook):
    return notebook.centre(torch.ones(2, 3))[0]


def first_of_theirs(notebook):
    with students_code():
        return notebook.centre(torch.ones(2, 3))[0]


@check()
def centre(student, draw):
    '''Columns around zero'''
    batch = draw.normal(4, 3)
"""
FULL = "    student.call('centre', batch).matches(batch - batch.mean(dim=0))\n"


@pytest.fixture
def building(tmp_path: Path) -> Callable[[str], str]:
    """Build a course whose check is this one; return what it is refused for, or nothing."""
    init_course(tmp_path / "course")
    course = Course(tmp_path / "course")

    def run(questions: str) -> str:
        (course.root / CENTRE / "check.py").write_text("import torch\n" + HEAD + questions)
        try:
            build(course, "01-start", force=False, say=lambda text: None)
        except BuildError as error:
            return str(error)
        return ""

    return run


def test_a_check_that_asks_for_the_work_is_released(building: Callable[[str], str]) -> None:
    assert building(FULL) == ""


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        ("student.call('centre', batch).passes(lambda got: None)", "None"),
        ("student.call('centre', batch * 0).matches(batch * 0)", "its own arguments, handed back"),
        ("student.call('centre', batch[:1]).matches(batch[:1] * 0)", "zeros of the right shape"),
        ("student.call('centre', batch).raises('ValueError', advice='')", "an exception"),
    ],
)
def test_a_check_that_gives_points_for_nothing_is_refused_and_says_for_what(
    building: Callable[[str], str], part: str, answer: str
) -> None:
    lazy = (
        f"    with student.part('lazy'):\n        {part}\n    with student.part('full'):\n    "
        f"{FULL}"
    )

    said = building(lazy)

    if answer == "an exception":  # which the right solution does not raise
        assert "the source's solution of centre earns" in said
    else:
        assert f"centre: the answer is {answer}, and earns points for “lazy”" in said
        assert "“full”" not in said


def test_a_probe_that_stumbles_over_an_answer_is_refused_and_its_line_is_named(
    building: Callable[[str], str],
) -> None:
    ask = "    student.ask({probe}, 'the first row').matches(torch.zeros(3))\n" + FULL
    said = building(ask.format(probe="first"))

    assert (
        "centre: where the answer is None, its check broke (probe first, line 2, "
        "“return notebook.centre(torch.ones(2, 3))[0]”: TypeError: "
    ) in said
    assert "belongs under `with students_code():`" in said
    assert "its check broke" not in building(ask.format(probe="first_of_theirs"))


def test_few_misconceptions_are_warned_of(tmp_path: Path) -> None:
    init_course(tmp_path / "course")
    course = Course(tmp_path / "course")
    (course.root / CENTRE / "misconceptions.py").write_text("")

    built = build(course, "01-start", force=False, say=lambda text: None)

    assert [note.split(":")[0] for note in built.notes] == ["01-start/centre has 0 misconceptions"]


def test_what_is_tried_is_what_students_without_work_hand_in() -> None:
    assert {"None", "its own arguments, handed back", "an exception"} <= set(TRIVIAL)


def test_what_a_solution_prints_and_draws_is_no_part_of_a_trivial_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names: dict[str, Any] = {}
    exec(_SETUP, names)

    def count_down(start: int) -> list[int]:
        print(*range(start, 0, -1))
        plt.figure()
        plt.plot([1, 2])
        return [start]

    plt.close("all")

    assert names["_autograder_form"](count_down, (3,), {}) == [3]
    assert capsys.readouterr().out == ""
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("    x = [][1]\n", "IndexError"),
        ("    student.call('centre', batch).is_txt('3')\n", "no attribute 'is_txt'"),
        ("    student.ask(first, 'centre', batch).is_integer(3)\n", "TypeError"),
        ("    import pandas\n    student.call('f', pandas.Series([1])).equals(3)\n", "Series"),
    ],
)
def test_a_mistake_in_a_check_is_named_in_a_line_with_its_place(
    building: Callable[[str], str], line: str, said: str
) -> None:
    refused = building(line)

    assert refused.startswith("01-start/centre/check.py") and said in refused
    assert refused.count("\n") == 0


def test_a_judge_that_breaks_over_the_solution_is_told_to_who_wrote_it(
    building: Callable[[str], str],
) -> None:
    said = building("    student.call('centre', batch).passes(lambda got: got.no_such)\n")

    assert (
        "centre: with the source's own solution its check broke (AttributeError: 'Tensor' object "
        "has no attribute 'no_such')"
    ) in said
    assert "None" not in said
    assert "instructor" not in said
