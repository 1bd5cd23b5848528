"""Write nbgrader's gradebook: its own tables, filled the way nbgrader fills them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    InvalidEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import FlushError
from traitlets.config import Config

from autograder.course.gradebook_again import waits, write_again
from autograder.course.gradebook_late import Penalties
from autograder.course.gradebook_made_ready import make_ready
from autograder.course.gradebook_new import enter
from autograder.course.gradebook_rows import (
    MOST_NAMED,
    Entry,
    Known,
    is_usual,
    known_of,
    of_answers,
    students_of,
)
from autograder.errors import AutograderError
from autograder.grading.assignment import Assignment
from autograder.grading.cells import TEST, marks_of
from autograder.grading.status import Status
from autograder.grading.verdicts import Verdict
from autograder.plain import plain


def put_verdicts(submitted: SubmittedNotebook, verdicts: list[Verdict]) -> None:
    """Write verdicts into a submission's grades and comments.

    A person's scores and comments stay as they are.
    """
    by_name = {verdict.exercise: verdict for verdict in verdicts}
    for grade in submitted.grades:
        verdict = by_name.get(grade.cell.name.removeprefix("test-"))
        if verdict is None:  # of an exercise that the source has no more
            continue
        grade.auto_score = verdict.score
        grade.needs_manual_grade = waits(verdict.score, grade.manual_score, grade.extra_credit)
    for comment in submitted.comments:
        if comment.cell.name in by_name:
            comment.auto_comment = comment_of(by_name[comment.cell.name])


def comment_of(verdict: Verdict) -> str | None:
    """Return what the gradebook says beside an answer.

    Nothing where all is well or a person will speak, unless there is something to look at.
    """
    said = []
    if verdict.status not in (Status.PASSED, Status.UNGRADED):
        name = f" ({verdict.misconception})" if verdict.misconception else ""
        said.append(f"{verdict.status}{name}: {verdict.text}")
    if verdict.look_at:
        said.append(f"Please look at this answer. {' '.join(verdict.look_at.splitlines())}")
    return plain(" ".join(said)) if said else None


class GradebookError(AutograderError):
    """The gradebook can't be read or written.

    Locked by another program, on a full disk, or damaged.
    """


class NotRecorded(GradebookError):
    """What belongs to one submission can't be written."""


class _Deferred(Session):
    """A session that does not commit where nbgrader does, in each of its calls.

    To write once costs half of writing thrice.
    """

    def commit(self) -> None:
        pass

    def commit_all(self) -> None:
        super().commit()


class Recorder:
    """Writes submissions of one assignment into a gradebook, through one session."""

    def __init__(self, gradebook: Gradebook, assignment: Assignment, config: Config) -> None:
        self.gradebook = gradebook
        self.assignment = assignment
        self._here = cells_of(assignment)
        self._penalties = Penalties(config)

    def known(self, students: Iterable[str]) -> set[str]:
        """Return which of some students have a submission already."""
        with self.gradebook.engine.connect() as connection:
            return students_of(connection, self.assignment.name, students)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write all that is recorded within in one transaction at the end, or nothing of it.

        Raises:
            NotRecorded: something of it can't be written.
        """
        with self._transaction() as connection, self._by_objects(connection):
            yield

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Begin to write: until the end nobody else does, so that what is read holds."""
        with self.gradebook.engine.begin() as connection:
            # Python's sqlite3 would begin later than the first savepoint, which would then be a
            # transaction of its own.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def _by_objects(self, connection: Connection) -> Iterator[None]:
        """Have nbgrader's objects written within a transaction."""
        own = self.gradebook.db
        sessions = sessionmaker(
            connection,
            class_=_Deferred,
            join_transaction_mode="create_savepoint",
            expire_on_commit=False,
        )
        self.gradebook.db = scoped_session(sessions)
        try:
            yield
            try:
                self.gradebook.db().commit_all()
            except (IntegrityError, FlushError) as error:
                raise NotRecorded(f"{self.assignment.name}: {reason_of(error)}") from error
        finally:
            self.gradebook.db.remove()
            self.gradebook.db = own

    def record_all(self, entries: list[Entry]) -> None:
        """Write submissions together, or none of them.

        Raises:
            NotRecorded: some rows can't be written.
        """
        with self._transaction() as connection:
            known = known_of(connection, self.assignment.name)
            for first in range(0, len(entries), MOST_NAMED):
                self._record_some(connection, known, entries[first : first + MOST_NAMED])

    def _record_some(self, connection: Connection, known: Known, entries: list[Entry]) -> None:
        """Write submissions at once as far as they are as any other, and else one by one."""
        name = self.assignment.name
        there = students_of(connection, name, (student for student, _, _ in entries))
        usual = [one for one in entries if is_usual(known, one)]
        new = [one for one in usual if one[0] not in there]
        again = [one for one in usual if one[0] in there]
        written = {student for student, _, _ in new}
        try:
            if new:
                enter(connection, known, new, self._here, comment_of)
            if again:
                written |= write_again(connection, known, again, self._here, comment_of)
        except (IntegrityError, DataError) as error:
            raise NotRecorded(f"{name}: {reason_of(error)}") from error
        if others := [one for one in entries if one[0] not in written]:
            with self._by_objects(connection):
                for one in others:
                    self.record(*one)

    def record(self, student: str, verdicts: list[Verdict], timestamp: datetime | None) -> None:
        """Write one submission.

        Raises:
            NotRecorded: its rows can't be written; others may.
        """
        try:
            self._record(student, verdicts, timestamp)
        except (
            Exception
        ) as error:  # of the database, or of the course's own rule for late penalties
            # nbgrader says of a full disk or a locked file, too, that the entry is invalid.
            cause = error.__context__ if isinstance(error, InvalidEntry) else error
            if isinstance(cause, OperationalError):
                raise cause from None
            self.gradebook.db.rollback()
            raise NotRecorded(f"{self.assignment.name} of {student}: {reason_of(error)}") from error

    def _record(self, student: str, verdicts: list[Verdict], timestamp: datetime | None) -> None:
        self.gradebook.update_or_create_student(student)
        self.gradebook.db.flush()
        with (
            self.gradebook.db.no_autoflush
        ):  # nbgrader builds a submission piece by piece, which autoflush warns of
            # None, too: the time of what was handed in before is not that of this submission.
            submission = self.gradebook.update_or_create_submission(
                self.assignment.name, student, timestamp=timestamp
            )
            (submitted,) = (
                notebook
                for notebook in submission.notebooks
                if notebook.name == self.assignment.notebook
            )
            _name_cells(submitted)
            _match_cells(self.gradebook.db(), submitted, self._here)
            put_verdicts(submitted, verdicts)
        self._penalties.apply(self.gradebook, student, submission.total_seconds_late, submitted)
        self.gradebook.db.commit()

    def standing_scores(self, students: Collection[str]) -> dict[str, dict[str, float]]:
        """Return the scores that a person gave, and that no automatic one changes.

        By student, as far as there are any, and exercise.
        """
        columns = (SubmittedAssignment.student_id, BaseCell.name, Grade.score)
        query = of_answers(Grade, self.assignment.name, *columns).where(
            SubmittedAssignment.student_id.in_(students), Grade.manual_score.is_not(None)
        )
        found: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for student, cell, score in self.gradebook.db.execute(query):
            found[student][cell.removeprefix(TEST)] = score
        return found


@contextmanager
def recorder(path: Path, assignment: Assignment, config: Config) -> Iterator[Recorder]:
    """Open a gradebook, made if need be, that knows the assignment's cells.

    Raises:
        GradebookError: it can't be written, now or within the block.
    """
    url = URL.create("sqlite", database=str(path))
    with _named(path):
        make_ready(url, config.CourseDirectory.get("course_id", ""), assignment)
        with open_gradebook(path, config) as gradebook:
            yield Recorder(gradebook, assignment, config)
            _forget_cells(gradebook, assignment)


@contextmanager
def open_gradebook(path: Path, config: Config) -> Iterator[Gradebook]:
    """Open a gradebook that is there to write what belongs to no assignment's cells.

    Raises:
        GradebookError: it can't be written, now or within the block.
    """
    with (
        _named(path),
        Gradebook(
            URL.create("sqlite", database=str(path)), config.CourseDirectory.get("course_id", "")
        ) as gradebook,
    ):
        yield gradebook


def of_nbgrader(root: Path, config: Config) -> str:
    """Return the gradebook's address for nbgrader's own commands, where it is another one.

    Args:
        root: of the course, whose ``gradebook.db`` is the usual one.
        config: nbgrader's; of a password in the address nothing is told.
    """
    if not (address := config.CourseDirectory.get("db_url")):
        return ""
    url = make_url(address)
    here = url.get_backend_name() == "sqlite" and root / (url.database or "")
    return "" if here and here.resolve() == (root / "gradebook.db").resolve() else str(url)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, InvalidEntry) as error:
        raise GradebookError(sentence_of(error, path)) from error


LOCKED = "close what writes to it (formgrader, `nbgrader`, `autograder grade`), and try again"
DAMAGED = (
    "put a backup in its place, or move it away and run `autograder grade`, which fills a new one "
    "without due dates and the points that people gave"
)
REMEDIES = {
    "locked": LOCKED,
    "full": "make room, and run the same command again",
    "readonly": "give yourself the right to write it and its folder",
    "unable to open": "a file belongs there, in a folder that you may write to: see what is there",
}
"""What to do, by words of the database's message; about any other: `DAMAGED`."""


def sentence_of(error: Exception, path: Path) -> str:
    """Return what is wrong with which gradebook, and what to do."""
    reason = reason_of(error)
    remedy = next((advice for words, advice in REMEDIES.items() if words in reason), DAMAGED)
    return f"{path}: {reason}: {remedy}"


def reason_of(error: Exception) -> str:
    """Return what a database says is wrong, in one line."""
    return str(getattr(error, "orig", None) or f"{type(error).__name__}: {error}".splitlines()[0])


def _name_cells(submitted: SubmittedNotebook) -> None:
    """Have a new submission's rows, which nbgrader gives ids of cells only, know these cells."""
    cells = {cell.id: cell for cell in submitted.notebook._base_cells}
    for row in (*submitted.grades, *submitted.comments):
        if row.cell is None:
            set_committed_value(row, "cell", cells[row.cell_id])


def cells_of(assignment: Assignment) -> set[str]:
    """Return nbgrader's ids of an assignment's cells."""
    return {marks_of(cell).grade_id for cell in assignment.source.cells}


def _match_cells(session: Session, submitted: SubmittedNotebook, here: set[str]) -> None:
    """Have a submission graded before know the cells that the source has now, and no others."""
    notebook = submitted.notebook
    for rows, kind, own in (
        (submitted.grades, Grade, notebook.grade_cells),
        (submitted.comments, Comment, notebook.solution_cells),
    ):
        if gone := [row for row in rows if row.cell.name not in here]:
            session.flush()  # what nbgrader has just made can be deleted only then
        for row in gone:
            rows.remove(row)
            session.delete(row)
        known = {row.cell.name for row in rows}
        for cell in own:
            if cell.name in here - known:
                rows.append(kind(cell=cell))


def _forget_cells(gradebook: Gradebook, assignment: Assignment) -> None:
    """Remove cells that the source has no more, once no submission is graded with them."""
    gradebook.db.expire_all()
    notebook = gradebook.find_notebook(assignment.notebook, assignment.name)
    here = cells_of(assignment)
    gone = [
        *(c for c in notebook._base_cells if not (c.name in here or c.grades or c.comments)),
        *(cell for cell in notebook.source_cells if cell.name not in here),
    ]
    for cell in gone:
        gradebook.db.delete(cell)
    if gone:
        gradebook.db.commit()
