"""Exercises that use what other exercises of the notebook define."""

from __future__ import annotations

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
    reached = [cell for cell in cells if name in answers_in(cell)]
    there = {id(cell) for cell in reached}
    used: set[str] = set()
    for cell in reached:
        new = names_used(cell.source) - used
        used |= new
        for other in (other for one in new for other in binding.get(one, ())):
            if id(other) not in there:
                there.add(id(other))
                reached.append(other)
    return {
        other
        for other in assignment.solutions
        if other != name and assignment.defined_by(other) & used
    }


def with_references(
    assignment: Assignment, notebook: NotebookNode, name: str, others: set[str]
) -> NotebookNode:
    """Return a notebook up to an exercise's test, with right answers in place of others' own.

    Args:
        assignment: whose source has the right answers.
        notebook: as rebuilt.
        name: the exercise.
        others: the exercises to put right.
    """
    made = from_dict(notebook)
    cells: list[NotebookNode] = []
    there: set[str] = set()
    for cell in made.cells:
        marks, answered = marks_of(cell), set(answers_in(cell))
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
