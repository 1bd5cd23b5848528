"""nbgrader's own commands, grading with our core: named in ``nbgrader_config.py``.

`nbgrader autograde` reads a submission with `SubmissionExporter`, puts it in order with `Rebuild`,
grades it with `GradeNotebook` and records it with `SaveVerdicts`; formgrader calls the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Enum

from autograder.course import journal
from autograder.course.gradebook import put_verdicts
from autograder.course.graded_notebook import write_outputs
from autograder.course.layout import Course
from autograder.course.release import filled_in
from autograder.grading.grade import Settings, grade_rebuilt
from autograder.grading.limits import ISOLATION
from autograder.grading.rebuild import Rebuilt, Unreadable, read_notebook, rebuild
from autograder.grading.result import Result, of_unreadable

_STATE = "autograder"


class FillIn(NbGraderPreprocessor):
    """Put the course's settings into a notebook that is being released."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the course's settings in its texts."""
        return filled_in(nb, Course.find(Path.cwd()).settings()), resources


class SubmissionExporter(NotebookExporter):
    """Reads whatever was handed in.

    A file that is no notebook becomes an empty one that says why.
    """

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """Read a file that may be no notebook."""
        try:
            notebook = read_notebook(Path(filename).read_bytes())
        except Unreadable as problem:
            notebook = new_notebook(metadata={_STATE: {"unreadable": str(problem)}})
        exported: tuple[str, Any] = self.from_notebook_node(notebook, resources=resources, **kwargs)
        return exported


class Rebuild(NbGraderPreprocessor):
    """Put the student's cells into the instructor's notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook that is graded."""
        assignment = Course.find(Path.cwd()).load(resources["nbgrader"]["assignment"])
        rebuilt = rebuild(assignment, nb)
        # nbgrader writes this notebook to disk and reads it again before it is graded.
        rebuilt.notebook.metadata[_STATE] = {
            "notes": rebuilt.notes,
            "unchanged": sorted(rebuilt.unchanged),
            "unreadable": nb.metadata.get(_STATE, {}).get("unreadable", ""),
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
        course = Course.find(Path.cwd())
        names = resources["nbgrader"]
        assignment = course.load(names["assignment"])
        state = nb.metadata.pop(_STATE)
        if state["unreadable"]:
            result = of_unreadable(
                assignment,
                names["student"],
                state["unreadable"],
                boxed=self.isolation == "box",
            )
        else:
            rebuilt = Rebuilt(nb, set(state["unchanged"]), list(state["notes"]))
            boxed = self.isolation == "box"
            settings = Settings(course.secret(), boxed, data=course.data, hidden=course.hidden)
            result = grade_rebuilt(assignment, rebuilt, names["student"], settings)
        for note in result.notes:
            self.log.info("%s: %s", names["student"], note)
        write_outputs(nb, result.verdicts)
        # Without a digest: `autograder grade`, which also writes its own feedback page, takes it
        # for new.
        resources[_STATE] = result
        return nbformat.from_dict(nb), resources


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
        journal.write_entry(
            journal.folder_of(Course.find(Path.cwd()).root, names["student"], names["assignment"]),
            result,
        )
        return nb, resources
