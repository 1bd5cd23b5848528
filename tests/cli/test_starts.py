"""Commands import what they need and no more, so that they answer at once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.classroom.running import NAME
from tests.helpers import ROOT

LARGE = {"torch", "dask", "distributed", "nbgrader", "nbformat", "nbconvert", "jupyter_client"}
LARGE |= {"IPython", "sqlalchemy", "rich", "matplotlib"}


def imported(*words: str) -> set[str]:
    """The packages that a call imports, itself, not what it starts."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "autograder", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode in (0, 1, 2), ran.stderr
    assert "Traceback" not in ran.stderr
    return {name.split(".")[0] for name in re.findall(r"\|\s+([\w.]+)$", ran.stderr, re.MULTILINE)}


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("--help",),
        ("--no-such-option",),
        ("no-such-command",),
        ("grade", "--help"),
        ("grade", "--no-such-option"),
        ("report", "--help"),
        ("read", "--help"),
    ],
    ids=" ".join,
)
def test_what_says_only_how_to_call_it_imports_nothing_large(words: tuple[str, ...]) -> None:
    found = imported(*words)

    assert "click" in found
    assert found & LARGE == set()


@pytest.mark.parametrize(
    "words",
    [
        ("collect", NAME, "release", "--submitted", "{folder}/submitted"),
        ("export", "--to", "csv", "--grades", "{folder}"),
        ("publish", "{folder}/published"),
        ("report", "--output", "{folder}"),
        ("read", NAME, "--output", "{folder}"),
        ("summary", "--output", "{folder}"),
        ("similar", NAME, "--submitted", "{folder}"),
        ("doctor",),
    ],
    ids=lambda words: words[0],
)
def test_what_grades_nothing_imports_neither_torch_nor_dask(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    found = imported(*(word.format(folder=tmp_path) for word in words))

    assert "click" in found
    assert found & {"torch", "torchvision", "dask", "distributed"} == set()


def test_what_grades_here_imports_neither_torch_nor_dask_itself(tmp_path: Path) -> None:
    (tmp_path / "submitted").mkdir()

    where = ("--submitted", str(tmp_path / "submitted"), "--output", str(tmp_path))
    found = imported("grade", NAME, *where)

    assert "nbgrader" in found
    assert found & {"torch", "torchvision", "dask", "distributed"} == set()
