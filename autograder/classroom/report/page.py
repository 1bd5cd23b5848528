"""``report.html``: the class on one page, complete in itself, for whoever teaches it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from autograder.classroom.documents import feedback_path
from autograder.classroom.feedback import duration
from autograder.classroom.graded import NOTHING
from autograder.classroom.report import items, over_time
from autograder.classroom.report.assignment import COUNTS_NOT, AssignmentReport, Sentences
from autograder.classroom.report.term import HEIGHT, WIDTH, Term
from autograder.classroom.tables import Row
from autograder.counted import counted
from autograder.course.layout import Course
from autograder.files import write_whole
from autograder.grading.assignment import Assignment
from autograder.grading.status import Status, SubmissionStatus
from autograder.templates import breakable, csp_hash, environment

NAME = "report.html"
_UNSAFE = re.compile(r"[^\w.-]+")
"""What is not to be in a file's name."""


def write(
    rows: list[Row],
    course: Course,
    output: Path,
    assignments: Mapping[str, Assignment],
    section: str = "",
) -> Path:
    """Write the report of what has been graded beside ``grades.csv``, and return where.

    Args:
        rows: as `graded.rows` gives them.
        course: whose assignments these are.
        output: the folder of the results; links to feedback pages are relative to it.
        assignments: by name, see `graded.assignments_of`.
        section: the one that the rows are of, whose report has a file of its own.
    """

    @cache
    def address(student_id: str, assignment: str) -> str:
        return quote(feedback_path(Path(), student_id, assignments[assignment]).as_posix())

    def feedback(row: Row) -> str:
        return address(row.student_id, row.assignment)

    sentences = {
        (name, exercise.name, misconception.name): misconception.sentence
        for name, assignment in assignments.items()
        for exercise in assignment.exercises
        for misconception in (exercise.folder.misconceptions if exercise.folder else ())
    }
    title = f"{course.title}, section {section}" if section else course.title
    path = output / (f"report-{_UNSAFE.sub('-', section)}.html" if section else NAME)
    write_whole(path, page(title, rows, feedback, sentences))
    return path


def load() -> None:
    """Compile what the report is made of, which takes longer than to write a small one."""
    templates = _templates()
    for name in templates.list_templates(filter_func=lambda name: name.startswith("report")):
        templates.get_template(name)


def _templates() -> Environment:
    return environment(
        "autograder.classroom",
        html=True,
        number=_number,
        duration=duration,
        counted=counted,
        percent=_percent,
        signed=_signed,
        breakable=breakable,
    )


def page(title: str, rows: list[Row], feedback: Callable[[Row], str], sentences: Sentences) -> str:
    """Return the report as HTML.

    The same rows give the same bytes: the time in its head is that of the last grading.

    Args:
        title: the course.
        rows: every submission, by assignment and student, and who handed in none.
        feedback: the address of a submission's feedback page.
        sentences: what misconceptions say; one that isn't among them has been removed since.
    """
    templates = _templates()
    script = templates.get_template("report.js").render()
    assignments = [
        AssignmentReport(name, [row for row in rows if row.assignment == name], sentences)
        for name in dict.fromkeys(row.assignment for row in rows)
    ]
    missing = [row for assignment in assignments for row in assignment.missing]
    return templates.get_template("report.html").render(
        title=title,
        assignments=assignments,
        term=Term(assignments),
        sections=["", *sorted({one for row in rows for one in row.sections})],
        steps=over_time.steps(rows),
        recurring=over_time.recurring(rows, sentences),
        items=sorted(
            items.items(rows), key=lambda item: (item.difficulty is None, item.difficulty or 0)
        ),
        fewest=items.FEWEST,
        rows=rows,
        handed_in=[row for row in rows if not row.missing],
        late=[row for row in rows if row.late or row.in_grace or row.extended],
        waiting=sum(len(column.waiting) for one in assignments for column in one.columns),
        changed=sum(len(column.changed) for one in assignments for column in one.columns),
        looked_at=sum(len(column.to_look_at) for one in assignments for column in one.columns),
        failed=[row for row in rows if row.status == SubmissionStatus.GRADER_ERROR],
        unreadable=[row for row in rows if row.status == SubmissionStatus.UNREADABLE],
        missing=missing,
        unplaced=[row for row in missing if {v.message for v in row.verdicts} - {NOTHING}],
        excused=[row for assignment in assignments for row in assignment.excused],
        noted=[row for row in rows if row.notes],
        unboxed=sum(not row.boxed and not row.missing for row in rows),
        when=max((row.when for row in rows), default=""),
        statuses=list(Status),
        feedback=feedback,
        has=_has,
        line={"width": WIDTH, "height": HEIGHT},
        script=Markup(script),  # noqa: S704  our own
        Markup=Markup,
        digest=csp_hash(script),  # beside `default-src 'none'`, by which it fetches nothing
    )


def _has(*rows: Row | None) -> str:
    """Return what the page can look for in submissions, in words that need no escape."""
    found: dict[str, None] = {}
    for row in rows:
        if row is None:
            continue
        if row.status in COUNTS_NOT:
            found[row.status] = None
        else:
            found |= {verdict.status: None for verdict in row.verdicts}
        if row.status == SubmissionStatus.UNREADABLE:
            found[row.status] = None
        if row.late:
            found["late"] = None
        if row.extended:
            found["extended"] = None
    return " ".join(found)


def _number(value: float) -> str:
    """At most two decimals, and none that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _signed(value: float) -> str:
    """With its sign, a minus that is as wide as a plus."""
    return _number(value).replace("-", "−") if value <= 0 else f"+{_number(value)}"
