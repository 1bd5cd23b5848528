"""Every picture has a text for those who can't see it."""

from __future__ import annotations

import re

import nbformat
import pytest

from tests.helpers import ROOT
from tests.trusted import ASSIGNMENTS

SHORTEST = 30
"""Characters of a description."""


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
        for text in re.findall(r'<img alt="([^"]*)" src="data:', output.data.get("text/html", ""))
    ]

    assert bare == []
    assert described
    assert [text for text in described if len(text) < SHORTEST] == []
    assert len(set(described)) == len(described)
