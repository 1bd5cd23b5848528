"""The machine's own browser, and JupyterLab as a student or an instructor starts it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.lab import SECONDS, jupyter_lab

expect.set_options(timeout=SECONDS * 1000)

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own browser; Playwright's would have to be downloaded.

    It reaches this machine and nothing else.
    """
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, (
        f"no browser found, looked for {', '.join(NAMES)}: `make test-browser` says how to "
        "install one"
    )
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()


@pytest.fixture
def open_lab(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Start JupyterLab in a folder and show its page, with one of its notebooks if it is named."""
    with ExitStack() as closing:

        def start(folder: Path, notebook: str = "") -> Page:
            address = closing.enter_context(jupyter_lab(folder, home=tmp_path / "home"))
            page = closing.enter_context(browser.new_page(viewport={"width": 1280, "height": 900}))
            page.set_default_timeout(SECONDS * 1000)
            page.goto(address.format(f"lab/tree/{notebook}" if notebook else "lab"))
            return page

        yield start
