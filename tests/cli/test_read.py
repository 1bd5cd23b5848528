"""The command that serves answers in words: what it prints, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from autograder.course.gradebook_by_hand import open_book
from autograder.course.layout import Course
from tests.classroom.running import wait_for
from tests.cli.conftest import NAME, Call
from tests.helpers import grades_of


def test_it_prints_its_address_at_once_serves_it_and_says_at_ctrl_c_what_comes_next(
    own: Course, tmp_path: Path
) -> None:
    shown = tmp_path / "shown"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {shown}.new && mv {shown}.new {shown}\n')
    browser.chmod(0o755)
    running = subprocess.Popen(
        [sys.executable, "-m", "autograder", "read", NAME],
        cwd=own.root,
        env=os.environ | {"BROWSER": str(browser)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout
        line = running.stdout.readline()
        found = re.fullmatch(r"Answers: (http://127\.0\.0\.1:\d+/[\w-]{32}/)\n", line)
        assert found
        # Not by a proxy, which a test before may have named.
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(found[1], timeout=30) as page:
            assert b"answers to read" in page.read()
        wait_for(shown.exists)
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)[0]
    finally:
        running.kill()

    assert running.returncode == 0
    assert "0 answers read, 2 still wait." in said
    opened = shown.read_text()
    assert "/open/" in opened and found[1].split("/")[-2] not in opened, "others see such a call"


def test_what_can_t_be_read_is_one_line(own: Course, call: Call) -> None:
    for arguments, said in (
        ((NAME, "--exercise", "no-such"), "has no exercise 'no-such'; there are: output-size, why"),
        (("no-such",), "there is no assignment 'no-such'"),
        ((NAME, "--output", "elsewhere"), "gradebook.db: there is no gradebook: run `autograder g"),
        ((NAME, "--port", "70000"), "70000 is not in the range"),
    ):
        status, told = call("read", *arguments, cwd=own.root)
        assert status in (1, 2) and said in told and "Traceback" not in told


def test_what_a_person_gave_stands_in_the_tables_after_a_report_and_stays_when_graded_again(
    own: Course, call: Call
) -> None:
    with open_book(own.root / "gradebook.db", NAME) as book:
        student = next(iter(book.marked()["why-pool"]))
        book.give("why-pool", student, {"points": 0.5, "comment": "Good."})

    assert call("report", cwd=own.root)[0] == 0
    assert grades_of(own.root)[student]["why-pool"]["score"] == "0.5"

    again = call("grade", NAME, "--isolation", "none", "--again", "--workers", "1", cwd=own.root)
    assert again[0] == 0, again[1]
    assert grades_of(own.root)[student]["why-pool"]["score"] == "0.5"
    with open_book(own.root / "gradebook.db", NAME) as book:
        marks = book.marked()["why-pool"][student]
    assert (marks.points, marks.waits, marks.comment) == (0.5, True, "Good.")
