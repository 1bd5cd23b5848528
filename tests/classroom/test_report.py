"""The report says what the class did, who needs a person, and fetches nothing.

A browser's part is in tests/browser.
"""

from __future__ import annotations

import csv
import json
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from autograder.classroom.report.assignment import MOST_BARS, histogram
from autograder.classroom.report.page import page
from autograder.classroom.tables import Row
from autograder.cli import main as cli
from autograder.course.layout import Course
from autograder.grading.status import Status
from tests.classroom.made_up import CONVOLUTION, EVIL, SENTENCES, a_class, a_row, feedback, verdict
from tests.conftest import HandIn, Submit
from tests.helpers import SMALL, command, give, make_course

NAME = "04-convolution"


def written(rows: list[Row]) -> str:
    return page("A course", rows, feedback, SENTENCES)


def unboxed(row: Row) -> Row:
    """The same submission, graded without the box."""
    return replace(row, result=replace(row.result, boxed=False))


def read(rows: list[Row]) -> BeautifulSoup:
    return BeautifulSoup(written(rows), "html.parser")


def section(report: BeautifulSoup, heading: str) -> Tag:
    """The section under that heading."""
    found = report.find("h2", string=heading)
    assert found and found.parent
    return found.parent


def text(tag: Tag | None) -> str:
    assert tag
    return " ".join(tag.get_text().split())


def figures(tag: Tag | None) -> dict[str, str]:
    assert tag
    return {
        dt.text: dt.find_next("dd").text for dt in tag.find("dl", class_="figures").find_all("dt")
    }


@pytest.fixture(scope="module")
def report() -> BeautifulSoup:
    return read(a_class())


# The bars


def test_twenty_points_make_ten_bars_of_two() -> None:
    bars = histogram([0, 1.99, 2, 19, 20], 20)

    assert [(bar.low, bar.high) for bar in bars] == [(i, i + 2) for i in range(0, 20, 2)]
    assert [bar.count for bar in bars] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]


def test_a_value_on_a_border_that_floats_miss_lies_above_it() -> None:
    bars = histogram([0.3, 0.6, 0.7], 1)

    assert [bar.low for bar in bars if bar.count] == [0.3, 0.6, 0.7]


@given(st.lists(st.floats(0, 1), min_size=1), st.floats(1e-3, 1e6))
def test_every_value_is_counted_once_in_bars_that_reach_from_zero_to_the_top(
    shares: list[float], top: float
) -> None:
    bars = histogram([share * top for share in shares], top)

    assert sum(bar.count for bar in bars) == len(shares)
    assert 1 <= len(bars) <= MOST_BARS
    assert bars[0].low == 0 and bars[-1].high >= top * (1 - 1e-6)
    assert all(one.high == other.low for one, other in pairwise(bars))


# The head


def test_the_head_says_which_course_and_assignments_how_many_and_when(
    report: BeautifulSoup,
) -> None:
    header = report.header

    assert text(header.h1) == "A course: class report"
    assert text(header.p) == "02-mlp, 04-convolution · graded 2026-03-02 10:05 UTC"
    assert header.time["datetime"] == "2026-03-02T10:05:00+00:00"
    assert figures(header) == {
        "submissions": "7",
        "students": "6",
        "answers to read": "2",
        "code to look at": "0",
        "unreadable": "1",
        "grader failed": "1",
        "late": "1",
    }


def test_code_to_look_at_is_listed_with_its_lines_points_and_feedback_page() -> None:
    found = verdict("pool", "passed", look_at="line 1, “import ctypes”: reaches\nline 4, “x”: y")
    rows = [a_row("ada", NAME, [found])]

    report = read(rows)
    case = section(report, "What needs a person").find("ul", class_="cases").li

    assert figures(report.header)["code to look at"] == "1"
    assert text(case).startswith(f"ada · {NAME} · pool, ")
    assert case.a["href"] == feedback(rows[0])
    assert [text(line) for line in case.find_all("li")] == found.look_at.splitlines()


def test_a_class_graded_in_the_box_has_no_warning(report: BeautifulSoup) -> None:
    assert report.find(class_="warning") is None


def test_grading_without_the_box_is_said_with_how_many(report: BeautifulSoup) -> None:
    rows = a_class()

    some = read([unboxed(rows[0]), *rows[1:]]).find(class_="warning")
    every = read([unboxed(row) for row in rows]).find(class_="warning")

    assert "1 of 7 submissions was graded with --isolation none." in text(some)
    assert "all 7 submissions were graded with --isolation none." in text(every)


# What needs a person


def test_answers_that_nobody_has_read_are_listed_by_exercise_with_their_feedback_pages(
    report: BeautifulSoup,
) -> None:
    found = section(report, "What needs a person")

    assert "04-convolution · why-pool: 2 answers" in text(found)
    assert [a["href"] for a in found.select(".people a")] == [
        "feedback/04-convolution/ada",
        "feedback/04-convolution/Zo%C3%AB%20B",
    ]


def test_what_the_grader_failed_on_and_unreadable_files_are_listed_with_the_reason(
    report: BeautifulSoup,
) -> None:
    broken, unreadable = (
        text(case) for case in section(report, "What needs a person").select(".cases li")
    )

    assert broken == "emmy · 04-convolution: channels: its check broke (KeyError: 'x')"
    assert unreadable == "kurt · 04-convolution: The file is empty."


def test_where_nothing_needs_a_person_it_says_so() -> None:
    rows = [a_row("ada", NAME, [verdict("pool", "passed")], boxed=True)]

    assert text(section(read(rows), "What needs a person")) == "What needs a person Nothing does."


def test_what_was_put_right_or_could_not_be_is_listed() -> None:
    note = f"Cell 3 shows the picture {EVIL}, which isn't in the notebook."
    rows = [
        a_row("ada", NAME, [verdict("pool", "passed")], notes=[note, "x.zip was not opened."]),
        a_row("grace", NAME, [verdict("pool", "passed")]),
    ]
    found = section(read(rows), "What needs a person")

    assert [text(case) for case in found.select(".cases li")] == [
        f"ada · {NAME}: {note} x.zip was not opened."
    ]


def test_many_names_are_folded_and_few_are_not() -> None:
    def answers(count: int) -> BeautifulSoup:
        return read(
            [
                a_row(f"s{i}", NAME, [verdict("why-pool", "ungraded")], boxed=True)
                for i in range(count)
            ]
        )

    assert section(answers(12), "What needs a person").details is None
    assert (
        text(section(answers(13), "What needs a person").details.summary)
        == "04-convolution · why-pool: 13 answers"
    )


def test_late_ones_are_listed_with_how_late_and_the_penalty(report: BeautifulSoup) -> None:
    (row,) = section(report, "Late").select("tbody tr")

    assert [text(cell) for cell in row.find_all(["th", "td"])] == [
        "alan",
        NAME,
        "1 d 1 h",
        "1.5",
        "5.5 of 13",
    ]


def test_who_is_within_grace_is_shown_so_and_is_not_late() -> None:
    def came(student: str, seconds: float) -> Row:
        row = a_row(student, NAME, [verdict("pool", "failed")], seconds_late=seconds)
        return replace(row, grace=900)

    report = read([came("ada", 900), came("alan", 901), came("emmy", 0)])

    assert figures(report.header)["late"] == "1"
    by, other = (row.select("td")[1] for row in section(report, "Late").select("tbody tr"))
    assert by.get_text("|").startswith("15 min|")
    assert [text(mark) for mark in by.select(".mark")] == ["within grace, not late"]
    assert text(other) == "16 min"
    has = {text(row.th): row["data-has"] for row in report.select("table.class tbody tr")}
    assert {student: "late" in said for student, said in has.items()} == {
        "ada": False,
        "alan": True,
        "emmy": False,
    }


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 min"),
        (3600, "1 h"),
        (3661, "1 h 2 min"),
        (86400, "1 d"),
        (90000, "1 d 1 h"),
        (86460, "1 d 1 min"),
    ],
)
def test_a_delay_is_told_in_its_two_largest_units(seconds: float, said: str) -> None:
    rows = [a_row("ada", NAME, [verdict("pool", "passed")], seconds_late=seconds)]

    assert text(section(read(rows), "Late").select("tbody td")[1]) == said


# An assignment


def test_an_assignments_figures_leave_out_what_the_grader_failed_on_and_what_nobody_has_read(
    report: BeautifulSoup,
) -> None:
    """Mean and median are of alan, kurt and one more: two others have an answer to be read."""
    assert figures(section(report, NAME)) == {
        "submissions": "6",
        "mean of 13": "6.17",
        "median": "5.5",
        "all points": "1",
    }
    said = "2 submissions with answers to read are in neither mean nor median yet."
    assert said in text(section(report, NAME))


def test_where_all_answers_wait_there_is_no_mean() -> None:
    waiting = [verdict("pool", "passed"), verdict("why-pool", "ungraded")]

    found = figures(section(read([a_row("ada", NAME, waiting)]), NAME))

    assert (found["mean of 4"], found["median"]) == ("–", "–")


def test_the_histograms_are_told_in_words_too(report: BeautifulSoup) -> None:
    scores, times = (svg["aria-label"] for svg in section(report, NAME).select("figure svg"))

    assert scores == (
        "Submissions by points: 0 to 2 points: 1, 4 to 6 points: 2, 10 to 12 points: 1, 12 to "
        "14 points: 1"
    )
    assert times == "Submissions by grading time: 0.4 to 0.6 seconds: 3, 1.8 to 2 seconds: 2"
    assert "Median 0.5 s; longest 2 s (ada)" in text(section(report, NAME))


def test_every_exercise_has_its_statuses_counted_and_drawn(report: BeautifulSoup) -> None:
    pool = section(report, NAME).find("code", string="pool").find_parent("tr")
    bars = pool.select("svg rect")

    assert [text(count) for count in pool.select(".counts li")] == [
        "2 passed",
        "1 partial",
        "2 failed",
        "1 error",
    ]
    assert [(bar["class"], bar["x"], bar["width"]) for bar in bars] == [
        (["passed"], "0", "2"),
        (["partial"], "2", "1"),
        (["failed"], "3", "2"),
        (["error"], "5", "1"),
    ]
    assert pool.svg["viewbox"] == "0 0 6 1"
    assert text(pool.find_all("td")[-1]) == "1.25 of 3"


def test_an_exercise_that_waits_for_a_person_has_no_mean_yet(report: BeautifulSoup) -> None:
    row = section(report, NAME).find("code", string="why-pool").find_parent("tr")

    assert text(row.find_all("td")[-1]) == "– of 1"


def test_misconceptions_are_counted_with_their_sentences_the_most_common_first(
    report: BeautifulSoup,
) -> None:
    rows = section(report, NAME).select("table.misconceptions tbody tr")

    assert [text(row.th) for row in rows] == ["2", "1"]
    assert text(rows[0].td).startswith(SENTENCES[NAME, "pool", "maximum_for_average"])
    assert [a.text for a in rows[0].select("a")] == ["alan", "Zoë B"]
    assert "pool · maximum_for_average" in text(rows[0])


def test_a_misconception_that_was_removed_since_is_counted_all_the_same() -> None:
    rows = [a_row("ada", NAME, [verdict("pool", "failed", misconception="gone_since")])]

    assert "pool · gone_since" in text(section(read(rows), NAME).select_one("table.misconceptions"))


# The class


def test_the_table_has_a_row_for_each_submission_and_a_column_for_each_exercise(
    report: BeautifulSoup,
) -> None:
    first, second = report.select("table.class")

    assert [text(th) for th in second.select("thead th")] == [
        "student",
        *CONVOLUTION,
        "points",
        "late penalty",
        "seconds",
    ]
    assert [th.a.text for th in second.select("tbody th")] == [
        "ada",
        "alan",
        "emmy",
        "kurt",
        "Zoë B",
        EVIL,
    ]
    assert len(first.select("tbody tr")) == 1
    assert {th["scope"] for th in report.select("thead th")} == {"col"}
    assert {th["scope"] for th in report.select("tbody th")} == {"row"}


def test_a_cell_says_status_and_points_in_words_for_those_who_do_not_see_colours(
    report: BeautifulSoup,
) -> None:
    alan = report.select("table.class")[1].select("tbody tr")[1]

    assert [text(cell) for cell in alan.find_all("td")] == [
        "passed 4",
        "failed 0",
        "partial 3",
        "failed 0",
        "5.5 of 13",
        "1.5",
        "0.5",
    ]
    assert str(alan["data-has"]).split() == ["passed", "failed", "partial", "late"]


def test_a_cell_without_points_sorts_as_empty_and_an_exercise_added_since_leaves_one() -> None:
    rows = [
        a_row("ada", NAME, [verdict("pool", "passed")]),
        a_row("bob", NAME, [verdict("why-pool", "grader-error"), verdict("pool", "failed")]),
    ]
    ada, bob = read(rows).select("table.class tbody tr")

    assert [text(td) for td in ada.find_all("td")] == ["passed 3", "", "3 of 3", "0"]
    assert [td.get("data-key") for td in bob.find_all("td")[:3]] == [None, "", "0"]


def test_one_can_filter_by_every_status(report: BeautifulSoup) -> None:
    options = [option.get("value", option.text) for option in report.select("#status option")]

    assert options == ["", *Status, "late", "unreadable"]


# The page


def test_nothing_that_a_student_wrote_becomes_html(report: BeautifulSoup) -> None:
    assert EVIL not in str(report.body.decode(formatter="minimal")).replace("&lt;", "‹")
    assert len(report.find_all("script")) == 1
    assert [a.text for a in report.select("table.class a")].count(EVIL) == 1


def test_the_page_fetches_nothing_and_forbids_itself_to(report: BeautifulSoup) -> None:
    policy = report.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]

    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
    assert report.find_all(["link", "img", "iframe", "object", "embed"]) == []
    assert report.find_all(src=True) == []
    assert "url(" not in report.style.text and "@import" not in report.style.text


def test_the_same_class_gives_the_same_bytes() -> None:
    assert written(a_class()) == written(a_class())


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [a_row("ada", NAME, [verdict("pool", "grader-error")])],
        [a_row("ada", NAME, [verdict("pool", "error")], problem="No file.")],
    ],
)
def test_a_class_with_nothing_to_count_has_a_page_too(rows: list[Row]) -> None:
    report = read(rows)

    assert figures(report.header)["submissions"] == str(len(rows))
    assert len(report.select("table.class tbody tr")) == len(rows)


# The commands


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, submit: Submit, hand_in: HandIn
) -> tuple[Course, subprocess.CompletedProcess[str]]:
    """A small class, graded without the box by the command."""
    course = make_course(tmp_path_factory.mktemp("report") / "course", cells=SMALL)
    assignment, submitted = course.load(NAME), course.root / "submitted"
    hand_in(
        submitted, "ada", assignment, submit(assignment, {"why-pool": "It forgives small shifts."})
    )
    hand_in(submitted, "50% & #1?", assignment, b"{")
    ended = command(
        "autograder",
        "grade",
        NAME,
        "--isolation",
        "none",
        "--log-json",
        "log.jsonl",
        cwd=course.root,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return course, ended


def call(course: Course, *arguments: str) -> Result:
    """The command, run in this process.

    Grading apart, a new one would spend its time on importing torch.
    """
    return CliRunner().invoke(cli.main, ["--course", str(course.root), *arguments])


def in_course(course: Course) -> BeautifulSoup:
    return BeautifulSoup((course.root / "report.html").read_text(encoding="utf-8"), "html.parser")


def test_grade_writes_the_report_beside_the_grades_and_says_where(
    graded: tuple[Course, subprocess.CompletedProcess[str]],
) -> None:
    course, ended = graded

    assert f"Report:   {course.root / 'report.html'}\n" in ended.stdout
    assert text(in_course(course).h1) == "kernels-to-cnn: class report"


def test_the_report_knows_that_it_was_graded_without_the_box(
    graded: tuple[Course, subprocess.CompletedProcess[str]],
) -> None:
    warning = in_course(graded[0]).find(class_="warning")

    assert "all 2 submissions were graded with --isolation none" in text(warning)


def test_every_link_leads_to_a_page_or_a_place_on_this_one(
    graded: tuple[Course, subprocess.CompletedProcess[str]],
) -> None:
    report = in_course(graded[0])
    addresses = {str(a["href"]) for a in report.find_all("a")}

    assert sum(address.startswith("feedback/") for address in addresses) == 2
    for address in addresses:
        assert (
            report.find(id=address[1:])
            if address.startswith("#")
            else (graded[0].root / unquote(address)).is_file()
        ), address


def test_a_line_of_json_is_logged_for_each_submission(
    graded: tuple[Course, subprocess.CompletedProcess[str]],
) -> None:
    lines = {
        line["student"]: line
        for line in map(json.loads, (graded[0].root / "log.jsonl").read_text().splitlines())
    }

    assert set(lines) == {"ada", "50% & #1?"}
    assert set(lines["ada"]) == {"student", "assignment", "score", "statuses", "seconds", "overran"}
    assert lines["ada"]["assignment"] == NAME
    assert lines["ada"]["score"] == 3
    assert lines["ada"]["statuses"] == {"output-size": "passed", "why-pool": "ungraded"}
    assert lines["ada"]["seconds"] > 0
    assert lines["50% & #1?"]["statuses"] == {"output-size": "error", "why-pool": "error"}


def test_a_log_that_cannot_be_written_stops_the_call_before_anything_is_graded(
    graded: tuple[Course, subprocess.CompletedProcess[str]],
) -> None:
    output = graded[0].root / "new"

    ended = call(
        graded[0], "grade", NAME, "--output", str(output), "--log-json", "no/such/folder/log"
    )

    assert ended.exit_code == 2
    assert "no/such/folder/log" in ended.output
    assert not output.exists()


def test_report_writes_the_same_page_again_and_then_with_what_a_person_gave(
    graded: tuple[Course, subprocess.CompletedProcess[str]],
) -> None:
    course = graded[0]
    before = (course.root / "report.html").read_bytes()

    assert call(course, "report").exit_code == 0
    assert (course.root / "report.html").read_bytes() == before
    assert figures(in_course(course).header)["answers to read"] == "1"

    give(course, "ada", "why-pool", 1)
    assert call(course, "report").exit_code == 0

    assert figures(in_course(course).header)["answers to read"] == "0"
    with (course.root / "summary.csv").open(newline="") as file:
        assert {row["student"]: row["score"] for row in csv.DictReader(file)} == {
            "ada": "4",
            "50% & #1?": "0",
        }


def test_without_results_one_is_told_to_grade_first(
    graded: tuple[Course, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    ended = command("autograder", "report", "--output", tmp_path, cwd=graded[0].root)

    assert ended.returncode == 2
    assert f"nothing is graded in {tmp_path}: `autograder grade` first" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_persons_comment_stands_beside_what_the_check_said() -> None:
    rows = a_class()
    alan = next(row for row in rows if row.student_id == "alan")
    ada = next(row for row in rows if row.student_id == "ada" and row.assignment == NAME)
    rows[rows.index(alan)] = replace(
        alan, standing=replace(alan.standing, comments={"manual-conv": f"{EVIL} Nearly."})
    )
    rows[rows.index(ada)] = replace(
        ada, standing=replace(ada.standing, comments={"why-pool": "Good."})
    )

    found = {
        text(one.find("summary")): text(one.find("ul"))
        for one in section(read(rows), NAME).find_all("details")
        if "comment" in text(one.find("summary"))
    }

    assert found == {
        "manual-conv: 1 comment": f"alan: {EVIL} Nearly. The check: passed",
        "why-pool: 1 comment": "ada: Good.",
    }
    assert EVIL not in written(rows)
