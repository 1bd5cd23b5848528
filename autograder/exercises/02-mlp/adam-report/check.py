"""What the report claims is measured again, of the model that it is about.

Which optimizer trained the model can't be told from outside: no point is for that.
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.fields import field
from autograder.checks.questions import Judge, Student

from ...digits import (
    TEST,
    TRAIN,
    Digits,
    digits,
    entry,
    logits_of,
    percent_right,
    weights_of,
)
from ...reports import in_a_dict

MODEL, REPORT, KEYS = "adam_model", "adam_report", ("losses", "accuracy")

EPOCHS = 3
"""As the exercise says."""


@check(seconds=30)
def adam_report(student: Student, draw: Draw) -> None:
    """The network retrained with Adam"""
    train, test = digits(student.data, TRAIN, 1000), digits(student.data, TEST, 500)
    for part, some, like, judge in (
        ("the losses", train, "train_images", _losses),
        ("the accuracy of adam_model", test, "test_images", _accuracy),
    ):
        with student.part(part):
            names = {"model": MODEL, "report": REPORT, "like": like, "unlike": "model"}
            student.ask(weights_of, REPORT, **names).passes(in_a_dict(KEYS, judge(some)))


def mlp_logits(images: torch.Tensor, parameters: list[torch.Tensor]) -> torch.Tensor:
    """Return what an MLP with one hidden layer computes with these parameters."""
    shapes = [tuple(parameter.shape) for parameter in parameters]
    hidden = shapes[0][0] if shapes and shapes[0] else 0
    if shapes != [(hidden, 784), (hidden,), (10, hidden), (10,)]:
        raise Mismatch(
            f"{MODEL} is no MLP with one hidden layer: its parameters have the shapes "
            f"{compare.shorten(str(shapes))}.",
            "Make an MLP(input_size, 128, output_size).",
            mistake="a model that is no MLP",
        )
    weight, bias, *out = parameters
    return F.linear(F.relu(F.linear(images.flatten(1), weight, bias)), *out)


def _entry(got: Any, key: str) -> Any:
    """One entry of the report of a new model."""
    value = entry(got, key, MODEL, REPORT)
    if field(got, "same", bool):
        raise Mismatch(
            "adam_model is the model that SGD trained.",
            "Make a new MLP, with fresh weights, for Adam.",
            mistake="the model that SGD trained",
        )
    return value


def _losses(train: Digits) -> Judge:
    def judge(got: Any) -> None:
        losses = _entry(got, "losses")
        if not isinstance(losses, list) or not losses:
            fact = (
                '"losses" must be a list with a float for each epoch, but it is '
                f"{compare.describe(losses)}."
            )
            raise Mismatch(
                fact, "Collect what train_one_epoch returns.", mistake="no list of losses"
            )
        for loss in losses:
            compare.is_number(loss)
            if not math.isfinite(loss) or loss < 0:
                fact = f'"losses" holds {loss}, which no mean cross-entropy can be.'
                raise Mismatch(
                    fact, "Look for a training that diverges.", mistake="an impossible loss"
                )
        if len(losses) > 1 and losses[-1] >= losses[0]:
            advice = "Does the optimizer hold the parameters of adam_model?"
            raise Mismatch(
                "The losses don't fall from the first epoch to the last.",
                advice,
                mistake="losses that do not fall",
            )
        now = F.cross_entropy(logits_of(got, mlp_logits, train, MODEL), train.labels).item()
        # The mean over the last epoch and the loss after it differ, but not by much.
        if not 0.5 * now - 0.05 <= losses[-1] <= 3 * now + 0.5:
            fact = (
                f"The last loss of the report is {losses[-1]:.3g}, but adam_model's on training "
                f"images is {now:.3g}."
            )
            raise Mismatch(
                fact,
                "Report the mean loss of each epoch of adam_model's own training.",
                mistake="losses of another training",
            )
        if len(losses) < EPOCHS:
            fact = f"The report holds {len(losses)} of the {EPOCHS} losses that are asked for."
            advice = "Train for three epochs, and keep what each call returns."
            raise Mismatch(fact, advice, credit=compare.FORM, mistake="fewer epochs than are asked")

    return judge


def _accuracy(test: Digits) -> Judge:
    def judge(got: Any) -> None:
        claimed = _entry(got, "accuracy")
        compare.is_number(claimed)
        measured = percent_right(logits_of(got, mlp_logits, test, MODEL), test)
        # Two images: batches of another size round otherwise, which can turn a tie.
        if not abs(claimed - measured) <= 200 / len(test.labels) + 1e-3:
            fact = (
                f"The report says {claimed:.4g}, but adam_model reads {measured:.2f} % of the test "
                "images correctly."
            )
            advice = "Measure it on test_loader, with adam_model, after the last epoch."
            if abs(100 * claimed - measured) <= 1:
                advice = "That is the share: report percent."
                raise Mismatch(
                    fact, advice, credit=compare.NEAR, mistake="a share for a percentage"
                )
            raise Mismatch(fact, advice, mistake="an accuracy of another model or other images")
        if isinstance(claimed, int) and claimed != measured:
            raise Mismatch(
                f"The accuracy is {claimed}, a whole number.",
                "Report what accuracy returns, not rounded.",
                credit=compare.FORM,
                mistake="rounded",
            )

    return judge
