"""Pins stand in requirements.txt, those of tests in requirements-dev.txt; pip, conda and the package read them."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import pytest
import yaml

from tests.helpers import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
LINES = [
    line.split("#")[0].strip() for name in FILES for line in (ROOT / name).read_text().splitlines()
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

    dynamic = project["tool"]["setuptools"]["dynamic"]
    assert "dependencies" in project["project"]["dynamic"]
    assert dynamic["optional-dependencies"]["dev"] == {"file": "requirements-dev.txt"}
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": "requirements.txt"}
    assert project["project"]["requires-python"] == ">=3.11"
