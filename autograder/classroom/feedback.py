"""One page per student and assignment: what each exercise was worth, and what to look at.

No hidden test, no reference.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from markupsafe import escape
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.classroom.markdown import as_html
from autograder.grading.assignment import Assignment
from autograder.grading.cells import written_for
from autograder.grading.result import Result
from autograder.grading.status import Status
from autograder.grading.verdicts import PARTLY, RIGHT, WRONG
from autograder.student.inside.bounds import COLOURING_SECONDS, MAX_COLOURED_CHARS
from autograder.templates import environment

WORDS = {
    Status.PASSED: "passed",
    Status.PARTIAL: "partly right",
    Status.FAILED: "not yet right",
    Status.ERROR: "stopped with an error",
    Status.TIMEOUT: "took too long",
    Status.KILLED: "ended the process",
    Status.UNATTEMPTED: "not attempted",
    Status.UNGRADED: "waits for your instructor",
    Status.GRADER_ERROR: "the grader failed",
}


MARKS = {
    RIGHT: ("passed", "right"),
    PARTLY: ("partial", "partly right"),
    WRONG: ("failed", "wrong"),
}
"""Of each mark of a part, its class and what is read out for it."""


def page(assignment: Assignment, result: Result, notebook: NotebookNode | None) -> str:
    """Return the feedback page as HTML, complete in itself: it fetches nothing.

    Args:
        assignment: what was handed out.
        result: what became of a submission.
        notebook: the graded notebook; None where the submission could not be read.
    """
    verdicts = result.verdicts
    template = environment("autograder.classroom", html=True).get_template("feedback.html")
    return template.render(
        title=assignment.title,
        assignment=assignment.name,
        student=result.student_id,
        verdicts=verdicts,
        answers=_answers(notebook),
        notes=result.notes,
        score=round(sum(verdict.score or 0 for verdict in verdicts), 2),
        max_score=assignment.max_score,
        waiting=sum(verdict.max_score for verdict in verdicts if verdict.score is None),
        words=WORDS,
        marks=MARKS,
        code_style=code_style(),
    )


def _answers(notebook: NotebookNode | None) -> dict[str, str]:
    """Return the student's own answers, as HTML, by exercise; one may stand in several cells."""
    shown: dict[str, str] = {}
    until = time.process_time() + COLOURING_SECONDS
    for cell in notebook.cells if notebook else []:
        for name in written_for(cell):
            shown[name] = shown.get(name, "") + _shown(cell, until)
    return shown


def cell_html(cell: NotebookNode) -> str:
    """Return a cell as HTML that does nothing: code with colours, or a text."""
    return _shown(cell, time.process_time() + COLOURING_SECONDS)


def _shown(cell: NotebookNode, until: float) -> str:
    if cell.cell_type == "code":
        colours = len(cell.source) <= MAX_COLOURED_CHARS and time.process_time() < until
        code = _highlighted(cell.source) if colours else escape(cell.source)
        return f'<pre class="code">{code}</pre>'
    written = as_html(cell.source, cell.get("attachments", {}))
    return f'<div class="written">{written}</div>'


@lru_cache(maxsize=1_000)
def _highlighted(source: str) -> str:
    """Return code with colours; plain, where Pygments takes too long over it."""
    # Kept: stubs that nobody touched and short answers come again and again in a class.
    # Without spaces at the ends of lines, over which Pygments' lexer takes quadratic time.
    lines = "\n".join(line.rstrip() for line in source.split("\n"))
    html = io.StringIO()
    try:
        _FORMATTER.format(_in_time(_LEXER.get_tokens(lines)), html)
    except TimeoutError:
        return str(escape(source))
    return html.getvalue()


def _in_time(tokens: Iterator[Any]) -> Iterator[Any]:
    until = time.process_time() + COLOURING_SECONDS
    for token in tokens:
        if time.process_time() > until:
            raise TimeoutError
        yield token


_LEXER, _FORMATTER = PythonLexer(), HtmlFormatter(nowrap=True)


@cache
def code_style() -> str:
    """Return the style sheet that colours code, by day and by night."""
    light, dark = (
        HtmlFormatter(style=style, nobackground=True).get_style_defs(".code")
        for style in ("friendly", "github-dark")
    )
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
