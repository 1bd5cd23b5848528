"""Checks of 02-mlp: a first network on MNIST.

Training is compared with the same training here: the probes build a small model from weights that are sent, hand it to
the student's function and return what became of it. Batches differ in size, so that a mean of means shows.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.compare import Mismatch, Tolerance
from autograder.checks.draw import Draw
from autograder.checks.exercise import Student, exercise
from autograder.checks.probes import read


@exercise("02-mlp/layer-sizes")
def layer_sizes(student: Student, draw: Draw) -> None:
    """The sizes of the outer layers"""

    def size(got: Any, right: int) -> None:
        if isinstance(got, (tuple, list)):
            raise Mismatch(
                f"Expected an int, but got {compare.describe(got)}.",
                "A layer wants how many numbers there are in all.",
            )
        compare.integer(got, right)

    with student.part("the input"):
        student.ask(read, "input_size", name="input_size").passes(partial(size, right=28 * 28))
    with student.part("the output"):
        student.ask(read, "output_size", name="output_size").passes(partial(size, right=10))


# make-loss


def loss_and_gradient(student: Any, logits: Any, targets: Any) -> dict[str, Any]:
    """The loss that the student's function gives, and its gradient for the logits."""
    loss_fn = student.make_loss()
    if isinstance(loss_fn, type) or not callable(loss_fn):
        return {"made": loss_fn}
    logits = logits.clone().requires_grad_()
    loss = loss_fn(logits, targets)
    if isinstance(loss, torch.Tensor) and loss.requires_grad and loss.numel() == 1:
        loss.backward()
    return {"loss": loss, "gradient": logits.grad}


@exercise("02-mlp/make-loss")
def make_loss(student: Student, draw: Draw) -> None:
    """Mean cross-entropy of logits"""

    def loss(got: Any) -> torch.Tensor:
        if "made" in got:
            fact = f"make_loss() returned {compare.describe(got['made'])}, which can't be called with logits and targets."
            raise Mismatch(
                fact, "Return a function or an object to call; of a class, make an object with ()."
            )
        value: Any = got["loss"]
        compare.is_tensor(value)
        if tuple(value.shape) != ():
            fact = f"The loss must be a single number, a tensor of shape (), but its shape is {tuple(value.shape)}."
            raise Mismatch(fact, "Training needs one number for the whole batch.")
        compare.finite(value)
        return value

    def case(logits: torch.Tensor, targets: torch.Tensor, *, gradient: bool) -> None:
        leaf = logits.clone().requires_grad_()
        expected = F.cross_entropy(leaf, targets)
        (slope,) = torch.autograd.grad(expected, leaf)

        def judge(got: Any) -> None:
            value = loss(got).item()
            if not gradient:
                return compare.number(value, expected.item(), 1e-4 * (1 + expected.item()))
            if got["gradient"] is None:
                advice = "Keep to torch's operations; .item() and .detach() cut."
                raise Mismatch("No gradient flows from the loss to the logits.", advice)
            compare.tensor(got["gradient"], slope)

        asked = f"make_loss()(logits {tuple(logits.shape)}, targets {tuple(targets.shape)})"
        student.ask(loss_and_gradient, asked, logits=logits, targets=targets).passes(judge)

    # Every label occurs, so that one which is ignored shows.
    every = torch.cat([draw.distinct(10).long(), draw.integers(0, 9, 3)])
    for part, gradient in [("the value", False), ("its gradient", True)]:
        with student.part(part):
            case(3 * draw.normal(13, 10), every, gradient=gradient)
            case(20 * draw.normal(7, 10) - 30, draw.integers(0, 9, 7), gradient=gradient)
            case(draw.normal(1, 10), draw.integers(0, 9, 1), gradient=gradient)


# train-epoch


def train(
    student: Any, weight: Any, bias: Any, batches: Any, loss: str, learning_rate: float
) -> dict[str, Any]:
    """Let the student's function train a linear model for an epoch: what it returns, what it leaves, how it went."""
    modes = []

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight, self.bias = (
                torch.nn.Parameter(weight.clone()),
                torch.nn.Parameter(bias.clone()),
            )

        def forward(self, images: Any) -> Any:
            modes.append(self.training)
            return images.flatten(start_dim=1) @ self.weight + self.bias

    model, loss_fn = Model().eval(), getattr(torch.nn.functional, loss)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    sent = [(images.clone(), targets.clone()) for images, targets in batches]
    result = student.train_one_epoch(model, sent, loss_fn, optimizer)
    return {
        "result": result,
        "weight": model.weight.detach(),
        "bias": model.bias.detach(),
        "gradient": model.weight.grad,
        "modes": modes,
        "images": [images for images, _ in sent],
    }


@exercise("02-mlp/train-epoch")
def train_epoch(student: Student, draw: Draw) -> None:
    """One epoch of training"""

    def epoch(
        sizes: list[int], loss: str = "cross_entropy", learning_rate: float = 0.5
    ) -> tuple[Any, dict[str, Any]]:
        weight, bias = draw.normal(6, 5), draw.normal(5)
        targets = [
            draw.integers(0, 4, size) if loss == "cross_entropy" else draw.normal(size, 5)
            for size in sizes
        ]
        batches = [
            (draw.normal(size, 1, 3, 2) + 0.5, y) for size, y in zip(sizes, targets, strict=True)
        ]
        asked = f"train_one_epoch with batches of {', '.join(map(str, sizes))} images"
        inputs: dict[str, Any] = {
            "weight": weight,
            "bias": bias,
            "batches": batches,
            "loss": loss,
            "learning_rate": learning_rate,
        }
        return student.ask(train, asked, **inputs), _trained(**inputs)

    with student.part("a step of the optimizer for the batch"):
        for loss in ("cross_entropy", "mse_loss"):
            pending, right = epoch([7], loss)
            advice = "Is there forward, loss, backward and step, with the loss function and optimizer that were given?"
            pending.passes(partial(_parameters, right=right, advice=advice))
    with student.part("several batches, each with its own gradient"):
        for sizes in ([5, 3], [4, 7, 5, 2]):
            pending, right = epoch(sizes)
            advice = "Is there a step for every batch, and are the gradients cleared for each?"
            pending.passes(partial(_parameters, right=right, advice=advice))
    with student.part("the mean of the batch losses"):
        # At learning rate 0 the losses don't depend on the steps, which have a part of their own.
        for sizes in ([5, 3], [4, 7, 5, 2]):
            pending, right = epoch(sizes, learning_rate=0.0)
            pending.passes(partial(_mean, losses=right["losses"]))
        pending, right = epoch([6], loss="mse_loss")
        pending.passes(partial(_mean, losses=right["losses"]))
    with student.part("training mode, and nothing else changed"):
        pending, right = epoch([4, 3])
        pending.passes(partial(_in_training_mode, images=right["images"]))


def _trained(
    weight: torch.Tensor, bias: torch.Tensor, batches: Any, loss: str, learning_rate: float
) -> dict[str, Any]:
    """What an epoch of SGD makes of the model, and the batch losses."""
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    losses = []
    for images, targets in batches:
        value = getattr(F, loss)(images.flatten(start_dim=1) @ weight + bias, targets)
        by_weight, by_bias = torch.autograd.grad(value, (weight, bias))
        with torch.no_grad():
            weight -= learning_rate * by_weight
            bias -= learning_rate * by_bias
        losses.append(value.item())
    images = [images for images, _ in batches]
    return {"weight": weight.detach(), "bias": bias.detach(), "losses": losses, "images": images}


def _parameters(got: Any, right: dict[str, Any], advice: str) -> None:
    for name in ("weight", "bias"):
        try:
            compare.tensor(got[name], right[name])
        except Mismatch:
            raise Mismatch("The parameters aren't where these steps take them.", advice) from None


def _mean(got: Any, losses: list[float]) -> None:
    mean = sum(losses) / len(losses)
    compare.number(got["result"], mean, 1e-4 * (1 + abs(mean)))


def _in_training_mode(got: Any, images: list[torch.Tensor]) -> None:
    if not got["modes"]:
        raise Mismatch("The model was never called.", "Use the model that is given as an argument.")
    if not all(got["modes"]):
        raise Mismatch(
            "The model was in evaluation mode while it was trained.",
            "Call model.train() before the loop.",
        )
    for now, then in zip(got["images"], images, strict=True):
        if not torch.equal(now, then):
            raise Mismatch(
                "Your function changed the images of a batch.",
                "Work on a copy, for example with .clone().",
            )


# accuracy


def measure(student: Any, images: Any, labels: Any, batch_size: int) -> dict[str, Any]:
    """Let the student's function measure a model whose logits are the images: the result, how it went, what is left."""
    from torch.utils.data import DataLoader, TensorDataset

    modes, recorded = [], []

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones(images[0].numel()))

        def forward(self, batch: Any) -> Any:
            logits = batch.flatten(start_dim=1) * self.scale
            modes.append(self.training)
            recorded.append(logits.requires_grad)
            return logits

    model = Model().train()
    result = student.accuracy(
        model, DataLoader(TensorDataset(images, labels), batch_size=batch_size)
    )
    scale = model.scale
    return {
        "result": result,
        "modes": modes,
        "recorded": recorded,
        "scale": scale.detach(),
        "gradient": scale.grad,
        "trainable": scale.requires_grad,
    }


@exercise("02-mlp/accuracy")
def accuracy(student: Student, draw: Draw) -> None:
    """Accuracy in percent"""

    def case(right: list[bool], batch_size: int, shift: float = 0) -> Any:
        """`right`: for each image, whether the model reads it rightly."""
        count, classes = len(right), 7
        winners = draw.integers(0, classes - 1, count)
        logits = draw.normal(count, classes).clamp(-2, 2) + 6 * F.one_hot(winners, classes) + shift
        off = torch.tensor([0 if is_right else draw.number(1, classes - 1) for is_right in right])
        labels = (winners + off) % classes
        asked = f"accuracy of {sum(right)} right among {count} images, in batches of {batch_size}"
        inputs = {
            "images": logits.reshape(count, 1, classes, 1),
            "labels": labels,
            "batch_size": batch_size,
        }
        return student.ask(measure, asked, **inputs)

    def percent(right: list[bool], batch_size: int, shift: float = 0) -> None:
        expected = 100 * sum(right) / len(right)
        case(right, batch_size, shift).passes(
            lambda got: compare.number(got["result"], expected, 1e-3)
        )

    yes, no = True, False
    with student.part("full batches"):
        percent([yes, no, yes, yes, no, no, no, yes, yes, yes, yes, yes], 4)
        percent([yes, no, yes, no, no, no], 3, shift=-20)
        percent([yes] * 10, 5)
    with student.part("a smaller last batch"):
        percent([yes] * 5 + [yes, yes, yes, no, no] + [no, no, yes], 5)
        percent([no, no, yes, no, yes, no, yes], 6)
        percent([no, yes, no], 64)
    for part, judge in [
        ("evaluation mode", _in_evaluation_mode),
        ("no gradients, no change", _only_looked),
    ]:
        with student.part(part):
            case([yes, no, yes, no, no], 2).passes(judge)


def _in_evaluation_mode(got: Any) -> None:
    if not got["modes"]:
        raise Mismatch("The model was never called.", "Use the model that is given as an argument.")
    if any(got["modes"]):
        raise Mismatch(
            "The model was in training mode while it was measured.",
            "Call model.eval() before the loop.",
        )


def _only_looked(got: Any) -> None:
    if not got["recorded"]:
        raise Mismatch("The model was never called.", "Use the model that is given as an argument.")
    if any(got["recorded"]):
        raise Mismatch(
            "The model's computation was recorded for gradients.",
            "Put the loop under torch.no_grad().",
        )
    if got["gradient"] is not None:
        raise Mismatch(
            "The parameters have gradients afterwards.", "Measuring needs no backward()."
        )
    if not got["trainable"]:
        raise Mismatch(
            "The parameters are frozen afterwards.",
            "Leave requires_grad alone; torch.no_grad() is enough.",
        )
    if not torch.equal(got["scale"], torch.ones_like(got["scale"])):
        raise Mismatch("The parameters are changed afterwards.", "Measuring takes no step.")


# make-adam


def steps(
    student: Any, parameters: Any, gradients: Any, options: dict[str, float]
) -> dict[str, Any]:
    """Where the student's optimizer takes a model's parameters, given gradients. The first place is before any step."""

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.hidden, self.output = torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)

    model = Model()
    mine = list(model.parameters())
    for parameter, value in zip(mine, parameters, strict=True):
        parameter.data.copy_(value)
    optimizer = student.make_adam(model, **options)
    usable = callable(getattr(optimizer, "step", None)) and callable(
        getattr(optimizer, "zero_grad", None)
    )
    if isinstance(optimizer, type) or not usable:
        return {"made": optimizer}
    places = [[p.detach().clone() for p in mine]]
    for now in gradients:
        optimizer.zero_grad()
        for parameter, gradient in zip(mine, now, strict=True):
            # As backward does: added to what zero_grad has left.
            parameter.grad = (
                gradient.clone() if parameter.grad is None else parameter.grad + gradient
            )
        optimizer.step()
        places.append([p.detach().clone() for p in mine])
    return {"places": places}


NAMES = ("hidden.weight", "hidden.bias", "output.weight", "output.bias")


@exercise("02-mlp/make-adam")
def make_adam(student: Student, draw: Draw) -> None:
    """Adam's steps"""

    def gradient(parameter: torch.Tensor, size: float) -> torch.Tensor:
        sign = 2 * draw.integers(0, 1, *parameter.shape) - 1
        return size * sign * (draw.uniform(*parameter.shape) + 0.5)

    def case(**options: float) -> None:
        # Decay shows on the first, the constant in the denominator on the second, whose gradients are tiny, and what
        # remembers large gradients on the third. Values near 0 keep every digit of a small step.
        parameters = [
            draw.normal(3, 2) + 3,
            0.002 * draw.normal(3),
            0.002 * draw.normal(1, 3),
            0.002 * draw.normal(1),
        ]
        sizes = [(1.0, 1e-6, 100 * 0.05**step, 3.0) for step in range(5)]
        gradients = [
            [gradient(p, size) for p, size in zip(parameters, now, strict=True)] for now in sizes
        ]
        learning_rate = options.get("learning_rate", 0.001)
        expected = _adam(parameters, gradients, learning_rate)
        # Another order of operations errs by some 1e-6 of a step; a thing to notice changes one by 1e-4 or more.
        tolerance = Tolerance(relative=1e-6, absolute=3e-5 * learning_rate)

        def judge(got: Any) -> None:
            if "made" in got:
                fact = f"make_adam returned {compare.describe(got['made'])}."
                raise Mismatch(fact, "Return an optimizer, an object with step() and zero_grad().")
            for step, (place, right) in enumerate(zip(got["places"], expected, strict=True)):
                for name, mine, theirs, start in zip(NAMES, place, right, parameters, strict=True):
                    _moved(f"After step {step}, {name}", mine, theirs, start, tolerance)

        said = ", ".join(f"{name}={value}" for name, value in options.items())
        asked = f"make_adam(model{', ' if said else ''}{said})"
        student.ask(
            steps, asked, parameters=parameters, gradients=gradients, options=options
        ).passes(judge)

    with student.part("the steps"):
        case(learning_rate=0.001)
    with student.part("the learning rate and its default"):
        case()
        case(learning_rate=0.05)
        case(learning_rate=2.0)


Tensors = list[torch.Tensor]


def _adam(parameters: Tensors, gradients: list[Tensors], learning_rate: float) -> list[Tensors]:
    """Where torch's Adam takes the parameters."""
    mine = [p.clone().requires_grad_() for p in parameters]
    optimizer = torch.optim.Adam(mine, lr=learning_rate)
    places = [parameters]
    for now in gradients:
        for parameter, gradient in zip(mine, now, strict=True):
            parameter.grad = gradient
        optimizer.step()
        places.append([p.detach().clone() for p in mine])
    return places


def _moved(
    what: str, got: Any, expected: torch.Tensor, start: torch.Tensor, tolerance: Tolerance
) -> None:
    try:
        compare.tensor(got, expected, tolerance=tolerance)
    except Mismatch:
        if torch.equal(expected, start):
            raise Mismatch(
                "Your function changed the model before any step.", "Only make the optimizer."
            ) from None
        if isinstance(got, torch.Tensor) and torch.equal(got, start):
            advice = "Does the optimizer hold all parameters of the model?"
            raise Mismatch(f"{what} is still where it was.", advice) from None
        advice = "Which optimizer is it, with which learning rate, and which other options?"
        raise Mismatch(f"{what} isn't where Adam takes it.", advice) from None
