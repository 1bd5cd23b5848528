"""What is written of a submission for people to read: its page, its notebook, and their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.course import journal
from autograder.course.graded_notebook import as_text
from autograder.course.submissions import Submission
from autograder.files import write_all_whole
from autograder.grading.assignment import Assignment
from autograder.grading.result import Result


@dataclass(frozen=True)
class Documents:
    """A page and a notebook, as files hold them."""

    notebook: bytes | None
    """The graded notebook as JSON; None where there is none."""
    page: bytes
    """The feedback page."""

    @classmethod
    def of(cls, notebook: NotebookNode | None, page: str) -> Documents:
        """Write a notebook and a page as bytes; what can't stand in a file is a question mark."""
        written = as_text(notebook).encode(errors="replace") if notebook else None
        return cls(written, page.encode(errors="replace"))


def feedback_path(output: Path, student_id: str, assignment: Assignment) -> Path:
    """Return where a student's page lies, in nbgrader's layout."""
    return output / "feedback" / student_id / assignment.name / f"{assignment.notebook}.html"


def write_documents(
    output: Path,
    assignment: Assignment,
    graded: Iterable[tuple[Submission, Result, Documents]],
) -> None:
    """Write what people read of some submissions, with what nbgrader reads beside a page.

    When this returns, a power cut loses none of it; see `files.write_all_whole`.

    Raises:
        OSError: something can't be written.
    """
    files: dict[Path, bytes] = {}
    gone: list[Path] = []
    for submission, result, documents in graded:
        page = feedback_path(output, result.student_id, assignment)
        files[page] = documents.page
        files |= {page.with_name(name): stamp for name, stamp in submission.stamps().items()}
        folder = journal.folder_of(output, result.student_id, assignment.name)
        notebook = folder / f"{assignment.notebook}.ipynb"
        if documents.notebook is not None:
            files[notebook] = documents.notebook
        elif result.done:
            gone.append(notebook)
    write_all_whole(files)
    for notebook in gone:  # what was handed in before is no answer of this submission's
        notebook.unlink(missing_ok=True)
