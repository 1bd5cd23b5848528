"""A part of ``make mutants``, and what it says where something is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.helpers import ROOT
from tests.mutants.__main__ import EQUIVALENT, main
from tests.mutants.hunt import solution_of
from tests.mutants.mutate import mutants_of
from tests.trusted import KEYS


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python: mutants are judged in forks of a process without threads."""
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.soak
def test_one_of_a_hundred_mutants_of_every_solution_loses_points_or_is_equivalent() -> None:
    ran = python("-m", "tests.mutants", "--every", "100")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "05-lenet/classifier" in ran.stdout
    assert [row.split()[-2] for row in ran.stdout.splitlines() if row.startswith("| all")] == ["0"]


@pytest.mark.soak
def test_what_survives_unlisted_and_what_is_listed_wrongly_is_named(tmp_path: Path) -> None:
    listed = tmp_path / "equivalent.toml"
    listed.write_text(
        '["03-kernels/edge-kernel"]\n"line 3: 1.0 -> 2.0" = "it is not"\n"line 9: 1 -> 2" = ""\n'
    )

    ran = python("-m", "tests.mutants", "03-kernels/edge-kernel", "--equivalent", str(listed))

    assert ran.returncode == 1
    assert ran.stdout.splitlines()[-4:] == [
        "03-kernels/edge-kernel, line 9: 1 -> 2: is listed as equivalent, but there is no such "
        "mutant",
        "03-kernels/edge-kernel, line 9: 1 -> 2: is listed without a reason",
        "03-kernels/edge-kernel, line 3: [[1.0], [-1.0]] -> [[-1.0], [1.0]]: loses no points; "
        "mend the check, or list it in "
        "tests/mutants/equivalent.toml with the reason why it is right",
        "03-kernels/edge-kernel, line 3: 1.0 -> 2.0: is listed as equivalent, but loses points",
    ]


@pytest.mark.soak
def test_what_is_listed_as_equivalent_is_a_mutant_of_todays_solution() -> None:
    listed = tomllib.loads(EQUIVALENT.read_text())
    gone = {
        key: [
            name for name in reasons if name not in {m.name for m in mutants_of(solution_of(key))}
        ]
        for key, reasons in listed.items()
    }

    assert {key: names for key, names in gone.items() if names} == {}


def test_an_unknown_exercise_is_a_wrong_call() -> None:
    ran = CliRunner().invoke(main, ["03-kernels/ege-kernel"])

    assert ran.exit_code == 2
    assert "no check is called 03-kernels/ege-kernel; there are 01-images/" in ran.output


def test_the_table_in_the_documents_counts_the_mutants_that_there_are() -> None:
    text = (ROOT / "docs/checks.md").read_text().partition("## Mutants")[2]
    rows = re.findall(r"^\| (\d\S+) +\| +(\d+) \| +(\d+) \| +(\d+) \|$", text, re.MULTILINE)
    listed = tomllib.loads(EQUIVALENT.read_text())
    found = {key: (len(mutants_of(solution_of(key))), len(listed.get(key, {}))) for key in KEYS}

    shown = {key: tuple(map(int, counts)) for key, *counts in rows}
    assert shown == {key: (mutants - right, right, 0) for key, (mutants, right) in found.items()}


FATES = """
import os
from tests.mutants.hunt import Case, hunt
from tests.mutants.mutate import Mutant
from tests.trusted import AT_GRADING

os.environ.update(AT_GRADING)
sources = {
    "right": "def flat_size(channels, height, width): return channels * height * width",
    "wrong": "def flat_size(channels, height, width): return channels * height",
    "endless": "while True: pass",
    "dies": "import os; os.kill(os.getpid(), 11)",
}
cases = [Case("01-images/flat-size", Mutant(name, source)) for name, source in sources.items()]
cases.append(Case("01-images/no-such-check", Mutant("unchecked", "")))
for case, fate in hunt(cases, processes=2, seconds=15):
    print(case.mutant.name, fate)
"""


@pytest.mark.soak
def test_a_mutant_is_killed_by_points_death_or_the_clock_but_not_by_a_fault_of_the_check() -> None:
    ran = python("-c", FATES)

    assert sorted(ran.stdout.splitlines()) == [
        "dies killed",
        "endless killed",
        "right survives",
        "unchecked broken",
        "wrong killed",
    ]
    assert "BadExercise" in ran.stderr
