"""Keep students' pages at what counts: what a person gave or wrote since, and what is taken off.

A page is written when a submission is graded, from what is known then. It begins with a mark of all
that it shows, so that those which would be others now are found without writing any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.classroom import feedback
from autograder.classroom.documents import feedback_path
from autograder.classroom.tables import Row
from autograder.course import journal
from autograder.files import write_all_whole
from autograder.grading.assignment import Assignment
from autograder.grading.status import Status

TOGETHER = 50
"""Pages that are written and synced at once."""


def renew(rows: Iterable[Row], output: Path, assignments: Mapping[str, Assignment]) -> int:
    """Write the pages that show something else than rows do, and return how many.

    Args:
        rows: as `graded.rows` gives them.
        output: the folder of the results.
        assignments: by name, see `graded.assignments_of`.

    Raises:
        OSError: one can't be written.
    """
    outdated = [
        (row, path)
        for row in rows
        if not row.missing
        for path in (feedback_path(output, row.student_id, assignments[row.assignment]),)
        if feedback.mark_in(path) != feedback.mark(row) and not (_at_fault(row) and path.exists())
    ]
    for start in range(0, len(outdated), TOGETHER):
        write_all_whole(
            {
                path: feedback.page(
                    assignments[row.assignment], row, _notebook(row, output, assignments)
                )
                for row, path in outdated[start : start + TOGETHER]
            }
        )
    return len(outdated)


def _at_fault(row: Row) -> bool:
    """Whether the grader failed: then a page of before says more."""
    return any(verdict.status == Status.GRADER_ERROR for verdict in row.verdicts)


def _notebook(row: Row, output: Path, assignments: Mapping[str, Assignment]) -> NotebookNode | None:
    folder = journal.folder_of(output, row.student_id, row.assignment)
    path = folder / f"{assignments[row.assignment].notebook}.ipynb"
    if row.problem or not path.is_file():
        return None
    return nbformat.read(path, as_version=4)
