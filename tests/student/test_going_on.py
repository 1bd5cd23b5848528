"""A line that fails for what isn't there keeps nothing else of its cell from being run."""

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
        ("def f():\n    import not_there\nvalue = 0\nf()\nvalue = 11", GONE, 11),
        ("value = 0\nif True:\n    import not_there\n    value = 1\nvalue += 12", GONE, 12),
        ("value = 13\nimport not_there\n1 / 0\nvalue = 0", GONE, 13),
        ("value = 14\nraise ValueError('mine')\nvalue = 0", "ValueError", 14),
        ("a = open('/content/drive/a.csv')\nvalue = 17", "FileNotFoundError", 17),
        ("with open('C:/a.csv') as f:\n    f.read()\nvalue = 18", "FileNotFoundError", 18),
        (
            "from urllib.request import urlopen\npage = urlopen('http://example.org')\nvalue = 19",
            "URLError",
            19,
        ),
        ("import os\nos.makedirs('/content/mine'); value = 20", "PermissionError", 20),
        ("import torch\nx = torch.ones(2).cuda()\nvalue = 21", "RuntimeError", 21),
        (
            "cat = open('C:/cat.png')\nprint(cat)\nx = cat.read(); y = x\nvalue = 23",
            "FileNotFoundError",
            23,
        ),
        (
            "import sqlite3\nsqlite3.connect('/home/me/a.db'); value = 27",
            "OperationalError",
            27,
        ),
        ("import locale\nlocale.setlocale(locale.LC_ALL, 'az_AZ')\nvalue = 28", "Error", 28),
        ("import torch\nm = torch.hub.load('a/b', 'c')\nm.eval()\nvalue = 29", "RuntimeError", 29),
        ("%matplotlib widget\nvalue = 30", "RuntimeError", 30),
        ("import os\nkey = os.environ['API_KEY']\nprint(key)\nvalue = 31", "KeyError", 31),
        ("value = 32\n{}['API_KEY']\nvalue = 0", "KeyError", 32),
        ("from not_there import njit\n@njit\ndef f(x):\n    return x\nvalue = 33", GONE, 33),
        ("%tensorboard --logdir runs\nvalue = 35", "UsageError", 35),
        (
            "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'list', "
            "'--no-such-option'])\nvalue = 36",
            "CalledProcessError",
            36,
        ),
        ("import torch\nassert torch.cuda.is_available()\nvalue = 37", "AssertionError", 37),
        ("value = 38\nexit()\nvalue = 0", "SystemExit", 38),
        ("import torch\nx = torch.ones(1).to('mps')\nvalue = 39", "RuntimeError", 39),
        ("size = int(input('size? '))\nvalue = 26", "StdinNotImplementedError", 26),
        ("value = 24\nprint(cats)\nvalue = 0", "NameError", 24),
        ("value = 22\nassert value == 3\nvalue = 0", "AssertionError", 22),
        ("value = 15\nimport not_there", GONE, 15),
        # From here on the process doesn't know which names it lacks.
        ("from not_there import *\nset_style()\nvalue = 34", GONE, 34),
        ("%run ./helpers.ipynb\nset_style()\nvalue = 40", "Exception", 40),
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


def test_the_line_that_failed_is_told(process: StudentProcess) -> None:
    run = process.run("x = 1\nif x:\n    1 / 0", SECONDS)

    assert run.error
    assert run.error["at"] == "1 / 0"


def test_an_error_below_it_is_shown_with_its_own_line(process: StudentProcess) -> None:
    run = process.run("import not_there\n\nx = 1 / 0", SECONDS)

    first, second = run.outputs
    assert (first["ename"], second["ename"]) == (GONE, "ZeroDivisionError")
    assert "line 3" in "".join(second["traceback"])


def test_a_cell_further_down_that_uses_it_goes_on_too(process: StudentProcess) -> None:
    process.run("table = open('C:/table.csv')", SECONDS)

    run = process.run("table.read()\nvalue = 25", SECONDS)
    shown = process.run("print(value)", SECONDS)

    assert run.went_on
    assert shown.outputs[0]["text"].strip() == "25"
