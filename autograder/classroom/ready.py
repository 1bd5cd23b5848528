"""A worker gets ready: its forkserver starts while it imports what grades.

This module imports neither torch nor what needs it.
"""

from __future__ import annotations

import threading

from autograder.startup import uncollected
from autograder.student.warm import Forkserver


def get_ready() -> None:
    """Begin, in the background."""
    Forkserver.start()
    threading.Thread(target=_import_worker, daemon=True).start()


def _import_worker() -> None:
    with uncollected():
        import autograder.classroom.worker  # noqa: F401
