"""Exercises that use what other exercises of the notebook define, or cells below them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell

from autograder.grading.assignment import Assignment
from autograder.grading.cells import TEST, answers_in, marks_of
from autograder.grading.names import names_in, names_used


def used_by(assignment: Assignment, notebook: NotebookNode, name: str) -> set[str]:
    """Return the exercises whose names an exercise's answer uses, itself or by what it calls.

    Args:
        assignment: what was handed out.
        notebook: as rebuilt.
        name: the exercise.
    """
    cells = [
        cell for cell in notebook.cells if cell.cell_type == "code" and not marks_of(cell).is_test
    ]
    binding: dict[str, list[NotebookNode]] = {}
    for cell in cells:
        for bound in names_in(cell.source):
            binding.setdefault(bound, []).append(cell)
    used = _names_reached((cell for cell in cells if name in answers_in(cell)), binding)
    return {
        other
        for other in assignment.solutions
        if other != name and assignment.defined_by(other) & used
    }


def _names_reached(
    cells: Iterable[NotebookNode], binding: Mapping[str, list[NotebookNode]]
) -> set[str]:
    """Return the names that cells use, themselves or by the cells that bind these names."""
    asked, used = list(cells), set[str]()
    while asked:
        new = names_used(asked.pop().source) - used
        used |= new
        for one in new:
            asked += binding.get(one, ())
    return used


def defined_below(notebook: NotebookNode, name: str) -> dict[str, NotebookNode]:
    """Return the cells below an exercise's test that define what its answer uses.

    Such a notebook stops when it is run from the top, and works where its cells were run in another
    order.

    Args:
        notebook: as rebuilt.
        name: the exercise.

    Returns:
        By each name that nothing above defines the last cell that does, in the order of the cells.
    """
    above: dict[str, list[NotebookNode]] = {}
    below: dict[str, NotebookNode] = {}
    passed = False
    for cell in notebook.cells:
        marks = marks_of(cell)
        passed |= marks.grade_id == f"{TEST}{name}"
        if cell.cell_type != "code" or marks.is_test:
            continue
        for bound in names_in(cell.source):
            if passed:
                below[bound] = cell
            else:
                above.setdefault(bound, []).append(cell)
    binding = {one: [cell] for one, cell in below.items()} | above
    used = _names_reached((c for c in notebook.cells if name in answers_in(c)), binding)
    found = {one: cell for one, cell in below.items() if one in used and one not in above}
    order = {id(cell): place for place, cell in enumerate(notebook.cells)}
    return dict(sorted(found.items(), key=lambda one: order[id(one[1])]))


def with_references(
    assignment: Assignment,
    notebook: NotebookNode,
    name: str,
    others: set[str],
    moved: Collection[NotebookNode] = (),
) -> NotebookNode:
    """Return a notebook up to an exercise's test, with right answers in place of others' own.

    Args:
        assignment: whose source has the right answers.
        notebook: as rebuilt.
        name: the exercise.
        others: the exercises to put right.
        moved: cells from below its test, to be run before its answer.
    """
    made = from_dict(notebook)
    cells: list[NotebookNode] = []
    there: set[str] = set()
    for cell in made.cells:
        marks, answered = marks_of(cell), set(answers_in(cell))
        if name in answered and name not in there:
            # A cell that defines several names is run once.
            cells += [new_code_cell(source) for source in dict.fromkeys(c.source for c in moved)]
        there |= answered
        if name in answered:
            cells += _right_cells(assignment, others - there)
        if marks.is_test and marks.exercise != name:
            continue
        if answered and answered <= others:
            cell.source = "\n\n".join(_right(assignment, one) for one in sorted(answered))
            cells.append(cell)
        else:
            cells += [cell, *_right_cells(assignment, answered & others)]
        if marks.grade_id == f"{TEST}{name}":
            break
    made.cells = cells
    return made


def _right_cells(assignment: Assignment, names: set[str]) -> list[NotebookNode]:
    """Return a cell with the right answer for each of some exercises."""
    return [new_code_cell(_right(assignment, name)) for name in sorted(names)]


def _right(assignment: Assignment, name: str) -> str:
    return str(assignment.solutions[name].source)
