"""One submission: rebuild it, run it, judge it."""
