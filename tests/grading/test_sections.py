"""“Read again” leads to the section that teaches the part that failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.build import BuildError, build
from autograder.course.init import init_course
from autograder.course.layout import Course
from autograder.grading import verdicts
from tests.helpers import ROOT
from tests.trusted import misconception, parts_of


@pytest.mark.parametrize(
    ("key", "wrong", "section"),
    [
        ("04-convolution/manual-conv", "padding_ignored", "1 · Padding: room at the border"),
        ("04-convolution/manual-conv", "stride_ignored", "2 · Stride: longer steps"),
        ("04-convolution/channels", "channels_averaged", "5 · Several input channels: add them up"),
        ("04-convolution/channels", "first_image_only", "6 · Several output channels"),
        ("01-images/to-chw", "left_unscaled", "3 · Two scales: 0 to 255 and 0 to 1"),
        ("01-images/to-chw", "channels_stay_last", "8 · From a photo to (C, H, W)"),
    ],
)
def test_a_failed_part_leads_to_the_section_that_teaches_it(
    key: str, wrong: str, section: str
) -> None:
    assignment, name = key.split("/")
    (one,) = (one for one in Course(ROOT).load(assignment).exercises if one.name == name)

    assert verdicts.of_parts(one, parts_of(key, misconception(key, wrong).cell)).section.startswith(
        section
    )


def test_a_section_that_the_notebook_does_not_have_stops_the_build(tmp_path: Path) -> None:
    init_course(tmp_path / "course")
    check = tmp_path / "course/exercises/01-start/count-words/check.py"
    check.write_text(check.read_text().replace('part("', 'part(section="Gone", name="', 1))

    with pytest.raises(BuildError, match="names the section 'Gone', which the notebook doesn't"):
        build(Course(tmp_path / "course"), "01-start", force=False, say=lambda _: None)


def test_the_exercises_own_section_is_read_again_where_a_part_names_none() -> None:
    (one,) = (one for one in Course(ROOT).load("04-convolution").exercises if one.name == "pool")
    wrong = misconception("04-convolution/pool", "modes_swapped")

    found = verdicts.of_parts(one, parts_of("04-convolution/pool", wrong.cell))

    assert found.section == "7 · Pooling: one number for a neighbourhood"
