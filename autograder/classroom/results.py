"""The results of a class as a whole: tables and report, and what could not be graded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from autograder.classroom import pages, tables
from autograder.classroom.report import items, page
from autograder.classroom.tables import Row
from autograder.course.layout import Course
from autograder.errors import AutograderError, sentence
from autograder.files import write_whole
from autograder.grading.assignment import Assignment
from autograder.grading.status import UNGRADED, Status, SubmissionStatus


def write_results(
    rows: list[Row], course: Course, output: Path, assignments: Mapping[str, Assignment]
) -> None:
    """Write tables, report and the pages that are others now, each also where another can't be.

    Args:
        rows: as `graded.rows` gives them.
        course: whose assignments these are.
        output: the folder of the results.
        assignments: by name, see `graded.assignments_of`.

    Raises:
        OSError: one can't be written.
        AutograderError: more than one can't be, each on a line; or an assignment can't be read.
    """
    steps: list[Callable[[], object]] = [
        lambda: write_whole(output / "grades.csv", tables.grades_csv(rows)),
        lambda: write_whole(output / "summary.csv", tables.summary_csv(rows)),
        lambda: pages.renew(rows, output, assignments),
        lambda: write_whole(output / items.NAME, items.exercises_csv(rows)),
        lambda: page.write(rows, course, output, assignments),
    ]
    failed: list[OSError | AutograderError] = []
    for step in steps:
        try:
            step()
        except (OSError, AutograderError) as error:
            failed.append(error)
    if len(failed) == 1:
        raise failed[0]
    if failed:
        said = [sentence(one) if isinstance(one, OSError) else str(one) for one in failed]
        raise AutograderError("\n".join(said))


def not_graded(rows: list[Row]) -> list[tuple[Row, str]]:
    """Return what could not be graded, each with the reason."""
    return [
        (row, " ".join(filter(None, (row.problem or _grader_error(row), row.of_before))))
        for row in rows
        if row.status in UNGRADED
    ]


def faults(rows: list[Row]) -> list[tuple[Row, str]]:
    """Return what the grader failed on, each with the reason."""
    return [
        (row, why) for row, why in not_graded(rows) if row.status == SubmissionStatus.GRADER_ERROR
    ]


def _grader_error(row: Row) -> str:
    return next(v.message for v in row.verdicts if v.status is Status.GRADER_ERROR)
