"""Answers are read in a browser: by keys alone, with comments used again, and nothing is lost."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from autograder.course.layout import Course
from autograder.grading.assignment import Assignment
from tests.browser.lab import SECONDS
from tests.browser.test_instructor import open_formgrader
from tests.classroom.made_up import EVIL
from tests.classroom.reading import NAME, TEXT, Reader, graded, reading
from tests.conftest import Submit
from tests.helpers import SMALL, command, give, make_course

pytestmark = pytest.mark.browser

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
TEXTS = {
    "ada": "A shift within a window changes nothing.\n\n$y = \\max_i x_i$\n\n```python\nx = 1\n```",
    "alan": f"It makes the network invariant. {EVIL}",
    "emmy": "Small shifts don't matter; position is lost.",
    "kurt": None,
}
WRITTEN = 3


@pytest.fixture
def class_(tmp_path: Path, submit: Submit) -> tuple[Course, Assignment]:
    course = make_course(tmp_path / "course", cells=(*SMALL[:-1], "why-pool-task", TEXT))
    assignment = course.load(NAME)
    graded(course, assignment, TEXTS, submit)
    return course, assignment


@pytest.fixture
def reader(class_: tuple[Course, Assignment]) -> Iterator[Reader]:
    with reading(*class_) as found:
        yield found


Show = Callable[..., Page]


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """Open the page; at the end, no error was logged and nothing but its server was asked."""
    heard: list[str] = []
    asked: list[str] = []
    pages: list[Page] = []

    def make(
        address: str,
        size: ViewportSize = DESKTOP,
        hold: Callable[[Route], object] | None = None,
        **options: Any,
    ) -> Page:
        page = browser.new_page(viewport=size, **options)
        page.on("console", lambda message: heard.append(f"{message.text} {message.location}"))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        if hold:
            page.route("**/api/answers/*", hold)
        page.goto(address)
        expect(page.locator("article.now")).to_be_focused()
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.close()
    assert [text for text in heard if "ERR_CONNECTION_REFUSED" not in text] == []
    assert asked and not [one for one in asked if not re.match(r"http://127\.0\.0\.1:\d+/", one)]


def booked(course: Course) -> dict[str, tuple[float | None, bool, str | None]]:
    """Points, whether it waits, and comment of each answer, as nbgrader reads them."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        notebooks = book.notebook_submissions("convolution", NAME)
        return {
            notebook.student.id: (
                grade.manual_score,
                grade.needs_manual_grade,
                comment.manual_comment,
            )
            for notebook in notebooks
            for grade in notebook.grades
            for comment in notebook.comments
            if grade.name == comment.name == TEXT
        }


def number_of(course: Course, students: list[str]) -> int:
    """The number that formgrader gives the first submission of these students: by drawn ids."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        found = sorted(book.notebook_submissions("convolution", NAME), key=lambda one: one.id)
        return 1 + next(i for i, one in enumerate(found) if one.student.id in students)


def saved(page: Page) -> None:
    """Wait until the answer that is read now is saved."""
    expect(page.locator("article.now .saved")).to_have_text(re.compile("^saved at"))


def whose(page: Page) -> str:
    return page.locator("article.now .whose").inner_text().removeprefix(" · ").removeprefix("· ")


@pytest.mark.timeout(3 * SECONDS)
def test_three_answers_are_read_by_keys_alone_and_formgrader_shows_the_points(
    class_: tuple[Course, Assignment], show: Show, open_lab: Callable[..., Page]
) -> None:
    course, _ = class_
    line = [sys.executable, "-m", "autograder", "read", NAME, "--no-browser"]
    running = subprocess.Popen(
        line, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert running.stdout
        address = re.fullmatch(
            r"Answers: (http://127\.0\.0\.1:\d+/\S+/)\n", running.stdout.readline()
        )
        assert address
        page = show(address[1])
        keys, order = page.keyboard, []
        page.keyboard.press("w")
        for turn in range(WRITTEN):
            order.append(whose(page))
            keys.press("1" if turn else "0")
            keys.press(".")
            saved(page)
            if turn == 0:
                keys.press("c")
                keys.type("What is lost?")
                keys.press("Escape")
            else:
                keys.press("r")
                keys.press("1")
            expect(page.locator("article.now .comment")).to_have_value("What is lost?")
            saved(page)
            keys.press("Enter")
        expect(page.locator("#said")).to_contain_text("All answers to this question are read.")
        expect(page.locator("#read")).to_have_text("3 of 3 read")
        expect(page.locator("article.now .used li").first).to_contain_text("What is lost? 3×")
        page.goto("about:blank")
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)[0]
    finally:
        running.kill()
    assert running.returncode == 0
    assert "3 answers read, 0 still wait." in said and "`autograder report`" in said
    assert booked(course) == dict.fromkeys(order, (0.5, False, "What is lost?")) | {
        "kurt": (None, False, None)
    }
    assert sorted(order) == ["ada", "alan", "emmy"]

    ended = command("autograder", "report", cwd=course.root)
    assert ended.returncode == 2, "no note of a grading is there, so that is said"

    formgrader = open_formgrader(open_lab(course.root))
    for link in ("Manual Grading", NAME, "convolution", f"Submission #{number_of(course, order)}"):
        formgrader.get_by_role("link", name=link, exact=True).click()
    expect(formgrader.locator(f"#{TEXT}")).to_have_value("0.5")
    expect(formgrader.locator(f"#{TEXT}-comment")).to_have_value("What is lost?")


SLOW_TO_HEAR = """() => {
  const real = window.fetch;
  window.fetch = async (...asked) => {
    const response = await real(...asked);
    if (asked[1].method === "PUT") await new Promise((done) => setTimeout(done, 60_000));
    return response;
  };
}"""
"""Lets a page hear only after a minute that something was saved."""


def test_what_is_typed_while_points_are_being_saved_is_there_after_the_page_was_closed(
    class_: tuple[Course, Assignment], reader: Reader, show: Show
) -> None:
    page = show(reader.server.address)
    student = whose(page)
    page.evaluate(SLOW_TO_HEAR)
    page.keyboard.press("1")
    page.keyboard.press("c")
    page.keyboard.type("Unfinished")
    page.reload()

    expect(page.locator("article.now .comment")).to_have_value("Unfinished")
    assert booked(class_[0])[student] == (1, False, "Unfinished")


def test_what_is_typed_is_there_after_the_page_was_closed_at_once(
    class_: tuple[Course, Assignment], reader: Reader, show: Show
) -> None:
    page = show(reader.server.address)
    student = whose(page)
    page.keyboard.press("1")
    page.keyboard.press("c")
    page.keyboard.type("Unfinished")
    page.reload()

    expect(page.locator("article.now .comment")).to_have_value("Unfinished")
    expect(page.locator("article.now .points")).to_have_value("1")
    assert booked(class_[0])[student] == (1, False, "Unfinished")


def test_opened_again_it_goes_on_with_the_first_that_waits(reader: Reader, show: Show) -> None:
    page = show(reader.server.address)
    first = whose(page)
    page.keyboard.press("1")
    saved(page)

    again = show(reader.server.address)

    assert whose(again) != first
    expect(again.locator("#read")).to_have_text("1 of 3 read")


def test_a_change_from_elsewhere_is_shown_and_said(
    class_: tuple[Course, Assignment], reader: Reader, show: Show
) -> None:
    page = show(reader.server.address)
    student = whose(page)
    give(class_[0], student, TEXT, 0.5)

    card = page.locator("article.now")
    expect(card.locator(".elsewhere")).to_have_text("Changed elsewhere meanwhile. points: 0.5")
    expect(card.locator(".points")).to_have_value("0.5")

    other = show(reader.server.address)
    other.locator("article").filter(has_text=student).locator("button[value='1']").click()
    expect(page.locator("article.now .points")).to_have_value("1")


def test_of_a_large_class_the_first_answers_are_there_at_once_and_the_others_follow(
    tmp_path: Path, submit: Submit, show: Show
) -> None:
    course = make_course(tmp_path / "course", cells=(*SMALL[:-1], "why-pool-task", TEXT))
    assignment = course.load(NAME)
    graded(course, assignment, {f"s{n}": f"Text {n}." for n in range(25)}, submit)
    with reading(course, assignment) as reader:
        asked: list[Route] = []

        def hold(route: Route) -> None:
            asked.append(route)
            if len(asked) == 1:
                route.continue_()

        page = show(reader.server.address, hold=hold)
        written = page.locator(".answer").filter(has_text=re.compile(r"Text \d+\."))
        expect(written).to_have_count(10)
        expect(page.locator("article.now .answer")).to_contain_text("Text")
        page.locator("article").last.focus()
        page.keyboard.press("1")
        expect(page.locator("#said")).to_contain_text("is still being read")
        expect(page.locator("article.now .points")).to_have_value("")

        page.route("**/api/answers/*", lambda route: route.continue_())
        for route in asked[1:]:
            route.continue_()

        expect(written).to_have_count(25)
        page.keyboard.press("1")
        saved(page)


def test_of_two_windows_the_newer_value_stands_and_what_it_replaced_is_said(
    class_: tuple[Course, Assignment], reader: Reader, show: Show
) -> None:
    page = show(reader.server.address)
    student = whose(page)
    page.route("**/api/marks/*", lambda route: route.abort("connectionrefused"))
    give(class_[0], student, TEXT, 0.5)

    page.keyboard.press("1")

    expect(page.locator("article.now .elsewhere")).to_have_text(
        "Changed elsewhere meanwhile. points: 0.5 (yours stands now)"
    )
    assert booked(class_[0])[student][0] == 1


def test_what_can_t_be_saved_is_kept_said_and_tried_again(
    class_: tuple[Course, Assignment], reader: Reader, show: Show
) -> None:
    page = show(reader.server.address)
    student = whose(page)
    page.route("**/api/*", lambda route: route.abort("connectionrefused"))
    page.route("**/api/*/*", lambda route: route.abort("connectionrefused"))

    page.keyboard.press("1")

    expect(page.locator("#trouble")).to_contain_text("does not answer")
    expect(page.locator("article.now .points")).to_have_value("1")
    assert booked(class_[0])[student][0] is None

    page.unroute_all()
    saved(page)
    expect(page.locator("#trouble")).to_have_text("")
    assert booked(class_[0])[student][0] == 1


def test_points_that_can_t_be_given_are_refused_where_they_are_typed(
    class_: tuple[Course, Assignment], reader: Reader, show: Show
) -> None:
    page = show(reader.server.address)
    student, keys = whose(page), page.keyboard
    keys.press("7")
    expect(page.locator("#said")).to_contain_text("This question has 1 point;")

    keys.press("p")
    keys.type("1.5")
    keys.press("Enter")
    expect(page.locator("article.now .saved")).to_contain_text("“1.5” is not saved: give 0 to 1")
    assert booked(class_[0])[student][0] is None

    keys.press("Escape")
    keys.press("p")
    keys.type("0,25")
    keys.press("Enter")
    saved(page)
    assert booked(class_[0])[student][0] == 0.25
    expect(page.locator("article.now")).to_be_focused()


def test_graded_again_the_earlier_points_are_kept_by_a_key(
    class_: tuple[Course, Assignment], reader: Reader, show: Show, submit: Submit
) -> None:
    course, assignment = class_
    page = show(reader.server.address)
    student = whose(page)
    page.keyboard.press("1")
    saved(page)
    graded(course, assignment, {student: "An answer that was handed in anew."}, submit)

    card = page.locator("article").filter(has_text=student)
    expect(card.locator(".answer")).to_have_text("An answer that was handed in anew.")
    expect(card.locator(".state")).to_have_text("graded again since it got 1")
    expect(card.locator(".elsewhere")).to_contain_text("please read it again")
    assert booked(course)[student] == (1, True, None)

    page.keyboard.press("Enter")

    expect(card.locator(".state")).to_have_text("read: 1 point")
    expect(page.locator("#read")).to_have_text("1 of 3 read")
    assert booked(course)[student] == (1, False, None)


def test_graded_again_the_points_of_all_that_are_the_same_answers_are_kept_at_once(
    class_: tuple[Course, Assignment], reader: Reader, show: Show, submit: Submit
) -> None:
    course, assignment = class_
    for student in ("ada", "alan", "emmy"):
        assert reader.give(reader.answer_of(student), points=0.5)[0] == 200
    graded(course, assignment, TEXTS | {"emmy": "An answer that was handed in anew."}, submit)
    page = show(reader.server.address)
    expect(page.locator("#read")).to_have_text("0 of 3 read")

    page.get_by_role("button", name="keep the points of 2 that are the same").click()

    expect(page.locator("#read")).to_have_text("2 of 3 read")
    expect(page.locator(".saved").filter(has_text="saved at")).to_have_count(2)
    assert booked(course) == {
        "ada": (0.5, False, None),
        "alan": (0.5, False, None),
        "emmy": (0.5, True, None),
        "kurt": (None, False, None),
    }


def test_switches_hide_names_and_what_is_read_and_show_one_at_a_time(
    reader: Reader, show: Show
) -> None:
    page = show(reader.server.address)
    cards, keys = page.locator("article:visible"), page.keyboard
    expect(cards).to_have_count(4)
    keys.press("n")
    assert page.locator(".whose:visible").count() == 0
    assert "ada" not in page.locator("main").inner_text().replace("readable", "")
    keys.press("n")
    keys.press("w")
    expect(cards).to_have_count(WRITTEN)
    keys.press("o")
    expect(cards).to_have_count(1)
    first = whose(page)
    keys.press("j")
    expect(cards).to_have_count(1)
    assert whose(page) != first
    keys.press("ArrowLeft")
    assert whose(page) == first
    page.reload()
    expect(cards).to_have_count(1)


def test_what_a_student_wrote_is_shown_and_does_nothing(reader: Reader, show: Show) -> None:
    page = show(reader.server.address)

    expect(page.get_by_text("It makes the network invariant. (picture)")).to_be_visible()
    assert page.locator("main img").count() == 0
    assert page.locator("main script").count() == 0
    expect(page.locator(".answer pre")).to_have_text("x = 1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_shut_out_and_nothing_but_code_scrolls_sideways(
    reader: Reader, show: Show, size: ViewportSize, scheme: str
) -> None:
    page = show(reader.server.address, size, bypass_csp=True, color_scheme=scheme)
    page.keyboard.press("1")
    page.keyboard.press("c")
    page.keyboard.type("What is lost?")
    page.keyboard.press("Escape")
    saved(page)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
