"""Grading again says whose score changed and why.

A check that was mended, or another submission.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.classroom.changes import Change, between
from autograder.course import journal
from autograder.course.layout import Course
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from tests.conftest import HandIn, Submit
from tests.helpers import SMALL, cell_of, command, give, grades_of, make_course
from tests.trusted import misconception

NAME = "04-convolution"

LOOP = Verdict(
    "manual-conv",
    "The loop",
    2.0,
    6.0,
    Status.FAILED,
    "padding_one_side",
    "Expected shape (9, 8),\nbut got (8, 7).",
    "You pad one side.",
)
POOL = Verdict("pool", "Pooling", 3.0, 3.0, Status.PASSED)
WHY = Verdict(
    "why-pool", "Why", None, 1.0, Status.UNGRADED, message="Your instructor will read this answer."
)


def noted(*verdicts: Verdict, work: str = "one") -> Result:
    return Result("ada", NAME, list(verdicts), work=work)


def passed(verdict: Verdict) -> Verdict:
    return replace(
        verdict,
        score=verdict.max_score,
        status=Status.PASSED,
        misconception="",
        message="",
        explanation="",
    )


def test_what_is_the_same_is_no_change() -> None:
    assert between(noted(LOOP, POOL, WHY), noted(LOOP, POOL, WHY), {}) == []


def test_another_message_for_the_same_score_is_no_change() -> None:
    assert (
        between(
            noted(LOOP), noted(replace(LOOP, message="Look at the padding.", misconception="")), {}
        )
        == []
    )


def test_a_score_that_changed_is_named_with_what_the_check_said_and_says() -> None:
    (change,) = between(noted(LOOP, POOL, WHY), noted(passed(LOOP), POOL, WHY), {})

    assert (change.student_id, change.exercise, change.points) == ("ada", "manual-conv", "2 → 6")
    assert (
        change.why
        == "was failed: “Expected shape (9, 8), but got (8, 7).” (padding_one_side); now passed"
    )


def test_a_long_message_is_cut() -> None:
    (change,) = between(
        noted(POOL), noted(replace(POOL, score=0.0, status=Status.ERROR, message="word " * 100)), {}
    )

    assert change.why.startswith("was passed; now error: “word word")
    assert change.why.endswith("word …”")
    assert len(change.why) < 200


def test_another_submission_is_the_reason_where_there_is_one() -> None:
    (change,) = between(noted(LOOP), noted(passed(LOOP), work="two"), {})

    assert change.why == (
        "handed in anew: was failed: “Expected shape (9, 8), but got (8, 7).” "
        "(padding_one_side); now passed"
    )


@pytest.mark.parametrize(("before", "after"), [("", "two"), ("one", ""), ("", "")])
def test_where_the_files_are_unknown_nobody_is_said_to_have_handed_in_anew(
    before: str, after: str
) -> None:
    (change,) = between(noted(LOOP, work=before), noted(passed(LOOP), work=after), {})

    assert not change.anew


def test_a_persons_score_is_said_to_stand() -> None:
    (change,) = between(
        noted(replace(POOL, score=0.0, status=Status.KILLED)),
        noted(POOL),
        {"pool": 2.5, "manual-conv": 1.0},
    )

    assert change.why == "was killed; now passed. A person's score stands: 2.5"


def test_a_score_of_zero_that_a_person_gave_stands_too() -> None:
    (change,) = between(
        noted(replace(POOL, score=0.0, status=Status.KILLED)), noted(POOL), {"pool": 0.0}
    )

    assert change.why.endswith("A person's score stands: 0")


@pytest.mark.parametrize(
    ("before", "after", "points"),
    [
        (replace(POOL, score=None, status=Status.GRADER_ERROR), POOL, "– → 3"),
        (POOL, replace(POOL, score=None, status=Status.GRADER_ERROR), "3 → –"),
        (POOL, replace(POOL, score=4.0, max_score=4.0), "3/3 → 4/4"),
        (POOL, replace(POOL, max_score=4.0), "3/3 → 3/4"),
        (LOOP, replace(LOOP, score=2.25), "2 → 2.25"),
    ],
)
def test_points_are_told_as_they_are_and_out_of_how_many_only_where_that_changed(
    before: Verdict, after: Verdict, points: str
) -> None:
    (change,) = between(noted(before), noted(after), {})

    assert change.points == points


def test_an_exercise_that_is_new_and_one_that_is_no_more_are_changes() -> None:
    changes = between(noted(LOOP), noted(POOL), {})

    assert [(change.exercise, change.points) for change in changes] == [
        ("pool", "– → 3"),
        ("manual-conv", "2 → –"),
    ]
    assert changes[0].why == "was no exercise; now passed"
    assert changes[1] == Change("ada", "manual-conv", LOOP, None)


def test_a_new_question_that_waits_for_a_person_changes_no_score() -> None:
    assert between(noted(POOL), noted(POOL, WHY), {}) == []


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, submit: Submit, hand_in: HandIn) -> Course:
    """Three students, graded: two are right, one is wrong in a known way.

    To be read, not written.
    """
    course = make_course(tmp_path_factory.mktemp("changes") / "course", cells=SMALL)
    assignment, submitted = course.load(NAME), course.root / "submitted"
    wrong = misconception(f"{NAME}/output-size", "padding_at_one_end")
    hand_in(
        submitted, "ada", assignment, submit(assignment, {"why-pool": "It forgives small shifts."})
    )
    hand_in(submitted, "alan", assignment, submit(assignment))
    hand_in(submitted, "emmy", assignment, submit(assignment, {"output-size": wrong.cell}))
    assert command("autograder", "grade", NAME, cwd=course.root).returncode == 0
    return course


@pytest.fixture
def own(graded: Course, tmp_path: Path) -> Course:
    """The graded class, to do anything with."""
    return Course(shutil.copytree(graded.root, tmp_path / "course"))


def say_before(course: Course, student: str, **said: Any) -> None:
    """Note what an older check would have said of the formula of the output size."""
    folder = course.root / "autograded" / student / NAME
    entry = journal.load_entry(folder)
    assert entry
    verdicts = [replace(v, **said) if v.exercise == "output-size" else v for v in entry.verdicts]
    journal.write_entry(folder, replace(entry, verdicts=verdicts))


def grade_again(course: Course) -> str:
    """All that the command says, in one line."""
    ended = command("autograder", "grade", NAME, "--again", cwd=course.root)
    assert ended.returncode == 0, ended.stderr
    return " ".join(ended.stdout.split())


def test_a_mended_check_another_submission_and_a_persons_scores_are_told_and_the_next_time_nothing(
    own: Course, submit: Submit, hand_in: HandIn
) -> None:
    say_before(
        own,
        "ada",
        score=1.0,
        status=Status.PARTIAL,
        misconception="too_small",
        message="Got \x1b[31m7.",
    )
    say_before(own, "alan", score=0.0, status=Status.KILLED, message="")
    give(own, "ada", "why-pool", 0.5)
    give(own, "alan", "test-output-size", 2)
    hand_in(own.root / "submitted", "emmy", own.load(NAME), submit(own.load(NAME)))

    said = grade_again(own)
    scores = grades_of(own.root)
    next_time = grade_again(own)

    told = said.split("04-convolution: scores that changed ")[1].split(" Grades: ")[0]
    assert r"ada output-size 1 → 3 was partial: “Got \x1b[31m7.” (too_small); now passed" in told
    assert "alan output-size 0 → 3 was killed; now passed. A person's score stands: 2" in told
    assert re.search(r"emmy output-size 1\.\d+ → 3 handed in anew: was partial: “", told)
    assert told.count(" → ") == 3, told
    assert scores["ada"]["why-pool"]["score"] == "0.5"
    assert scores["alan"]["output-size"]["score"] == "2"
    assert "04-convolution: no score changed" in next_time
    assert "scores that changed" not in next_time


def test_other_points_for_an_exercise_are_told_as_what_they_are(own: Course) -> None:
    path = own.notebook(NAME)
    source = nbformat.read(path, as_version=4)
    cell_of(source, "test-output-size").metadata.nbgrader.points = 6
    nbformat.write(source, path)

    said = grade_again(own)

    assert "ada output-size 3/3 → 6/6 was passed; now passed" in said
    emmy = said[said.index("emmy output-size") :][:120]
    assert re.match(r"emmy output-size 1\.\d+/3 → 3\.\d+/6 was partial: “", emmy)


def test_grading_what_is_new_speaks_of_no_changes(
    own: Course, submit: Submit, hand_in: HandIn
) -> None:
    hand_in(own.root / "submitted", "emmy", own.load(NAME), submit(own.load(NAME)))

    ended = command("autograder", "grade", NAME, cwd=own.root)

    assert ended.returncode == 0, ended.stderr
    assert "chang" not in ended.stdout.replace("unchanged", "")
