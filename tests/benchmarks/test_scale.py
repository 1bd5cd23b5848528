"""The simulation of many submissions on many workers does what queueing says."""

from __future__ import annotations

import pytest

from benchmarks.scale import Costs, last_line, record, simulate

COSTS = Costs(worker=0.4, link=0.001, driver=0.01)


def test_few_workers_bind_and_are_busy_all_the_time() -> None:
    outcome = simulate(2_000, 4, COSTS)

    assert outcome.binds == "workers"
    assert outcome.busy["workers"] > 0.98
    assert outcome.seconds == pytest.approx(2_000 * 0.4 / 4, rel=0.03)


@pytest.mark.parametrize(("costs", "binds"), [(COSTS, "driver"), (Costs(0.4, 0.01, 0.001), "link")])
def test_with_many_workers_what_is_there_once_binds(costs: Costs, binds: str) -> None:
    outcome = simulate(2_000, 500, costs)

    assert outcome.binds == binds
    assert outcome.seconds == pytest.approx(2_000 * 0.01, rel=0.05)


@pytest.mark.parametrize(("submissions", "workers"), [(1, 1), (1, 10), (3, 2), (7, 10)])
def test_each_submission_is_done_once_also_where_there_are_fewer_than_places(
    submissions: int, workers: int
) -> None:
    outcome = simulate(submissions, workers, COSTS)

    done = outcome.busy["driver"] * outcome.seconds / COSTS.driver
    assert done == pytest.approx(submissions)
    assert outcome.seconds >= 0.2


def test_the_page_says_what_binds_at_each_size() -> None:
    outcomes = {count: simulate(1_000, count, COSTS) for count in (1, 100)}

    text = record("", 1_000, COSTS, 200, outcomes)

    assert "400 ms of CPU on a worker, 10.0 ms on the driver, 200 kB over the link" in text
    assert text.count("| workers |\n") == 1
    assert text.count("| driver |\n") == 1
    assert last_line(outcomes).endswith("binds=driver")
