"""Every picture has a text for those who can't see it."""

from __future__ import annotations

import json
import os
import re

import nbformat
import pytest
from nbclient import NotebookClient

from tests.helpers import ROOT
from tests.trusted import ASSIGNMENTS, AT_GRADING

SHORTEST = 30
"""Characters of a description."""

MEASURED = "application/json"

MEASURING = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.exercises.contrast import weak_texts

def show(figure, alt, shown=show):
    import json
    from IPython.display import display
    shown(figure, alt)
    display({{{MEASURED!r}: json.dumps(weak_texts(figure))}}, raw=True)
"""


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_picture_of_a_built_notebook_is_described(assignment: str) -> None:
    (path,) = (ROOT / "solutions" / assignment).glob("*.ipynb")
    outputs = [
        (cell.id, output)
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    bare = [cell for cell, output in outputs if "image/png" in output.data]
    described = [
        text
        for _, output in outputs
        for text in re.findall(r'<img alt="([^"]*)"[^>]*>', output.data.get("text/html", ""))
    ]

    assert bare == []
    assert described
    assert [text for text in described if len(text) < SHORTEST] == []
    assert len(set(described)) == len(described)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_text_in_a_picture_stands_out_from_what_is_behind_it(assignment: str) -> None:
    (path,) = (ROOT / "solutions" / assignment).glob("*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    (drawing,) = (place for place, cell in enumerate(notebook.cells) if cell.id == "drawing")
    notebook.cells.insert(drawing + 1, nbformat.v4.new_code_cell(MEASURING))
    for cell in notebook.cells:
        cell.metadata.pop("tags", None)  # skip-execution
    NotebookClient(notebook, timeout=600).execute(env=os.environ | AT_GRADING)
    measured = [
        (cell.id, json.loads(output.data[MEASURED]))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if MEASURED in output.get("data", {})
    ]

    assert measured
    assert [(cell, weak) for cell, weak in measured if weak] == []
