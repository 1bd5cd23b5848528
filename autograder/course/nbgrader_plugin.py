"""nbgrader's own commands, grading with our core: named in ``nbgrader_config.py``.

`nbgrader autograde` reads a submission with `SubmissionExporter`, puts it in order with `Rebuild`,
grades it with `GradeNotebook` and records it with `SaveVerdicts`; formgrader calls the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatch
from glob import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from sqlalchemy.engine import URL, make_url
from traitlets import Enum

from autograder.course import answers_read, journal
from autograder.course.chosen_notebook import Choice
from autograder.course.data import fetch_if_needed
from autograder.course.gradebook import put_verdicts
from autograder.course.graded_notebook import write_outputs
from autograder.course.layout import Course
from autograder.course.nbgrader_bench import NbgraderBench, ToGrade
from autograder.course.release import filled_in
from autograder.course.submissions import Submission, find
from autograder.course.times import NotTold
from autograder.grading import versions
from autograder.grading.assignment import Assignment
from autograder.grading.limits import ISOLATION
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.rebuild import rebuild
from autograder.grading.result import Result, of_unreadable
from autograder.grading.settings import Settings
from autograder.grading.status import Status
from autograder.plain import one_line
from autograder.student.zygote import Zygote

_STATE, _FOLDER = "autograder", "autograder_folder"
"""What this module's steps note for each other: in a notebook's metadata, and in resources."""


class FillIn(NbGraderPreprocessor):
    """Put the course's settings into a notebook that is being released."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the course's settings and its tables."""
        course, name = Course.find(Path.cwd()), resources["nbgrader"]["assignment"]
        return filled_in(nb, course.fillings(name, course.load(name).files)), resources


class SubmissionExporter(NotebookExporter):
    """Reads whatever was handed in.

    A file that is no notebook becomes an empty one that says why.
    """

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """Read a file that may be no notebook."""
        folder = Path(filename).parent
        try:
            if self.parent._sanitizing:  # then it is the student's
                chosen = _chosen(Path(filename))
                notebook = read_notebook(chosen.data)
                notebook.metadata[_STATE] = {"notes": chosen.notes, "name": chosen.name}
            else:  # then it is what `Rebuild` wrote, whatever else was handed in beside it
                notebook = read_notebook(Path(filename).read_bytes())
        except Unreadable as problem:
            notebook = new_notebook(metadata={_STATE: {"unreadable": str(problem)}})
        resources = (resources or {}) | {_FOLDER: str(folder)}
        exported: tuple[str, Any] = self.from_notebook_node(notebook, resources=resources, **kwargs)
        return exported


def take_whatever_was_handed_in() -> None:
    """Have nbgrader's commands find the submissions that `autograder grade` finds.

    nbgrader looks for folders and files by patterns, to which a renamed notebook is none, and an id
    such as ``a[1]`` another one.
    """
    Autograde.start = _start
    Autograde.init_notebooks = GenerateFeedback.init_notebooks = _init_notebooks
    Autograde.init_destination = _init_destination
    Autograde.init_assignment = _init_assignment
    CourseDirectory.get_existing_timestamp = _get_existing_timestamp
    ExchangeReleaseFeedback.copy_files = _release_feedback


def gradebook_address(config: str) -> str:
    """Return the address of the gradebook beside an ``nbgrader_config.py``.

    nbgrader's own, put together as text, ends at a `?` of the folder's name, and reads a `%`
    otherwise: it would open another file. `nbgrader db upgrade` knows that form alone, so that it
    stays where it is right.
    """
    path = str(Path(config).resolve().with_name("gradebook.db"))
    text = f"sqlite:///{path}"
    if make_url(text).database == path:
        return text
    return URL.create("sqlite", database=path).render_as_string()


_run = Autograde.start


def _start(self: Autograde) -> None:
    """Grade, with what does that beside; it gets ready while this process still works."""
    Zygote.start()
    self.bench = None
    try:
        _run(self)
    finally:
        if self.bench:
            self.bench.close()


def _init_notebooks(self: Autograde | GenerateFeedback) -> None:
    course = Course.find(Path(self.coursedir.root))
    assignment = course.load(self.coursedir.assignment_id)
    if isinstance(self, Autograde):
        boxed = GradeNotebook(parent=self).isolation == "box"
        if said := fetch_if_needed(course, [assignment.name], boxed=boxed):
            self.log.info(said)
        settings = Settings(course.secret(), boxed, data=course.data, hidden=course.hidden)
        self.bench = NbgraderBench(assignment, settings)
    self.assignments, self.notebooks = {}, []
    for submission in _wanted(self.coursedir, self._input_directory, assignment):
        folder = self._format_source(assignment.name, submission.student_id)
        # By the name that it has in the gradebook; `_chosen` finds the file.
        self.assignments[folder] = [f"{folder}/{assignment.notebook}.ipynb"]
    if not self.assignments:
        raise NbGraderException(
            f"there is no submission of {assignment.name} by {self.coursedir.student_id!r} in "
            f"{self._input_directory}/"
        )


def _wanted(coursedir: CourseDirectory, directory: str, assignment: Assignment) -> list[Submission]:
    """Return those that a command's ``--student`` means, of one of nbgrader's directories."""
    wanted = coursedir.student_id
    return [
        submission
        for submission in find(Path(coursedir.root) / directory, assignment)
        if wanted == submission.student_id or fnmatch(submission.student_id, wanted)
    ]


_copy_files = ExchangeReleaseFeedback.copy_files


def _release_feedback(self: ExchangeReleaseFeedback) -> None:
    """Release the pages of those whose work came by the exchange, and name the others.

    nbgrader's own stops at the first page without the submission's secret beside it
    (exchange/default/release_feedback.py, ``copy_files``).
    """
    directory, name = self.coursedir.feedback_directory, self.coursedir.assignment_id
    assignment = Course.find(Path(self.coursedir.root)).load(name)
    excluded = self.coursedir.student_id_exclude.split(",")
    pages = [
        one
        for one in _wanted(self.coursedir, directory, assignment)
        if one.student_id not in excluded and any(one.folder.glob("*.html"))
    ]
    if not pages:
        self.fail(
            f"there is no feedback page of {name} for {self.coursedir.student_id!r} in "
            f"{directory}/: `autograder grade {name}` makes them"
        )
    elsewhere = [one.student_id for one in pages if not one.stamps()]
    if elsewhere:
        self.log.warning(
            "Not released, for their work did not come by nbgrader's exchange: %s",
            one_line(", ".join(elsewhere)),
        )
    if len(elsewhere) == len(pages):
        self.fail(f"no work of {name} came by the exchange, so no page can go back by it")
    for one in pages:
        if one.student_id not in elsewhere:
            self.src_path = escape(str(one.folder))
            _copy_files(self)


def _init_destination(self: Autograde, assignment_id: str, student_id: str) -> bool:
    """Keep which answers a person read, while nbgrader empties a folder to grade it again."""
    course = Course.find(Path(self.coursedir.root))
    notebook = course.notebook(assignment_id).stem
    folder = journal.folder_of(course.root, student_id, assignment_id)
    with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
        found = answers_read.readings(book.db, course.root, assignment_id, notebook, [student_id])
        noted = answers_read.noted(folder)
        wanted: bool = BaseConverter.init_destination(self, assignment_id, student_id)
        if wanted and noted:
            answers_read.note({folder: noted})
        if wanted:
            found.note()
    return wanted


_book_submission = Autograde.init_assignment


def _init_assignment(self: Autograde, assignment_id: str, student_id: str) -> None:
    """Book a submission without the time of the one before, where it has none of its own.

    nbgrader's own leaves that time there, which could make somebody late, or no more late
    (converters/autograde.py, ``init_assignment``).
    """
    folder = self._format_source(assignment_id, student_id)
    if self.coursedir.get_existing_timestamp(folder) is None:
        with (
            Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book,
            suppress(MissingEntry),
        ):
            book.find_submission(assignment_id, student_id).timestamp = None
            book.db.commit()
    _book_submission(self, assignment_id, student_id)


def _get_existing_timestamp(self: CourseDirectory, folder: str) -> datetime | None:
    try:
        return Submission("", Path(folder)).timestamp
    except NotTold as problem:
        self.fail(f"{folder}: {problem}")  # ends the program
        return None


def _chosen(notebook: Path) -> Choice:
    """Return the file that was handed in for a notebook.

    Raises:
        Unreadable: there is none that could be meant.
    """
    folder = notebook.parent
    assignment = Course.find(Path.cwd()).load(folder.name)
    return Submission(folder.parent.name, folder).read_notebook(assignment)


class Rebuild(NbGraderPreprocessor):
    """Put the student's cells into the instructor's notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook that is graded."""
        assignment = Course.find(Path.cwd()).load(resources["nbgrader"]["assignment"])
        found = dict(nb.metadata.get(_STATE, {}))
        rebuilt = rebuild(assignment, nb)
        # nbgrader writes this notebook to disk and reads it again before it is graded.
        rebuilt.notebook.metadata[_STATE] = {
            "notes": [*found.get("notes", []), *rebuilt.notes],
            "name": found.get("name", ""),
            "unchanged": sorted(rebuilt.unchanged),
            "unreadable": found.get("unreadable", ""),
        }
        return rebuilt.notebook, resources


class GradeNotebook(Execute):
    """In place of nbgrader's Execute.

    Run the notebook out of process, and write the verdicts into its test cells.
    """

    isolation = Enum(
        ISOLATION,
        default_value="box",
        help="How students' code is kept apart: in the box, or not at all.",
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Any, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Return the notebook with its outputs and verdicts."""
        names = resources["nbgrader"]
        assignment = Course.find(Path.cwd()).load(names["assignment"])
        state = nb.metadata.pop(_STATE)
        if state["unreadable"]:
            result = of_unreadable(
                assignment,
                names["student"],
                state["unreadable"],
                boxed=self.isolation == "box",
            )
        else:
            submission = Submission(names["student"], Path(resources[_FOLDER]))
            result, nb = self.parent.parent.bench.grade(
                ToGrade(
                    names["student"],
                    nbformat.writes(nb),
                    frozenset(state["unchanged"]),
                    tuple(state["notes"]),
                    submission.files_beside(state["name"]),
                )
            )
        for note in result.notes:
            self.log.info("%s: %s", names["student"], note)
        if not result.done:
            self.log.error("%s was not graded: %s", names["student"], _faults(result))
        write_outputs(nb, result.verdicts)
        # Without a digest: `autograder grade`, which also writes its own feedback page, takes it
        # for new.
        resources[_STATE] = replace(result, versions=versions.of(assignment))
        return nbformat.from_dict(nb), resources


def _faults(result: Result) -> str:
    """Say in one line what the grader failed on."""
    failed = (v.message for v in result.verdicts if v.status == Status.GRADER_ERROR)
    return one_line(" ".join(dict.fromkeys(failed)))


class SaveVerdicts(NbGraderPreprocessor):
    """In place of nbgrader's SaveAutoGrades, which reads scores from outputs.

    Record and note the verdicts themselves.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Record the verdicts, and return the notebook as it is."""
        result: Result = resources[_STATE]
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            submitted = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            put_verdicts(submitted, result.verdicts)
            gradebook.db.commit()
        course = Course.find(Path.cwd())
        folder = journal.folder_of(course.root, names["student"], names["assignment"])
        noted = replace(result, secret=journal.secret_mark(course.secret()))
        journal.write_entry(folder, noted)
        return nb, resources
