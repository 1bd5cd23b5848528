"""What notebooks import is installed where they run, listed by the instructor or not."""

from __future__ import annotations

import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from autograder.course.packages import here, lacking
from tests.helpers import command

PANDAS = f"pandas=={version('pandas')}"
SCIKIT = f"scikit-image=={version('scikit-image')}"


@pytest.mark.parametrize(
    ("source", "listed", "expected"),
    [
        ("import pandas as pd", "numpy==2.4.6", [PANDAS]),
        ("from pandas.api import types", "numpy", [PANDAS]),
        ("def f():\n    import pandas", "numpy", [PANDAS]),
        ("import skimage.data, pandas", "", [PANDAS, SCIKIT]),
        ("import pandas", "Pandas[excel] >= 2  # tables", []),
        ("import numpy", "pandas", []),  # which brings it
        ("import IPython, PIL", "jupyterlab\ntorchvision", []),
        ("try:\n    import pandas\nexcept ImportError:\n    pass", "", []),
        ("import json, os.path, no_such_module_anywhere", "", []),
        ("from . import pandas", "", []),
        ("this is no Python", "", []),
    ],
)
def test_a_package_lacks_that_is_imported_and_that_nothing_listed_brings(
    source: str, listed: str, expected: list[str]
) -> None:
    assert lacking([source], listed.splitlines()) == expected


def test_a_version_is_told_as_an_index_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.course.packages.version", lambda _: "2.12.1+cpu")

    assert here("torch") == "2.12.1"


def test_each_door_names_what_the_list_lacks_and_installs_it(tmp_path: Path) -> None:
    course = tmp_path / "mine"
    assert command("autograder", "init", str(course), cwd=tmp_path).returncode == 0
    notebook = course / "source/01-start/start.ipynb"
    text = notebook.read_text()
    notebook.write_text(text.replace('"import torch', '"import torch, pandas', 1))
    assert notebook.read_text() != text
    said = f"01-start: requirements.txt doesn't list what is imported there: add {PANDAS} below"

    built = command("autograder", "build", cwd=course)
    published = command("autograder", "publish", "out", cwd=course)
    exported = command(
        *("autograder", "export", "--to", "gradescope-autograder", "01-start"),
        *("--output", "gs.zip"),
        cwd=course,
    )

    assert built.returncode == published.returncode == exported.returncode == 0, built.stderr
    assert said in " ".join(built.stdout.split())
    assert said in published.stderr
    assert said in exported.stderr
    assert PANDAS in (course / "out/requirements.txt").read_text().splitlines()
    with zipfile.ZipFile(course / "gs.zip") as archive:
        assert PANDAS in archive.read("requirements.txt").decode().splitlines()
