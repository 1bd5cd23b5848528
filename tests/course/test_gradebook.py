"""The gradebook is written in batches, each wholly or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from nbgrader.api import Gradebook, get_alembic_version

from autograder.course import gradebook_made_ready
from autograder.course.gradebook import GradebookError, Recorder, comment_of, recorder
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.layout import Course
from autograder.course.standing import Standing
from autograder.grading.assignment import Assignment
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict


@pytest.fixture
def book(tmp_path: Path, convolution: Assignment, course: Course) -> Iterator[Recorder]:
    with recorder(tmp_path / "gradebook.db", convolution, course.config()) as opened:
        yield opened


def verdicts(assignment: Assignment, score: float) -> list[Verdict]:
    return [
        Verdict(exercise.name, exercise.title, score, exercise.points, Status.PARTIAL)
        for exercise in assignment.exercises
    ]


def scores(path: Path) -> dict[str, float]:
    """What another program sees."""
    with Gradebook(f"sqlite:///{path / 'gradebook.db'}", "") as other:
        return {s.student_id: s.score for s in other.assignment_submissions("04-convolution")}


@pytest.mark.parametrize("status", [Status.PASSED, Status.FAILED])
def test_a_comment_says_what_a_person_should_look_at_also_where_all_points_were_earned(
    status: Status,
) -> None:
    found = Verdict("pool", "Pooling", 1.0, 1.0, status, look_at="line 1, “import ctypes”: …")

    assert "Please look at this answer. line 1, “import ctypes”" in (comment_of(found) or "")


def test_what_is_written_together_is_seen_by_others_when_all_of_it_is_there(
    book: Recorder, convolution: Assignment, tmp_path: Path
) -> None:
    count = len(convolution.exercises)
    with book.together():
        book.record("ada", verdicts(convolution, 0.5), None)
        book.record("alan", verdicts(convolution, 0.25), None)
        assert scores(tmp_path) == {}

    assert scores(tmp_path) == {"ada": 0.5 * count, "alan": 0.25 * count}


def test_of_what_is_stopped_nothing_is_written_and_the_next_is(
    book: Recorder, convolution: Assignment, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt), book.together():
        book.record("ada", verdicts(convolution, 0.5), None)
        raise KeyboardInterrupt
    assert scores(tmp_path) == {}

    with book.together():
        book.record("ada", verdicts(convolution, 0.25), None)

    assert scores(tmp_path) == {"ada": 0.25 * len(convolution.exercises)}
    with gradebook_reader(tmp_path / "gradebook.db") as reader:
        assert reader.standings("04-convolution") == {"ada": Standing()}


def test_one_that_another_program_has_locked_is_named(
    book: Recorder, convolution: Assignment, course: Course, tmp_path: Path
) -> None:
    path = tmp_path / "gradebook.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with (
            pytest.raises(GradebookError, match=r"gradebook\.db: database is locked"),
            recorder(path, convolution, course.config()),
        ):
            pytest.fail("it was opened")


def test_of_two_that_make_the_same_gradebook_at_once_both_end_well(
    tmp_path: Path, convolution: Assignment, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has seen that there are no tables before either makes one."""
    seen = Barrier(2)

    def version() -> str:
        seen.wait(30)
        return str(get_alembic_version())

    monkeypatch.setattr(gradebook_made_ready, "get_alembic_version", version)
    path, config = tmp_path / "gradebook.db", course.config()

    def begin(student: str) -> None:
        with recorder(path, convolution, config) as book, book.together():
            book.record(student, verdicts(convolution, 1.0), None)

    with ThreadPoolExecutor() as both:
        list(both.map(begin, ("ada", "alan")))

    assert set(scores(tmp_path)) == {"ada", "alan"}
    with closing(sqlite3.connect(path)) as other:
        assert len(other.execute("select * from alembic_version").fetchall()) == 1


def test_a_gradebook_that_could_not_be_made_to_its_end_is_made_as_if_new(
    tmp_path: Path, convolution: Assignment, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gradebook.db"
    with monkeypatch.context() as broken:
        broken.setattr(gradebook_made_ready._SaveCells, "preprocess", None)
        with pytest.raises(TypeError), recorder(path, convolution, course.config()):
            pass
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("select count(*) from assignment").fetchone() == (0,)
        assert other.execute("select count(*) from alembic_version").fetchone() == (1,)

    with recorder(path, convolution, course.config()) as book, book.together():
        book.record("ada", verdicts(convolution, 1.0), None)

    assert set(scores(tmp_path)) == {"ada"}
