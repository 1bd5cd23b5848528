"""Several hosts: network namespaces that a bridge joins, each with an address of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.classroom.running import STUDENTS, Dask, Made, graded, grading

ADDRESSES = {
    "desk": "10.99.0.1",
    "scheduler": "10.99.0.2",
    "left": "10.99.0.3",
    "right": "10.99.0.4",
}
MISSING = [
    *(["root's rights, to make network namespaces"] if os.geteuid() else []),
    *(f"the command {name}" for name in ("ip", "nsenter") if not shutil.which(name)),
]


def ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], check=check, capture_output=not check)


class Hosts:
    """One for each address, cabled to a bridge in a namespace of its own."""

    def __init__(self) -> None:
        self.names = {name: f"autograder-{os.getpid()}-{name}" for name in ("switch", *ADDRESSES)}

    def build(self) -> None:
        for space in self.names.values():
            ip("netns", "add", space)
        switch = self.names["switch"]
        ip("-n", switch, "link", "add", "bridge", "type", "bridge")
        ip("-n", switch, "link", "set", "bridge", "up")
        for name, address in ADDRESSES.items():
            ip(
                "-n",
                switch,
                "link",
                "add",
                name,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                self.names[name],
            )
            ip("-n", switch, "link", "set", name, "master", "bridge", "up")
            ip("-n", self.names[name], "address", "add", f"{address}/24", "dev", "eth0")
            for link in ("lo", "eth0"):
                ip("-n", self.names[name], "link", "set", link, "up")

    def on(self, name: str) -> tuple[str, ...]:
        """Words that run a command on a host."""
        return ("nsenter", f"--net=/run/netns/{self.names[name]}")

    def unplug(self, name: str) -> None:
        """Pull a host's cable: nobody is told."""
        ip("-n", self.names["switch"], "link", "set", name, "down")

    def remove(self) -> None:
        for space in self.names.values():
            ip("netns", "delete", space, check=False)


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    made = Hosts()
    try:
        made.build()
        yield made
    finally:
        made.remove()


@pytest.mark.soak
@pytest.mark.skipif(
    bool(MISSING), reason=f"several hosts on one machine need {' and '.join(MISSING)}"
)
def test_several_hosts_give_the_same_grades_though_one_is_cut_off(
    made: Made, tmp_path: Path, hosts: Hosts, dask: Dask
) -> None:
    course, grades = made
    output = tmp_path / "output"
    # Until Dask holds who does not answer to be gone: half a minute by default, and this at the
    # least.
    dask.variables["DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP"] = "11s"
    dask.host = ADDRESSES["scheduler"]
    address = dask.schedule(*hosts.on("scheduler"))
    for name in ("left", "right"):
        dask.work(address, before=hosts.on(name))
    assert address.startswith(f"tcp://{ADDRESSES['scheduler']}:")

    line = [*hosts.on("desk"), *grading(course, output, "--scheduler", address)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        run.stdout.readline()
        hosts.unplug("left")
        assert len(graded(output)) < STUDENTS
        run.communicate(timeout=200)

    assert run.returncode == 0
    assert (output / "grades.csv").read_bytes() == grades
    assert (
        f"Remove worker addr: tcp://{ADDRESSES['left']}:"
        in (dask.folder / "scheduler.log").read_text()
    )
