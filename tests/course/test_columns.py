"""What a platform calls an assignment is kept in course.toml, beside all that stands there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import columns
from autograder.course.layout import Course, CourseError

NAME = "04-convolution"


def kept(folder: Path, text: str, column: str = "Homework 4 (77)") -> str:
    """Return course.toml after the assignment's column is kept in it."""
    (folder / "course.toml").write_bytes(text.encode())
    columns.keep(Course(folder), NAME, column)
    assert Course(folder).columns()[NAME] == column
    return (folder / "course.toml").read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[columns]\n04-convolution = "Homework 4 (77)"\n'),
        (
            '# Ours.\ncolab = "https://x"',
            '# Ours.\ncolab = "https://x"\n\n[columns]\n04-convolution = "Homework 4 (77)"\n',
        ),
        (
            '[columns]  # in Canvas\n"04-convolution" = \'A\'  # was B\n01-images = "C"\n',
            '[columns]  # in Canvas\n"04-convolution" = "Homework 4 (77)"  # was B\n'
            '01-images = "C"\n',
        ),
        (
            '[columns]\r\n01-images = "C"\r\n',
            '[columns]\r\n04-convolution = "Homework 4 (77)"\r\n01-images = "C"\r\n',
        ),
    ],
)
def test_a_column_is_written_and_all_else_stays(tmp_path: Path, before: str, after: str) -> None:
    assert kept(tmp_path, before) == after
    assert kept(tmp_path, after) == after


def test_the_columns_are_no_setting_of_the_course(tmp_path: Path) -> None:
    kept(tmp_path, 'colab = "https://x"\n')

    assert Course(tmp_path).settings() == {"colab": "https://x"}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_whatever_a_column_is_called_is_read_back(column: str) -> None:
    text = columns._with_entry('a = "1"  # one\n[columns]\nb = "2"\n', NAME, column)

    assert tomllib.loads(text) == {"a": "1", "columns": {NAME: column, "b": "2"}}


@pytest.mark.parametrize(
    "text", ["columns = { 01-images = 'C' }\n", "[columns]\n04-convolution = '''A'''\n"]
)
def test_what_only_a_person_can_change_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    with pytest.raises(CourseError, match='write 04-convolution = "Homework'):
        kept(tmp_path, text)

    assert (tmp_path / "course.toml").read_text() == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("columns = 'A'", "make it a table"),
        ("[columns]\n04-convolution = 4", "says columns.04-convolution = 4: put a text in quotes"),
    ],
)
def test_columns_that_are_no_texts_are_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "course.toml").write_text(text)

    with pytest.raises(CourseError, match=problem):
        Course(tmp_path).columns()
