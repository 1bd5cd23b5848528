"""A percentage that was measured; who gives the share of 1 is told so, and earns a part."""

from __future__ import annotations

from typing import Any

from autograder.checks import compare
from autograder.checks.compare import Mismatch


def percentage(got: Any, expected: float, tolerance: float, advice: str = "") -> None:
    """Raise Mismatch unless it is this percentage; a share of 1 is told that it is one.

    Args:
        got: what came back.
        expected: in percent.
        tolerance: absolute, in percent.
        advice: where nothing better can be said.
    """
    try:
        compare.number(got, expected, tolerance)
    except Mismatch as mismatch:
        if isinstance(got, (int, float)) and abs(100 * got - expected) <= tolerance:
            raise Mismatch(
                f"You got {compare.number_text(got)}, a fraction of 1.",
                "A percentage is 100 times as large.",
                mistake="a share for a percentage",
                credit=compare.NEAR,
            ) from None
        raise mismatch.says(mismatch.fact, mismatch.advice or advice) from None
