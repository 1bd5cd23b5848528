"""What the checks say of answers that nobody saw while they were written, as a table in Markdown.

``python -m tests.fresh``
"""

from __future__ import annotations

import contextlib
import io
import os
import warnings
import zlib
from collections import Counter

from tests.exercises.fresh_answers import WRONG
from tests.trusted import AT_GRADING, diagnosed, failures, parts_of, visible_complaint

HEAD = (
    "assignment",
    "half",
    "wrong answers",
    "with full points",
    "named",
    "pass the visible tests",
)


def looked_at(key: str, answer: str) -> bool:
    """Whether an answer belongs to the half that was looked at."""
    return zlib.crc32((key + answer).encode()) % 2 == 0


def counted(assignment: str) -> dict[str, Counter[str]]:
    """Count what becomes of an assignment's answers, by half."""
    halves: dict[str, Counter[str]] = {"seen": Counter(), "unseen": Counter()}
    for name, answers in WRONG[assignment].items():
        key = f"{assignment}/{name}"
        for answer, (cell, _) in answers.items():
            counts = halves["seen" if looked_at(key, answer) else "unseen"]
            full = not failures(parts_of(key, cell))
            counts["wrong answers"] += 1
            counts["with full points"] += full
            counts["named"] += bool(not full and diagnosed(key, cell))
            counts["pass the visible tests"] += visible_complaint(key, cell) is None
    return halves


def main() -> None:
    """Print the table, line by line as it is found."""
    os.environ.update(AT_GRADING)
    warnings.simplefilter("ignore")
    print(f"| {' | '.join(HEAD)} |\n| --- | --- |{' --: |' * (len(HEAD) - 2)}", flush=True)
    total: dict[str, Counter[str]] = {"seen": Counter(), "unseen": Counter()}
    for assignment in WRONG:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            halves = counted(assignment)
        for half, counts in halves.items():
            total[half] += counts
            print(line(assignment, half, counts), flush=True)
    for half, counts in total.items():
        print(line("all", half, counts))


def line(assignment: str, half: str, counts: Counter[str]) -> str:
    """Write one line of the table."""
    return f"| {' | '.join((assignment, half, *(str(counts[name]) for name in HEAD[2:])))} |"


if __name__ == "__main__":
    main()
