"""A text is compared as exactly as an exercise asks; messages say where it first differs."""

from __future__ import annotations

import re
from typing import Any

import pytest

from autograder.checks.compare import Mismatch
from autograder.checks.texts import is_text, right_text


def said(got: Any, right: str | re.Pattern[str], **options: bool) -> str:
    """Return what a student is told; empty where the text is right."""
    try:
        is_text(got, right, **options)  # type: ignore[arg-type]
    except Mismatch as mismatch:
        return str(mismatch)
    return ""


@pytest.mark.parametrize(
    ("got", "right"),
    [
        ("hello", "hello"),
        ("  Hello\n\tWorld ", "hello world"),
        ("STRASSE", "straße"),
        ("Hello", re.compile("[Hh]el+o")),
        ("a \n b", re.compile("a b")),
        ("", ""),
    ],
)
def test_case_and_runs_of_white_space_do_not_matter(got: str, right: str | re.Pattern[str]) -> None:
    assert said(got, right) == ""


@pytest.mark.parametrize(
    ("got", "right", "message"),
    [
        ("", "a", "You got '', which is not right. The text is empty."),
        (
            "help",
            "hello",
            "You got 'help', which is not right. It first differs at character 4: “p”.",
        ),
        (
            "Hello  wide world",
            "hello world",
            "You got 'Hello wide world', which is not right. It first differs at character 8: "
            "“ide world”.",
        ),
        (
            "hel",
            "hello",
            "You got 'hel', which is not right. It ends too early, after character 3.",
        ),
        (
            "hello you there, again",
            "hello",
            "You got 'hello you there, again', which is not right. It goes on for too long, "
            "from character 6 on: “ you there, …”.",
        ),
        (None, "a", "Expected a str, but got None. Did you forget the return?"),
        (
            ["a"],
            "a",
            'Expected a str, but got a list of 1 entries. "".join(…) joins several texts into one.',
        ),
        ("7", re.compile("[a-z]+"), "You got '7', which has not the form that is asked for."),
        ("abc", re.compile("[a-b]+"), "You got 'abc', which has not the form that is asked for."),
        (
            "",
            re.compile("[a-z]+"),
            "You got '', which has not the form that is asked for. The text is empty.",
        ),
    ],
)
def test_a_difference_is_told_with_the_first_character(
    got: Any, right: str | re.Pattern[str], message: str
) -> None:
    assert said(got, right) == message


def test_case_and_white_space_matter_where_the_exercise_says_so() -> None:
    assert said("Hello", "hello", case=True) == (
        "You got 'Hello', which is not right. Only capital letters or white space differ. "
        "It first differs at character 1: “Hello”."
    )
    assert said("a  b", "a b", spaces=True) == (
        "You got 'a b', which is not right. Only capital letters or white space differ. "
        "It first differs at character 3: “ b”."
    )
    assert said("a\n", "A\n", spaces=True) == ""
    assert said("a \n b", re.compile("a b"), spaces=True) != ""


def test_the_right_text_is_never_in_a_message() -> None:
    for got in ("", "s", "sec", "secretive", "Secret ", "x"):
        message = said(got, "secret!", case=True, spaces=True)

        assert message and "secret!" not in message


def test_what_is_no_text_or_too_long_can_not_be_asked_for() -> None:
    with pytest.raises(TypeError, match=r"a text or a compiled pattern is needed, not the int 5"):
        right_text(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="2,000 characters"):
        right_text("x" * 2_000)
