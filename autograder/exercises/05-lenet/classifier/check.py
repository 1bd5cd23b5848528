"""A small model that the student's class trains and measures, and the same training here."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare, relations
from autograder.checks.check import check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.fields import field, tensors
from autograder.checks.probes import students_code
from autograder.checks.questions import Judge, Student

from ...percentages import percentage
from ..measures import is_list_of_floats

LAYERS = [(4, 5), (4,), (3, 4), (3,)]
COUNT = (
    "Right images of all batches, divided once by the number of all images; argmax over the "
    "classes, dim=1."
)
"""Weights and biases of the model that is trained: five numbers in, three classes."""


@check()
def classifier(student: Student, draw: Draw) -> None:
    """A class that trains and tests"""
    steps = "fit makes the steps of SGD on the cross-entropy"
    with student.part(steps):
        for learning_rate, fits in [(0.5, [2]), (0.3, [1, 5]), (None, [2])]:
            inputs, labels, weights = (
                draw.normal(12, 5),
                draw.integers(0, 2, 12),
                draw.weights(LAYERS),
            )
            rate = "" if learning_rate is None else f", learning_rate={learning_rate}"
            asked = (
                f"Classifier(model{rate}), fitted for {' and then '.join(map(str, fits))} epochs"
            )
            pending = student.ask(
                train,
                asked,
                inputs=inputs,
                labels=labels,
                weights=weights,
                size=4,
                learning_rate=learning_rate,
                fits=fits,
            )
            pending.passes(
                _has_trained(
                    weights,
                    _trained(inputs, labels, weights, 4, learning_rate or 0.01, sum(fits))[0],
                )
            )
    with student.part("fit returns the mean loss of each epoch", needs=steps):
        for epochs in (3, 2):
            inputs, labels, weights = (
                draw.normal(13, 5),
                draw.integers(0, 2, 13),
                draw.weights(LAYERS),
            )
            # The last batch is smaller: a mean over images is another number.
            by_batch = [
                F.cross_entropy(_two_layers(x, weights), y).item()
                for x, y in zip(inputs.split(5), labels.split(5), strict=True)
            ]
            losses = sum(by_batch) / len(by_batch)
            # Steps too small to change the weights: this part is about the losses alone. Other
            # steps change them by more than is let pass.
            pending = student.ask(
                train,
                f"the losses of {epochs} epochs",
                inputs=inputs,
                labels=labels,
                weights=weights,
                size=5,
                learning_rate=1e-12,
                fits=[epochs],
            )
            pending.passes(_has_losses([losses] * epochs, 1e-4))
        # Here the losses of the epochs differ: each is a mean of its own.
        inputs, labels, weights = draw.normal(12, 5), draw.integers(0, 2, 12), draw.weights(LAYERS)
        pending = student.ask(
            train,
            "the losses of 3 epochs of training",
            inputs=inputs,
            labels=labels,
            weights=weights,
            size=5,
            learning_rate=0.5,
            fits=[3],
        )
        pending.passes(_has_losses(_trained(inputs, labels, weights, 5, 0.5, 3)[1], 1e-3))
    with student.part(
        "training mode in fit, evaluation mode and no gradients in accuracy", needs=steps
    ):
        inputs, labels = draw.normal(8, 5), draw.integers(0, 2, 8)
        for judge in (_has_modes, _records_nothing_in_accuracy):
            pending = student.ask(
                watch_modes,
                "fit, accuracy, fit, accuracy, one after the other",
                inputs=inputs,
                labels=labels,
            )
            pending.passes(judge)
    with student.part("accuracy is a percentage of all images"):
        for count, size in [(23, 5), (11, 11), (14, 4)]:
            # An argmax over the batch is below all labels: else it would hit some by chance.
            classes = size + 4
            scores = draw.distinct(count, classes) - classes / 2 * count
            scores[:, size:] += count * classes
            labels = scores.argmax(dim=1)
            # The last, smaller batch but for its first, and an image of another one.
            wrong = torch.arange(count) > count - (count % size or size)
            wrong[1] = True
            others = size + (labels - size + draw.integers(1, 3, count)) % 4
            labels = torch.where(wrong, others, labels)
            right = 100 * (scores.argmax(dim=1) == labels).double().mean().item()
            pending = student.ask(
                percent,
                f"the accuracy over {count} images in batches of {size}",
                scores=scores,
                labels=labels,
                size=size,
            )
            pending.passes(_is_percent(right, classes))


def train(
    notebook: Any,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    weights: list[torch.Tensor],
    size: int,
    learning_rate: float | None,
    fits: list[int],
) -> dict[str, Any]:
    """Train two small layers with the student's Classifier; return its losses and the layers."""
    from torch.utils.data import DataLoader, TensorDataset

    hidden, out = weights[0].shape[0], weights[2].shape[0]
    model = torch.nn.Sequential(
        torch.nn.Linear(inputs.shape[1], hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, out)
    )
    with torch.no_grad():
        for parameter, tensor in zip(model.parameters(), weights, strict=True):
            parameter.copy_(tensor)
    options = {} if learning_rate is None else {"learning_rate": learning_rate}
    loader = DataLoader(TensorDataset(inputs, labels), batch_size=size)
    with students_code():
        trainer = notebook.Classifier(model, **options)
        losses = [trainer.fit(loader, epochs) for epochs in fits]
        # Of a model that was in the student's hands.
        trained = [parameter.detach().cpu() for parameter in model.parameters()]
    return {"losses": losses, "weights": trained}


def watch_modes(notebook: Any, inputs: torch.Tensor, labels: torch.Tensor) -> dict[str, Any]:
    """In which mode, and with or without gradients, the model is called by fit and by accuracy."""
    from torch.utils.data import DataLoader, TensorDataset

    model = torch.nn.Linear(inputs.shape[1], 3)
    calls: list[list[bool]] = []
    records = torch.is_grad_enabled  # the student's class may assign to torch while it runs
    model.register_forward_pre_hook(lambda layer, _: calls.append([layer.training, records()]))
    loader = DataLoader(TensorDataset(inputs, labels), batch_size=4)
    noted = []
    with students_code():
        trainer = notebook.Classifier(model, learning_rate=0.1)
        for _ in range(2):
            trainer.fit(loader, 1)
            fitting = list(calls)
            calls.clear()
            trainer.accuracy(loader)
            noted.append({"fit": fitting, "accuracy": list(calls)})
            calls.clear()
    return {"rounds": noted}


def percent(notebook: Any, scores: torch.Tensor, labels: torch.Tensor, size: int) -> dict[str, Any]:
    """The student's accuracy of a model that returns its inputs."""
    from torch.utils.data import DataLoader, TensorDataset

    model = torch.nn.Linear(scores.shape[1], scores.shape[1], bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.eye(scores.shape[1]))
    loader = DataLoader(TensorDataset(scores, labels), batch_size=size)
    with students_code():
        trainer = notebook.Classifier(model)
        result = trainer.accuracy(loader)
        # Of a model that was in the student's hands.
        return {"percent": result, "weight": [model.weight.detach().cpu()]}


def _two_layers(inputs: torch.Tensor, weights: list[torch.Tensor]) -> torch.Tensor:
    return F.linear(torch.tanh(F.linear(inputs, *weights[:2])), *weights[2:])


def _trained(
    inputs: torch.Tensor,
    labels: torch.Tensor,
    weights: list[torch.Tensor],
    size: int,
    learning_rate: float,
    epochs: int,
) -> tuple[list[torch.Tensor], list[float]]:
    """The two layers after plain SGD, and the mean of each epoch's batch losses."""
    weights = [weight.clone().requires_grad_() for weight in weights]
    means = []
    for _ in range(epochs):
        losses = []
        for x, y in zip(inputs.split(size), labels.split(size), strict=True):
            loss = F.cross_entropy(_two_layers(x, weights), y)
            losses.append(loss.item())
            gradients = torch.autograd.grad(loss, weights)
            with torch.no_grad():
                for weight, gradient in zip(weights, gradients, strict=True):
                    weight -= learning_rate * gradient
        means.append(sum(losses) / len(losses))
    return [weight.detach() for weight in weights], means


def _has_trained(before: list[torch.Tensor], expected: list[torch.Tensor]) -> Judge:
    def judge(answer: Any) -> None:
        if all(map(torch.equal, tensors(answer, "weights", len(before)), before)):
            raise Mismatch(
                "fit left the model's weights as they were.",
                "The optimizer steps, on the parameters of the model that was given.",
                mistake="the model that was given is not trained",
            )
        trained = tensors(answer, "weights", len(expected))
        for got, right in zip(trained, expected, strict=True):
            compare.shape(got, right.shape)
        if not all(
            torch.allclose(got.float(), right, rtol=1e-3, atol=1e-5)
            for got, right in zip(trained, expected, strict=True)
        ):
            # All weights together, whatever is drawn: other steps on the same batches have a cosine
            # from 0.35 on, and those that climb one below 0.
            got_all, right_all, start_all = (
                torch.cat([one.flatten() for one in some]) for some in (trained, expected, before)
            )
            downhill = compare.leads_to(got_all, right_all, start_all, cosine=0.2)
            raise Mismatch(
                "After training, the model's weights are not those of plain SGD on the "
                "cross-entropy.",
                "For each batch: clear the gradients, logits, loss of the logits, backward, "
                "step; with this "
                "learning rate, on the model that was given. A second fit goes on from there.",
                credit=compare.NEAR if downhill else 0.0,
            )

    return judge


def _has_losses(expected: list[float], tolerance: float) -> Judge:
    def judge(answer: Any) -> None:
        losses: Any = next(iter(field(answer, "losses", list)), None)
        is_list_of_floats(losses, "fit must return a list")
        if len(losses) != len(expected):
            raise Mismatch(
                f"Expected a list of {len(expected)}, but it has {len(losses)}.",
                "One number for each epoch, not each batch.",
                mistake="not one loss for each epoch",
            )
        for number, (loss, right) in enumerate(zip(losses, expected, strict=True), start=1):
            if abs(loss - right) > tolerance * max(1, right):
                raise Mismatch(
                    f"The mean loss of epoch {number} is not {compare.number_text(loss)}.",
                    "In each epoch, start at 0, add up the losses of all batches, and divide by "
                    "the number of batches.",
                    related=relations.between(losses, expected),
                )

    return judge


def _has_modes(answer: Any) -> None:
    for number, calls in enumerate(field(answer, "rounds", list)):
        # Testing inside fit is allowed: what counts are the calls with gradients.
        trained_in = [training for training, recording in _pairs(calls, "fit") if recording]
        tested_in = [training for training, _ in _pairs(calls, "accuracy")]
        if not trained_in:
            raise Mismatch(
                "fit never called the model with gradients.",
                "Go through the loader, and call the model for each batch.",
            )
        if not all(trained_in):
            after = " after a call of accuracy" if number else ""
            raise Mismatch(
                f"fit trained the model in evaluation mode{after}.",
                "Call model.train() at the start of each fit.",
                mistake="evaluation mode in training",
            )
        if not tested_in:
            raise Mismatch(
                "accuracy never called the model.",
                "Go through the loader, and call the model for each batch.",
            )
        if any(tested_in):
            raise Mismatch(
                "accuracy called the model in training mode.",
                "Call model.eval() before you test.",
                mistake="training mode in testing",
            )


def _records_nothing_in_accuracy(answer: Any) -> None:
    for calls in field(answer, "rounds", list):
        recorded = [recording for _, recording in _pairs(calls, "accuracy")]
        if not recorded:
            raise Mismatch(
                "accuracy never called the model.",
                "Go through the loader, and call the model for each batch.",
            )
        if any(recorded):
            raise Mismatch(
                "The model's computation was recorded for gradients in accuracy.",
                "Put its loop under torch.no_grad().",
                mistake="gradients recorded in testing",
            )


def _pairs(calls: Any, key: str) -> list[tuple[bool, bool]]:
    found = field(calls, key, list)
    return [
        (pair[0] is True, pair[1] is True)
        for pair in found
        if isinstance(pair, list) and len(pair) == 2
    ]


def _is_percent(expected: float, classes: int) -> Judge:
    def judge(answer: Any) -> None:
        percentage(field(answer, "percent"), expected, 1e-3, COUNT)
        (weight,) = tensors(answer, "weight")
        if not torch.equal(weight, torch.eye(classes)):
            raise Mismatch(
                "accuracy changed the model's weights.",
                "Testing makes no step.",
                mistake="weights changed in testing",
            )

    return judge
