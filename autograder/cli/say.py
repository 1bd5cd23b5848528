"""Lines of plain text for whoever called the command."""

from __future__ import annotations

import sys

from autograder.plain import in_a_log


def say(text: str, *, error: bool = False) -> None:
    """Print a line; nothing in it does anything to a terminal or a log."""
    # Not by click, which writes UTF-8 to a terminal that said it has other letters.
    stream = sys.stderr if error else sys.stdout
    stream.write(f"{in_a_log(text)}\n")
    stream.flush()


def begin(text: str) -> None:
    """Say what is being done to whoever watches; a pipe or a log gets what comes of it alone."""
    if sys.stderr.isatty():
        say(text, error=True)
