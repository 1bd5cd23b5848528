"""A loop with a progress bar runs as one without, whichever of tqdm's bars it shows."""

from __future__ import annotations

import pytest

from autograder.student.process import StudentProcess


@pytest.mark.parametrize("module", ["tqdm", "tqdm.auto", "tqdm.notebook"])
def test_a_loop_with_a_bar_computes_what_one_without_does(module: str) -> None:
    cell = f"from {module} import tqdm\nprint(sum(tqdm(range(1000), desc='epoch')))"

    with StudentProcess() as process:
        run = process.run(cell, 60)

    assert run.ended == "ok", run.error
    assert [one.text for one in run.outputs if one.get("name") == "stdout"] == ["499500\n"]
