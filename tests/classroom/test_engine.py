"""The cluster on this machine belongs to the run that started it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psutil
import pytest
from distributed import Client
from distributed.security import Security

from autograder.classroom.cluster import SMALL, cluster
from autograder.classroom.engine import _together


@pytest.fixture(scope="module", params=[SMALL, SMALL + 1], ids=["threads", "processes"])
def own(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A cluster for a small class, and for a larger one."""
    with cluster(request.param, 2, None) as client:
        client.wait_for_workers(1, timeout=60)
        yield client


def test_it_listens_on_this_machine_alone(own: Client) -> None:
    us = psutil.Process(os.getpid())
    connections = [
        c for process in (us, *us.children(recursive=True)) for c in process.net_connections()
    ]

    listening = {c.laddr.ip for c in connections if c.status == psutil.CONN_LISTEN}

    assert listening == {"127.0.0.1"}


def test_nobody_else_can_have_it_work_for_them(own: Client) -> None:
    address = own.scheduler.address
    assert own.submit(sum, (1, 2)).result() == 3
    workers = own.scheduler_info()["workers"]
    # A small class is graded within this process: there is no socket to connect to.
    protocol = "tls://" if own.cluster.processes else "inproc://"
    ports = [address.rpartition(":")[2]] if own.cluster.processes else []
    strangers = [
        stranger
        for port in ports
        for stranger in (
            (f"tcp://127.0.0.1:{port}", None),
            (f"tls://127.0.0.1:{port}", Security.temporary()),
        )
    ]

    assert [one for one in (address, *workers) if not one.startswith(protocol)] == []
    for stranger, key in strangers:
        with pytest.raises(OSError):
            Client(stranger, security=key, timeout=3)


@pytest.mark.parametrize(
    ("left", "threads", "pace", "together"),
    [
        (1_000, 4, float("inf"), 1),  # nothing is known yet
        (1_000, 4, 0.4, 5),
        (1_000, 4, 0.0, 8),
        (1_000, 4, 30, 1),
        (40, 4, 0.4, 2),
        (12, 4, 0.4, 1),
        (1_000, 100, 0.4, 2),
    ],
)
def test_submissions_go_to_a_worker_together_if_they_are_quick_and_many(
    left: int, threads: int, pace: float, together: int
) -> None:
    assert _together(left, threads, pace) == together


def test_what_was_sent_is_not_kept_in_memory(own: Client) -> None:
    for number in range(20):
        own.submit(len, bytes(1_000 + number)).result()

    assert len(own.scheduler_comm.recent_message_log) <= 1
