"""The modern network, with weights drawn here."""

from __future__ import annotations

from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Student

from ..networks import LENET, check_network, lenet_logits


@check()
def lenet(student: Student, draw: Draw) -> None:
    """The modern LeNet"""
    check_network(student, draw, "LeNet", LENET, lenet_logits)
