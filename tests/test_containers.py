"""The image, the dev container and their profile name what is there, and what the locks hold."""

from __future__ import annotations

import json
import re
import shlex
from fnmatch import fnmatch
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from autograder.cli.main import main
from tests.helpers import ROOT

TEXT = (ROOT / "Containerfile").read_text()
STEPS = [
    shlex.split(line, comments=True)
    for line in re.sub(r"\\\n", " ", TEXT).splitlines()
    if line.strip() and not line.startswith("#")
]
"""Its instructions, each as words."""

PYTHON_OF = {"bookworm": "3.11", "trixie": "3.13"}
"""Debian's own, by release."""

DEV: dict[str, Any] = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
PROFILE: dict[str, Any] = json.loads((ROOT / ".devcontainer/seccomp.json").read_text())
ALLOWED = {name for rule in PROFILE["syscalls"] for name in rule["names"]}


def instructions(kind: str) -> list[list[str]]:
    return [words for words in STEPS if words[0] == kind]


def test_the_images_python_is_the_one_that_locks_are_made_for_and_conda_takes() -> None:
    ((_, image),) = instructions("FROM")
    python = PYTHON_OF[re.fullmatch(r"docker\.io/library/debian:(\w+)-slim", image)[1]]
    (conda,) = [
        line.removeprefix("python")
        for line in yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
        if isinstance(line, str) and line.startswith("python")
    ]

    assert python in SpecifierSet(conda)
    assert f"--python-version {python}" in (ROOT / "Makefile").read_text()


def test_the_image_is_installed_by_make_from_the_lock_with_no_versions_of_its_own() -> None:
    installing = [" ".join(words) for words in instructions("RUN") if "make" in words]

    assert any(".venv/.ready" in line for line in installing)
    assert not re.search(r"pip3? install|==", TEXT)
    assert "$(READY): requirements-dev.lock" in (ROOT / "Makefile").read_text()


def test_what_is_copied_exists_and_is_not_ignored_and_nothing_else_comes_along() -> None:
    copied = {name for words in instructions("COPY") for name in words[1:-1]}
    ignored, *let_in = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if not line.startswith("#")
    ]
    wanted = [line.removeprefix("!/") for line in let_in if line.startswith("!/")]

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert ignored == "*"
    assert [n for n in copied if not any(fnmatch(n, pattern) for pattern in wanted)] == []
    assert [p for p in wanted if not any(fnmatch(name, p) for name in copied)] == []


def test_what_makes_the_image_needs_is_copied() -> None:
    copied = {name for words in instructions("COPY") for name in words[1:-1]}
    (needed,) = re.findall(r"^\$\(READY\): (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert {"Makefile", "autograder", *needed.split()} <= copied


def test_the_image_runs_the_command_as_an_ordinary_user() -> None:
    ((_, user),) = instructions("USER")
    ((_, *entry),) = instructions("ENTRYPOINT")
    made = next(words for words in instructions("RUN") if "useradd" in words)

    assert made[made.index("--uid") + 1] == user != "0"
    assert entry == ["[autograder]"] and main.name == "main"


def test_the_dev_container_uses_the_same_file_user_folder_and_profile() -> None:
    folder = ROOT / ".devcontainer"
    made = next(words for words in instructions("RUN") if "useradd" in words)
    profile = DEV["runArgs"][1].removeprefix("seccomp=${localWorkspaceFolder}/")

    assert (folder / DEV["build"]["dockerfile"]).resolve() == ROOT / "Containerfile"
    assert (folder / DEV["build"]["context"]).resolve() == ROOT
    assert DEV["build"]["args"].keys() <= {words[1].rstrip("=") for words in instructions("ARG")}
    assert DEV["remoteUser"] in made
    assert DEV["workspaceFolder"] == instructions("WORKDIR")[-1][1]
    assert (ROOT / profile).is_file()
    assert DEV["postCreateCommand"].split()[1] in main.commands


@pytest.mark.parametrize("file", ["root.py", "box.py", "filters.py"])
def test_the_profile_lets_through_what_the_box_calls(file: str) -> None:
    text = (ROOT / "autograder/student/inside" / file).read_text()
    called = set(re.findall(r'call\(\s*f?"([a-z_0-9]+)', text))

    assert called
    assert called - ALLOWED == set()


def test_the_profile_refuses_what_has_been_used_to_break_out_of_containers() -> None:
    never = {"bpf", "keyctl", "ptrace", "open_by_handle_at", "userfaultfd", "init_module", "clone3"}

    assert PROFILE["defaultAction"] == "SCMP_ACT_ERRNO"
    assert {rule["action"] for rule in PROFILE["syscalls"]} == {"SCMP_ACT_ALLOW"}
    assert ALLOWED & (never | {"io_uring_setup", "kexec_load", "perf_event_open"}) == set()
