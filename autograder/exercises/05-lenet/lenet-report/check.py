"""What the report claims is counted and measured again, of the model that it is about."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.fields import field, tensors
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
from ...percentages import percentage
from ...reports import in_a_dict
from ..measures import is_list_of_floats
from ..networks import LENET, lenet_logits

MODEL, REPORT = "lenet_model", "lenet_report"
KEYS = ("parameters", "losses", "accuracy")


@check(seconds=30)
def lenet_report(student: Student, draw: Draw) -> None:
    """What the report says of the trained LeNet"""
    train, test = digits(student.data, TRAIN, 500), digits(student.data, TEST, 500)

    def ask(key: str, like: str, judge: Judge) -> None:
        names = {"model": MODEL, "report": REPORT, "like": like, "beside": "EPOCHS"}
        pending = student.ask(weights_of, f'{REPORT}["{key}"]', **names)
        pending.passes(in_a_dict(KEYS, judge))

    with student.part("the number of parameters", section="LeNet's layout"):
        ask("parameters", "train_images", _reports_parameters)
    with student.part("the losses", section="A class that trains and tests"):
        ask("losses", "train_images", _reports_losses(train))
    with student.part("the accuracy", section="A class that trains and tests"):
        ask("accuracy", "test_images", _reports_accuracy(test))


def network_logits(images: torch.Tensor, parameters: list[torch.Tensor]) -> torch.Tensor:
    """Return what a LeNet computes with these parameters, in whatever order they come."""
    _are_a_lenets(parameters)
    left = {parameter.numel(): parameter for parameter in parameters}
    return lenet_logits(images, [left[math.prod(shape)].reshape(shape) for shape in LENET])


def _are_a_lenets(parameters: list[torch.Tensor]) -> None:
    counts = [parameter.numel() for parameter in parameters]
    if sorted(counts) != sorted(map(math.prod, LENET)):
        raise Mismatch(
            f"lenet_model has {sum(counts):,} parameters in {len(counts)} tensors: it isn't a "
            "LeNet.",
            "Train a LeNet() or a make_lenet().",
            mistake="a model that is no LeNet",
        )


def _reports_parameters(answer: Any) -> None:
    told = entry(answer, "parameters", MODEL, REPORT)
    parameters = tensors(answer, "parameters", len(field(answer, "parameters", list)))
    _are_a_lenets(parameters)
    counted = sum(parameter.numel() for parameter in parameters)
    try:
        compare.integer(told, counted)
    except Mismatch as mismatch:
        fact = f"lenet_model has {counted:,} parameters. {mismatch.fact}"
        raise mismatch.says(
            fact,
            mismatch.advice or "Add up numel() over all of the model's parameters.",
            "another number of parameters",
        ) from None


def _reports_losses(train: Digits) -> Judge:
    def judge(answer: Any) -> None:
        losses = entry(answer, "losses", MODEL, REPORT)
        is_list_of_floats(losses, "The losses must be a list")
        if not losses:
            raise Mismatch(
                "The list of losses is empty.",
                "It is what fit returned: one number for each epoch.",
                mistake="no losses",
            )
        if min(losses) < 0:
            raise Mismatch(
                f"There is a loss of {compare.number_text(min(losses))}.",
                "A cross-entropy is never below 0.",
                mistake="a loss below 0",
            )
        if len(losses) > 1 and losses[-1] >= losses[0]:
            raise Mismatch(
                "The losses don't go down.",
                "They are what fit returned, first epoch first. Look at the learning rate, too.",
                mistake="losses that do not fall",
            )
        now = F.cross_entropy(logits_of(answer, network_logits, train, MODEL), train.labels).item()
        # No better than guessing: a spike at the end of a training is less than that.
        if now > 2 and now > losses[-1] + 1:
            raise Mismatch(
                f"The last loss is {compare.number_text(losses[-1])}, but that of lenet_model on "
                f"training images is {now:.2f}.",
                "Report the losses of this model: what fit returned when it was trained.",
                mistake="losses of another training",
            )
        epochs = field(answer, "beside")
        if isinstance(epochs, int) and len(losses) < epochs:
            raise Mismatch(
                f"The report holds {len(losses)} of EPOCHS losses, {epochs}.",
                "Train for EPOCHS epochs: fit returns one loss for each.",
                mistake="fewer epochs than are asked",
                credit=compare.FORM,
            )

    return judge


def _reports_accuracy(test: Digits) -> Judge:
    def judge(answer: Any) -> None:
        told = entry(answer, "accuracy", MODEL, REPORT)
        measured = percent_right(logits_of(answer, network_logits, test, MODEL), test)
        try:
            percentage(
                told, measured, max(0.1, 200 / len(test.labels))
            )  # two images: a GPU may have rounded otherwise
        except Mismatch as mismatch:
            fact = f"lenet_model gets {measured:.2f} % of the test images right. {mismatch.fact}"
            advice = (
                "Report what accuracy returns for this model, a LeNet, on test_loader, after the "
                "training."
            )
            is_share = "fraction" in mismatch.fact
            raise mismatch.says(
                fact,
                mismatch.advice if is_share else advice,
                "" if is_share else "an accuracy that is not this model's",
            ) from None
        if isinstance(told, int) and told != measured:
            raise Mismatch(
                f"The accuracy is {told}, a whole number.",
                "Report what accuracy returns, not rounded.",
                credit=compare.FORM,
                mistake="rounded",
            )

    return judge
