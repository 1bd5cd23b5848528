"""Cells to debug and stretch exercises: what is folded away passes, what is handed out doesn't.

Their cells are named alike: ``stride-drill`` is what a student mends or fills in, and may print,
``stride-drill-check`` says how it stands, in a line that begins with “Passed” or “Not yet”, and
``stride-drill-answer`` has one way to do it, folded, as a code block.
"""

from __future__ import annotations

import pytest

from tests.exercises.without_points import cells_of, python_in, run
from tests.trusted import ASSIGNMENTS, namespaces

WITHOUT_POINTS = [
    (assignment, name.removesuffix("-check"))
    for assignment in ASSIGNMENTS
    for name in cells_of(assignment)
    if name.endswith(("-drill-check", "-stretch-check"))
]


def checked(assignment: str, name: str, *, answered: bool) -> str:
    """Return what the check says of what was handed out, or of the answer."""
    cells = cells_of(assignment)
    names = dict(list(namespaces(assignment).values())[-1])
    run(cells[name].source, names)
    if answered:
        run(python_in(cells[f"{name}-answer"].source), names)
    return run(cells[f"{name}-check"].source, names)


@pytest.mark.parametrize(("assignment", "name"), WITHOUT_POINTS)
def test_what_is_handed_out_is_not_done_and_the_check_says_what_is_missing(
    assignment: str, name: str
) -> None:
    said = checked(assignment, name, answered=False)

    assert said.startswith("Not yet")
    assert len(said.split()) > 5


@pytest.mark.parametrize(("assignment", "name"), WITHOUT_POINTS)
def test_the_folded_answer_passes(assignment: str, name: str) -> None:
    assert checked(assignment, name, answered=True).startswith("Passed")


@pytest.mark.parametrize(("assignment", "name"), WITHOUT_POINTS)
def test_a_check_says_its_line_so_that_a_page_breaks_it_between_words(
    assignment: str, name: str
) -> None:
    code = cells_of(assignment)[f"{name}-check"].source

    assert "say(" in code, "the cell Quick checks has say(text)"
    assert "print(" not in code, "JupyterLab breaks what is printed in the middle of a word"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_what_is_without_points_is_not_run_at_grading(assignment: str) -> None:
    cells = [c for c in cells_of(assignment).values() if c.cell_type == "code"]
    without = [c for c in cells if "-drill" in c.id or "-stretch" in c.id]

    assert [c.id for c in without if "skip-execution" not in c.metadata.get("tags", [])] == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_each_notebook_has_something_to_debug(assignment: str) -> None:
    assert any(name.endswith("-drill") for name in cells_of(assignment))
