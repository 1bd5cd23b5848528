"""Checks of 05-lenet: two networks, their training, and a report on it.

Networks are compared by behaviour: a probe writes weights drawn here into the student's module and returns its
logits. No two tensors of a LeNet hold equally many numbers, so a weight finds its place in whatever order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.exercise import Judge, Student, exercise
from autograder.student.wire import Opaque

Network = Callable[[torch.Tensor, list[torch.Tensor]], torch.Tensor]

LENET5 = [(6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,), (120, 400), (120,), (84, 120), (84,), (10, 84), (10,)]
LENET = [(6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,), (84, 400), (84,), (10, 84), (10,)]

FROM_OTHER_MAPS = (16 * 4 * 4, 16 * 7 * 7, 16 * 8 * 8, 16 * 9 * 9, 16 * 10 * 10, 16 * 20 * 20)
"""How many numbers come out of the flattening where padding or pooling is another one."""

LOGITS = compare.Tolerance(relative=1e-4, absolute=2e-4)
"""For logits of size 10, summed from a few hundred products in another order; mistakes move them by 1e-2 and more."""


def lenet5_logits(images: torch.Tensor, weights: list[torch.Tensor]) -> torch.Tensor:
    """What LeNet5 computes with these weights."""
    conv1, bias1, conv2, bias2, *linear = weights
    maps = F.avg_pool2d(torch.sigmoid(F.conv2d(images, conv1, bias1, padding=2)), 2)
    hidden = F.avg_pool2d(torch.sigmoid(F.conv2d(maps, conv2, bias2)), 2).flatten(1)
    hidden = torch.sigmoid(F.linear(hidden, *linear[:2]))
    hidden = torch.sigmoid(F.linear(hidden, *linear[2:4]))
    return F.linear(hidden, *linear[4:])


def lenet_logits(images: torch.Tensor, weights: list[torch.Tensor]) -> torch.Tensor:
    """What LeNet computes with these weights."""
    conv1, bias1, conv2, bias2, *linear = weights
    maps = F.max_pool2d(F.relu(F.conv2d(images, conv1, bias1, padding=2)), 2)
    hidden = F.max_pool2d(F.relu(F.conv2d(maps, conv2, bias2)), 2).flatten(1)
    return F.linear(F.relu(F.linear(hidden, *linear[:2])), *linear[2:])


@exercise("05-lenet/lenet5")
def lenet5(student: Student, draw: Draw) -> None:
    """The network of 1998"""
    _check_network(student, draw, "LeNet5", LENET5, lenet5_logits)


@exercise("05-lenet/lenet")
def lenet(student: Student, draw: Draw) -> None:
    """The modern LeNet"""
    _check_network(student, draw, "LeNet", LENET, lenet_logits)


@exercise("05-lenet/sequential")
def sequential(student: Student, draw: Draw) -> None:
    """LeNet as an nn.Sequential"""
    with student.part("a new nn.Sequential at each call"):
        weights = [_weights(draw, LENET), _weights(draw, LENET)]
        _ask_network(student, draw, "make_lenet", weights, images=2).passes(_is_sequential).passes(_stays_apart)
    with student.part("layers of the right sizes"):
        _ask_network(student, draw, "make_lenet", [_weights(draw, LENET)]).passes(_has_sizes("make_lenet()", LENET))
    with student.part("it computes what LeNet computes"):
        _ask_values(student, draw, "make_lenet", LENET, lenet_logits)


@exercise("05-lenet/classifier")
def classifier(student: Student, draw: Draw) -> None:
    """A class that trains and tests"""
    with student.part("fit makes the steps of SGD on the cross-entropy"):
        for learning_rate, fits in [(0.5, [2]), (0.3, [1, 2]), (None, [2])]:
            inputs, labels, weights = (
                draw.normal(12, 5),
                draw.integers(0, 2, 12),
                _weights(draw, [(4, 5), (4,), (3, 4), (3,)]),
            )
            rate = "" if learning_rate is None else f", learning_rate={learning_rate}"
            asked = f"Classifier(model{rate}), fitted for {' and then '.join(map(str, fits))} epochs"
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
            pending.passes(_has_trained(weights, _trained(inputs, labels, weights, 4, learning_rate or 0.01, sum(fits))))
    with student.part("fit returns the mean loss of each epoch"):
        for epochs in (3, 1):
            inputs, labels, weights = (
                draw.normal(15, 5),
                draw.integers(0, 2, 15),
                _weights(draw, [(4, 5), (4,), (3, 4), (3,)]),
            )
            losses = F.cross_entropy(_two_layers(inputs, weights), labels).item()
            # Steps too small to change the weights: this part is about the losses alone.
            pending = student.ask(
                train, f"the losses of {epochs} epochs", inputs=inputs, labels=labels, weights=weights, size=5,
                learning_rate=1e-12, fits=[epochs],
            )  # fmt: skip
            pending.passes(_has_losses(losses, epochs))
    with student.part("training mode in fit, evaluation mode in accuracy"):
        inputs, labels = draw.normal(8, 5), draw.integers(0, 2, 8)
        pending = student.ask(watch_modes, "fit, accuracy, fit, accuracy, one after the other", inputs=inputs, labels=labels)
        pending.passes(_has_modes)
    with student.part("accuracy is a percentage of all images"):
        for count, size in [(23, 5), (11, 11), (14, 4)]:
            scores = draw.distinct(count, 7) - 3.5 * count
            labels = scores.argmax(dim=1)
            wrong = torch.arange(count) > count - (count % size or size)  # the last, smaller batch but for its first
            wrong[draw.number(0, 2)] = True
            labels = torch.where(wrong, (labels + draw.integers(1, 6, count)) % 7, labels)
            right = 100 * (scores.argmax(dim=1) == labels).double().mean().item()
            pending = student.ask(
                percent,
                f"the accuracy over {count} images in batches of {size}",
                scores=scores,
                labels=labels,
                size=size,
            )
            pending.passes(_is_percent(right))


@exercise("05-lenet/lenet-report", seconds=30)
def lenet_report(student: Student, draw: Draw) -> None:
    """What the report says of the trained LeNet"""
    with student.part("the number of parameters"):
        student.ask(report, 'lenet_report["parameters"]').passes(_reports_parameters)
    with student.part("the losses"):
        student.ask(report, 'lenet_report["losses"]').passes(_reports_losses)
    with student.part("the accuracy"):
        student.ask(report, 'lenet_report["accuracy"]').passes(_reports_accuracy)


# Probes


def run_networks(student: Any, name: str, weights: list[list[torch.Tensor]], images: torch.Tensor) -> dict[str, Any]:
    """Make as many networks as there are lists of weights, write these into them, and return their logits."""
    models = [getattr(student, name)() for _ in weights]
    for model in models:
        if not isinstance(model, torch.nn.Module):
            return {"made": model if model is None else type(model).__name__}
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        untouched = images.clone()
        outputs = [model(images) for model in models]  # a lazy layer gets its weights here
        if any(torch.nn.parameter.is_lazy(parameter) for model in models for parameter in model.parameters()):
            return {"fault": "lazy"}
        if any(tensor.is_meta for model in models for tensor in (*model.parameters(), *model.buffers())):
            return {"fault": "meta"}
        found = [[parameter.detach() for parameter in model.parameters()] for model in models]
        answer = {
            "sequential": all(isinstance(model, torch.nn.Sequential) for model in models),
            # Of networks with random weights: their form alone.
            "form": [torch.zeros_like(output) if isinstance(output, torch.Tensor) else output for output in outputs],
            "unchanged": torch.equal(images, untouched),
            "repeats": bool(torch.allclose(outputs[0], models[0](images), equal_nan=True))
            if isinstance(outputs[0], torch.Tensor)
            else True,
            "shapes": [list(parameter.shape) for parameter in found[0]],
        }
        for parameters, tensors in zip(found, weights, strict=True):
            left = {tensor.numel(): tensor for tensor in tensors}
            if sorted(left) != sorted(parameter.numel() for parameter in parameters):
                return answer
            for parameter in parameters:
                parameter.copy_(left[parameter.numel()].reshape(parameter.shape))
        for key, compute in [
            ("logits", lambda: [model(images) for model in models]),
            ("alone", lambda: [models[0](images[:1])]),
            ("evaluated", lambda: [models[0].eval()(images)]),
        ]:
            torch.manual_seed(0)
            answer[key] = compute()
    return answer


def train(
    student: Any,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    weights: list[torch.Tensor],
    size: int,
    learning_rate: float | None,
    fits: list[int],
) -> dict[str, Any]:
    """Train two small layers with the student's Classifier; return what fit returned, and the layers."""
    from torch.utils.data import DataLoader, TensorDataset

    hidden, out = weights[0].shape[0], weights[2].shape[0]
    model = torch.nn.Sequential(torch.nn.Linear(inputs.shape[1], hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, out))
    with torch.no_grad():
        for parameter, tensor in zip(model.parameters(), weights, strict=True):
            parameter.copy_(tensor)
    options = {} if learning_rate is None else {"learning_rate": learning_rate}
    trainer = student.Classifier(model, **options)
    loader = DataLoader(TensorDataset(inputs, labels), batch_size=size)
    losses = [trainer.fit(loader, epochs) for epochs in fits]
    return {"losses": losses, "weights": [parameter.detach().cpu() for parameter in model.parameters()]}


def watch_modes(student: Any, inputs: torch.Tensor, labels: torch.Tensor) -> dict[str, Any]:
    """In which mode, and with or without gradients, the model is called by fit and by accuracy."""
    from torch.utils.data import DataLoader, TensorDataset

    model = torch.nn.Linear(inputs.shape[1], 3)
    calls: list[list[bool]] = []
    model.register_forward_pre_hook(lambda layer, _: calls.append([layer.training, torch.is_grad_enabled()]))
    trainer = student.Classifier(model, learning_rate=0.1)
    loader = DataLoader(TensorDataset(inputs, labels), batch_size=4)
    noted = []
    for _ in range(2):
        trainer.fit(loader, 1)
        fitting = list(calls)
        calls.clear()
        trainer.accuracy(loader)
        noted.append({"fit": fitting, "accuracy": list(calls)})
        calls.clear()
    return {"rounds": noted}


def percent(student: Any, scores: torch.Tensor, labels: torch.Tensor, size: int) -> dict[str, Any]:
    """The student's accuracy of a model that returns its inputs."""
    from torch.utils.data import DataLoader, TensorDataset

    model = torch.nn.Linear(scores.shape[1], scores.shape[1], bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.eye(scores.shape[1]))
    trainer = student.Classifier(model)
    result = trainer.accuracy(DataLoader(TensorDataset(scores, labels), batch_size=size))
    return {"percent": result, "weight": [model.weight.detach().cpu()]}


def report(student: Any) -> dict[str, Any]:
    """The student's report, and what can be measured of the model: parameters, and logits on the notebook's data."""
    model, told = student.lenet_model, student.lenet_report
    if not isinstance(model, torch.nn.Module):
        return {"model": model, "report": told}
    if any(torch.nn.parameter.is_lazy(parameter) for parameter in model.parameters()):
        return {"lazy": True, "report": told}
    device = next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
    if device.type == "meta":
        return {"model": "a model on the device meta, where tensors hold no numbers", "report": told}
    training = model.training
    model.eval()
    with torch.no_grad():
        tested = torch.cat([model(part.to(device)).cpu() for part in student.test_images.split(500)])
        trained = model(student.train_images[:500].to(device)).cpu()
    model.train(training)
    own = []  # the sizes of the student's own networks
    for name in ("LeNet", "make_lenet"):
        try:
            fresh = getattr(student, name)()
            fresh(torch.zeros(1, 1, 28, 28))
            own.append(sum(parameter.numel() for parameter in fresh.parameters()))
        except Exception:
            pass
    return {
        "report": told,
        "parameters": [parameter.detach() for parameter in model.parameters()],
        "tested": [tested, student.test_labels],
        "trained": [trained, student.train_labels[:500]],
        "own": own,
    }


# Networks: questions and judges


def _check_network(student: Student, draw: Draw, name: str, shapes: list[tuple[int, ...]], network: Network) -> None:
    with student.part("ten scores for each image of a batch"):
        for count in (5, 1):
            pending = _ask_network(student, draw, name, [_weights(draw, shapes)], images=count)
            pending.passes(_has_output(name, count))
    with student.part("convolutions and linear layers of the right sizes"):
        _ask_network(student, draw, name, [_weights(draw, shapes)]).passes(_has_sizes(name, shapes))
    with student.part("the right activations and pooling, and logits at the end", share=2):
        _ask_values(student, draw, name, shapes, network)


def _ask_network(student: Student, draw: Draw, name: str, weights: list[list[torch.Tensor]], images: int = 3) -> Any:
    asked = f"{name}()(a batch of {images} image{'s' if images > 1 else ''})"
    return student.ask(run_networks, asked, name=name, weights=weights, images=draw.uniform(images, 1, 28, 28))


def _ask_values(student: Student, draw: Draw, name: str, shapes: list[tuple[int, ...]], network: Network) -> None:
    for _ in range(2):
        weights, images = _weights(draw, shapes), draw.normal(5, 1, 28, 28)
        asked = f"{name}(), with weights of ours, of 5 images"
        pending = student.ask(run_networks, asked, name=name, weights=[weights], images=images)
        pending.passes(_has_logits(network(images, weights)))


def _weights(draw: Draw, shapes: list[tuple[int, ...]]) -> list[torch.Tensor]:
    """Weights under which activations neither vanish nor saturate."""
    return [draw.normal(*shape) * (2 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else 0.5) for shape in shapes]


GARBLED = ("The answer did not come back as it was sent.", "Don't change torch's or Python's own functions.")


def _field(answer: Any, key: str, kind: type = object) -> Any:
    """One field of a probe's answer. Nothing in an answer is believed, not even that it has its fields."""
    if not isinstance(answer, dict) or key not in answer or not isinstance(answer[key], kind):
        raise Mismatch(*GARBLED)
    return answer[key]


def _tensors(answer: Any, key: str, count: int = 1) -> list[torch.Tensor]:
    """That many tensors in a field of a probe's answer."""
    found = _field(answer, key, list)
    if len(found) != count:
        raise Mismatch(*GARBLED)
    for tensor in found:
        compare.is_tensor(tensor)
    return found


FAULTS = {
    "lazy": ("A lazy layer never got an input.", "Each layer of __init__ is used in forward; one that isn't has no weights."),
    "meta": ("The network is on the device meta, where tensors hold no numbers.", "Leave its layers on the CPU."),
}


def _is_module(answer: Any) -> None:
    if not isinstance(answer, dict):
        raise Mismatch(*GARBLED)
    if isinstance(answer.get("fault"), str) and answer["fault"] in FAULTS:
        raise Mismatch(*FAULTS[answer["fault"]])
    if "made" in answer:
        made, advice = answer["made"], "A network is an nn.Module."
        raise Mismatch(
            f"Expected a network, but got {made if isinstance(made, str) else compare.describe(made)}.",
            "Did you forget the return?" if made is None else advice,
        )


def _shapes(answer: Any) -> list[tuple[int, ...]]:
    found = _field(answer, "shapes", list)
    if not all(isinstance(shape, list) and all(type(size) is int for size in shape) for shape in found):
        raise Mismatch(*GARBLED)
    return [tuple(shape) for shape in found]


def _has_output(name: str, count: int) -> Judge:
    def judge(answer: Any) -> None:
        _is_module(answer)
        (logits,) = _tensors(answer, "form")
        compare.dtype(logits, torch.float32)
        if tuple(logits.shape) != (count, 10):
            advice = "Flatten each image for itself, all axes but the first." if logits.shape[:1] != (count,) else ""
            raise Mismatch(f"Expected shape ({count}, 10), but got {tuple(logits.shape)}.", advice)
        if not _field(answer, "unchanged", bool):
            raise Mismatch("The network changed its input.", "Don't use operations in place, such as relu_, on the images.")
        if not _field(answer, "repeats", bool):
            raise Mismatch(
                "Asked twice, the network gives the same images other scores.",
                "Create the layers once, in __init__, and let nothing in forward be random.",
            )

    return judge


def _has_sizes(name: str, shapes: list[tuple[int, ...]]) -> Judge:
    def judge(answer: Any) -> None:
        _is_module(answer)
        found = _shapes(answer)
        expected = [math.prod(shape) for shape in shapes]
        if not found:
            advice = "Store every layer as an attribute of self; a plain list or dict hides its parameters."
            raise Mismatch(f"{name} has no parameters.", advice)
        if sorted(expected) == sorted(map(math.prod, found)):
            return
        fact = f"{name} has {sum(expected):,} parameters in {len(expected)} tensors, but yours has "
        fact += f"{sum(map(math.prod, found)):,} in {len(found)}."
        odd = next((shape for shape in found if math.prod(shape) not in expected), None)
        if odd is None:
            advice = "A layer is missing, or there is one too many: go through the table line by line."
        elif len(odd) == 2 and odd[1] in FROM_OTHER_MAPS:
            advice = f"A linear layer has {odd[1]} inputs: look at the padding and the stride of what stands before it."
        else:
            advice = f"The first that isn't in the table has the shape {odd}: look at that layer's sizes."
        raise Mismatch(fact, advice)

    return judge


def _has_logits(expected: torch.Tensor) -> Judge:
    def judge(answer: Any) -> None:
        _is_module(answer)
        _field(answer, "shapes")
        if "logits" not in answer:
            raise Mismatch("The layers have other sizes, so that the values can't be compared.", "Mend the sizes first.")
        (got,), (alone,), (evaluated,) = (_tensors(answer, key) for key in ("logits", "alone", "evaluated"))
        compare.dtype(got, expected.dtype)
        compare.shape(got, expected.shape)
        compare.finite(got)
        if bool((got >= 0).all()) and torch.allclose(got.sum(dim=1), torch.ones(len(got)), atol=1e-4):
            raise Mismatch("Each row sums to 1: these are probabilities.", "Return logits. The loss does the softmax itself.")
        if torch.allclose(got.exp().sum(dim=1), torch.ones(len(got)), atol=1e-4):
            raise Mismatch("These are logarithms of probabilities.", "Return logits. The loss does the (log-)softmax itself.")
        if bool((got >= 0).all()):
            raise Mismatch("No score is below 0.", "The last layer has no activation: logits are any real numbers.")
        if not _close(alone, got[:1]):
            raise Mismatch(
                "An image alone gets other scores than in its batch.",
                "Nothing may mix images or drop values at random: no dropout, and flatten from axis 1 on.",
            )
        try:
            compare.values(got, expected, LOGITS)
        except Mismatch as mismatch:
            advice = "Look at each activation and each pooling: which kind, after which layer, in which order."
            raise Mismatch(mismatch.fact, advice) from None
        if not _close(evaluated, expected):
            raise Mismatch("In evaluation mode the scores are others.", "Training and evaluation mode compute the same here.")

    return judge


def _close(got: torch.Tensor, expected: torch.Tensor) -> bool:
    same = got.shape == expected.shape and got.dtype == expected.dtype
    return same and torch.allclose(got, expected, rtol=LOGITS.relative, atol=LOGITS.absolute)


def _is_sequential(answer: Any) -> None:
    _is_module(answer)
    if not _field(answer, "sequential", bool):
        raise Mismatch("The network is not an nn.Sequential.", "Return nn.Sequential(…) with the layers in order.")


def _stays_apart(answer: Any) -> None:
    _is_module(answer)
    if "logits" in answer and torch.equal(*_tensors(answer, "logits", 2)):
        raise Mismatch(
            "Two calls give networks that share their weights.",
            "Create the layers inside make_lenet, anew at each call.",
        )


# The Classifier: references and judges


def _two_layers(inputs: torch.Tensor, weights: list[torch.Tensor]) -> torch.Tensor:
    return F.linear(torch.tanh(F.linear(inputs, *weights[:2])), *weights[2:])


def _trained(
    inputs: torch.Tensor,
    labels: torch.Tensor,
    weights: list[torch.Tensor],
    size: int,
    learning_rate: float,
    epochs: int,
) -> list[torch.Tensor]:
    """The two layers after plain SGD."""
    weights = [weight.clone().requires_grad_() for weight in weights]
    for _ in range(epochs):
        for x, y in zip(inputs.split(size), labels.split(size), strict=True):
            gradients = torch.autograd.grad(F.cross_entropy(_two_layers(x, weights), y), weights)
            with torch.no_grad():
                for weight, gradient in zip(weights, gradients, strict=True):
                    weight -= learning_rate * gradient
    return [weight.detach() for weight in weights]


def _has_trained(before: list[torch.Tensor], expected: list[torch.Tensor]) -> Judge:
    def judge(answer: Any) -> None:
        if all(map(torch.equal, _tensors(answer, "weights", len(before)), before)):
            raise Mismatch(
                "fit left the model's weights as they were.", "The optimizer steps, on the parameters of the model that was given."
            )
        for got, right in zip(_tensors(answer, "weights", len(expected)), expected, strict=True):
            compare.shape(got, right.shape)
            if not torch.allclose(got.float(), right, rtol=1e-3, atol=1e-5):
                raise Mismatch(
                    "After training, the model's weights are not those of plain SGD on the cross-entropy.",
                    "For each batch: clear the gradients, logits, loss of the logits, backward, step; with this "
                    "learning rate, on the model that was given. A second fit goes on from there.",
                )

    return judge


def _has_losses(expected: float, epochs: int) -> Judge:
    def judge(answer: Any) -> None:
        losses: Any = next(iter(_field(answer, "losses", list)), None)
        _is_list_of_floats(losses, "fit must return a list")
        if len(losses) != epochs:
            raise Mismatch(f"Expected a list of {epochs}, but it has {len(losses)}.", "One number for each epoch, not each batch.")
        for number, loss in enumerate(losses, start=1):
            if abs(loss - expected) > 1e-3 * max(1, expected):
                raise Mismatch(
                    f"The mean loss of epoch {number} is not {compare.number_text(loss)}.",
                    "In each epoch, start at 0, add up the losses of all batches, and divide by the number of batches.",
                )

    return judge


def _is_list_of_floats(losses: Any, what: str) -> None:
    if not isinstance(losses, list):
        advice = "Did you forget the return?" if losses is None else ""
        raise Mismatch(f"{what}, but got {compare.describe(losses)}.", advice)
    for loss in losses:
        if isinstance(loss, (torch.Tensor, Opaque)):
            raise Mismatch(f"There is {compare.describe(loss)} among the losses.", "loss.item() is its number, a float.")
        compare.is_number(loss)
        if not math.isfinite(loss):
            raise Mismatch(f"There is {loss} among the losses.", "The training diverged: try a smaller learning rate.")


def _has_modes(answer: Any) -> None:
    for number, calls in enumerate(_field(answer, "rounds", list)):
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
            raise Mismatch(f"fit trained the model in evaluation mode{after}.", "Call model.train() at the start of each fit.")
        if not tested_in:
            raise Mismatch("accuracy never called the model.", "Go through the loader, and call the model for each batch.")
        if any(tested_in):
            raise Mismatch("accuracy called the model in training mode.", "Call model.eval() before you test.")


def _pairs(calls: Any, key: str) -> list[tuple[bool, bool]]:
    found = _field(calls, key, list)
    return [(pair[0] is True, pair[1] is True) for pair in found if isinstance(pair, list) and len(pair) == 2]


def _is_percent(expected: float) -> Judge:
    def judge(answer: Any) -> None:
        _percentage(_field(answer, "percent"), expected, 1e-3)
        (weight,) = _tensors(answer, "weight")
        if not torch.equal(weight, torch.eye(7)):
            raise Mismatch("accuracy changed the model's weights.", "Testing makes no step.")

    return judge


def _percentage(got: Any, expected: float, tolerance: float) -> None:
    compare.is_number(got)
    if abs(got - expected) > tolerance >= abs(100 * got - expected):
        raise Mismatch(f"You got {compare.number_text(got)}, a fraction of 1.", "A percentage is 100 times as large.")
    try:
        compare.number(got, expected, tolerance)
    except Mismatch as mismatch:
        advice = "Right images of all batches, divided once by the number of all images; argmax over the classes, dim=1."
        raise Mismatch(mismatch.fact, mismatch.advice or advice) from None


# The report: judges


def _entry(answer: Any, name: str) -> Any:
    """One entry of the report, once report and model are what they should be."""
    if isinstance(answer, dict) and "model" in answer:
        found = answer["model"]
        kind = f"a {found.type}" if isinstance(found, Opaque) else found if isinstance(found, str) else compare.describe(found)
        fact = f"lenet_model must be the trained network, but it is {kind}."
        raise Mismatch(fact, "Keep the nn.Module itself: not the Classifier, and not its state_dict.")
    told = _field(answer, "report")
    if not isinstance(told, dict):
        raise Mismatch(f"lenet_report must be a dict, but it is {compare.describe(told)}.")
    if name not in told:
        raise Mismatch(f"lenet_report has no entry {name!r}.", "Its keys are parameters, losses and accuracy, as strings.")
    if "lazy" in answer:
        raise Mismatch("lenet_model has lazy layers that never saw a batch: it isn't trained.", "Call fit with this model.")
    return told[name]


def _scores(answer: Any, which: str) -> tuple[torch.Tensor, torch.Tensor]:
    """The model's logits on the notebook's data, and the labels."""
    logits, labels = _tensors(answer, which, 2)
    if labels.dim() != 1 or len(labels) < 100 or labels.is_floating_point() or len(labels.unique()) != 10 or labels.max() != 9:
        raise Mismatch("The notebook's labels are not those of its data cell.", "Don't assign to the names of the data cell.")
    compare.shape(logits, (len(labels), 10))
    try:
        compare.finite(logits)
    except Mismatch as mismatch:
        raise Mismatch(f"lenet_model on images: {mismatch.fact}", "The training diverged: try a smaller learning rate.") from None
    return logits.double(), labels.long()


def _reports_parameters(answer: Any) -> None:
    told = _entry(answer, "parameters")
    counted = sum(weight.numel() for weight in _tensors(answer, "parameters", len(_field(answer, "parameters", list))))
    if counted not in (sum(map(math.prod, LENET)), *_field(answer, "own", list)):
        raise Mismatch(f"lenet_model has {counted:,} parameters: it isn't a LeNet.", "Train a LeNet() or a make_lenet().")
    try:
        compare.integer(told, counted)
    except Mismatch as mismatch:
        fact = f"lenet_model has {counted:,} parameters. {mismatch.fact}"
        raise Mismatch(fact, mismatch.advice or "Add up numel() over all of the model's parameters.") from None


def _reports_losses(answer: Any) -> None:
    losses = _entry(answer, "losses")
    _is_list_of_floats(losses, "The losses must be a list")
    if not losses:
        raise Mismatch("The list of losses is empty.", "It is what fit returned: one number for each epoch.")
    if min(losses) < 0:
        raise Mismatch(f"There is a loss of {compare.number_text(min(losses))}.", "A cross-entropy is never below 0.")
    if len(losses) > 1 and losses[-1] >= losses[0]:
        raise Mismatch(
            "The losses don't go down.",
            "They are what fit returned, first epoch first. Look at the learning rate, too.",
        )
    logits, labels = _scores(answer, "trained")
    if logits.std(dim=0).max() < 1e-3:  # under fresh weights it is some 1e-2
        raise Mismatch(
            "lenet_model gives every image the same scores: its training went astray.",
            "After steps that are too long no ReLU answers any more. Train a new network, with a smaller learning rate.",
        )
    now = F.cross_entropy(logits, labels).item()
    if now > 2 and now > losses[-1] + 1:  # no better than guessing: a spike at the end of a training is less than that
        raise Mismatch(
            f"The last loss is {compare.number_text(losses[-1])}, but that of lenet_model on training images is {now:.2f}.",
            "Report the losses of this model: what fit returned when it was trained.",
        )


def _reports_accuracy(answer: Any) -> None:
    told = _entry(answer, "accuracy")
    logits, labels = _scores(answer, "tested")
    measured = 100 * (logits.argmax(dim=1) == labels).double().mean().item()
    try:
        _percentage(told, measured, max(0.1, 200 / len(labels)))  # two images: a GPU may have rounded otherwise
    except Mismatch as mismatch:
        fact = f"lenet_model gets {measured:.2f} % of the test images right. {mismatch.fact}"
        advice = "Report what accuracy returns for this model on test_loader, after the training."
        raise Mismatch(fact, mismatch.advice if "fraction" in mismatch.fact else advice) from None
