"""Late work costs what course.toml says, or the course's own rule, at every door."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course import extensions
from autograder.course.extensions import Extension
from autograder.course.gradebook import open_gradebook, recorder
from autograder.course.gradebook_late import settle
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.late import LatePolicy, config_of, grace_of
from autograder.course.layout import Course, CourseError
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.helpers import SMALL, make_course

NAME = "04-convolution"
DUE = datetime(2025, 3, 14, 23, 59)
HOUR, DAY = 3600.0, 86400.0


@pytest.fixture
def own(tmp_path: Path) -> Course:
    """A course with a due date, whose ada was 26 hours late and whose alan was in time."""
    course = make_course(tmp_path / "course", cells=SMALL)
    assignment = course.load(NAME)
    verdicts = [
        Verdict(one.name, one.title, one.points, one.points, Status.PASSED)
        for one in assignment.exercises
    ]
    path = course.root / "gradebook.db"
    with recorder(path, assignment, course.config()) as book:
        book.record("ada", verdicts, DUE + timedelta(hours=26))
        book.record("alan", verdicts, DUE)
    with Gradebook(f"sqlite:///{path}", "") as other:
        other.update_or_create_assignment(NAME, duedate=DUE)
    return course


def with_late(course: Course, *lines: str) -> Course:
    (course.root / "course.toml").write_text("\n".join(["[late]", *lines]) + "\n")
    return course


def settled(course: Course) -> dict[str, float]:
    """What is taken off after all is brought up to date."""
    path = course.root / "gradebook.db"
    with open_gradebook(path, config_of(course)) as book:
        assert settle(book, NAME, config_of(course), extensions.read(course.root)) == []
    with gradebook_reader(path) as reader:
        return {student: one.penalty for student, one in reader.standings(NAME).items()}


@pytest.mark.parametrize(
    ("settings", "seconds", "penalty"),
    [
        ({"percent": 10}, 1, 2.0),
        ({"percent": 10}, DAY, 2.0),
        ({"percent": 10}, DAY + 1, 4.0),
        ({"percent": 10}, 30 * DAY, 20.0),
        ({"percent": 10, "cap": 50}, 30 * DAY, 10.0),
        ({"percent": 5, "per": "hour"}, 2.5 * HOUR, 3.0),
        ({"points": 1.5}, 2 * DAY, 3.0),
        ({"points": 1.5, "cap": 2}, 2 * DAY, 2.0),
        ({"points": 15}, 2 * DAY, 20.0),
        ({"percent": 10, "grace_minutes": 15}, 15 * 60, None),
        ({"percent": 10, "grace_minutes": 15}, 15 * 60 + 1, 2.0),
        ({}, DAY, None),
        ({"penalty_method": "zero"}, DAY, 20.0),
    ],
)
def test_each_day_or_hour_that_has_begun_costs_its_share_up_to_the_cap(
    settings: dict[str, float | str], seconds: float, penalty: float | None
) -> None:
    assert LatePolicy(**settings).late_submission_penalty("ada", 20.0, seconds) == penalty


def test_grace_is_what_the_table_says(own: Course) -> None:
    assert grace_of(own) == 0
    assert grace_of(with_late(own, "percent = 10", "grace_minutes = 15")) == 900


def test_a_due_date_and_a_rule_that_came_after_grading_hold_for_what_is_graded(own: Course) -> None:
    assert settled(own) == {"ada": 0.0, "alan": 0.0}

    with_late(own, "points = 1")

    assert settled(own) == {"ada": 2.0, "alan": 0.0}


def test_a_rule_of_the_courses_own_is_found_beside_its_configuration(own: Course) -> None:
    (own.root / "late.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class SubMarks(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return total_seconds_late // 3600 / 10\n"
    )
    with (own.root / "nbgrader_config.py").open("a") as file:
        file.write('c.AssignLatePenalties.plugin_class = "late.SubMarks"\n')

    assert settled(own) == {"ada": 2.6, "alan": 0.0}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["percent = 10", "points = 1"], "percent and points: name one of them"),
        (["pro = 10"], "pro is not known; there are: percent, points, per, grace_minutes, cap"),
        (['percent = "ten"'], "percent = 'ten' must be a number from 0 to 100"),
        (["percent = 200"], "percent = 200 must be a number from 0 to 100"),
        (['per = "week"'], 'per = \'week\' must be "hour" or "day"'),
        (["grace_minutes = -1"], "grace_minutes = -1 must be a number of at least 0"),
    ],
)
def test_a_table_that_can_not_be_used_is_refused_in_a_line(
    own: Course, lines: list[str], said: str
) -> None:
    with pytest.raises(CourseError) as refused:
        config_of(with_late(own, *lines))

    assert str(refused.value) == f"{own.root / 'course.toml'}, [late]: {said}"


def test_a_table_and_a_rule_of_its_own_are_one_too_many(own: Course) -> None:
    with (own.root / "nbgrader_config.py").open("a") as file:
        file.write('c.AssignLatePenalties.plugin_class = "late.SubMarks"\n')

    with pytest.raises(CourseError, match=r"names late\.SubMarks: leave one of them out"):
        config_of(with_late(own, "points = 1"))


def test_a_rule_that_can_not_be_imported_is_named(own: Course) -> None:
    with (own.root / "nbgrader_config.py").open("a") as file:
        file.write('c.AssignLatePenalties.plugin_class = "forgotten.SubMarks"\n')

    with pytest.raises(CourseError, match=r"forgotten\.SubMarks, can't be imported"):
        config_of(own)


def test_an_extension_and_an_excuse_take_the_penalty_away_and_back(own: Course) -> None:
    with_late(own, "points = 1")

    def noted(one: Extension) -> dict[str, float]:
        extensions.write(own.root, {("ada", NAME): one})
        return settled(own)

    assert noted(Extension(due=DUE + timedelta(days=1))) == {"ada": 1.0, "alan": 0.0}
    assert noted(Extension(due=DUE + timedelta(days=2))) == {"ada": 0.0, "alan": 0.0}
    assert noted(Extension(excused=True)) == {"ada": 0.0, "alan": 0.0}
    assert noted(Extension()) == {"ada": 2.0, "alan": 0.0}


def test_a_persons_points_are_counted_when_percent_of_them_are_taken_off(own: Course) -> None:
    with_late(own, "percent = 10")
    before = settled(own)["ada"]
    with Gradebook(f"sqlite:///{own.root / 'gradebook.db'}", "") as book:
        grade = book.find_grade("why-pool", "convolution", NAME, "ada")
        grade.manual_score = 0.0
        book.db.commit()

    assert (before, settled(own)["ada"]) == (0.8, 0.6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student,assignment,due\n", "has no column excused"),
        ("student,assignment,due,excused\nada,01-start,soon,\n", "line 2: 'soon'"),
        ("student,assignment,due,excused\nada,01-start,,perhaps\n", "excused is 'perhaps'"),
        (b"student,assignment,due,excused\n\xff\n", "is not UTF-8"),
    ],
)
def test_extensions_that_can_not_be_read_are_named_with_their_line(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    (tmp_path / extensions.NAME).write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(CourseError, match=said):
        extensions.read(tmp_path)


def test_a_mere_date_in_the_list_of_extensions_is_the_end_of_that_day(tmp_path: Path) -> None:
    (tmp_path / extensions.NAME).write_text(
        "student,assignment,due,excused\nada,01-start,2025-03-16,\n"
    )

    assert extensions.read(tmp_path) == {
        ("ada", "01-start"): Extension(datetime(2025, 3, 16, 23, 59))
    }


def test_extensions_are_read_as_they_were_written(tmp_path: Path) -> None:
    noted = {
        ("Zoë, B", "01-start"): Extension(datetime(2025, 3, 16, 23, 59), excused=True),
        ("ada", "02-next"): Extension(excused=True),
    }

    extensions.write(tmp_path, noted | {("alan", "01-start"): Extension()})

    assert extensions.read(tmp_path) == noted
