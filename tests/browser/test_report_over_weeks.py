"""The report of a term in a browser: sections, the table of all weeks, a large class, A4."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from autograder.classroom.report.page import page as report
from autograder.classroom.tables import Row
from tests.browser.test_report import DESKTOP, PHONE
from tests.classroom.made_up import SENTENCES, a_row, feedback, verdict

pytestmark = pytest.mark.browser

STUDENTS = 101
IN_BOTH = 0
"""The student of two sections."""
WEEKS = ("02-mlp", "03-kernels", "04-convolution")


def a_term() -> list[Row]:
    """Three assignments and so many students that their tables are folded.

    Two sections, and one student in both; the last has handed in nothing of the last assignment.
    """
    rows = []
    for week, assignment in enumerate(WEEKS):
        for number in range(STUDENTS):
            status = ("passed", "failed", "partial")[(number + week) % 3]
            score = 1.5 if status == "partial" else None
            found = verdict("pool", status, score, misconception="mirrored" * (status == "failed"))
            row = a_row(f"s{number:03}", assignment, [found, verdict("channels", "passed")])
            own = ("A", "B") if number == IN_BOTH else ("A" if number % 2 else "B",)
            rows.append(replace(row, name=f"Student No. {number}", sections=own))
    nothing = [verdict(name, "unattempted") for name in ("pool", "channels")]
    rows[-1] = replace(rows[-1], result=replace(rows[-1].result, verdicts=nothing), missing=True)
    return rows


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(report("A course", a_term(), feedback, SENTENCES), encoding="utf-8")
    return path


@pytest.fixture
def show(browser: Browser, file: Path) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def make(**options: Any) -> Page:
        pages.append(browser.new_page(**options))
        pages[-1].goto(file.as_uri())
        return pages[-1]

    yield make
    for page in pages:
        page.close()


def names(page: Page) -> list[str]:
    return page.locator("table.term tbody th:visible").all_inner_texts()


def test_a_section_hides_all_others_in_every_list_and_table(show: Callable[..., Page]) -> None:
    page = show(viewport=DESKTOP)

    page.get_by_label("section").select_option("A")

    in_a = STUDENTS // 2 + 1
    assert len(names(page)) == in_a
    assert page.locator("#shown").inner_text() == f"{in_a} of {STUDENTS} students shown"
    assert page.locator("[data-section='2']:visible").count() == 0
    assert page.locator(".people li[data-section='1']:visible").count() == 0


def test_a_student_of_two_sections_is_shown_in_each(show: Callable[..., Page]) -> None:
    page = show(viewport=DESKTOP)

    shown: dict[str, set[str]] = {}
    for section in ("A", "B"):
        page.get_by_label("section").select_option(section)
        visible = page.locator("table.term tbody th:visible .id")
        shown[section] = {name.strip() for name in visible.all_text_contents()}

    assert shown["A"] & shown["B"] == {f"s{IN_BOTH:03}"}
    assert len(shown["A"] | shown["B"]) == STUDENTS


def test_the_table_of_all_weeks_is_sorted_by_the_sum_and_searched_by_name(
    show: Callable[..., Page],
) -> None:
    page = show(viewport=DESKTOP)
    page.locator("table.term thead th", has_text="sum").get_by_role("button").click()

    assert names(page)[0] == f"Student No. {STUDENTS - 1} s{STUDENTS - 1:03}"

    page.get_by_label("name").fill("no. 7")

    assert names(page)[0].startswith("Student No. 7")
    assert len(names(page)) == 11


def test_what_is_looked_for_is_unfolded(show: Callable[..., Page]) -> None:
    page = show(viewport=DESKTOP)

    assert page.locator("table.class:visible").count() == 0

    page.get_by_label("name").fill("s007")

    assert page.locator("table.class tbody tr:visible").count() == 3


def test_on_a_phone_the_page_does_not_scroll_sideways_and_names_stay_in_sight(
    show: Callable[..., Page],
) -> None:
    page = show(viewport=PHONE)
    box = page.locator(".scroll:has(table.term)")
    box.scroll_into_view_if_needed()
    box.evaluate("box => box.scrollLeft = 200")

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.locator("table.term tbody th").first.bounding_box()["x"] == pytest.approx(
        box.bounding_box()["x"], abs=2
    )


def test_a_table_that_goes_on_fades_at_its_edge_until_one_is_there(
    show: Callable[..., Page],
) -> None:
    page = show(viewport=PHONE)
    box = page.locator(".scroll:has(table.term)")

    box.scroll_into_view_if_needed()
    expect(box).to_have_class(re.compile(r"\bmore\b"))
    assert box.evaluate("box => getComputedStyle(box).maskImage") != "none"
    box.evaluate("box => box.scrollTo({ left: box.scrollWidth, behavior: 'instant' })")
    expect(box).not_to_have_class(re.compile(r"\bmore\b"))
    assert box.evaluate("box => getComputedStyle(box).maskImage") == "none"


def test_on_a4_every_student_is_printed_and_nothing_is_wider_than_the_paper(
    show: Callable[..., Page],
) -> None:
    page = show(viewport={"width": 700, "height": 990})
    page.emulate_media(media="print")

    assert len(names(page)) == STUDENTS
    assert page.locator("table.class:visible").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert page.locator("table.term th").first.bounding_box()["width"] > 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_shuts_people_out(show: Callable[..., Page], scheme: str) -> None:
    page = show(viewport=PHONE, bypass_csp=True, color_scheme=scheme)
    page.get_by_label("name").fill("s00")

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
