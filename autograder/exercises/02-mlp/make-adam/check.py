"""The steps of the student's optimizer, compared with those that torch's Adam makes here."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.compare import Mismatch, Tolerance
from autograder.checks.draw import Draw
from autograder.checks.probes import students_code
from autograder.checks.questions import Student

from .steps import optimizer_of


def steps(
    notebook: Any, parameters: Any, gradients: Any, options: dict[str, float]
) -> dict[str, Any]:
    """Return where the student's optimizer takes a model's parameters, given gradients.

    The first place is before any step.
    """

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.hidden, self.output = torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)

    model = Model()
    mine = list(model.parameters())
    for parameter, value in zip(mine, parameters, strict=True):
        parameter.data.copy_(value)
    with students_code():
        optimizer = notebook.make_adam(model, **options)
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


@check()
def make_adam(student: Student, draw: Draw) -> None:
    """Adam's steps"""

    def gradient(parameter: torch.Tensor, size: float) -> torch.Tensor:
        sign = 2 * draw.integers(0, 1, *parameter.shape) - 1
        return size * sign * (draw.uniform(*parameter.shape) + 0.5)

    def case(**options: float) -> None:
        # Decay shows on the first, the constant in the denominator on the second, whose gradients
        # are tiny, and what remembers large gradients on the third. Values near 0 keep every digit
        # of a small step.
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
        # The last is one number. Steps there and back could end where it began, which is no way.
        sign = 2 * draw.integers(0, 1, 1) - 1
        gradients = [[*others, sign * last.abs()] for *others, last in gradients]
        learning_rate = options.get("learning_rate", 0.001)
        expected = _adam(parameters, gradients, learning_rate)
        # Another order of operations errs by some 1e-6 of a step; a thing to notice changes one by
        # 1e-4 or more.
        tolerance = Tolerance(relative=1e-6, absolute=3e-5 * learning_rate)

        def judge(got: Any) -> None:
            if "made" in got:
                fact = f"make_adam returned {compare.describe(got['made'])}."
                raise Mismatch(
                    fact,
                    "Return an optimizer, an object with step() and zero_grad().",
                    mistake="no optimizer",
                )
            for step, (place, right) in enumerate(zip(got["places"], expected, strict=True)):
                for name, mine, theirs, start in zip(NAMES, place, right, parameters, strict=True):
                    try:
                        _moved(f"After step {step}, {name}", mine, theirs, start, tolerance)
                    except Mismatch as mismatch:
                        if _leads_there(got["places"][-1], expected[-1], parameters):
                            mismatch.credit = compare.NEAR
                        if other := optimizer_of(got["places"], expected, gradients[0], tolerance):
                            mismatch.related = (*mismatch.related, other)
                        raise

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


def _leads_there(places: Any, right: Tensors, start: Tensors) -> bool:
    """Whether half of the parameters go about where Adam takes them, all about equally far.

    Adam moves a parameter as far by tiny gradients as by large ones. What steps by the gradients
    themselves may point where Adam does, by chance.
    """
    if not all(isinstance(place, torch.Tensor) for place in places):
        return False
    if [place.shape for place in places] != [place.shape for place in right]:
        return False
    ways = list(zip(places, right, start, strict=True))
    lengths = [float((got - now).norm() / (wanted - now).norm()) for got, wanted, now in ways]
    led = [
        compare.leads_to(*way) and 8 * length > max(lengths)
        for way, length in zip(ways, lengths, strict=True)
    ]
    return 2 * sum(led) >= len(led)


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
                "Your function changed the model before any step.",
                "Only make the optimizer.",
                mistake="the model is changed before any step",
            ) from None
        if isinstance(got, torch.Tensor) and torch.equal(got, start):
            advice = "Does the optimizer hold all parameters of the model?"
            raise Mismatch(f"{what} is still where it was.", advice) from None
        advice = "Which optimizer is it, with which learning rate, and which other options?"
        raise Mismatch(f"{what} isn't where Adam takes it.", advice) from None
