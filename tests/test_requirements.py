"""Two files are the place of pins, and conda, pip, make and the package read them."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.utils import canonicalize_name

from tests.helpers import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")


def lines_of(path: Path) -> list[str]:
    lines = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
    return [line for line in lines if line]


@pytest.mark.parametrize("line", [line for name in FILES for line in lines_of(ROOT / name)])
def test_every_requirement_is_pinned_to_the_version_that_is_tested(line: str) -> None:
    name, _, pinned = line.partition("==")

    assert re.fullmatch(r"[\w.-]+==\d[\w.]*", line)
    assert version(name).split("+")[0] == pinned


def test_no_requirement_stands_there_twice() -> None:
    names = [
        canonicalize_name(line.split("==")[0]) for file in FILES for line in lines_of(ROOT / file)
    ]

    assert len(names) == len(set(names))


def test_condas_environment_takes_its_pip_part_from_the_requirements() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *plain, last = environment["dependencies"]

    assert last == {"pip": ["-r requirements.txt"]}
    assert "pip" in plain
    assert [line for line in plain if line.startswith("python>=3.11")]
    assert set(environment) == {"name", "channels", "dependencies"}


def test_the_package_takes_its_dependencies_from_the_requirements() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    dynamic = project["tool"]["setuptools"]["dynamic"]

    assert {"dependencies", "optional-dependencies"} <= set(project["project"]["dynamic"])
    assert dynamic["dependencies"] == {"file": "requirements.txt"}
    assert dynamic["optional-dependencies"] == {"dev": {"file": "requirements-dev.txt"}}
    assert project["project"]["requires-python"] == ">=3.11"
