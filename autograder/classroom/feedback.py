"""One page per student and assignment: what each exercise was worth, and what to look at. No hidden test, no reference."""

from __future__ import annotations

from functools import cache, lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.grading.assignment import Assignment
from autograder.grading.cells import marks_of
from autograder.grading.grade import Graded

WORDS = {
    "passed": "passed",
    "partial": "partly right",
    "failed": "not yet right",
    "error": "stopped with an error",
    "timeout": "took too long",
    "killed": "ended the process",
    "unattempted": "not attempted",
    "ungraded": "waits for your instructor",
    "grader-error": "the grader failed",
}


def page(assignment: Assignment, student: str, graded: Graded) -> str:
    """The feedback page as HTML, complete in itself: it fetches nothing."""
    verdicts = graded.verdicts
    return _template().render(
        title=_title(assignment),
        assignment=assignment.name,
        student=student,
        verdicts=verdicts,
        answers=_answers(graded),
        notes=graded.notes,
        score=round(sum(verdict.score or 0 for verdict in verdicts), 2),
        max_score=assignment.max_score,
        waiting=sum(verdict.max_score for verdict in verdicts if verdict.score is None),
        words=WORDS,
        code_style=_code_style(),
    )


def _title(assignment: Assignment) -> str:
    first = assignment.release.cells[0].source.splitlines()[0] if assignment.release.cells else ""
    return first.lstrip("# ").strip() or assignment.name


def _answers(graded: Graded) -> dict[str, str]:
    """The student's own answers, as HTML, by exercise."""
    cells = graded.notebook.cells if graded.notebook else []
    answers = {}
    for cell in cells:
        marks = marks_of(cell)
        if marks.solution:
            answers[marks.grade_id] = (
                _highlighted(cell.source) if cell.cell_type == "code" else str(escape(cell.source))
            )
    return answers


@lru_cache(maxsize=1_000)
def _highlighted(source: str) -> str:
    # Kept: stubs that nobody touched and short answers come again and again in a class.
    return str(highlight(source, _LEXER, _FORMATTER))


_LEXER, _FORMATTER = PythonLexer(), HtmlFormatter(nowrap=True)


@cache
def _code_style() -> str:
    return str(HtmlFormatter(style="friendly").get_style_defs(".code"))


@cache
def _template() -> Template:
    loader = PackageLoader("autograder.classroom")
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("feedback.html")
