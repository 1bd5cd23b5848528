"""Over a term the report says who goes where, what stays wrong, and which exercise says little.

A browser's part is in tests/browser.
"""

from __future__ import annotations

import csv
import io
import statistics
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup, Tag

from autograder.classroom.report import items, over_time
from autograder.classroom.report.page import page
from autograder.classroom.tables import Row
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.classroom.made_up import a_row, feedback

FIRST, SECOND, THIRD = "01-start", "02-more", "03-end"
SENTENCES = {
    (FIRST, "sum", "off_by_one"): "You count one too many.",
    (SECOND, "mean", "off_by_one"): "You count one too many.",
    (SECOND, "mean", "halved"): "You divide twice.",
}


def points(exercise: str, score: float | None, most: float = 10, **more: Any) -> Verdict:
    """A verdict with so many points; what a person has to read has none."""
    status = (
        Status.UNGRADED
        if score is None
        else Status.PASSED
        if score == most
        else Status.PARTIAL
        if score
        else Status.FAILED
    )
    return Verdict(exercise, f"About {exercise}", score, most, status, **more)


def missing(student: str, assignment: str, most: float = 10) -> Row:
    """Somebody who handed in nothing."""
    verdict = Verdict(
        "sum", "About sum", 0.0, most, Status.UNATTEMPTED, message="Nothing was handed in."
    )
    return Row(Result(student, assignment, [verdict]), missing=True)


def one(student: str, assignment: str, score: float | None, **more: Any) -> Row:
    """A submission with one exercise of ten points."""
    return a_row(student, assignment, [points("sum", score)], **more)


def read(rows: list[Row]) -> BeautifulSoup:
    return BeautifulSoup(page("A course", rows, feedback, SENTENCES), "html.parser")


def text(tag: Tag | None) -> str:
    assert tag
    return " ".join(tag.get_text(" ").split())


def of_term(rows: list[Row]) -> dict[str, list[str]]:
    """The cells of the table of students × assignments, by what is in its first column."""
    return {
        text(row.th): [text(cell) for cell in row.find_all("td")]
        for row in read(rows).select("table.term tbody tr")
    }


# Students × assignments


def test_a_student_has_a_row_with_each_assignments_points_their_sum_and_share() -> None:
    rows = [one("ada", FIRST, 5), one("bob", FIRST, 10), one("ada", SECOND, 10)]

    assert of_term(rows) == {
        "ada": ["5", "10", "15 of 20", "75 %", "+25"],
        "bob": ["10", "", "10 of 10", "100 %", "–"],
    }


def test_with_one_assignment_there_is_no_table_over_weeks() -> None:
    report = read([one("ada", FIRST, 5)])

    assert report.select("table.term") == []
    assert report.find(id="weeks") is None


def test_what_was_not_handed_in_counts_nothing_and_what_is_excused_nowhere() -> None:
    rows = [
        one("ada", FIRST, 8),
        one("bob", FIRST, 6),
        one("eve", FIRST, 4),
        one("ada", SECOND, 8),
        missing("bob", SECOND),
        replace(one("eve", SECOND, 2), excused=True),
    ]
    found = of_term(rows)
    means = [text(cell) for cell in read(rows).select("#means + div tbody td")]

    assert found["bob"][:4] == ["6", "not handed in", "6 of 20", "30 %"]
    assert found["eve"][:4] == ["4", "excused", "4 of 10", "40 %"]
    assert means == ["3", "60 %", "80 %"]


def test_an_answer_that_nobody_has_read_is_in_no_mean_of_class_or_section_nor_in_a_trend() -> None:
    def answered(student: str, section: str, checked: float, read_: float | None) -> Row:
        verdicts = [points("sum", checked), points("why", read_)]
        return replace(a_row(student, SECOND, verdicts), sections=(section,))

    before = [one("ada", FIRST, 8), one("bob", FIRST, 8), one("eve", FIRST, 8)]
    rows = [
        *(replace(row, sections=(of,)) for row, of in zip(before, "AAB", strict=True)),
        *(answered("ada", "A", 6, None), answered("bob", "A", 4, 4), answered("eve", "B", 2, None)),
        replace(one("zoe", SECOND, None), sections=("B",)),
    ]
    report = read(rows)

    means = [text(row) for row in report.select("#means ~ div")[0].select("tbody tr")]
    assert means == ["A 2 80 % 50 %", "B 2 80 % 20 %", "whole class 4 80 % 40 %"]
    said = "Answers that nobody has read yet are left out: 3 answers."
    assert said in text(report.select_one("#means + p"))
    assert [cells[-1] for cells in of_term(rows).values()] == ["+20", "0", "−20", "–"]


def test_the_trend_is_held_against_the_class_for_assignments_differ() -> None:
    """Everybody has half as many points in the second: nobody falls behind, but eve."""
    rows = [one(name, FIRST, 8) for name in ("ada", "bob", "eve")]
    rows += [one("ada", SECOND, 4), one("bob", SECOND, 4), one("eve", SECOND, 1)]

    assert [cells[-1] for cells in of_term(rows).values()] == ["+10", "+10", "−20"]


def test_a_trend_is_drawn_and_told_in_words() -> None:
    rows = [one("ada", FIRST, 5), missing("ada", SECOND), one("ada", THIRD, 10)]
    drawn = read(rows).select_one("table.term td.trend svg")

    assert drawn
    assert drawn["role"] == "img"
    assert drawn["aria-label"] == "50 %, 0 %, 100 %"
    assert drawn.find_all("polyline")[-1]["points"] == "2,10 36,18 70,2"


def test_what_waits_is_late_extended_or_failed_is_said_beside_the_points() -> None:
    late = one("ada", SECOND, 7, seconds_late=90_000)
    own = replace(late.standing, extended=datetime(2026, 3, 16, 22, 59))
    rows = [one("ada", FIRST, None), replace(late, standing=own)]
    report = read(rows)

    assert of_term(rows)["ada"][:3] == ["– 1 to read", "7 late extended", "7 of 20"]
    assert "2026-03-16 22:59 UTC" in text(report.find("h2", id="late").parent)


# Names, sections, and who handed in nothing


def test_names_stand_beside_ids_and_sections_can_be_chosen() -> None:
    rows = [
        replace(one("ada", FIRST, 5), name="Ada Lovelace", sections=("B",)),
        replace(one("bob", FIRST, 9), sections=("A",)),
        one("eve", FIRST, 1),
    ]
    report = read(rows)
    choices = [text(option) for option in report.select("#section option")]

    assert [text(th) for th in report.select("table.class tbody th")] == [
        "Ada Lovelace ada",
        "bob",
        "eve",
    ]
    assert choices == ["all", "(none)", "A", "B"]
    assert [row["data-section"] for row in report.select("table.class tbody tr")] == ["2", "1", "0"]


def test_who_is_in_two_sections_counts_in_both() -> None:
    rows = [
        replace(one("ada", FIRST, 4), sections=("A",)),
        replace(one("bob", FIRST, 10), sections=("A", "B")),
    ]
    report = read(rows)

    assert [text(option) for option in report.select("#section option")][2:] == ["A", "B"]
    assert [row["data-section"] for row in report.select("table.class tbody tr")] == ["1", "1 2"]


def test_an_address_breaks_where_one_would_break_it() -> None:
    row = replace(one("ada.lovelace@example.org", FIRST, 8), name="Ada Lovelace")

    assert "ada.<wbr>lovelace@<wbr>example.<wbr>org</span>" in page("C", [row], feedback, {})


def test_a_class_without_sections_has_no_choice_of_them() -> None:
    assert read([one("ada", FIRST, 5)]).find(id="section") is None


def test_whoever_handed_in_nothing_is_a_row_is_listed_and_has_no_link() -> None:
    rows = [one("ada", FIRST, 8), missing("bob", FIRST)]
    report = read(rows)
    bob = report.select("table.class tbody tr")[1]

    assert text(bob) == "bob nothing handed in 0"
    assert bob.a is None
    assert "01-start: 1 student bob" in text(report.find("h2", id="person").parent)
    assert [dd.text for dd in report.select("#assignment-1 + dl dd")] == ["1", "8", "8", "0"]


# Exercises


def answers(scores: list[tuple[float, float, float]]) -> list[Row]:
    return [
        a_row(
            f"s{i:02}", FIRST, [points(name, score) for name, score in zip("abc", of, strict=True)]
        )
        for i, of in enumerate(scores)
    ]


SPREAD = [(float(i), float(i * i % 10), float((9 - i) // 2)) for i in range(10)]


def test_discrimination_is_the_correlation_with_all_other_exercises_as_numpy_has_it() -> None:
    scores = np.array(SPREAD)

    for index, item in enumerate(items.items(answers(SPREAD))):
        rest = np.delete(scores, index, axis=1).sum(axis=1)
        assert item.students == 10
        assert item.difficulty == pytest.approx(scores[:, index].mean() / 10)
        assert item.discrimination == pytest.approx(np.corrcoef(scores[:, index], rest)[0, 1])


def test_for_points_that_are_all_or_nothing_it_is_the_point_biserial_correlation() -> None:
    scores = [(10.0 * (i > 4), float(i), 0.0) for i in range(10)]
    solved, rest = [5, 6, 7, 8, 9], list(range(10))
    expected = (statistics.fmean(solved) - statistics.fmean(range(5))) / statistics.pstdev(rest) / 2

    assert items.items(answers(scores))[0].discrimination == pytest.approx(expected)


def test_of_fewer_than_ten_students_no_discrimination_is_told() -> None:
    assert all(item.discrimination is None for item in items.items(answers(SPREAD[:9])))


def test_where_all_have_the_same_points_there_is_none_either() -> None:
    scores = [(0.1 * i, 1.0, 3.3 - 0.1 * i) for i in range(10)]  # and the rest of the second is 3.3

    assert items.items(answers(scores))[1].discrimination is None


def test_missing_excused_unreadable_and_failed_submissions_are_in_no_statistic() -> None:
    rows = answers(SPREAD)
    fault = Verdict("a", "About a", None, 10, Status.GRADER_ERROR)
    others = [
        missing("x1", FIRST),
        replace(answers([(10, 10, 10)])[0], excused=True),
        a_row("x2", FIRST, [points(name, 0) for name in "abc"], problem="The file is empty."),
        a_row("x3", FIRST, [fault, points("b", 10), points("c", 10)]),
    ]

    assert items.items(rows + others)[:3] == items.items(rows)


def test_an_exercise_with_answers_to_read_has_none_yet_and_the_others_leave_it_out() -> None:
    waiting = [
        a_row(row.student_id, FIRST, [*row.verdicts, points("essay", None if i else 9.0)])
        for i, row in enumerate(answers(SPREAD))
    ]
    found = items.items(waiting)

    assert found[:3] == items.items(answers(SPREAD))
    assert (found[3].mean, found[3].discrimination, found[3].students) == (None, None, 0)


def test_the_page_has_the_hardest_first_and_names_what_is_negative() -> None:
    table = read(answers(SPREAD)).select("table.items tbody tr")

    negative = [
        text(row.code) for row in table if text(row.find_all("td")[1]).startswith("negative −")
    ]

    assert [text(row.code) for row in table] == ["c", "a", "b"]
    assert negative == ["c", "a"]


def test_the_table_of_exercises_has_the_same_numbers() -> None:
    lines = list(csv.DictReader(io.StringIO(items.exercises_csv(answers(SPREAD)))))
    found = items.items(answers(SPREAD))

    assert tuple(lines[0]) == items.HEADER
    assert [float(line["discrimination"]) for line in lines] == [
        pytest.approx(item.discrimination, abs=5e-4) for item in found
    ]
    assert (lines[0]["difficulty"], lines[0]["students"]) == ("0.45", "10")
    assert items.exercises_csv(answers(SPREAD[:9])).splitlines()[1].endswith(",0.4,")


# Misconceptions


def wrong(student: str, assignment: str, exercise: str, name: str, score: float = 0) -> Row:
    return a_row(student, assignment, [points(exercise, score, misconception=name)])


OVER_WEEKS = [
    wrong("ada", FIRST, "sum", "off_by_one"),
    wrong("bob", FIRST, "sum", "off_by_one"),
    wrong("cyd", FIRST, "sum", "off_by_one"),
    wrong("dan", FIRST, "sum", "off_by_one + mirrored"),
    wrong("eve", FIRST, "sum", "off_by_one"),
    wrong("fay", FIRST, "sum", "", 10),
    wrong("ada", SECOND, "mean", "off_by_one"),
    wrong("bob", SECOND, "mean", "halved"),
    wrong("cyd", SECOND, "mean", "", 4),
    wrong("dan", SECOND, "mean", "", 10),
    wrong("fay", SECOND, "mean", "off_by_one | halved"),
]


def ids(rows: list[Row]) -> list[str]:
    return [row.student_id for row in rows]


def test_a_step_says_what_became_of_those_who_had_a_misconception() -> None:
    (step,) = over_time.steps([*OVER_WEEKS, missing("eve", SECOND)])

    assert step.had == 5
    assert ids(step.same) == ["ada"]
    assert ids(step.other) == ["bob"]
    assert ids(step.unnamed) == ["cyd"]
    assert ids(step.right) == ["dan"]
    assert step.unknown == 1


def test_one_that_later_checks_can_name_is_again_there_gone_or_unclear() -> None:
    (found,) = over_time.recurring(OVER_WEEKS, SENTENCES)

    assert (found.name, found.sentence) == ("off_by_one", "You count one too many.")
    assert found.counts == {FIRST: 5, SECOND: 1}
    assert ids(found.again) == ["ada"]
    assert ids(found.gone) == ["dan"]
    assert ids(found.unclear) == ["bob", "cyd"]


def test_of_several_possible_ones_none_is_counted_by_itself() -> None:
    assert over_time.names_of(points("sum", 0, misconception="a | b")) == ["a | b"]
    assert over_time.names_of(points("sum", 0, misconception="a + b")) == ["a", "b"]
    assert over_time.names_of(points("sum", 0)) == []


def test_one_that_no_other_assignment_can_name_is_not_said_to_have_gone() -> None:
    rows = [wrong("ada", FIRST, "sum", "mirrored"), wrong("ada", SECOND, "mean", "", 10)]

    assert over_time.recurring(rows, SENTENCES) == []


def test_the_page_says_it() -> None:
    report = read(OVER_WEEKS)
    section = text(report.find("h2", id="weeks").parent)

    assert "01-start → 02-more: 5 students had one, then 1: the same again ada" in section
    assert "off_by_one 5 1 1 1 2" in section
    assert "1: nothing that could be read" in section


# The page as a whole


def test_the_same_term_gives_the_same_bytes_whatever_the_hash_seed_orders() -> None:
    first = page("A course", OVER_WEEKS, feedback, SENTENCES)

    assert page("A course", list(OVER_WEEKS), feedback, dict(SENTENCES)) == first


def test_long_lists_are_folded_and_the_table_of_all_weeks_is_not() -> None:
    rows = [one(f"s{i:03}", name, i % 10) for name in (FIRST, SECOND) for i in range(101)]
    report = read(rows)

    assert [table.find_parent("details") is not None for table in report.select("table.class")] == [
        True,
        True,
    ]
    assert report.select_one("table.term").find_parent("details") is None
