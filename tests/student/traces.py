"""What processes of the forkserver could leave behind."""

from __future__ import annotations

from pathlib import Path

import psutil

from autograder.student.warm import Forkserver


def left_behind() -> dict[str, int]:
    """Processes, descriptors, folders and mounts, counted when those that are ending have ended."""
    server = psutil.Process(Forkserver.running().pid)
    psutil.wait_procs(server.children(), timeout=5)
    return {
        "children": len(server.children(recursive=True)),
        "descriptors of the forkserver": server.num_fds(),
        "descriptors of the grader": psutil.Process().num_fds(),
        "folders": len(list(Path("/tmp").glob("ag-*"))),
        "mounts": Path("/proc/mounts").read_text().count("\n"),
    }
