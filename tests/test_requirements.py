"""Pins stand in files of requirements, for conda and the package; locks follow them, for make."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.helpers import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
LOCKS = {
    "requirements.lock": ("requirements.txt",),
    "requirements-dev.lock": FILES,
    "benchmarks/requirements.lock": ("benchmarks/requirements.txt",),
}
"""From which files `make lock` makes each lock."""

LOCKED = re.compile(
    r"^(?P<package>\S+==\S+(?: ; .+?)?)"
    r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    r"    # via (?P<why>.+)\n",
    re.MULTILINE,
)
"""A package of a lock: name, version and platforms; hashes; who asks for it."""


BUILT_FOR_CUDA = re.compile(
    re.search(r"^CUDA := /(.+)/$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
)
"""What TORCH=cpu leaves out of a lock."""


def lines_of(path: Path) -> list[str]:
    lines = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
    return [line for line in lines if line]


def packages_in(lock: str) -> dict[str, str]:
    """Versions of a lock's packages on this machine, by name."""
    found = [Requirement(one["package"]) for one in LOCKED.finditer((ROOT / lock).read_text())]
    return {
        canonicalize_name(one.name): str(one.specifier).removeprefix("==")
        for one in found
        if one.marker is None or one.marker.evaluate()
    }


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


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_packages_with_a_version_and_hashes_and_no_word_of_where_they_come_from(
    lock: str,
) -> None:
    text = (ROOT / lock).read_text()

    assert len(LOCKED.findall(text)) > 50
    assert [line for line in LOCKED.sub("", text).splitlines() if not line.startswith("#")] == []
    assert "://" not in text


@pytest.mark.parametrize(
    ("lock", "file"), [(lock, file) for lock, files in LOCKS.items() for file in files]
)
def test_a_lock_has_the_pins_that_it_was_made_from_and_no_others(lock: str, file: str) -> None:
    asked = f"-r {file}"
    pinned = {
        one["package"]
        for one in LOCKED.finditer((ROOT / lock).read_text())
        if asked in one["why"].split(", ")
    }

    assert pinned == {
        f"{canonicalize_name(name)}=={number}"
        for name, _, number in (line.partition("==") for line in lines_of(ROOT / file))
    }, "`make lock` makes it anew"


def test_a_package_has_the_same_version_in_every_lock() -> None:
    everything = packages_in("requirements-dev.lock")

    assert packages_in("requirements.lock").items() <= everything.items()
    shared = packages_in("benchmarks/requirements.lock").items()
    assert {name: number for name, number in shared if everything.get(name, number) != number} == {}


def test_what_is_installed_for_the_tests_is_what_is_locked() -> None:
    locked = packages_in("requirements-dev.lock")
    if version("torch").endswith("+cpu"):
        locked = {
            name: number
            for name, number in locked.items()
            if name in ("torch", "torchvision") or not BUILT_FOR_CUDA.match(f"{name}=={number}")
        }

    assert {name: version(name).split("+")[0] for name in locked} == locked


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_what_torchs_cpu_build_leaves_out_is_needed_by_nothing_else(lock: str) -> None:
    needed_by = {
        one["package"].split("==")[0]: set(one["why"].split(", "))
        for one in LOCKED.finditer((ROOT / lock).read_text())
        if BUILT_FOR_CUDA.match(one["package"])
    }
    asked = {"-r requirements.txt", "-c requirements.lock"}

    assert {"torch", "torchvision", "triton", "nvidia-cublas", "cuda-toolkit"} <= needed_by.keys()
    assert {name: by for name, by in needed_by.items() if by - needed_by.keys() - asked} == {}


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
