"""A network made by a function, anew at each call."""

from __future__ import annotations

from typing import Any

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.fields import field
from autograder.checks.questions import Student

from ..networks import (
    LENET,
    ask_made,
    ask_values,
    has_sizes,
    is_module,
    is_no_list,
    lenet_logits,
)


@check()
def sequential(student: Student, draw: Draw) -> None:
    """LeNet as an nn.Sequential"""
    sizes = "layers of the right sizes"
    with student.part(sizes):
        pending = ask_made(student, draw, "make_lenet")
        pending.passes(has_sizes("make_lenet()", LENET)).passes(is_no_list)
    with student.part("a new nn.Sequential at each call", needs=sizes):
        pending = ask_made(student, draw, "make_lenet")
        pending.passes(_is_sequential).passes(_stays_apart).passes(is_no_list)
    with student.part("it computes what LeNet computes"):
        ask_values(student, draw, "make_lenet", LENET, lenet_logits)


def _is_sequential(answer: Any) -> None:
    is_module(answer)
    if not field(answer, "sequential", bool):
        raise Mismatch(
            "The network is not an nn.Sequential.",
            "Return nn.Sequential(…) with the layers in order.",
            mistake="no nn.Sequential",
        )
    if networks := field(answer, "networks", list):
        raise Mismatch(
            f"The nn.Sequential holds {compare.shorten(str(networks[0]))}, a network of its own.",
            "Put the layers themselves into it, one after the other: nn.Sequential("
            "nn.Conv2d(…), nn.ReLU(), …).",
            mistake="a network inside nn.Sequential",
        )
    if not field(answer, "varied", bool):
        raise Mismatch(
            "All weights of a layer are the same number.",
            "Leave the random weights that nn.Conv2d and nn.Linear start with.",
            mistake="weights that are not random",
        )


def _stays_apart(answer: Any) -> None:
    is_module(answer)
    if field(answer, "shared", bool):
        raise Mismatch(
            "Two calls give networks that share their weights.",
            "Create the layers inside make_lenet, anew at each call.",
            mistake="networks that share their weights",
        )
