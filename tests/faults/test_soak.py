"""A class is graded while something breaks each few seconds."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.helpers import ROOT


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_whatever_breaks_each_few_seconds_the_class_has_the_scores_of_an_undisturbed_run() -> None:
    options = ["--submissions", "400", "--minutes", "5"]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.soak", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "| *differences from an undisturbed run* | 0 |" in ran.stdout
