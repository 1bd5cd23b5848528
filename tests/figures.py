"""What the bank says of every check, as a table in Markdown: ``python -m tests.figures``."""

from __future__ import annotations

import contextlib
import io
import os
import warnings

from tests.trusted import (
    AT_GRADING,
    KEYS,
    diagnosed,
    exercise,
    failures,
    parts_of,
    visible_complaint,
)

HEAD = (
    "exercise",
    "right answers",
    "with full points",
    "misconceptions",
    "losing points",
    "caught by visible tests",
    "named by them",
    "named",
    "named wrongly",
)


def row(key: str) -> list[str]:
    """The figures of one exercise."""
    right, wrong = exercise(key).answers, exercise(key).misconceptions
    full = sum(not failures(parts_of(key, cell)) for cell in right.values())
    losing = sum(bool(failures(parts_of(key, m.cell))) for m in wrong)
    complaints = {m.name: visible_complaint(key, m.cell) for m in wrong}
    visible = sum(said is not None for said in complaints.values())
    at_home = sum(m.sentence in (complaints[m.name] or "") for m in wrong)
    named = [(m.name, diagnosed(key, m.cell)) for m in wrong]
    known = {m.name for m in wrong}
    rightly, wrongly = (
        sum(name == found for name, found in named),
        sum(
            bool(set(found.split(" | ")) & known - {name}) and name not in found
            for name, found in named
        ),
    )
    return [
        key,
        *map(str, (len(right), full, len(wrong), losing, visible, at_home, rightly, wrongly)),
    ]


def main() -> None:
    """Print the table, line by line as it is found."""
    os.environ.update(AT_GRADING)
    warnings.simplefilter("ignore")
    print(f"| {' | '.join(HEAD)} |\n| --- |{' --: |' * (len(HEAD) - 1)}", flush=True)
    rows = []
    for key in KEYS:
        with contextlib.redirect_stdout(io.StringIO()):  # trainings say how they get on
            rows.append(row(key))
        print(f"| {' | '.join(rows[-1])} |", flush=True)
    sums = [str(sum(int(line[column]) for line in rows)) for column in range(1, len(HEAD))]
    print(f"| all | {' | '.join(sums)} |")


if __name__ == "__main__":
    main()
