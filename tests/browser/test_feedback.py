"""A student's page in a browser: on a phone, on paper, and for whoever can't see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from autograder.checks.judged import Failure
from autograder.classroom.feedback import page as feedback
from autograder.classroom.tables import Row
from autograder.grading.assignment import Assignment
from autograder.grading.rebuild import rebuild
from autograder.grading.result import Result
from autograder.grading.verdicts import Verdict, failure
from tests.conftest import Submit

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
WRONG = "def pool2d(image, size):\n    return image" + " + 1" * 60


def verdicts(assignment: Assignment) -> list[Verdict]:
    """Everything is wrong, by the same long call."""
    call = f"pool2d(tensor (1, 6, 4), {'2' * 200})"
    wrong = Failure(call, "The shape is right. Every value differs.", "Look at the window.")
    return [failure(one, wrong) for one in assignment.exercises]


@pytest.fixture
def show(
    browser: Browser, convolution: Assignment, submit: Submit
) -> Iterator[Callable[..., Page]]:
    notebook = rebuild(convolution, submit(convolution, {"pool": WRONG})).notebook
    row = Row(Result("ada", convolution.name, verdicts(convolution)))
    html = feedback(convolution, row, notebook)
    with ExitStack() as closing:

        def make(size: Any, **options: Any) -> Page:
            page: Page = closing.enter_context(browser.new_page(viewport=size, **options))
            page.set_content(html)
            return page

        yield make


def test_on_paper_nothing_is_folded_or_cut_off(show: Callable[..., Page]) -> None:
    page = show({"width": 700, "height": 500})
    answer = page.get_by_text("def pool2d").last
    assert answer.is_hidden()

    page.emulate_media(media="print")

    assert answer.is_visible()
    assert page.get_by_text("2" * 200).first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert page.evaluate(
        "[...document.querySelectorAll('pre')].every(one => one.scrollWidth <= one.clientWidth)"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_page_and_axe_finds_nothing(
    show: Callable[..., Page], scheme: str
) -> None:
    page = show(PHONE, color_scheme=scheme)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
