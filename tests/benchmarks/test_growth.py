"""Classes of growing size, graded for real where one or two will do."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from benchmarks import growth
from benchmarks.commands import call
from benchmarks.growth import Peak, Run

PARENT = """\
import subprocess, sys
subprocess.run([sys.executable, "-c", "block = bytearray(300_000_000)"], check=True)
block = bytearray(60_000_000)
"""


def test_the_peak_is_that_of_the_process_without_its_children(tmp_path: Path) -> None:
    peak = Peak()

    call(sys.executable, "-c", PARENT, cwd=tmp_path, watch=peak.watch)

    assert 60e6 < peak.bytes < 200e6


@pytest.mark.soak
def test_a_run_prints_and_writes_a_row_for_each_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "growth.md"

    growth.main(["--sizes", "1", "2", "--workers", "1", "--write", str(page)])

    printed, written = capsys.readouterr().out, page.read_text()
    assert written in printed
    assert [line.split(":")[0] for line in printed.splitlines() if " s each, " in line] == [
        "1 submissions",
        "2 submissions",
        "1 submissions",
    ]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in written.splitlines()
        if line.startswith("|")
    ]
    assert [row[0] for row in rows[2:]] == ["1", "2"]
    assert re.fullmatch(r"\d+\.\d, \d+\.\d", rows[2][1])
    assert all(re.fullmatch(r"\d{3,4} MB", row[3]) for row in rows[2:])
    assert re.fullmatch(r"time_growth=\d+\.\d\d memory_growth_mb=-?\d+", printed.splitlines()[-1])


def test_growth_is_in_time_over_the_class_before_and_in_memory_over_the_smallest() -> None:
    sizes = [10, 100, 1000]
    runs = [
        *(Run(10, 5.0, 300_000_000), Run(100, 30.0, 310_000_000), Run(1000, 310.0, 340_000_000)),
        *(Run(100, 32.0, 305_000_000), Run(10, 6.0, 290_000_000)),
    ]

    assert growth.last_line(sizes, runs) == "time_growth=1.00 memory_growth_mb=40"
    assert "| 100 | 30.0, 32.0 | 0.310 | 310 MB |" in growth.record("", sizes, runs)


@pytest.mark.parametrize("sizes", [["10"], ["10", "10"], ["100", "10"]])
def test_sizes_that_do_not_grow_are_refused(
    sizes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        growth.parse(["--sizes", *sizes])

    assert (
        "--sizes needs two or more numbers, each greater than the one before"
        in capsys.readouterr().err
    )
