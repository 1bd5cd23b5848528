"""`make gpu` needs a GPU."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests import runner


def test_without_a_gpu_make_gpu_ends_before_all_else_with_a_line_that_says_so(
    tmp_path: Path,
) -> None:
    checkout = runner.clone(runner.repository(tmp_path / "origin"), tmp_path / "clone")
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}

    ended = subprocess.run(
        ["make", "gpu", "MNIST=/"],
        cwd=checkout,
        env=outside | {"CUDA_VISIBLE_DEVICES": "", "LC_ALL": "C"},
        capture_output=True,
        text=True,
    )

    ours, makes = ended.stderr.splitlines()
    assert ended.returncode == 2 and ended.stdout == ""
    assert re.fullmatch(r"make gpu: torch 2\.\S+ finds no GPU here", ours)
    assert makes.startswith("make: ***")
