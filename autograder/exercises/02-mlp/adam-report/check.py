"""What the report claims is measured again, of the model that it is about."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.probes import students_code
from autograder.checks.questions import Student


@check(seconds=30)
def adam_report(student: Student, draw: Draw) -> None:
    """The network retrained with Adam"""
    with student.part("the losses"):
        student.ask(reported, "adam_report").passes(_losses)
    with student.part("the accuracy of adam_model"):
        student.ask(reported, "adam_report").passes(_accuracy)


def reported(notebook: Any) -> dict[str, Any]:
    """The report, and what the model says now about the notebook's images."""
    model, report = notebook.adam_model, notebook.adam_report
    if not isinstance(model, torch.nn.Module):
        return {"report": report, "model": model}
    try:
        sgd = notebook.model
    except NameError:
        sgd = None
    with students_code():
        parameter = next(model.parameters(), torch.zeros(1))
        if parameter.is_meta:
            return {"report": report, "model": "on the device meta, where tensors hold no numbers"}
        train_images, train_labels = notebook.train_images[:1000], notebook.train_labels[:1000]
        images, labels = notebook.test_images, notebook.test_labels
        was_training = model.training
        model.eval()
        with torch.no_grad():
            train_logits = model(train_images.to(parameter.device)).cpu()
            logits = model(images.to(parameter.device)).cpu()
        model.train(was_training)
        shape = list(images.shape)
    return {
        "report": report,
        "same": model is sgd,
        "shape": shape,
        "labels": labels,
        "logits": logits,
        "train_labels": train_labels,
        "train_logits": train_logits,
    }


def _entry(got: Any, key: str) -> Any:
    """One entry of the report of a model that was measured."""
    report = got["report"]
    if not isinstance(report, dict):
        raise Mismatch(
            f"adam_report must be a dict, but it is {compare.describe(report)}.",
            mistake="adam_report is no dict",
        )
    if key not in report:
        raise Mismatch(
            f"adam_report has no key {key!r}.",
            "Look at the spelling.",
            mistake="an entry of the report is missing",
        )
    if "model" in got:
        is_what = got["model"] if isinstance(got["model"], str) else compare.describe(got["model"])
        raise Mismatch(
            f"adam_model must be a trained nn.Module, but it is {is_what}.",
            mistake="adam_model is no model",
        )
    if got["same"]:
        raise Mismatch(
            "adam_model is the model that SGD trained.",
            "Make a new MLP, with fresh weights, for Adam.",
            mistake="the model that SGD trained",
        )
    return report[key]


EPOCHS = 3
"""As the exercise says."""

DATA = "Leave the data of the notebook's first cells as they are."


def _logits(logits: Any, labels: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits and labels, once they are known to be what they should be."""
    if (
        not isinstance(labels, torch.Tensor)
        or labels.dim() != 1
        or labels.dtype != torch.int64
        or len(labels) < 100
    ):
        raise Mismatch(
            f"The labels are {compare.describe(labels)}, not those of the data cell.", DATA
        )
    if not torch.equal(labels.unique(), torch.arange(10)):
        raise Mismatch("The labels aren't the ten digits.", DATA)
    try:
        compare.is_tensor(logits)
        compare.shape(logits, (len(labels), 10))
        compare.finite(logits)
    except Mismatch as wrong:
        raise Mismatch(
            f"adam_model on images: {wrong.fact}", "It gives one logit for each digit."
        ) from None
    return logits, labels


def _losses(got: Any) -> None:
    losses = _entry(got, "losses")
    if not isinstance(losses, list) or not losses:
        fact = (
            '"losses" must be a list with a float for each epoch, but it is '
            f"{compare.describe(losses)}."
        )
        raise Mismatch(fact, "Collect what train_one_epoch returns.", mistake="no list of losses")
    for loss in losses:
        compare.is_number(loss)
        if not math.isfinite(loss) or loss < 0:
            fact = f'"losses" holds {loss}, which no mean cross-entropy can be.'
            raise Mismatch(fact, "Look for a training that diverges.", mistake="an impossible loss")
    if len(losses) > 1 and losses[-1] >= losses[0]:
        advice = "Does the optimizer hold the parameters of adam_model?"
        raise Mismatch(
            "The losses don't fall from the first epoch to the last.",
            advice,
            mistake="losses that do not fall",
        )
    now = F.cross_entropy(*_logits(got["train_logits"], got["train_labels"])).item()
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
        fact = f"The report holds {len(losses)} of the {EPOCHS} losses that are asked."
        advice = "Train for three epochs, and keep what each call returns."
        raise Mismatch(fact, advice, credit=compare.FORM, mistake="fewer epochs than are asked")


def _accuracy(got: Any) -> None:
    claimed = _entry(got, "accuracy")
    compare.is_number(claimed)
    logits, labels = _logits(got["logits"], got["labels"])
    if got["shape"] != [len(labels), 1, 28, 28]:
        raise Mismatch(
            f"test_images have the shape {tuple(got['shape'])}, not that of the data cell.", DATA
        )
    measured = 100 * (logits.argmax(dim=1) == labels).sum().item() / len(labels)
    # Two images: batches of another size round otherwise, which can turn a tie.
    if not abs(claimed - measured) <= 200 / len(labels) + 1e-3:
        fact = (
            f"The report says {claimed:.4g}, but adam_model reads {measured:.2f} % of the test "
            "images rightly."
        )
        advice = "Measure it on test_loader, with adam_model, after the last epoch."
        if abs(100 * claimed - measured) <= 1:
            advice = "That is the share: report percent."
            raise Mismatch(fact, advice, credit=compare.NEAR, mistake="a share for a percentage")
        raise Mismatch(fact, advice, mistake="an accuracy of another model or other images")
    if isinstance(claimed, int) and claimed != measured:
        raise Mismatch(
            f"The accuracy is {claimed}, a whole number.",
            "Report what accuracy returns, not rounded.",
            credit=compare.FORM,
            mistake="rounded",
        )
    if measured < 40:
        fact = f"adam_model reads only {measured:.2f} % of the test images rightly."
        raise Mismatch(
            fact, "Was this the model that was trained?", mistake="a model that is not trained"
        )
