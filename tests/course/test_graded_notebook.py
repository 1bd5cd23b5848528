"""A graded notebook is written as nbformat writes it."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.course.graded_notebook import as_text
from tests.conftest import ROOT

SOLUTIONS = sorted((ROOT / "solutions").rglob("*.ipynb"))
"""Notebooks with outputs of all kinds: text, results, pictures, errors."""


@pytest.mark.parametrize("path", SOLUTIONS, ids=[path.stem for path in SOLUTIONS])
def test_a_notebook_is_written_as_nbformat_writes_it(path: Path) -> None:
    notebook = nbformat.read(path, 4)
    notebook.cells[0].metadata.trusted = True
    notebook.cells[0].attachments = {"a.svg": {"image/svg+xml": "<svg>\n</svg>"}}
    wanted = nbformat.v4.writes(notebook, indent=1) + "\n"

    assert as_text(notebook) == wanted
    assert "trusted" not in wanted


def test_there_are_notebooks_to_write() -> None:
    assert len(SOLUTIONS) >= 5
