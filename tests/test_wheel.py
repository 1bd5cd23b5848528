"""The wheel holds all of the package and nothing else, and says what it is and what it needs."""

from __future__ import annotations

import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from autograder import __version__
from tests.helpers import ROOT, build_wheel
from tests.test_requirements import lines_of

PACKAGE = ROOT / "autograder"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(build_wheel(tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return Parser().parsestr(wheel.read(name).decode())


def paths_below(folder: Path, pattern: str) -> set[str]:
    found = {path for path in folder.rglob(pattern) if path.is_file() and path.suffix != ".pyc"}
    assert found, f"{folder} holds no {pattern}"
    return {path.relative_to(ROOT).as_posix() for path in found}


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("", "*.py"),
        ("", "py.typed"),
        ("classroom/templates", "*"),
        ("course/templates", "*"),
        ("exercises", "check.py"),
        ("exercises", "misconceptions.py"),
        ("exercises", "answers.py"),
    ],
)
def test_every_module_template_and_exercise_is_in_the_wheel(
    wheel: zipfile.ZipFile, folder: str, pattern: str
) -> None:
    assert paths_below(PACKAGE / folder, pattern) - set(wheel.namelist()) == set()


def test_an_exercise_lies_in_the_wheel_in_a_folder_of_its_own(wheel: zipfile.ZipFile) -> None:
    folders = {
        name.removesuffix("/check.py")
        for name in wheel.namelist()
        if name.startswith("autograder/exercises/") and name.endswith("/check.py")
    }

    assert "autograder/exercises/04-convolution/manual-conv" in folders
    assert {folder.count("/") for folder in folders} == {3}


def test_nothing_else_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    others = set(wheel.namelist()) - paths_below(PACKAGE, "*")

    assert {name.partition("/")[0] for name in others} == {f"autograder-{__version__}.dist-info"}
    assert f"autograder-{__version__}.dist-info/licenses/LICENSE" in others


def test_whoever_installs_the_wheel_gets_no_tests_and_no_linters(metadata: Message) -> None:
    asked = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    plain = [str(one) for one in asked if one.marker is None]
    extra = [one for one in asked if one.marker and str(one.marker) == 'extra == "dev"']

    assert plain == lines_of(ROOT / "requirements.txt")
    assert [f"{one.name}{one.specifier}" for one in extra] == lines_of(
        ROOT / "requirements-dev.txt"
    )
    assert len(plain) + len(extra) == len(asked)
    assert metadata.get_all("Provides-Extra") == ["dev"]


def test_the_wheel_says_who_made_it_what_it_is_and_where_it_runs(metadata: Message) -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    authors = [author["name"] for author in citation["authors"]]

    assert metadata["License-Expression"] == citation["license"]
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Author"].casefold() == ", ".join(authors).casefold()
    assert f"Lecture, {citation['references'][0]['url']}" in metadata.get_all("Project-URL", [])
    assert metadata["Requires-Python"] == ">=3.11"
    assert str(metadata.get_payload()).startswith((ROOT / "README.md").read_text()[:60])
    classifiers = set(metadata.get_all("Classifier", []))
    assert {
        *(f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13)),
        "Intended Audience :: Education",
        "Operating System :: POSIX :: Linux",
        "Typing :: Typed",
    } <= classifiers


def test_the_pythons_of_the_metadata_are_those_that_are_tested(metadata: Message) -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    prefix = "Programming Language :: Python :: 3."
    named = {
        classifier.rpartition(" ")[2]
        for classifier in metadata.get_all("Classifier", [])
        if classifier.startswith(prefix)
    }

    assert named == set(workflow["jobs"]["test"]["strategy"]["matrix"]["python"])
