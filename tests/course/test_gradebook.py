"""The gradebook is written in batches, each wholly or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from nbgrader.api import Gradebook, get_alembic_version
from sqlalchemy.engine import URL
from sqlalchemy.event import listen

from autograder.course import gradebook_made_ready
from autograder.course.gradebook import GradebookError, Recorder, comment_of, recorder
from autograder.course.gradebook_reader import gradebook_reader
from autograder.course.gradebook_rows import Entry
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
    processes = get_context("fork")
    seen, make = processes.Barrier(2), gradebook_made_ready._make_tables

    def make_when_both_have_looked(url: URL) -> None:
        seen.wait(30)
        make(url)

    monkeypatch.setattr(gradebook_made_ready, "_make_tables", make_when_both_have_looked)
    path, config = tmp_path / "gradebook.db", course.config()

    def begin(student: str) -> None:
        with recorder(path, convolution, config) as book, book.together():
            book.record(student, verdicts(convolution, 1.0), None)

    both = [processes.Process(target=begin, args=(student,)) for student in ("ada", "alan")]
    for one in both:
        one.start()
    for one in both:
        one.join(60)

    assert [one.exitcode for one in both] == [0, 0]
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


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a gradebook holds, with names in place of ids that are drawn."""
    queries = {
        "student": "SELECT * FROM student",
        "submitted": "SELECT a.name, s.student_id, s.timestamp, s.extension "
        "FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id",
        "notebook": "SELECT s.student_id, n.name, b.late_submission_penalty, b.flagged "
        "FROM submitted_notebook b JOIN submitted_assignment s ON s.id = b.assignment_id "
        "JOIN notebook n ON n.id = b.notebook_id",
        **{
            table: f"SELECT s.student_id, c.name, c.type, {fields} FROM {table} g "
            "JOIN base_cell c ON c.id = g.cell_id "
            "JOIN submitted_notebook b ON b.id = g.notebook_id "
            "JOIN submitted_assignment s ON s.id = b.assignment_id"
            for table, fields in {
                "grade": "g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade",
                "comment": "g.auto_comment, g.manual_comment",
            }.items()
        },
    }
    with closing(sqlite3.connect(path)) as book:
        return {
            name: sorted(book.execute(query).fetchall(), key=repr)
            for name, query in queries.items()
        }


WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
PLACE = ("convolution", "04-convolution")
WAYS = ("at once", "one by one")


def with_a_text_to_read(assignment: Assignment) -> list[Verdict]:
    return [
        replace(one, score=None, status=Status.UNGRADED) if one.exercise == "why-pool" else one
        for one in verdicts(assignment, 0.5)
    ]


def record(book: Recorder, entries: list[Entry], way: str) -> None:
    if way == "at once":
        book.record_all(entries)
        return
    with book.together():
        for student, own, timestamp in entries:
            book.record(student, own, timestamp)


@pytest.mark.parametrize("due", [None, WHEN, WHEN - timedelta(hours=1)])
def test_what_is_entered_at_once_is_what_nbgrader_makes_one_by_one(
    tmp_path: Path, convolution: Assignment, course: Course, due: datetime | None
) -> None:
    config = course.config()
    config.LateSubmissionPlugin.penalty_method = "zero"
    waiting = with_a_text_to_read(convolution)
    entries: list[Entry] = [("ada", verdicts(convolution, 0.5), None), ("alan", waiting, WHEN)]
    found = []
    for way in WAYS:
        path = tmp_path / way / "gradebook.db"
        path.parent.mkdir()
        with recorder(path, convolution, config) as opened:
            opened.gradebook.update_or_create_assignment("04-convolution", duedate=due)
            record(opened, entries, way)
        found.append(rows_of(path))

    assert found[0] == found[1]
    penalties = [penalty for *_, penalty, _ in found[0]["notebook"] if penalty]
    assert bool(penalties) == bool(due and due < WHEN)
    assert len(found[0]["grade"]) == 2 * len(convolution.exercises)


@pytest.mark.parametrize("due", [None, WHEN, WHEN - timedelta(hours=1)])
def test_what_is_written_again_at_once_is_what_nbgraders_objects_make_one_by_one(
    tmp_path: Path, convolution: Assignment, course: Course, due: datetime | None
) -> None:
    config = course.config()
    config.LateSubmissionPlugin.penalty_method = "zero"
    failed = [
        replace(one, status=Status.FAILED, message="Look at the border.")
        for one in verdicts(convolution, 0.25)
    ]
    waiting = with_a_text_to_read(convolution)
    later = WHEN + timedelta(minutes=5)
    first: list[Entry] = [("ada", verdicts(convolution, 0.5), None), ("alan", failed, WHEN)]
    first += [("emmy", waiting, None), ("kurt", waiting, WHEN), ("zoe", failed, None)]
    then: list[Entry] = [("ada", failed, later), ("alan", verdicts(convolution, 1.0), None)]
    then += [("emmy", failed, None), ("kurt", waiting, WHEN), ("new", waiting, WHEN)]
    then += [("zoe", waiting, later)]
    found = []
    for way in WAYS:
        path = tmp_path / way / "gradebook.db"
        path.parent.mkdir()
        with recorder(path, convolution, config) as opened:
            opened.gradebook.update_or_create_assignment("04-convolution", duedate=due)
            opened.record_all(first)
            by_hand = opened.gradebook
            by_hand.find_grade("test-pool", *PLACE, "ada").manual_score = 3.0
            by_hand.find_grade("test-pool", *PLACE, "zoe").extra_credit = 1.0
            by_hand.find_grade("why-pool", *PLACE, "emmy").manual_score = 0.0
            by_hand.find_comment("why-pool", *PLACE, "emmy").manual_comment = "See the notes."
            by_hand.db.delete(by_hand.find_grade("test-pool", *PLACE, "kurt"))
            by_hand.db.commit()
            record(opened, then, way)
        found.append(rows_of(path))

    assert found[0] == found[1]
    assert len(found[0]["grade"]) == 6 * len(convolution.exercises)
    given = {(student, cell): more for student, cell, _, *more in found[0]["grade"]}
    assert given["ada", "test-pool"] == [0.25, 3.0, None, 1]
    assert given["zoe", "test-pool"] == [0.5, None, 1.0, 1]
    assert given["emmy", "why-pool"] == [0.25, 0.0, None, 1]
    assert given["alan", "test-pool"] == [1.0, None, None, 0]


def test_of_submissions_that_are_written_again_only_other_rows_are_written(
    book: Recorder, convolution: Assignment, tmp_path: Path
) -> None:
    entries: list[Entry] = [(name, verdicts(convolution, 0.5), None) for name in ("ada", "alan")]
    book.record_all(entries)
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as other:
        for table in ("grade", "comment", "submitted_assignment", "submitted_notebook"):
            other.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} WHEN old.id NOT IN "
                "(SELECT g.id FROM grade g JOIN base_cell c ON c.id = g.cell_id "
                "JOIN submitted_notebook b ON b.id = g.notebook_id "
                "JOIN submitted_assignment s ON s.id = b.assignment_id "
                "WHERE c.name = 'test-pool' AND s.student_id = 'alan') "
                "BEGIN SELECT RAISE(ABORT, 'this row is as it was'); END"
            )
        other.commit()
    better = [
        replace(one, score=0.75) if one.exercise == "pool" else one
        for one in verdicts(convolution, 0.5)
    ]

    book.record_all([entries[0], ("alan", better, None)])

    count = len(convolution.exercises)
    assert scores(tmp_path) == {"ada": 0.5 * count, "alan": 0.5 * count + 0.25}


def test_many_submissions_take_as_few_statements_as_two(
    book: Recorder, convolution: Assignment
) -> None:
    counts = []

    def record_some(names: list[str], score: float) -> None:
        counts.append(0)
        book.record_all([(name, verdicts(convolution, score), None) for name in names])

    def count(*_: object) -> None:
        counts[-1] += 1

    listen(book.gradebook.engine, "before_cursor_execute", count)
    for names in (["ada", "alan"], [f"s{number}" for number in range(100)]):
        record_some(names, 0.5)
        record_some(names, 0.25)

    assert counts[:2] == counts[2:]


def test_the_time_of_an_earlier_submission_does_not_stay_with_one_that_has_none(
    book: Recorder, convolution: Assignment, tmp_path: Path
) -> None:
    late = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    for time in (late, None):
        with book.together():
            book.record("ada", verdicts(convolution, 0.5), time)

    ((*_, kept, _),) = rows_of(tmp_path / "gradebook.db")["submitted"]
    assert kept is None


def test_who_is_known_already_keeps_a_persons_points_when_others_are_entered_with_them(
    book: Recorder, convolution: Assignment, tmp_path: Path
) -> None:
    book.record_all([("ada", verdicts(convolution, 0.5), None)])
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "") as other:
        grade = other.find_grade("test-pool", "convolution", "04-convolution", "ada")
        grade.manual_score = 3.0
        other.db.commit()

    book.record_all([(name, verdicts(convolution, 0.25), None) for name in ("ada", "alan", "emmy")])

    count = len(convolution.exercises)
    others = dict.fromkeys(("alan", "emmy"), 0.25 * count)
    assert scores(tmp_path) == others | {"ada": 0.25 * (count - 1) + 3.0}


def test_a_new_gradebook_says_the_version_that_nbgrader_asks_alembic_for(
    book: Recorder, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as made:
        assert made.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (get_alembic_version(),)
        ]
