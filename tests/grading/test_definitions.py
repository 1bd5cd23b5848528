"""What naming mistakes finds in an assignment's own cells."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.assignment import Assignment, BadAssignment

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
    with pytest.raises(BadAssignment, match=r"No module named 'not_there'.*list it"):
        _ = with_cell("import not_there.drawn as drawn").definitions


READS = """
import csv
from pathlib import Path
LIMIT = 2
with open("sales.csv") as file:
    rows = list(csv.reader(file))
few = rows[:LIMIT]
text: str = Path("sales.csv").read_text()
gone = open("gone.csv").read()
late = sorted(gone)
print(rows)
"""


def test_what_is_made_of_the_files_beside_the_notebook_is_there(
    with_cell: WithCells, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"sales.csv": b"1,2\n3,4\n5,6\n"}

    names = replace(with_cell(READS), given_files=files).definitions

    assert names["few"] == [["1", "2"], ["3", "4"]]
    assert names["text"] == "1,2\n3,4\n5,6\n"
    assert {"gone", "late"}.isdisjoint(names), "they are of no file that is handed out"
    assert capsys.readouterr().out == ""


def test_what_fails_of_that_is_missing_and_the_rest_is_there(with_cell: WithCells) -> None:
    source = 'first = open("a.csv").read().no_such\nsecond = open("a.csv").read()'

    names = replace(with_cell(source), given_files={"a.csv": b"1"}).definitions

    assert "first" not in names
    assert names["second"] == "1"


def test_without_such_files_nothing_is_read(with_cell: WithCells) -> None:
    assert "text" not in with_cell('text = open("/etc/hostname").read()').definitions


def test_what_one_misconception_changes_is_whole_for_the_next(with_cell: WithCells) -> None:
    source = 'import pandas as pd\ntable = pd.read_csv("a.csv")\nrows = table.n.tolist()'
    names = replace(with_cell(source), given_files={"a.csv": b"n\n1\n2\n"}).definitions

    for _ in range(2):
        own = names.fresh()
        own["rows"].append(3)
        own["table"].loc[0, "n"] = 9

    assert names["rows"] == [1, 2]
    assert names["table"]["n"].tolist() == [1, 2]
    assert names.fresh()["pd"] is names["pd"]
