"""A table of the notebook, compared number by number."""

from __future__ import annotations

from typing import Any

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ..sizes import steps

TABLE_CASES = [(30, 3, 1, 0), (224, 5, 2, 1), (528, 7, 3, 2)]
"""Image size, kernel size, stride, padding, as the exercise's table has them."""


@check()
def feature_table(student: Student, draw: Draw) -> None:
    """The table of output sizes and features"""

    def column(key: str, expected: list[int]) -> None:
        def judge(table: Any) -> None:
            try:
                _is_table(table)
            except compare.Mismatch as mismatch:
                rows = table if isinstance(table, (list, tuple)) else []
                begun = [entry.get(key) if isinstance(entry, dict) else None for entry in rows]
                if begun and begun == expected[: len(begun)]:
                    mismatch.credit = compare.NEAR
                raise
            for row, (got, right) in enumerate(
                zip((entry[key] for entry in table), expected, strict=True)
            ):
                try:
                    compare.integer(got, right)
                except compare.Mismatch as wrong:
                    size, kernel, stride, padding = TABLE_CASES[row]
                    case = (
                        f"{size}×{size}, kernel {kernel}×{kernel}, stride {stride}, padding "
                        f"{padding}"
                    )
                    fact = f"{key!r} of row {row} ({case}): {wrong.fact}"
                    raise wrong.says(fact, wrong.advice) from None

        student.value("feature_table").passes(judge)

    sizes = [steps(*case) for case in TABLE_CASES]
    with student.part("output sizes"):
        column("output_size", sizes)
    with student.part("features"):
        column("features", [size * size for size in sizes])


def _is_table(table: Any) -> None:
    if not isinstance(table, (list, tuple)):
        raise compare.Mismatch(
            f"Expected a list of three dicts, but got {compare.describe(table)}."
        )
    if len(table) != len(TABLE_CASES):
        raise compare.Mismatch(
            f"Expected three entries, one per row of the table, but got {len(table)}."
        )
    for row, entry in enumerate(table):
        if not isinstance(entry, dict):
            raise compare.Mismatch(
                f"Entry {row} must be a dict, but it is {compare.describe(entry)}."
            )
        if missing := {"output_size", "features"} - set(entry):
            raise compare.Mismatch(
                f"Entry {row} has no key {', '.join(map(repr, sorted(missing)))}.",
                "Look at the spelling.",
            )
