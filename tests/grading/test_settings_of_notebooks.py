"""A right answer is right whatever its notebook sets for all code that follows."""

from __future__ import annotations

import copy

import pytest
from nbformat.v4 import new_code_cell

from autograder.course.layout import Course
from autograder.grading.cells import marks_of
from autograder.grading.grade import grade
from autograder.grading.settings import Settings
from autograder.grading.status import Status
from tests.helpers import ROOT
from tests.trusted import ASSIGNMENTS

FLOAT64 = "torch.set_default_dtype(torch.float64)"
NO_GRADIENTS = "torch.set_grad_enabled(False)"
STRICT = "import warnings\nimport numpy\nwarnings.simplefilter('error')\nnumpy.seterr(all='raise')"
REPORTS = {"adam-report", "lenet-report"}
"""What a training of the student's own has printed."""

WRITTEN = {"03-kernels": {"edge-kernel"}, "04-convolution": {"by-hand"}}
"""Tensors that are written down, and then are of the type that the student has chosen."""


@pytest.mark.parametrize("line", [FLOAT64, NO_GRADIENTS, STRICT])
@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_students_setting_costs_nothing(name: str, line: str, settings: Settings) -> None:
    assignment = Course(ROOT).load(name)
    assignment.load_checks()
    notebook = copy.deepcopy(assignment.source)
    first = next(i for i, cell in enumerate(notebook.cells) if marks_of(cell).solution)
    notebook.cells.insert(first, new_code_cell(line))
    left_out = REPORTS | (WRITTEN.get(name, set()) if line == FLOAT64 else set())

    result = grade(assignment, notebook, "ada", settings)

    scores = {
        verdict.exercise: (verdict.score, verdict.message)
        for verdict in result.verdicts
        if verdict.exercise not in left_out and verdict.status != Status.UNGRADED
    }
    full = {exercise.name: exercise.points for exercise in assignment.exercises}
    assert scores == {name: (full[name], said) for name, (_, said) in scores.items()}
