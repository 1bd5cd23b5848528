"""requirements.txt is the one place of pins; conda, pip and the package read it."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import pytest
import yaml

from tests.helpers import ROOT

LINES = [
    line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()
]
REQUIREMENTS = [line for line in LINES if line]


@pytest.mark.parametrize("line", REQUIREMENTS)
def test_every_requirement_is_pinned_to_the_version_that_is_tested(line: str):
    name, _, pinned = line.partition("==")

    assert re.fullmatch(r"[\w.-]+==\d[\w.]*", line)
    assert version(name).split("+")[0] == pinned


def test_no_requirement_stands_there_twice():
    names = [line.split("==")[0].lower() for line in REQUIREMENTS]

    assert len(names) == len(set(names))


def test_condas_environment_takes_its_pip_part_from_the_requirements():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *plain, last = environment["dependencies"]

    assert last == {"pip": ["-r requirements.txt"]}
    assert "pip" in plain
    assert [line for line in plain if line.startswith("python>=3.11")]
    assert set(environment) == {"name", "channels", "dependencies"}


def test_the_package_takes_its_dependencies_from_the_requirements():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert "dependencies" in project["project"]["dynamic"]
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": "requirements.txt"}
    assert project["project"]["requires-python"] == ">=3.11"
