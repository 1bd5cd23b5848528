"""What proc(5) says of processes that may end at any moment."""

from __future__ import annotations

from pathlib import Path


def children(pid: int) -> list[int]:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for one in threads for child in (one / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def title(pid: int) -> str:
    """The start of its command line; empty where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:200]
    except (FileNotFoundError, ProcessLookupError):
        return ""
