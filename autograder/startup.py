"""Imports of what is large, without garbage collection.

It looks through all that is imported again and again, for a fifth of the time.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Import in here.

    What is there at the end is never collected, nor looked through at the end of the process, which
    takes a second.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        atexit.register(gc.freeze)
