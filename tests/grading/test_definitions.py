"""What naming mistakes finds in an assignment's own cells."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.assignment import Assignment

WithCells = Callable[[str], Assignment]


@pytest.fixture
def with_cell(convolution: Assignment) -> WithCells:
    return lambda source: replace(convolution, source=new_notebook(cells=[new_code_cell(source)]))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A library with a part, neither of them loaded."""
    (tmp_path / "slowly").mkdir()
    (tmp_path / "slowly/__init__.py").write_text("")
    (tmp_path / "slowly/drawn.py").write_text("colour = 'blue'\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield "slowly.drawn"
    for name in ("slowly", "slowly.drawn"):
        sys.modules.pop(name, None)


def test_a_library_is_loaded_when_something_of_it_is_used(
    with_cell: WithCells, library: str
) -> None:
    names = with_cell(f"import {library} as drawn\ndef ink():\n    return drawn.colour").definitions

    loaded_before = library in sys.modules
    ink = names["ink"]()

    assert not loaded_before
    assert ink == "blue"
    assert library in sys.modules


def test_a_library_without_a_name_of_its_own_is_loaded_at_once(
    with_cell: WithCells, library: str
) -> None:
    names = with_cell(f"import {library}\nfrom {library} import colour").definitions

    assert names["slowly"].drawn.colour == names["colour"] == "blue"


def test_what_is_loaded_already_is_that_itself(with_cell: WithCells) -> None:
    names = with_cell("import pathlib as paths").definitions

    assert names["paths"] is sys.modules["pathlib"]


def test_a_library_that_is_not_there_is_told_before_anything_of_it_is_used(
    with_cell: WithCells,
) -> None:
    with pytest.raises(ModuleNotFoundError, match="not_there"):
        _ = with_cell("import not_there.drawn as drawn").definitions
