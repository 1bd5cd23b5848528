"""What a student's file or cell keeps Python's parsers from is told of that file or cell."""

from __future__ import annotations

import ast
import symtable
from collections import Counter
from typing import Any

import pytest
from nbformat.v4 import new_code_cell

from autograder.grading.assignment import Assignment
from autograder.grading.dependence import used_by
from autograder.grading.names import names_in
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.parsing import parse, symbols
from autograder.grading.rebuild import rebuild
from tests.conftest import Submit

UNPARSABLE = {
    "a null byte": "x = 1\0",
    "a number of 5,000 digits": f"x = {'7' * 5_000}",
    "brackets": "(" * 1_000 + ")" * 1_000,
    "signs": f"x = {'-' * 40_000}1",
    "a chain": f"x{'.a' * 40_000}",
    "a sum": f"x = {'1 + ' * 40_000}1",
    "marks": f"x{chr(0x301) * 1_000} = 1",
}


@pytest.mark.parametrize("source", UNPARSABLE.values(), ids=UNPARSABLE)
@pytest.mark.parametrize("read", [parse, symbols])
def test_what_cannot_be_parsed_is_an_error_of_syntax_at_most(read: Any, source: str) -> None:
    try:
        assert read(source)
    except SyntaxError as error:
        assert str(error)


@pytest.mark.parametrize("source", UNPARSABLE.values(), ids=UNPARSABLE)
def test_a_cell_that_cannot_be_parsed_is_put_into_the_notebook_all_the_same(
    convolution: Assignment, submit: Submit, source: str
) -> None:
    rebuilt = rebuild(convolution, submit(convolution, {"pool": source}))

    (cell,) = (cell for cell in rebuilt.notebook.cells if cell.source == source)
    assert cell.metadata.nbgrader.grade_id == "pool"


@pytest.mark.parametrize(
    "value", ["7" * 5_000, "[" * 100_000, "[" * 900 + "]" * 900], ids=["digits", "open", "deep"]
)
def test_a_file_that_json_refuses_is_told_to_be_none(value: str) -> None:
    data = f'{{"nbformat": 4, "cells": [], "metadata": {{"more": {value}}}}}'.encode()

    try:
        assert read_notebook(data).cells == []
    except Unreadable as problem:
        assert str(problem).startswith("The file")


def test_each_cell_is_parsed_once_however_many_exercises_there_are(
    convolution: Assignment, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted = submit(convolution)
    own = [f"mine_{number} = {number}\nraise ValueError('{number}')" for number in range(5)]
    submitted.cells += [new_code_cell(source) for source in own]
    parsed: Counter[str] = Counter()
    for module, name in ((ast, "parse"), (symtable, "symtable")):
        whole = getattr(module, name)

        def count(source: str, *rest: Any, whole: Any = whole) -> Any:
            parsed[source] += 1
            return whole(source, *rest)

        monkeypatch.setattr(module, name, count)

    notebook = rebuild(convolution, submitted).notebook
    for exercise in convolution.exercises:
        used_by(convolution, notebook, exercise.name)

    # Once into a tree, and once into a table of names.
    assert {source: parsed[source] for source in own if parsed[source] > 2} == {}
    assert all(parsed[source] for source in own)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("%matplotlib inline\nx = 1", {"x"}),
        ("files = !ls \\\n  -l\ny = 2", {"files", "y"}),
        ("if True:\n    !ls\nz = 3", {"z"}),
        ("torch.zeros?\nx = 1", {"x"}),
        ("?torch\nx = 1", {"x"}),
        ("%time x = 1", {"x"}),
        ("%%time\nx = 1", {"x"}),
        ("%%bash\nx=1", set()),
        ("timed = %timeit -o f()\nx = 1", {"timed", "x"}),
        ("def f():\n    global g\n    g = 1", {"f", "g"}),
    ],
)
def test_names_are_found_beside_magics(source: str, names: set[str]) -> None:
    assert names_in(source) == names
