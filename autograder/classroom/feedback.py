"""One page per student and assignment: what each exercise was worth, and what to look at.

No hidden test, no reference.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
import time
from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from markupsafe import escape
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder import __version__
from autograder.classroom.markdown import as_html
from autograder.classroom.tables import Row
from autograder.grading.assignment import Assignment
from autograder.grading.cells import written_for
from autograder.grading.status import Status
from autograder.grading.verdicts import PARTLY, RIGHT, WRONG, Verdict
from autograder.student.inside.bounds import COLOURING_SECONDS, MAX_COLOURED_CHARS
from autograder.templates import breakable, environment

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


def page(assignment: Assignment, row: Row, notebook: NotebookNode | None) -> str:
    """Return the feedback page as HTML, complete in itself: it fetches nothing.

    Args:
        assignment: what was handed out.
        row: what became of a submission, with what people gave and wrote.
        notebook: the graded notebook; None where the submission could not be read.
    """
    template = environment(
        "autograder.classroom",
        html=True,
        duration=duration,
        sentence=_sentence,
        apart=_apart,
        breakable=breakable,
    ).get_template("feedback.html")
    return template.render(
        mark=mark(row),
        title=assignment.title,
        row=row,
        checked={verdict.exercise: verdict for verdict in row.result.verdicts},
        answers=_answers(notebook),
        max_score=assignment.max_score,
        waiting=sum(verdict.max_score for verdict in row.verdicts if verdict.score is None),
        words=WORDS,
        marks=MARKS,
        code_style=code_style(),
    )


def mark(row: Row) -> str:
    """Return what stands at the top of a page, and is another one when the page would be."""
    result, standing = row.result, row.standing
    shown = (
        *(result.student_id, result.verdicts, result.notes, result.problem, result.digest),
        *(
            row.name,
            standing,
            row.excused,
            sorted(row.changed),
            sorted(row.on_earlier),
            row.in_grace,
            __version__,
        ),
    )
    text = json.dumps(shown, default=_as_json)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def mark_in(path: Path) -> str:
    """Return the mark of a page on the disk; empty where there is none that can be read."""
    try:
        with path.open("rb") as file:
            found = _MARK.search(file.read(200))
    except OSError:
        return ""
    return found[1].decode() if found else ""


_MARK = re.compile(rb'<meta name="graded" content="([0-9a-f]{16})">')


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else vars(value)


def duration(seconds: float) -> str:
    """Return how late something came, in its two largest units: ``1 d 3 h``."""
    minutes = math.ceil(seconds / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    said = [
        f"{count} {unit}" for count, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if count
    ]
    return " ".join(said[:2])


def _sentence(text: str) -> str:
    """Return what stood behind a call as a sentence that stands alone; a name keeps its letters."""
    return text[:1].upper() + text[1:] if text.split(" ", 1)[0].isalpha() else text


def _apart(verdict: Verdict) -> str:
    """Return a message without the call that it begins with, which stands below it."""
    return verdict.message.removeprefix(f"{verdict.asked}: ") if verdict.asked else verdict.message


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
        return f'<pre class="code" tabindex="0">{code}</pre>'
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
    """Return the style sheet that colours code, by day and by night.

    Both styles stand out from the page (WCAG 2.2: 4.5 to 1) in whatever a lexer finds.
    """
    light, dark = (
        HtmlFormatter(style=style, nobackground=True).get_style_defs(".code")
        for style in ("xcode", "one-dark")
    )
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
