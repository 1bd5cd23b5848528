"""The report in a browser.

It renders, sorts and filters; nothing goes wrong, nothing is fetched, nobody is shut out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize

from autograder.classroom.report.page import page as report
from tests.classroom.made_up import EVIL, SENTENCES, a_class, feedback

pytestmark = pytest.mark.browser

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(report("A course", a_class(), feedback, SENTENCES), encoding="utf-8")
    return path


@pytest.fixture
def show(browser: Browser, file: Path) -> Iterator[Callable[..., Page]]:
    """Open the report; at the end, no error was logged and nothing but the file was asked for."""
    heard: list[str] = []
    asked: list[str] = []
    pages: list[Page] = []

    def make(size: ViewportSize = DESKTOP, **options: Any) -> Page:
        page = browser.new_page(viewport=size, **options)
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.close()
    assert heard == []
    assert asked == [file.as_uri()] * len(pages)


@pytest.fixture
def page(show: Callable[..., Page]) -> Page:
    return show()


def table(page: Page) -> Locator:
    """The students of the assignment that all but one are in."""
    return page.locator("table.class").nth(1)


def column(page: Page, number: int) -> list[str]:
    return table(page).locator(f"tbody tr > :nth-child({number}):visible").all_inner_texts()


def header(page: Page, name: str) -> Locator:
    return table(page).locator("thead th").filter(has_text=name)


def test_the_page_renders(page: Page) -> None:
    assert page.title() == "A course: class report"
    assert page.locator("figure svg").count() == 4
    assert all(box.bounding_box()["height"] > 100 for box in page.locator("figure svg").all())
    assert page.locator(".stack").first.bounding_box()["height"] > 10
    assert column(page, 1) == ["ada", "alan", "emmy", "kurt", "Zoë B", EVIL]


def test_a_click_on_a_header_sorts_by_size_and_a_second_the_other_way(page: Page) -> None:
    header(page, "points").get_by_role("button").click()

    assert column(page, 6) == [
        "0 of 13",
        "5 of 13",
        "5.5 of 13",
        "8 of 13",
        "10.5 of 13",
        "13 of 13",
    ]
    assert header(page, "points").get_attribute("aria-sort") == "ascending"

    header(page, "points").get_by_role("button").click()

    assert column(page, 6)[0] == "13 of 13"
    assert header(page, "points").get_attribute("aria-sort") == "descending"


def test_names_are_sorted_as_a_person_would_and_one_column_at_a_time_is_marked(page: Page) -> None:
    header(page, "points").get_by_role("button").click()
    header(page, "student").get_by_role("button").click()

    assert column(page, 1) == [EVIL, "ada", "alan", "emmy", "kurt", "Zoë B"]
    assert table(page).locator("[aria-sort]").all_inner_texts() == ["student"]


def test_what_has_no_points_comes_last_either_way(page: Page) -> None:
    for _ in range(2):
        header(page, "channels").get_by_role("button").click()

        assert column(page, 1)[-1] == "emmy"


def test_the_keyboard_sorts_too(page: Page) -> None:
    header(page, "seconds").get_by_role("button").focus()
    page.keyboard.press("Enter")

    assert column(page, 8) == ["0", "0.5", "0.5", "0.5", "1.9", "2"]


def test_each_table_is_sorted_by_itself(page: Page) -> None:
    header(page, "points").get_by_role("button").click()

    assert page.locator("[aria-sort]").count() == 1


def test_searching_a_name_needs_neither_capitals_nor_accents(page: Page) -> None:
    page.get_by_label("name").fill("zoe")

    assert column(page, 1) == ["Zoë B"]
    assert page.locator("#shown").inner_text() == "1 of 6 students shown"

    page.get_by_label("name").fill("")

    assert page.locator("#shown").inner_text() == "6 of 6 students shown"


def test_the_status_filter_shows_who_has_an_exercise_of_it(page: Page) -> None:
    page.get_by_label("with at least one exercise").select_option("ungraded")

    assert column(page, 1) == ["ada", "Zoë B"]

    page.get_by_label("with at least one exercise").select_option("(handed in late)")

    assert column(page, 1) == ["alan"]


def test_search_and_filter_narrow_together_and_sorting_keeps_them(page: Page) -> None:
    page.get_by_label("with at least one exercise").select_option("passed")
    page.get_by_label("name").fill("a")
    header(page, "student").get_by_role("button").dblclick()

    assert column(page, 1) == ["alan", "ada", EVIL]
    assert page.locator("#shown").inner_text() == "3 of 6 students shown"


def test_a_status_is_no_other_that_begins_like_it(page: Page) -> None:
    page.get_by_label("with at least one exercise").select_option("error")

    assert column(page, 1) == ["kurt"]


def test_nothing_that_a_student_is_called_runs(page: Page) -> None:
    assert table(page).get_by_text(EVIL).count() == 1
    assert page.locator("img").count() == 0


def test_on_a_phone_only_the_tables_scroll_sideways_and_names_stay_in_sight(
    show: Callable[..., Page],
) -> None:
    page = show(PHONE)
    box = page.locator(".scroll:has(table.class)").nth(1)

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    box.evaluate("box => box.scrollLeft = 200")
    assert table(page).locator("tbody th").first.bounding_box()["x"] == pytest.approx(
        box.bounding_box()["x"], abs=2
    )


def test_in_print_nothing_is_cut_off_or_folded_and_there_is_nothing_to_click(page: Page) -> None:
    folded = "<details><summary>more</summary><p>folded</p></details>"
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", folded
    )
    page.set_viewport_size({"width": 700, "height": 500})
    page.emulate_media(media="print")

    assert page.get_by_text("folded").is_visible()
    assert page.locator(".tools").is_hidden() and page.get_by_role("navigation").is_hidden()
    assert page.evaluate(
        "[...document.querySelectorAll('.scroll')].every(box => getComputedStyle(box).overflow "
        "=== 'visible')"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 700

    page.emulate_media(media="screen")

    assert page.get_by_text("folded").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_that_shuts_people_out(
    show: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    # The page forbids scripts but its own, and axe is one.
    found = Axe().run(show(size, bypass_csp=True, color_scheme=scheme))

    assert found.violations_count == 0, found.generate_report()
