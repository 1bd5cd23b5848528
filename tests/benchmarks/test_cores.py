"""What cores are worth, from two classes; and how soon the commands answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import cores, start

SMALL = cores.Run(40, 2, 20.0, driver=3.0, everybody=30.0, memory=900_000_000)
LARGE = cores.Run(240, 2, 60.0, driver=4.0, everybody=130.0, memory=910_000_000)


@pytest.mark.parametrize(
    ("part", "count", "times"), [(0.0, 16, 16.0), (1.0, 16, 1.0), (0.5, 2, 4 / 3), (0.01, 64, 39.3)]
)
def test_what_cores_are_worth_is_amdahls_law(part: float, count: int, times: float) -> None:
    assert cores.worth(part, count) == pytest.approx(times, abs=0.05)


def test_the_start_is_in_no_figure_of_a_submission() -> None:
    assert cores.each((SMALL, LARGE), "driver") == pytest.approx(0.005)
    assert cores.serial_part((SMALL, LARGE)) == pytest.approx(0.01)
    assert cores.last_line([SMALL, LARGE]) == (
        "serial_part=0.010 cores16=13.9 cores64=39.3 driver_ms=5.0"
    )
    assert "| 2 | 60.0 | 5.00 | 1.00 | 5.0 | 500 | 0.010 | 910 MB |" in cores.record(
        "", [SMALL, LARGE]
    )


def test_what_a_further_core_takes_of_memory_is_told_where_there_were_more() -> None:
    one_core = [replace(SMALL, cores=1, memory=850_000_000), replace(LARGE, cores=1)]
    more = [replace(SMALL, cores=5), replace(LARGE, cores=5, memory=1_110_000_000)]

    said = cores.record("", one_core + more)
    assert "Each core beyond the first takes 50 MB of memory." in said
    assert "MB of memory" not in cores.record("", [SMALL, LARGE])


def test_a_round_that_is_slow_as_a_whole_changes_no_ratio_of_the_start() -> None:
    one = {row: float(seconds) for seconds, row in enumerate(start.ROWS, 1)}
    slow = {row: 3 * seconds for row, seconds in one.items()}

    assert start.last_line([one]).split()[0] == "start_ratio=3.00"
    assert start.last_line([one, slow, slow]).split()[0] == "start_ratio=3.00"
    assert start.last_line([one]).split()[2:] == start.last_line([one, slow]).split()[2:]
