"""The tables can be read by any program, and nothing a student writes can act in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from autograder.classroom.tables import Row, grades_csv, summary_csv
from autograder.course.standing import Standing
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.classroom.made_up import a_row
from tests.helpers import HEADER


def row(*verdicts: Verdict, student: str = "ada", **more: Any) -> Row:
    return a_row(student, "04-convolution", list(verdicts), **more)


def verdict(score: float | None = 1.0, status: str = "passed", **more: Any) -> Verdict:
    return Verdict("pool", "Pooling", score, 3.0, Status(status), **more)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_headers_are_exactly_these() -> None:
    assert grades_csv([]) == HEADER + "\n"
    assert summary_csv([]) == (
        "student,assignment,score,max_score,late_penalty,total,waiting,status,name,section,note\n"
    )


def test_a_row_holds_what_the_verdict_says() -> None:
    text = grades_csv(
        [row(verdict(1.5, "partial", misconception="size_for_stride", message="It is not right."))]
    )

    assert (
        text
        == f"{HEADER}\nada,04-convolution,pool,1.5,3,partial,size_for_stride,It is not right.\n"
    )


def test_commas_and_quotes_come_back_as_they_were_and_lines_apart_on_one_line() -> None:
    text = grades_csv(
        [row(verdict(message='f("a", 1)\n\n  raised ValueError\r\n'), student='O"Brien, ünïcode')]
    )

    assert text.count("\n") == 2
    assert read(text)[0]["student"] == 'O"Brien, ünïcode'
    assert read(text)[0]["message"] == 'f("a", 1) | raised ValueError'


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    text = grades_csv(
        [row(verdict(message=f"{start}HYPERLINK(1)"), student=f"{start}cmd")]
    ) + summary_csv([row(student=f"{start}cmd")])

    assert f"\n{start}" not in text and f",{start}" not in text
    assert f"'{start}HYPERLINK(1)" in text and f"'{start}cmd" in text


def test_a_tab_before_a_formula_does_not_hide_it() -> None:
    text = grades_csv([row(verdict(message="\t=1+1"), student="\t=1+1")])

    assert read(text)[0]["message"] == "'=1+1"
    # A spreadsheet that reads tabs as separators, too, sees a cell begin after one.
    assert read(text)[0]["student"] == "'\t'=1+1"


@pytest.mark.parametrize(
    ("score", "written"),
    [(None, ""), (0.0, "0"), (2.0, "2"), (2.5, "2.5"), (1.33, "1.33"), (100.0, "100")],
)
def test_numbers_are_short_and_a_missing_score_is_empty(score: float | None, written: str) -> None:
    assert read(grades_csv([row(verdict(score))]))[0]["score"] == written


def test_the_summary_adds_up_and_takes_the_late_penalty_off_but_never_below_zero() -> None:
    verdicts = (verdict(0.1), verdict(0.2), verdict(None, "ungraded"))

    first, second = read(
        summary_csv([row(*verdicts, late_penalty=0.1), row(*verdicts, late_penalty=5.0)])
    )

    assert (first["score"], first["max_score"], first["late_penalty"], first["total"]) == (
        "0.3",
        "9",
        "0.1",
        "0.2",
    )
    assert (second["total"], second["waiting"]) == ("0", "1")


@pytest.mark.parametrize(
    ("verdicts", "problem", "status"),
    [
        ([verdict()], "", "graded"),
        ([verdict(), verdict(None, "ungraded")], "", "waiting"),
        ([verdict(0.0, "error")], "The file is empty.", "unreadable"),
        ([verdict(None, "grader-error"), verdict(None, "ungraded")], "", "grader-error"),
        ([verdict(None, "grader-error")], "OSError: disk full", "grader-error"),
    ],
)
def test_the_summary_says_whether_a_submission_is_done(
    verdicts: list[Verdict], problem: str, status: str
) -> None:
    assert row(*verdicts, problem=problem).status == status


def test_a_persons_score_and_comment_stand_beside_what_the_check_said() -> None:
    failed = verdict(0.0, "failed", message="It is not right.")
    standing = Standing({"pool": 2.0}, comments={"pool": "Nearly."})

    (overruled,) = Row(row(failed).result, standing).verdicts
    right = row(verdict(3.0, "passed")).result
    (praised,) = Row(right, Standing(comments={"pool": "Neat."})).verdicts

    assert (overruled.score, overruled.status) == (2.0, "partial")
    assert overruled.message == (
        "Your instructor: Nearly.\nThe check said: failed. It is not right."
    )
    assert (praised.score, praised.status) == (3.0, "passed")
    assert praised.message == "Your instructor: Neat."


def test_what_a_person_wrote_and_what_the_check_said_are_told_apart_in_the_table() -> None:
    failed = verdict(1.0, "partial", message="✓ shape: 1 of 1.\n✗ values: 0 of 2. Not 3.5")
    standing = Standing({"pool": 2.0}, comments={"pool": "Should be 3.5\nNearly."})

    (line,) = read(grades_csv([Row(row(failed).result, standing)]))

    assert line["message"].split(" | ") == [
        *("Your instructor: Should be 3.5", "Nearly.", "The check said: partial. ✓ shape: 1 of 1."),
        "✗ values: 0 of 2. Not 3.5",
    ]


def test_who_is_excused_has_no_total_and_who_handed_in_nothing_is_told_apart() -> None:
    one = row(verdict(1.0, "partial"))

    (excused,) = read(summary_csv([replace(one, excused=True)]))
    (missing,) = read(summary_csv([replace(one, missing=True)]))

    assert (excused["total"], excused["status"]) == ("", "excused")
    assert (missing["total"], missing["status"]) == ("1", "missing")
