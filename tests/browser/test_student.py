"""A student's evening:

JupyterLab, a released notebook, visible checks, and nbgrader's Validate button.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from autograder.grading.assignment import Assignment
from tests.browser.lab import SECONDS
from tests.conftest import Submit
from tests.helpers import ROOT
from tests.trusted import exercise

pytestmark = [pytest.mark.browser, pytest.mark.timeout(5 * SECONDS)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a student keeps notebooks: nothing of the course is there."""
    path = tmp_path / "evening"
    path.mkdir()
    return path


def cell(page: Page, holding: str) -> Locator:
    """The code cell that holds this text."""
    return page.locator(".jp-Notebook .jp-CodeCell").filter(
        has=page.locator(".jp-InputArea-editor", has_text=holding)
    )


def outputs(page: Page, holding: str) -> Locator:
    """What stands under that cell."""
    return cell(page, holding).locator(".jp-OutputArea-output")


def write(page: Page, holding: str, code: str) -> None:
    """Put code in place of what a cell holds, as one who pastes it."""
    cell(page, holding).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(code)


def restart_and_run_all(page: Page) -> None:
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible()
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Run All Cells…").click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()


def validate(page: Page) -> Locator:
    """Press the button and wait for its answer."""
    page.get_by_role("button", name="Validate").click()
    answer = page.get_by_role("dialog").filter(has_text="Validation Results")
    expect(answer).to_be_visible()
    return answer


def test_a_student_sees_visible_checks_pass_and_fail_and_validate_names_all_that_fail(
    open_lab: Callable[..., Page], folder: Path
) -> None:
    shutil.copy(ROOT / "release/04-convolution/convolution.ipynb", folder)
    page = open_lab(folder, "convolution.ipynb")
    mistakes = {
        mistake.name: mistake.cell
        for mistake in exercise("04-convolution/manual-conv").misconceptions
    }

    write(page, "# strided_by_hand:", exercise("04-convolution/by-hand").answers["typed_as_floats"])
    write(page, "def conv2d_manual", mistakes["stride_ignored"])
    restart_and_run_all(page)

    expect(outputs(page, "def test_by_hand")).to_have_text("all visible checks pass")
    expect(outputs(page, "def test_manual_conv")).to_contain_text(
        "AssertionError: The stride has no effect: the window must jump by it, down and across."
    )
    expect(outputs(page, "def test_manual_conv")).to_contain_text(
        "the example, stride 2, padding 0: the shape must be (1, 1, 2), but it is (1, 2, 3)"
    )
    # As docs/students.md says: what comes after a failure has not run.
    expect(cell(page, "def test_output_size").locator(".jp-InputPrompt")).to_have_text("[ ]:")
    expect(outputs(page, "def test_output_size")).to_have_count(0)

    answer = validate(page)

    failed = [
        text.removeprefix("@naming_mistakes\n").partition("(")[0]
        for text in answer.locator("pre").all_inner_texts()
        if text.startswith("@naming_mistakes\ndef ")
    ]
    assert failed == [
        "def test_manual_conv",
        "def test_output_size",
        "def test_feature_table",
        "def test_channels",
        "def test_pool",
    ]
    expect(answer.get_by_text("The following cell failed:")).to_have_count(len(failed) + 1)
    expect(answer).to_contain_text("the example, stride 2, padding 0")
    expect(answer).to_contain_text("You did not provide a response.")


def test_validate_has_nothing_to_say_of_a_notebook_that_is_right(
    open_lab: Callable[..., Page], folder: Path, convolution: Assignment, submit: Submit
) -> None:
    nbformat.write(
        submit(convolution, {"why-pool": "A small shift often leaves the maximum in its window."}),
        folder / "convolution.ipynb",
    )
    page = open_lab(folder, "convolution.ipynb")

    expect(validate(page)).to_contain_text("Success! Your notebook passes all the tests.")


def test_a_slider_redraws_the_windows_and_their_description(
    open_lab: Callable[..., Page], folder: Path
) -> None:
    notebook = nbformat.read(ROOT / "release/04-convolution/convolution.ipynb", as_version=4)
    wanted = {"setup", "drawing", "play-picture", "play-sliders"}
    notebook.cells = [cell for cell in notebook.cells if cell.id in wanted]
    nbformat.write(notebook, folder / "convolution.ipynb")
    page = open_lab(folder, "convolution.ipynb")

    sliders = cell(page, "No sliders")
    restart_and_run_all(page)
    picture = sliders.get_by_role("img", name="At stride 2 the output has 3 rows and 4 columns")
    expect(picture).to_be_visible()

    sliders.locator(".widget-slider", has_text="stride").get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(
        sliders.get_by_role("img", name="At stride 3 the output has 2 rows and 3 columns")
    ).to_be_visible()
    expect(picture).to_have_count(0)


BROKEN_WORDS = """paragraph => {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const broken = [];
    while (walker.nextNode())
        for (const word of walker.currentNode.data.matchAll(/[^\\s-]+/g)) {
            const range = document.createRange();
            range.setStart(walker.currentNode, word.index);
            range.setEnd(walker.currentNode, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(part => part.top)).size > 1)
                broken.push(word[0]);
        }
    return broken;
}"""
"""The words of a paragraph that stand on two lines; a line may end after a hyphen."""


def test_a_reply_breaks_between_words_on_a_phone(
    open_lab: Callable[..., Page], folder: Path
) -> None:
    notebook = nbformat.read(ROOT / "release/01-images/images.ipynb", as_version=4)
    wanted = {
        "setup",
        "quick-checks",
        "every-second-predict-check",
        "side-drill",
        "side-drill-check",
    }
    notebook.cells = [cell for cell in notebook.cells if cell.id in wanted]
    nbformat.write(notebook, folder / "images.ipynb")
    page = open_lab(folder, "images.ipynb")

    write(page, 'quick_check("every-second"', 'quick_check("every-second", "a")')
    restart_and_run_all(page)
    replies = [
        outputs(page, 'quick_check("every-second"').get_by_role("paragraph"),
        outputs(page, "def wrong_side_by_side").get_by_role("paragraph"),
    ]
    expect(replies[0]).to_contain_text("every-second: Not yet. It is true that it isn't contiguous")
    expect(replies[1]).to_contain_text("Not yet: in a batch of shape")

    page.set_viewport_size({"width": 390, "height": 844})
    for reply in replies:
        lines = reply.evaluate("p => p.clientHeight / parseFloat(getComputedStyle(p).lineHeight)")
        assert lines > 2, "on a phone it takes several lines"
        assert reply.evaluate(BROKEN_WORDS) == []
