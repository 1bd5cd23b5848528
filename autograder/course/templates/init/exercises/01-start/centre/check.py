"""The check of 01-start/centre: every column's mean is taken off."""

from __future__ import annotations

import torch

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student


@check()
def centre(student: Student, draw: Draw) -> None:
    """Columns around zero"""
    # Other numbers for each student, the same again at a regrade. Rows and columns differ in
    # number, so that a mean along the wrong axis shows.
    with student.part("a table of numbers", share=2):
        for rows, columns in [(5, 3), (4, 7)]:
            batch = draw.normal(rows, columns) + 10
            student.call("centre", batch).matches(batch - batch.mean(dim=0))
    with student.part("columns of very different size"):
        batch = draw.whole(4, 2) * torch.tensor([1.0, 100.0])
        student.call("centre", batch).matches(batch - batch.mean(dim=0))
