"""An import that fails keeps nothing else of its cell from being run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.student.process import StudentProcess

SECONDS = 60
GONE = "ModuleNotFoundError"


@pytest.fixture(scope="module")
def process() -> Iterator[StudentProcess]:
    with StudentProcess() as opened:
        yield opened


@pytest.mark.parametrize(
    ("cell", "raised", "value"),
    [
        ("import not_there as x\nvalue = 1", GONE, 1),
        ("value = 1\nimport not_there\n\n\nvalue += 1", GONE, 2),
        ("import not_there; import nor_here; value = 3", GONE, 3),
        ("import math, not_there as x, json as j; value = j.loads('4')", GONE, 4),
        ("import json as j, not_there.part as x\nvalue = j.loads('5')", GONE, 5),
        ("from math import nope, floor\nvalue = floor(6.5)", "ImportError", 6),
        ("from not_there import (\n    a,\n    b,\n)  # both\nvalue = 7", GONE, 7),
        ("import not_there\n%time value = 8", GONE, 8),
        ("!true\nimport not_there\nvalue = 9", GONE, 9),
        ("'é'; import not_there; value = 10", GONE, 10),
        ("a = '\u2028'\nimport not_there; b = 0\nvalue = 16", GONE, 16),
        ("def f():\n    import not_there\nvalue = 11\nf()\nvalue = 0", GONE, 11),
        ("value = 12\nif value:\n    import not_there\nvalue = 0", GONE, 12),
        ("value = 13\nimport not_there\n1 / 0\nvalue = 0", GONE, 13),
        ("value = 14\nraise ImportError('mine')\nvalue = 0", "ImportError", 14),
        ("value = 15\nimport not_there", GONE, 15),
    ],
)
def test_what_stands_behind_it_is_run_and_the_error_is_told(
    process: StudentProcess, cell: str, raised: str, value: int
) -> None:
    run = process.run(cell, SECONDS)
    shown = process.run("print(value)", SECONDS)

    assert run.error is not None
    assert run.error["ename"] == raised
    assert shown.outputs[0]["text"].strip() == str(value)


def test_an_error_below_it_is_shown_with_its_own_line(process: StudentProcess) -> None:
    run = process.run("import not_there\n\nx = 1 / 0", SECONDS)

    first, second = run.outputs
    assert (first["ename"], second["ename"]) == (GONE, "ZeroDivisionError")
    assert "line 3" in "".join(second["traceback"])
