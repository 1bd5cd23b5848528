"""A table of the notebook, compared number by number."""

from __future__ import annotations

from functools import partial
from typing import Any

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ...reports import in_rows
from ..sizes import steps

TABLE_CASES = [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]
"""Image size, kernel size, stride, padding, as the exercise's table has them."""

KEYS = ("output_size", "features")
"""Of each row's dict, in the order of the exercise."""


@check()
def feature_table(student: Student, draw: Draw) -> None:
    """The table of output sizes and features"""

    def column(key: str, expected: list[int]) -> None:
        for row in range(len(TABLE_CASES)):
            student.value("feature_table").passes(
                in_rows(partial(_holds, key=key, row=row, column=expected), KEYS)
            )

    sizes = [steps(*case) for case in TABLE_CASES]
    with student.part("output sizes"):
        column("output_size", sizes)
    with student.part("features"):
        column("features", [size * size for size in sizes])


def _holds(table: Any, *, key: str, row: int, column: list[int]) -> None:
    """Judge one number of the table."""
    if not isinstance(table, (list, tuple)) or not table:
        raise compare.Mismatch(
            f"Expected a list of three dicts, but got {compare.describe(table)}."
        )
    if row >= len(table):
        raise compare.Mismatch(
            f"Expected three entries, one per row of the table, but got {len(table)}.",
            mistake="a row is missing",
        )
    entry = table[row]
    if not isinstance(entry, dict):
        raise compare.Mismatch(
            f"Entry {row} (counted from 0) must be a dict, but it is {compare.describe(entry)}."
        )
    spelled = {_spelled(name): name for name in entry if isinstance(name, str)}
    found = spelled.get(_spelled(key))
    if found is None:
        raise compare.Mismatch(
            f"Entry {row} (counted from 0) has no key {key!r}; "
            f"it has {', '.join(map(repr, entry)) or 'none'}."[:160],
            "Look at the spelling.",
            mistake="a key is missing",
        )
    try:
        compare.integer(entry[found], column[row])
    except compare.Mismatch as wrong:
        size, kernel, stride, padding = TABLE_CASES[row]
        case = f"{size}×{size}, kernel {kernel}×{kernel}, stride {stride}, padding {padding}"
        others = [one.get(key) for one in table if isinstance(one, dict)]
        moved = len(others) == len(column) and all(other in column for other in others)
        mistake = "rows in another order" if moved and entry[found] != column[row] else ""
        if mistake:
            wrong.credit = max(wrong.credit, compare.NEAR)
        raise wrong.says(f"{key!r} of {case}: {wrong.fact}", wrong.advice, mistake) from None
    if len(table) > len(TABLE_CASES):
        raise compare.Mismatch(
            f"Expected three entries, one per row of the table, but got {len(table)}.",
            credit=compare.FORM,
        )
    if found != key:
        raise compare.Mismatch(
            f"The key of entry {row} (counted from 0) is {found!r}; {key!r} is asked for.",
            "Look at the spelling.",
            credit=compare.FORM,
            mistake="a key spelled in another way",
        )


def _spelled(key: str) -> str:
    """Return a key without what may be mistyped: capital letters, spaces, lines."""
    return key.casefold().replace(" ", "").replace("_", "").replace("-", "")
