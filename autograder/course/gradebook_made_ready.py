"""Make a gradebook ready for an assignment: tables, course, assignment and cells, all or nothing.

nbgrader makes them one after the other, each for itself: of two runs that begin at once one then
fails half-way, and one that is killed leaves a gradebook that nbgrader can't upgrade.
"""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader.api import Base, Gradebook, MissingEntry
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ComputeChecksums,
    LockCells,
    NbGraderPreprocessor,
    SaveCells,
)
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from autograder.files import made_aside
from autograder.grading.assignment import Assignment


def make_ready(url: URL, course_id: str, assignment: Assignment) -> None:
    """Have a SQLite gradebook know an assignment's cells; it is made if need be.

    Raises:
        sqlalchemy.exc.DatabaseError: it can't be written.
        nbgrader.api.InvalidEntry: what is to be written can't stand there.
    """
    path = Path(url.database or "")
    if not os.path.lexists(path):
        with made_aside(path) as aside:
            _make_tables(url.set(database=str(aside)))
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # others wait here
            gradebook = _Within(connection, course_id)
            try:
                _enter(gradebook, assignment)
                gradebook.db.flush()
            finally:
                gradebook.db.remove()
    finally:
        engine.dispose()


def _make_tables(url: URL) -> None:
    """Make nbgrader's tables, and note their version as it does, which starts alembic for that."""
    version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = MEMORY")  # nobody else sees it yet
            connection.exec_driver_sql("BEGIN")  # or each table is a transaction of its own
            Base.metadata.create_all(bind=connection)
            connection.execute(
                text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            )
            connection.execute(
                text("INSERT INTO alembic_version VALUES (:version)"), {"version": version}
            )
    finally:
        engine.dispose()


def _enter(gradebook: Gradebook, assignment: Assignment) -> None:
    """Record an assignment as `nbgrader generate_assignment` does, by nbgrader's own steps."""
    try:
        gradebook.find_assignment(assignment.name)
    except MissingEntry:
        gradebook.add_assignment(assignment.name)
    notebook = copy.deepcopy(assignment.source)
    resources = {
        "nbgrader": {"notebook": assignment.notebook, "assignment": assignment.name, "db_url": ""}
    }
    for step in (LockCells(), CheckCellMetadata(), ComputeChecksums(), _SaveCells(gradebook)):
        notebook, resources = step.preprocess(notebook, resources)


class _Flushing(Session):
    """A session that only flushes where nbgrader commits, in each of its calls."""

    def commit(self) -> None:
        self.flush()


class _Within(Gradebook):
    """A gradebook within a transaction; nbgrader's own opens a connection for itself."""

    def __init__(self, connection: Connection, course_id: str) -> None:
        self.engine = connection.engine
        self.db = scoped_session(sessionmaker(connection, class_=_Flushing))
        self.course_id, self.authenticator = course_id, None
        self.check_course(course_id)


class _SaveCells(SaveCells):
    """nbgrader's step, with a gradebook that is open already.

    It records cells also of a notebook that was graded with others, which nbgrader refuses. Those
    that the source has no more stay until their submissions are graded again.
    """

    def __init__(self, gradebook: Gradebook) -> None:
        super().__init__()
        self.gradebook = gradebook

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.new_grade_cells: dict[str, Any] = {}
        self.new_solution_cells: dict[str, Any] = {}
        self.new_task_cells: dict[str, Any] = {}
        self.new_source_cells: dict[str, Any] = {}
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        self._create_notebook(nb)
        return nb, resources

    def _create_notebook(self, nb: NotebookNode) -> None:
        try:
            graded = self.gradebook.find_notebook(self.notebook_id, self.assignment_id).submissions
        except MissingEntry:
            graded = []
        if not graded:
            super()._create_notebook(nb)
            return
        for kind in ("grade_cell", "solution_cell", "task_cell", "source_cell"):
            save = getattr(self.gradebook, f"update_or_create_{kind}")
            for name, cell in getattr(self, f"new_{kind}s").items():
                save(name, self.notebook_id, self.assignment_id, **cell)
