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
from autograder.checks.probes import students_code
from autograder.checks.questions import Student
from autograder.student.inside.wire import Opaque

from ..measures import is_list_of_floats, percentage
from ..networks import LENET


@check(seconds=30)
def lenet_report(student: Student, draw: Draw) -> None:
    """What the report says of the trained LeNet"""
    with student.part("the number of parameters", section="LeNet's layout"):
        student.ask(report, 'lenet_report["parameters"]').passes(_reports_parameters)
    with student.part("the losses", section="A class that trains and tests"):
        student.ask(report, 'lenet_report["losses"]').passes(_reports_losses)
    with student.part("the accuracy", section="A class that trains and tests"):
        student.ask(report, 'lenet_report["accuracy"]').passes(_reports_accuracy)


def report(notebook: Any) -> dict[str, Any]:
    """Return the student's report, and what can be measured of the model.

    That is its parameters, and its logits on the notebook's data.
    """
    model, told = notebook.lenet_model, notebook.lenet_report
    if not isinstance(model, torch.nn.Module):
        return {"model": model, "report": told}
    with students_code():
        if any(torch.nn.parameter.is_lazy(parameter) for parameter in model.parameters()):
            return {"lazy": True, "report": told}
        device = next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
        if device.type == "meta":
            return {
                "model": "a model on the device meta, where tensors hold no numbers",
                "report": told,
            }
        training = model.training
        model.eval()
        with torch.no_grad():
            tested = torch.cat(
                [model(part.to(device)).cpu() for part in notebook.test_images.split(500)]
            )
            trained = model(notebook.train_images[:500].to(device)).cpu()
        model.train(training)
        own = []  # the sizes of the student's own networks
        for name in ("LeNet", "make_lenet"):
            try:
                fresh = getattr(notebook, name)()
                fresh(torch.zeros(1, 1, 28, 28))
                own.append(sum(parameter.numel() for parameter in fresh.parameters()))
            except Exception:  # one that doesn't run has no size
                continue
        return {
            "report": told,
            "parameters": [parameter.detach() for parameter in model.parameters()],
            "tested": [tested, notebook.test_labels],
            "trained": [trained, notebook.train_labels[:500]],
            "own": own,
            "epochs": notebook.EPOCHS,
        }


def _entry(answer: Any, name: str) -> Any:
    """One entry of the report, once report and model are what they should be."""
    if isinstance(answer, dict) and "model" in answer:
        found = answer["model"]
        kind = (
            f"a {found.type}"
            if isinstance(found, Opaque)
            else found
            if isinstance(found, str)
            else compare.describe(found)
        )
        fact = f"lenet_model must be the trained network, but it is {kind}."
        raise Mismatch(
            fact,
            "Keep the nn.Module itself: not the Classifier, and not its state_dict.",
            mistake="lenet_model is no network",
        )
    told = field(answer, "report")
    if not isinstance(told, dict):
        raise Mismatch(
            f"lenet_report must be a dict, but it is {compare.describe(told)}.",
            mistake="lenet_report is no dict",
        )
    if name not in told:
        raise Mismatch(
            f"lenet_report has no entry {name!r}.",
            "Its keys are parameters, losses and accuracy, as strings.",
            mistake="an entry of the report is missing",
        )
    if "lazy" in answer:
        raise Mismatch(
            "lenet_model has lazy layers that never saw a batch: it isn't trained.",
            "Call fit with this model.",
            mistake="a model that is not trained",
        )
    return told[name]


def _scores(answer: Any, which: str) -> tuple[torch.Tensor, torch.Tensor]:
    """The model's logits on the notebook's data, and the labels."""
    logits, labels = tensors(answer, which, 2)
    if (
        labels.dim() != 1
        or len(labels) < 100
        or labels.is_floating_point()
        or len(labels.unique()) != 10
        or labels.max() != 9
    ):
        raise Mismatch(
            "The notebook's labels are not those of its data cell.",
            "Don't assign to the names of the data cell.",
        )
    compare.shape(logits, (len(labels), 10))
    try:
        compare.finite(logits)
    except Mismatch as mismatch:
        raise Mismatch(
            f"lenet_model on images: {mismatch.fact}",
            "The training diverged: try a smaller learning rate.",
        ) from None
    return logits.double(), labels.long()


def _reports_parameters(answer: Any) -> None:
    told = _entry(answer, "parameters")
    counted = sum(
        weight.numel()
        for weight in tensors(answer, "parameters", len(field(answer, "parameters", list)))
    )
    if counted not in (sum(map(math.prod, LENET)), *field(answer, "own", list)):
        raise Mismatch(
            f"lenet_model has {counted:,} parameters: it isn't a LeNet.",
            "Train a LeNet() or a make_lenet().",
            mistake="a model that is no LeNet",
        )
    try:
        compare.integer(told, counted)
    except Mismatch as mismatch:
        fact = f"lenet_model has {counted:,} parameters. {mismatch.fact}"
        raise mismatch.says(
            fact,
            mismatch.advice or "Add up numel() over all of the model's parameters.",
            "another number of parameters",
        ) from None


def _reports_losses(answer: Any) -> None:
    losses = _entry(answer, "losses")
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
    logits, labels = _scores(answer, "trained")
    if logits.std(dim=0).max() < 1e-3:  # under fresh weights it is some 1e-2
        raise Mismatch(
            "lenet_model gives every image the same scores: its training went astray.",
            "After steps that are too long no ReLU answers any more. Train a new network, with a "
            "smaller learning rate.",
            mistake="a training that went astray",
        )
    now = F.cross_entropy(logits, labels).item()
    if (
        now > 2 and now > losses[-1] + 1
    ):  # no better than guessing: a spike at the end of a training is less than that
        raise Mismatch(
            f"The last loss is {compare.number_text(losses[-1])}, but that of lenet_model on "
            f"training images is {now:.2f}.",
            "Report the losses of this model: what fit returned when it was trained.",
            mistake="losses of another training",
        )
    epochs = field(answer, "epochs")
    if isinstance(epochs, int) and len(losses) < epochs:
        raise Mismatch(
            f"The report holds {len(losses)} of EPOCHS losses, {epochs}.",
            "Train for EPOCHS epochs: fit returns one loss for each.",
            mistake="fewer epochs than are asked",
            credit=compare.FORM,
        )


def _reports_accuracy(answer: Any) -> None:
    told = _entry(answer, "accuracy")
    logits, labels = _scores(answer, "tested")
    measured = 100 * (logits.argmax(dim=1) == labels).double().mean().item()
    try:
        percentage(
            told, measured, max(0.1, 200 / len(labels))
        )  # two images: a GPU may have rounded otherwise
    except Mismatch as mismatch:
        fact = f"lenet_model gets {measured:.2f} % of the test images right. {mismatch.fact}"
        advice = "Report what accuracy returns for this model on test_loader, after the training."
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
