"""A deck shows the solution notebook's own pictures and outputs, and says what it can't find."""

from __future__ import annotations

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course.layout import Course
from teaching.slides import DeckError, deck, page
from tests.helpers import ROOT

COURSE = Course(ROOT)
DECKS = sorted(path.parent.name for path in ROOT.glob("teaching/*/slides.md"))


def solution(assignment: str) -> NotebookNode:
    name = COURSE.notebook(assignment).name
    return nbformat.read(COURSE.solutions / assignment / name, as_version=4)


def made(text: str) -> NotebookNode:
    return deck(text, solution("04-convolution"), "slides.md")


def test_slides_stand_between_lines_and_begin_anew() -> None:
    kinds = [
        cell.metadata.slideshow.slide_type
        for cell in made("# One\n\n@ padding-picture\n\nmore\n---\n\n# Two\n\nNotes:\nsay it").cells
    ]

    assert kinds == ["slide", "-", "-", "slide", "notes"]


def test_a_picture_is_shown_with_its_description_and_without_its_code() -> None:
    html = page(made("@ padding-picture"), "A lecture")

    assert '<img alt="A 3 by 3 image' in html
    assert "windows_per_pixel" not in html
    assert "<title>A lecture" in html
    assert ".reveal img { max-height:" in html


def test_code_is_shown_where_it_is_asked_for() -> None:
    html = page(made("@code stride-example"), "A lecture")

    assert "stride 2, padding 1: (1, 2, 3)" in html
    assert "conv2d" in html


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# One\n---\n@ padding-pictur", "slide 2: .* no cell 'padding-pictur'; is 'padding-pic"),
        ("@ what", r"slide 1: the solution has no cell 'what'"),
        ("@ setup", "shows nothing: write @code setup"),
    ],
)
def test_a_cell_that_is_not_there_is_told_with_its_slide(text: str, told: str) -> None:
    with pytest.raises(DeckError, match=told):
        made(text)


@pytest.mark.parametrize("assignment", DECKS)
def test_every_lecture_can_be_shown(assignment: str) -> None:
    text = (ROOT / "teaching" / assignment / "slides.md").read_text(encoding="utf-8")
    html = page(deck(text, solution(assignment), f"{assignment}/slides.md"), assignment)

    assert html.count("<section><section>") == text.count("\n---\n") + 1
