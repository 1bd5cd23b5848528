"""A continuous-integration runner for tests.

A fresh clone, and the shell steps of a workflow one after the other.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.helpers import copy_checkout

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def git(*arguments: str | Path, cwd: Path) -> str:
    """Run git as somebody who has no settings of their own; its output."""
    identity = (
        "-c",
        "user.name=Test",
        "-c",
        "user.email=test@example.invalid",
        "-c",
        "commit.gpgsign=false",
    )
    line = ["git", *identity, *map(str, arguments)]
    return subprocess.run(
        line, cwd=cwd, env=os.environ | NO_SETTINGS, capture_output=True, text=True, check=True
    ).stdout.strip()


NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def repository(folder: Path) -> Path:
    """Make a repository with all that this checkout would commit."""
    copy_checkout(folder)
    git("init", "--quiet", "--initial-branch=main", cwd=folder)
    commit(folder, "A course")
    return folder


def commit(folder: Path, message: str, *forced: str) -> None:
    """Commit everything, and what git ignores where it is named."""
    git("add", "--all", cwd=folder)
    if forced:
        git("add", "--force", *forced, cwd=folder)
    git("commit", "--quiet", "--message", message, cwd=folder)


def clone(origin: Path, folder: Path) -> Path:
    """A clone as `actions/checkout` makes it, with this Python's packages in it."""
    git("clone", "--quiet", "--depth=1", "--branch=main", f"file://{origin}", folder, cwd=origin)
    environment = folder / ".venv"
    environment.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name != ".ready":
            (environment / entry.name).symlink_to(entry)
    (environment / ".ready").touch()
    return folder


@dataclass
class Step:
    """What became of a step."""

    status: int
    output: str


@dataclass
class Runner:
    """Runs the steps of a workflow's only job.

    Args:
        checkout: where; a `clone`.
        values: what each expression of the workflow stands for. One that is missing is a KeyError,
            not an empty text.
    """

    checkout: Path
    values: dict[str, Any]
    env: dict[str, str] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    seen: dict[str, dict[str, str]] = field(default_factory=dict)
    """The environment that each step had."""
    summary: str = ""

    def run(self, workflow: str) -> Runner:
        """Run every shell step as GitHub does; actions (`uses:`) are what the clone stands for."""
        text = yaml.safe_load((self.checkout / ".github/workflows" / workflow).read_text())
        (job,) = text["jobs"].values()
        temp = self.checkout.with_name(f"{self.checkout.name}-temp")
        temp.mkdir()
        files = {name: temp / name.lower() for name in ("GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.touch()
        base = {
            "CI": "true",
            "RUNNER_TEMP": str(temp),
            "HOME": str(temp),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            # The clone's own code, though the packages are those of this Python; and no network.
            "PYTHONPATH": str(self.checkout),
            "OMP_NUM_THREADS": "1",
            "http_proxy": "http://127.0.0.1:9",
            "https_proxy": "http://127.0.0.1:9",
            **{name: str(path) for name, path in files.items()},
            **NO_SETTINGS,
            **self.env,
        }
        failed = False
        for step in job["steps"]:
            condition = EXPRESSION.sub(r"\1", step.get("if", ""))
            wanted = (
                not failed
                if not condition
                else bool(self.values[condition]) and (not failed or "cancelled()" in condition)
            )
            if "run" not in step or not wanted:
                continue
            added = ":".join(reversed(files["GITHUB_PATH"].read_text().split()))
            given = {**text.get("env", {}), **job.get("env", {}), **step.get("env", {})}
            env = base | {name: self._filled_in(value) for name, value in given.items()}
            env["PATH"] = f"{added}:{env['PATH']}" if added else env["PATH"]
            script = temp / "step.sh"
            script.write_text(self._filled_in(step["run"]))
            ended = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
                cwd=self.checkout,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=250,
            )
            self.steps[step["name"]] = Step(ended.returncode, ended.stdout)
            self.seen[step["name"]] = env
            failed = failed or ended.returncode != 0
        self.summary = files["GITHUB_STEP_SUMMARY"].read_text()
        return self

    def _filled_in(self, text: str) -> str:
        return EXPRESSION.sub(lambda found: str(self.values[found.group(1)]), text)
