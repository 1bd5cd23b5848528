"""A feedback page shows each exercise's points and what to look at, and nothing else."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.checks.judged import Failure, Part
from autograder.classroom.feedback import WORDS, _highlighted, page
from autograder.classroom.tables import Row
from autograder.grading.assignment import Assignment
from autograder.grading.rebuild import rebuild
from autograder.grading.result import Result, of_unreadable
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict, failure, of_parts
from autograder.grading.verdicts import by_hand as wait
from tests.conftest import Submit
from tests.trusted import exercise

EVIL = "<script>alert(1)</script>"


def verdicts_of(assignment: Assignment) -> list[Verdict]:
    """One of each kind."""
    made = []
    for one in assignment.exercises:
        if one.folder is None:
            made.append(wait(one, unchanged=False))
        elif one.name == "pool":
            made.append(
                failure(
                    one, Failure("pool2d(tensor (1, 6, 4), 2)", f"returned {EVIL}.", "Look & see.")
                )
            )
        else:
            made.append(Verdict(one.name, one.title, one.points, one.points, Status.PASSED))
    return made


@pytest.fixture(scope="module")
def html(convolution: Assignment, submit: Submit) -> str:
    answers = {
        "pool": f"def pool2d(image, size):\n    return '{EVIL}'",
        "why-pool": f"It is {EVIL} bigger.",
    }
    notebook = rebuild(convolution, submit(convolution, answers)).notebook
    return page(
        convolution,
        Row(
            Result(
                "Zoë <i>",
                convolution.name,
                verdicts_of(convolution),
                [f"Cell {EVIL} was left out."],
            )
        ),
        notebook,
    )


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.links += [
            value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")
        ]
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def section(html: str, exercise: str) -> str:
    return unescape(html.split(f'id="{exercise}"')[1].split("</section>", maxsplit=1)[0])


def test_each_exercise_has_its_title_verdict_and_points(html: str, convolution: Assignment) -> None:
    for one in convolution.exercises:
        assert one.title in section(html, one.name)
    assert "passed · 2 of 2" in section(html, "by-hand")
    assert "not yet right · 0 of 3" in section(html, "pool")
    assert "waits for your instructor · of 1" in section(html, "why-pool")


def test_the_message_says_what_came_and_what_to_look_at(html: str) -> None:
    shown = section(html, "pool")

    assert f"Returned {EVIL}. Look & see." in shown
    assert "<code>pool2d(tensor (1, 6, 4), 2)</code>" in shown


def test_each_part_has_a_mark_that_is_read_out_and_a_line_of_its_own(
    convolution: Assignment,
) -> None:
    (exercise,) = (one for one in convolution.exercises if one.name == "pool")
    failed = Failure("pool2d(1)", f"returned {EVIL}.", "Look.")
    parts = [
        Part("maximum", 1),
        Part("average", 1, (failed,), 0.25),
        Part("a stride of its own", 1, (replace(failed, fact="is wrong."),), 0.0),
    ]
    html = page(
        convolution, Row(Result("ada", convolution.name, [of_parts(exercise, parts)])), None
    )

    assert re.findall(r'aria-label="([^"]*)">(.)</span>\s*<div><b>([^<]*)</b>', html) == [
        ("right", "✓", "maximum"),
        ("partly right", "◐", "average"),
        ("wrong", "✗", "a stride of its own"),
    ]
    assert "0.25 of 1" in section(html, "pool")
    assert EVIL not in html and Tags(html).open == []


def test_the_page_is_dark_where_the_reader_wants_that(html: str) -> None:
    assert html.count("@media screen and (prefers-color-scheme: dark)") == 2
    assert "color-scheme: light dark" in html


def test_the_page_shows_the_sum_and_what_waits(html: str) -> None:
    assert "<b>16</b> of 20 points" in html
    assert "1 more waits for your instructor" in html


def test_the_students_own_answer_is_shown(html: str) -> None:
    assert "def pool2d" in "".join(
        part.split(">", 1)[-1] for part in section(html, "pool").split("<")
    )


def test_nothing_a_student_wrote_becomes_html(html: str) -> None:
    tags = Tags(html)

    assert EVIL not in html
    assert "script" not in tags.names and "i" not in tags.names
    assert tags.open == []
    assert "Cell &lt;script&gt;" in html
    assert "Zoë &lt;i&gt;" in html


def test_the_page_fetches_nothing(html: str) -> None:
    assert Tags(html).links == [f"#{name}" for name in re.findall('<section [^>]*id="(.*?)"', html)]
    assert (
        "http://" not in html
        and "https://" not in html
        and "@import" not in html
        and "url(" not in html
    )


def test_the_page_holds_no_hidden_test_no_reference_and_no_path(
    html: str, convolution: Assignment
) -> None:
    assert "check(" not in html
    assert "HIDDEN" not in html and "MARK SCHEME" not in html and "Model answer" not in html
    for path in (sys.prefix, str(Path.home()), str(Path.cwd())):
        assert path not in html
    assert not [
        m.sentence
        for m in exercise("04-convolution/pool").misconceptions
        if m.sentence in unescape(html)
    ]


def test_a_file_that_could_not_be_read_has_a_page_too(convolution: Assignment) -> None:
    html = page(
        convolution,
        Row(of_unreadable(convolution, "ada", "The file is empty.", boxed=True)),
        None,
    )

    assert html.count("The file is empty.") == len(convolution.exercises)
    assert "<b>0</b> of 20 points" in html


def test_a_page_names_whose_it_is_where_the_name_is_known(convolution: Assignment) -> None:
    row = Row(of_unreadable(convolution, "ada@b.org", "The file is empty.", boxed=True))

    named = page(convolution, replace(row, name="Ada Lovelace"), None)

    assert f"{convolution.name} · Ada Lovelace (ada@<wbr>b.<wbr>org)</p>" in named
    assert f"{convolution.name} · ada@<wbr>b.<wbr>org</p>" in page(convolution, row, None)


def test_every_status_has_words() -> None:
    assert set(WORDS) == set(Status)


def test_spaces_at_the_ends_of_lines_are_not_looked_at() -> None:
    assert _highlighted("x = 1\n \n\t\n  ") == _highlighted("x = 1\n\n\n")
