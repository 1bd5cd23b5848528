"""Networks are compared by behaviour.

A probe writes weights drawn here into the student's module and returns its logits. No two tensors
of a LeNet hold equally many numbers, so a weight finds its place in whatever order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.fields import GARBLED, field, tensors
from autograder.checks.probes import students_code
from autograder.checks.questions import Judge, Pending, Student

from .variants import difference

Network = Callable[[torch.Tensor, list[torch.Tensor]], torch.Tensor]


LENET = [(6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,), (84, 400), (84,), (10, 84), (10,)]


FROM_OTHER_MAPS = (16 * 4 * 4, 16 * 7 * 7, 16 * 8 * 8, 16 * 9 * 9, 16 * 10 * 10, 16 * 20 * 20)
"""How many numbers come out of the flattening where padding or pooling is another one."""


LOGITS = compare.Tolerance(relative=1e-4, absolute=2e-4)
"""For logits of size 10, summed from a few hundred products in another order.

Wrong networks move them by 1e-2 and more.
"""


def lenet_logits(images: torch.Tensor, weights: list[torch.Tensor]) -> torch.Tensor:
    """What LeNet computes with these weights."""
    conv1, bias1, conv2, bias2, *linear = weights
    maps = F.max_pool2d(F.relu(F.conv2d(images, conv1, bias1, padding=2)), 2)
    hidden = F.max_pool2d(F.relu(F.conv2d(maps, conv2, bias2)), 2).flatten(1)
    return F.linear(F.relu(F.linear(hidden, *linear[:2])), *linear[2:])


def run_networks(
    notebook: Any, name: str, weights: list[list[torch.Tensor]], images: torch.Tensor
) -> dict[str, Any]:
    """Make as many networks as there are lists of weights, and write these into them.

    Returns their logits, and what can be seen of their form.
    """
    with students_code():
        models = [getattr(notebook, name)() for _ in weights]
    listed = [isinstance(model, (list, tuple)) for model in models]
    models = [
        torch.nn.Sequential(*model)
        if isinstance(model, (list, tuple))
        and all(isinstance(layer, torch.nn.Module) for layer in model)
        else model
        for model in models
    ]
    for model in models:
        if not isinstance(model, torch.nn.Module):
            return {"made": model if model is None else type(model).__name__}
    untouched = images.clone()
    with torch.no_grad(), torch.random.fork_rng(devices=[]), students_code():
        outputs = [model(images) for model in models]  # a lazy layer gets its weights here
        if any(
            torch.nn.parameter.is_lazy(parameter)
            for model in models
            for parameter in model.parameters()
        ):
            return {"fault": "lazy"}
        if any(
            tensor.is_meta for model in models for tensor in (*model.parameters(), *model.buffers())
        ):
            return {"fault": "meta"}
        found = [[parameter.detach() for parameter in model.parameters()] for model in models]
        answer = {
            "listed": any(listed),
            # Of networks with random weights: their form alone.
            "form": [
                torch.zeros_like(output) if isinstance(output, torch.Tensor) else output
                for output in outputs
            ],
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
            # With gradients and without, a network computes the same.
            with torch.set_grad_enabled(key == "alone"):
                answer[key] = compute()
    return answer


def made_networks(notebook: Any, name: str, images: torch.Tensor) -> dict[str, Any]:
    """Make two networks, and return what can be seen of them without what they compute."""
    with students_code():
        models = [getattr(notebook, name)() for _ in range(2)]
    listed = [isinstance(model, (list, tuple)) for model in models]
    models = [
        torch.nn.Sequential(*model)
        if isinstance(model, (list, tuple))
        and all(isinstance(layer, torch.nn.Module) for layer in model)
        else model
        for model in models
    ]
    for model in models:
        if not isinstance(model, torch.nn.Module):
            return {"made": model if model is None else type(model).__name__}
    lazy = torch.nn.parameter.is_lazy

    def networks(module: torch.nn.Module) -> list[str]:
        below = [one for one in module._modules.values() if one is not None]
        if type(module).forward is torch.nn.Sequential.forward:
            return [name for one in below for name in networks(one)]
        layer = type(module) in (torch.nn.Conv2d, torch.nn.Linear) or not list(module.parameters())
        return [type(module).__name__] if below or not layer else []

    with torch.no_grad(), torch.random.fork_rng(devices=[]), students_code():
        if any(lazy(parameter) for model in models for parameter in model.parameters()):
            for model in models:
                model(images)  # a lazy layer gets its weights here
        found = [list(model.parameters()) for model in models]
        if any(lazy(parameter) for parameters in found for parameter in parameters):
            return {"fault": "lazy"}
        tensors = [one for model in models for one in (*model.parameters(), *model.buffers())]
        if any(tensor.is_meta for tensor in tensors):
            return {"fault": "meta"}
        return {
            "sequential": all(
                isinstance(model, torch.nn.Sequential)
                and type(model).forward is torch.nn.Sequential.forward
                for model in models
            ),
            # What in an nn.Sequential is no layer, but a network of its own.
            "networks": networks(models[0]) if isinstance(models[0], torch.nn.Sequential) else [],
            "listed": any(listed),
            "shapes": [list(parameter.shape) for parameter in found[0]],
            "shared": any(one is other for one in found[0] for other in found[1]),
            # Whether the weights of a layer are as nn makes them, not one number.
            "varied": all(
                bool((weight != weight.flatten()[0]).any())
                for parameters in found
                for weight in parameters
                if weight.numel() > 10
            ),
        }


def check_network(
    student: Student, draw: Draw, name: str, shapes: list[tuple[int, ...]], network: Network
) -> None:
    """Ask all that is asked of a LeNet."""
    sizes = "convolutions and linear layers of the right sizes"
    with student.part(sizes):
        ask_made(student, draw, name).passes(has_sizes(name, shapes))
    with student.part("ten scores for each image of a batch", needs=sizes):
        for count in (5, 1):
            pending = ask_network(student, draw, name, [draw.weights(shapes)], images=count)
            pending.passes(_has_output(name, count))
    with student.part("the right activations and pooling, and logits at the end", share=2):
        ask_values(student, draw, name, shapes, network)


def ask_made(student: Student, draw: Draw, name: str) -> Pending:
    """Ask for the network's layers and sizes."""
    return student.ask(made_networks, f"{name}()", name=name, images=draw.uniform(1, 1, 28, 28))


def ask_network(
    student: Student, draw: Draw, name: str, weights: list[list[torch.Tensor]], images: int = 3
) -> Pending:
    """Ask for what the network gives for a batch."""
    asked = f"{name}()(a batch of {images} image{'s' if images > 1 else ''})"
    return student.ask(
        run_networks, asked, name=name, weights=weights, images=draw.uniform(images, 1, 28, 28)
    )


def ask_values(
    student: Student,
    draw: Draw,
    name: str,
    shapes: list[tuple[int, ...]],
    network: Network,
) -> None:
    """Ask what the network computes with given weights."""
    for _ in range(2):
        weights, images = draw.weights(shapes), draw.normal(5, 1, 28, 28)
        weights[-1] -= network(
            images, weights
        ).mean()  # so that some scores lie below 0, where an activation at the end shows
        asked = f"{name}(), with weights of ours, of 5 images"
        pending = student.ask(run_networks, asked, name=name, weights=[weights], images=images)
        right = _has_logits(network(images, weights), images, weights)
        pending.passes(right).passes(is_no_list)


FAULTS = {
    "lazy": (
        "A lazy layer never got an input.",
        "Each layer of __init__ is used in forward; one that isn't has no weights.",
    ),
    "meta": (
        "The network is on the device meta, where tensors hold no numbers.",
        "Leave its layers on the CPU.",
    ),
}


def is_module(answer: Any) -> None:
    """Judge whether what came is a network."""
    if not isinstance(answer, dict):
        raise Mismatch(*GARBLED)
    if isinstance(answer.get("fault"), str) and answer["fault"] in FAULTS:
        raise Mismatch(*FAULTS[answer["fault"]])
    if "made" in answer:
        made, advice = answer["made"], "A network is an nn.Module."
        raise Mismatch(
            "Expected a network, but got "
            f"{made if isinstance(made, str) else compare.describe(made)}.",
            "Did you forget the return?" if made is None else advice,
        )


def is_no_list(answer: Any) -> None:
    """Judge whether the layers of a network are one, and not a list of them."""
    if field(answer, "listed", bool):
        raise Mismatch(
            "The layers are right, but they come as a list.",
            "nn.Sequential(*layers) makes a network of them.",
            mistake="a list of layers",
            credit=compare.FORM,
        )


def _shapes(answer: Any) -> list[tuple[int, ...]]:
    found = field(answer, "shapes", list)
    if not all(
        isinstance(shape, list) and all(type(size) is int for size in shape) for shape in found
    ):
        raise Mismatch(*GARBLED)
    return [tuple(shape) for shape in found]


def _has_output(name: str, count: int) -> Judge:
    def judge(answer: Any) -> None:
        is_module(answer)
        (logits,) = tensors(answer, "form")
        if tuple(logits.shape) != (count, 10):
            advice = (
                "Flatten each image for itself, all axes but the first."
                if logits.shape[:1] != (count,)
                else ""
            )
            raise Mismatch(
                f"Expected shape ({count}, 10), but got {tuple(logits.shape)}.",
                advice,
                mistake="not ten scores for each image",
            )
        _leaves_images(answer)
        if not field(answer, "repeats", bool):
            raise Mismatch(
                "Asked twice, the network gives the same images other scores.",
                "Create the layers once, in __init__, and let nothing in forward be random.",
                mistake="other scores at every call",
            )
        compare.formed(logits, torch.float32, (count, 10), lambda _: None)

    return judge


def _leaves_images(answer: Any) -> None:
    """Judge whether the images are what they were."""
    if not field(answer, "unchanged", bool):
        raise Mismatch(
            "The network changed its input.",
            "Don't use operations in place, such as relu_, on the images.",
            mistake="the images are changed",
        )


def has_sizes(name: str, shapes: list[tuple[int, ...]]) -> Judge:
    """Return a judge of the sizes of a network's parameters."""

    def judge(answer: Any) -> None:
        is_module(answer)
        found = _shapes(answer)
        expected = [math.prod(shape) for shape in shapes]
        if not found:
            advice = (
                "Store every layer as an attribute of self; a plain list or dict hides its "
                "parameters."
            )
            raise Mismatch(f"{name} has no parameters.", advice, mistake=_named(shapes, found))
        if sorted(expected) == sorted(map(math.prod, found)):
            return
        fact = f"{name} has {sum(expected):,} parameters in {len(expected)} tensors, but yours has "
        fact += f"{sum(map(math.prod, found)):,} in {len(found)}."
        odd = next((shape for shape in found if math.prod(shape) not in expected), None)
        if odd is None:
            advice = (
                "A layer is missing, or there is one too many: go through the table line by line."
            )
        elif len(odd) == 2 and odd[1] in FROM_OTHER_MAPS:
            advice = (
                f"A linear layer has {odd[1]} inputs: look at the padding and the stride of what "
                "stands before it."
            )
        else:
            advice = (
                f"The first that isn't in the table has the shape {odd}: look at that layer's "
                "sizes."
            )
        matched = (Counter(expected) & Counter(map(math.prod, found))).total()
        near = 2 * matched > len(expected)
        raise Mismatch(
            fact, advice, credit=compare.NEAR if near else 0.0, mistake=_named(shapes, found)
        )

    return judge


def _named(right: list[tuple[int, ...]], found: list[tuple[int, ...]]) -> str:
    """Name what is wrong with a network's sizes."""
    if not found:
        return "layers that are no attributes"
    return "a layer too few or too many" if len(found) != len(right) else "other sizes"


def _has_logits(expected: torch.Tensor, images: torch.Tensor, weights: list[torch.Tensor]) -> Judge:
    def judge(answer: Any) -> None:
        is_module(answer)
        shapes = _shapes(answer)
        if "logits" not in answer:
            raise Mismatch(
                "The layers have other sizes, so that the values can't be compared.",
                "Mend the sizes first.",
                mistake=_named([tuple(weight.shape) for weight in weights], shapes),
            )
        (got,), (alone,), (evaluated,) = (
            tensors(answer, key) for key in ("logits", "alone", "evaluated")
        )

        def are_right(logits: torch.Tensor) -> None:
            _are_logits(logits, expected)
            if not _close(logits, expected):
                _leaves_images(answer)
            if not _close(alone, got[:1]):
                raise Mismatch(
                    "An image alone gets other scores than in its batch.",
                    "Nothing may mix images or drop values at random: no dropout, and flatten "
                    "from axis 1 on.",
                    mistake="images of a batch are mixed",
                )
            if _close(evaluated, expected) and not _close(got, expected):
                raise Mismatch(
                    "The scores are right in evaluation mode, and others in training mode.",
                    "Leave out what drops values at random, such as dropout.",
                    mistake="dropout",
                )
            try:
                compare.values(logits, expected, LOGITS)
            except Mismatch as mismatch:
                advice = (
                    "Look at each activation and each pooling: which kind, after which layer, in "
                    "which order."
                )
                told = mismatch.says(mismatch.fact, advice)
                if other := difference(logits, expected, images, weights, _close):
                    told.related = (other, *told.related)
                raise told from None
            if not _close(evaluated, got):
                raise Mismatch(
                    "In evaluation mode the scores are others.",
                    "Training and evaluation mode compute the same here.",
                    mistake="other scores in evaluation mode",
                )

        compare.formed(got, expected.dtype, expected.shape, are_right)

    return judge


def _are_logits(got: torch.Tensor, expected: torch.Tensor) -> None:
    """Raise Mismatch where the right logits went through something at the end."""
    for mistake, end, fact, advice in (
        (
            "probabilities for logits",
            expected.softmax(dim=1),
            "Each row sums to 1: these are probabilities.",
            "Return logits. The loss does the softmax itself.",
        ),
        (
            "log-probabilities for logits",
            expected.log_softmax(dim=1),
            "These are logarithms of probabilities.",
            "Return logits. The loss does the (log-)softmax itself.",
        ),
        *(
            (
                "an activation after the last layer",
                end,
                "The right scores went through an activation.",
                "The last layer has none: logits are any real numbers.",
            )
            for end in (expected.relu(), expected.sigmoid(), expected.tanh())
        ),
    ):
        if torch.allclose(got, end, rtol=LOGITS.relative, atol=LOGITS.absolute):
            raise Mismatch(fact, advice, mistake=mistake)


def _close(got: torch.Tensor, expected: torch.Tensor) -> bool:
    same = got.shape == expected.shape and got.dtype == expected.dtype
    return same and torch.allclose(got, expected, rtol=LOGITS.relative, atol=LOGITS.absolute)
