"""A graded notebook as nbgrader, formgrader and a reader of ``autograded/`` expect it.

nbgrader reads a test cell's score from its outputs: an error or anything on stderr is 0, the first
result that is a number is the score, and nothing at all is *full points*. So the outputs of a test
cell are written here, whatever the student's process printed: its text as plain stdout, our
message, and the score.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4.rwbase import split_lines, strip_transient

from autograder.grading.cells import marks_of
from autograder.grading.redaction import without_paths
from autograder.grading.verdicts import Verdict
from autograder.plain import plain

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def write_outputs(notebook: NotebookNode, verdicts: Iterable[Verdict]) -> None:
    """Clean the outputs of a graded notebook, and put verdicts into its test cells."""
    by_cell = {f"test-{verdict.exercise}": verdict for verdict in verdicts}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = [_cleaned(output) for output in cell.get("outputs", [])]
        marks = marks_of(cell)
        if marks.is_test:
            cell.outputs = _of_test(cell.outputs, by_cell[marks.grade_id])


def as_text(notebook: NotebookNode) -> str:
    """Return a notebook as nbformat writes it, which copies it first: this one is used up.

    It was put together from a valid one and outputs of our own, and is not held against the schema
    once more.
    """
    lines = strip_transient(split_lines(notebook))
    return json.dumps(lines, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def summary_of(verdict: Verdict) -> str:
    """Return a verdict in a line or two."""
    points = (
        "no score yet"
        if verdict.score is None
        else f"{verdict.score:g} of {verdict.max_score:g} points"
    )
    said = f" {verdict.text}" if verdict.text else ""
    return plain(f"{verdict.title}: {verdict.status}, {points}.{said}")


def _of_test(outputs: list[NotebookNode], verdict: Verdict) -> list[NotebookNode]:
    said = "".join(_text(output) for output in outputs)
    # By hand, since `nbformat.v4.new_output` holds each against the whole schema of notebooks.
    written: list[dict[str, Any]] = (
        [{"output_type": "stream", "name": "stdout", "text": said}] if said else []
    )
    written.append(
        {"output_type": "display_data", "data": {"text/plain": summary_of(verdict)}, "metadata": {}}
    )
    if verdict.score is not None:
        result = {
            "data": {"text/plain": str(verdict.score)},
            "metadata": {},
            "execution_count": None,
        }
        written.append({"output_type": "execute_result", **result})
    return [from_dict(output) for output in written]


def _text(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}\n"
    return str(output.get("data", {}).get("text/plain", "")) + "\n"


def _cleaned(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream":
        output.text = without_paths(output.text)
    elif output.output_type == "error":
        output.evalue = without_paths(str(output.evalue))
        output.traceback = [without_paths(_COLOUR.sub("", str(line))) for line in output.traceback]
    elif isinstance(output.data.get("text/plain"), str):
        output.data["text/plain"] = without_paths(output.data["text/plain"])
    return output
