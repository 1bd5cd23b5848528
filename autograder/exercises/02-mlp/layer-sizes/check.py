"""Two numbers of the notebook."""

from __future__ import annotations

from functools import partial
from typing import Any

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.questions import Student


@check()
def layer_sizes(student: Student, draw: Draw) -> None:
    """The sizes of the outer layers"""

    def size(got: Any, right: int) -> None:
        if isinstance(got, (tuple, list)) and len(got) != 1:
            raise Mismatch(
                f"Expected an int, but got {compare.describe(got)}.",
                "A layer wants how many numbers there are in all.",
                mistake="several numbers for one",
            )
        compare.integer(got, right)

    with student.part("the input"):
        student.value("input_size").passes(partial(size, right=28 * 28))
    with student.part("the output"):
        student.value("output_size").passes(partial(size, right=10))
