"""An instructor's week in formgrader: give out, grade, read an answer in words, grade again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import FrameLocator, Page, expect

from autograder.course.layout import Course
from tests.browser.lab import SECONDS
from tests.conftest import HandIn, Submit
from tests.helpers import command, grades_of, make_course
from tests.trusted import misconception

pytestmark = [pytest.mark.browser, pytest.mark.timeout(5 * SECONDS)]

NAME = "04-convolution"
CELLS = (
    *(
        "title",
        "setup",
        "output-size-task",
        "output-size",
        "test-output-size",
        "pool-task",
        "pool",
        "test-pool",
    ),
    *("why-pool-task", "why-pool"),
)
ESSAY = "A small shift often leaves the maximum in its window, but not across its border."
COMMENT = "True. What does it cost?"


@pytest.fixture
def course(tmp_path: Path, submit: Submit, hand_in: HandIn) -> Course:
    """Two exercises and a question.

    Ada solved one, made a known mistake in the other, and wrote an answer.
    """
    course = make_course(tmp_path / "course", cells=CELLS)
    assignment = course.load(NAME)
    mistake = misconception(f"{NAME}/pool", "stride_always_the_size").cell
    hand_in(
        course.root / "submitted",
        "ada",
        assignment,
        submit(assignment, {"pool": mistake, "why-pool": ESSAY}),
    )
    return course


@pytest.fixture
def scores(course: Course, tmp_path: Path) -> dict[str, float]:
    """What `autograder grade` gives for the same submission, by test cell."""
    ended = command(
        "autograder",
        "grade",
        NAME,
        "--workers",
        "1",
        "--output",
        tmp_path / "by-command",
        cwd=course.root,
    )
    assert ended.returncode == 0, ended.stderr
    rows = grades_of(tmp_path / "by-command")["ada"]
    return {f"test-{name}": float(row["score"]) for name, row in rows.items() if row["score"]}


def open_formgrader(page: Page) -> FrameLocator:
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    return page.frame_locator("iframe")


def press(formgrader: FrameLocator, column: str) -> None:
    """Press the button in a column of the table, which has one row, and wait until it is done."""
    formgrader.locator(f"td.{column} a").click()
    said = formgrader.locator(".modal-content")
    assert said.locator(".modal-title").inner_text() == "Success", said.inner_text()
    said.get_by_role("button", name="OK").click()
    expect(said).to_have_count(0)


def open_submissions(formgrader: FrameLocator) -> None:
    for link in ("Manual Grading", "Manage Assignments"):
        formgrader.get_by_role("link", name=link, exact=True).click()
    formgrader.locator("td.num-submissions a").click()


def open_answers(formgrader: FrameLocator) -> None:
    """The page on which the one submission is graded by hand.

    Automatic scores and comments are shown in grey.
    """
    for link in ("Manual Grading", NAME, "convolution", "Submission #1"):
        formgrader.get_by_role("link", name=link, exact=True).click()
    expect(formgrader.locator("#test-output-size")).to_have_attribute("placeholder", "3")
    expect(formgrader.locator("#pool-comment")).to_have_attribute(
        "placeholder", re.compile(r"^partial \(stride_always_the_size\): ")
    )


def fill(page: Page, formgrader: FrameLocator, field: str, text: str, kind: str) -> None:
    """Write into a field and leave it, which saves it."""
    with page.expect_response(
        lambda answer: f"/formgrader/api/{kind}/" in answer.url and answer.request.method == "PUT"
    ) as saved:
        formgrader.locator(field).fill(text)
        formgrader.locator(field).blur()
    assert saved.value.ok


def booked(
    course: Course,
) -> tuple[dict[str, tuple[float | None, float | None]], float, str | None]:
    """Ada in the gradebook.

    Automatic and manual score of each cell, the total, and the comment on her text.
    """
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        submission = book.find_submission(NAME, "ada")
        (notebook,) = submission.notebooks
        (comment,) = (
            comment.comment for comment in notebook.comments if comment.name == "why-pool"
        )
        return (
            {grade.name: (grade.auto_score, grade.manual_score) for grade in notebook.grades},
            submission.score,
            comment,
        )


def test_what_formgrader_generates_is_the_release(
    open_lab: Callable[..., Page], course: Course
) -> None:
    formgrader = open_formgrader(open_lab(course.root))

    press(formgrader, "assign")

    assert sources(
        nbformat.read(course.release / NAME / "convolution.ipynb", as_version=4)
    ) == sources(course.load(NAME).release)


def sources(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells]


def test_points_given_by_hand_add_to_those_of_the_checks_and_stay_when_graded_again(
    open_lab: Callable[..., Page], course: Course, scores: dict[str, float]
) -> None:
    page = open_lab(course.root)
    formgrader = open_formgrader(page)
    press(formgrader, "assign")
    open_submissions(formgrader)

    press(formgrader, "autograde")

    expect(formgrader.locator("td.status")).to_have_text("needs manual grading")
    expect(formgrader.locator("td.score")).to_have_text(f"{sum(scores.values()):g} / 7")
    automatic = {name: (score, None) for name, score in scores.items()}
    assert booked(course) == (automatic | {"why-pool": (None, None)}, sum(scores.values()), None)

    open_answers(formgrader)
    expect(formgrader.get_by_text(ESSAY)).to_be_visible()
    fill(page, formgrader, "#why-pool", "0.5", "grade")
    fill(page, formgrader, "#why-pool-comment", COMMENT, "comment")

    graded = (automatic | {"why-pool": (None, 0.5)}, sum(scores.values()) + 0.5, COMMENT)
    assert booked(course) == graded

    open_submissions(formgrader)
    press(formgrader, "autograde")

    assert booked(course) == graded
    expect(formgrader.locator("td.score")).to_have_text(f"{sum(scores.values()) + 0.5:g} / 7")
    open_answers(formgrader)
    expect(formgrader.locator("#why-pool")).to_have_value("0.5")
    expect(formgrader.locator("#why-pool-comment")).to_have_value(COMMENT)

    reported = command("autograder", "report", cwd=course.root)
    assert reported.returncode == 0, reported.stderr
    assert grades_of(course.root)["ada"]["why-pool"]["score"] == "0.5"
