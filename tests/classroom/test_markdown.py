"""What a student wrote is shown, whatever it was written as."""

from __future__ import annotations

import pytest

from autograder.classroom.markdown import as_html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!-- It forgets the place. -->", "&lt;!-- It forgets the place. --&gt;"),
        ("<!--\nIt forgets\n\nthe place.\n-->\n", "the place."),
        ("Because <!-- of pooling --> so.", "&lt;!-- of pooling --&gt;"),
        ("<!-- never closed", "never closed"),
    ],
)
def test_an_answer_in_a_comment_is_shown(text: str, shown: str) -> None:
    assert shown in as_html(text, {})


def test_what_follows_a_comment_keeps_its_form() -> None:
    assert "<p>so</p>" in as_html("<!-- a -->\n\nso", {})


def test_a_script_in_a_comment_is_text() -> None:
    assert "<script" not in as_html("<!-- --><script>alert(1)</script>\n\n<!-- <script> -->", {})
