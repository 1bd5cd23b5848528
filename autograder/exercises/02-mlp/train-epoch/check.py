"""An epoch of training, compared with the same one here.

The probe builds a small model from weights that are sent, hands it to the student's function and
returns what became of it. Batches differ in size, so that a mean of means shows.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.probes import students_code
from autograder.checks.questions import Student
from autograder.checks.relations import Relation


def train(
    notebook: Any,
    weight: Any,
    bias: Any,
    batches: Any,
    loss: str,
    learning_rate: float,
    epochs: int = 1,
) -> dict[str, Any]:
    """Let the student's function train a linear model, an epoch at each call.

    Returns what it returned last, what it left, and how it went.
    """
    modes: list[bool] = []
    left_behind: list[bool] = []

    class Sent(torch.Tensor):
        """Images that know whether somebody asked for a moved copy of them."""

        asked = False

        def to(self, *args: Any, **kwargs: Any) -> Any:
            self.asked = True
            return self.as_subclass(torch.Tensor).to(*args, **kwargs)

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight, self.bias = (
                torch.nn.Parameter(weight.clone()),
                torch.nn.Parameter(bias.clone()),
            )

        def forward(self, images: Any) -> Any:
            modes.append(self.training)
            left_behind.append(isinstance(images, Sent) and images.asked)
            images = images.as_subclass(torch.Tensor)
            return images.flatten(start_dim=1) @ self.weight + self.bias

    model, loss_fn = Model().eval(), getattr(torch.nn.functional, loss)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    sent = [(images.clone().as_subclass(Sent), targets.clone()) for images, targets in batches]
    with students_code():
        for _ in range(epochs):
            result = notebook.train_one_epoch(model, sent, loss_fn, optimizer)
        # Of a model and a list that were in the student's hands.
        return {
            "result": result,
            "weight": model.weight.detach(),
            "bias": model.bias.detach(),
            "modes": modes,
            "images": [images.as_subclass(torch.Tensor) for images, _ in sent],
            "left behind": any(left_behind),
        }


NOT_ASSIGNED = Relation(
    "moved and not assigned",
    "X.to(device) alone changes nothing: the moved copy is what it returns.",
)


@check()
def train_epoch(student: Student, draw: Draw) -> None:
    """One epoch of training"""

    def epoch(
        sizes: list[int],
        loss: str = "cross_entropy",
        learning_rate: float = 0.5,
        epochs: int = 1,
    ) -> tuple[Any, dict[str, Any]]:
        weight, bias = draw.normal(6, 5), draw.normal(5)
        targets = [
            draw.integers(0, 4, size) if loss == "cross_entropy" else draw.normal(size, 5)
            for size in sizes
        ]
        batches = [
            (draw.normal(size, 1, 3, 2) + 0.5, y) for size, y in zip(sizes, targets, strict=True)
        ]
        twice = ", called twice" if epochs == 2 else ""
        asked = f"train_one_epoch with batches of {', '.join(map(str, sizes))} images{twice}"
        inputs: dict[str, Any] = {
            "weight": weight,
            "bias": bias,
            "batches": batches,
            "loss": loss,
            "learning_rate": learning_rate,
        }
        if epochs > 1:
            inputs["epochs"] = epochs
        return student.ask(train, asked, **inputs), _trained(**inputs)

    steps = "a step of the optimizer for the batch"
    with student.part(steps):
        for loss in ("cross_entropy", "mse_loss"):
            pending, right = epoch([7], loss)
            advice = (
                "Is there forward, loss, backward and step, with the loss function and optimizer "
                "that were given?"
            )
            pending.passes(partial(_parameters, right=right, advice=advice))
    with student.part("several batches, each with its own gradient"):
        for sizes, epochs in (([5, 3], 2), ([4, 7, 5, 2], 1)):
            pending, right = epoch(sizes, epochs=epochs)
            advice = "Is there a step for every batch, and are the gradients cleared for each?"
            pending.passes(partial(_parameters, right=right, advice=advice))
    with student.part("the mean of the batch losses", needs=steps):
        # At learning rate 0 the losses don't depend on the steps, which have a part of their own.
        for sizes in ([5, 3], [4, 7, 5, 2]):
            pending, right = epoch(sizes, learning_rate=0.0)
            pending.passes(partial(_mean, losses=right["losses"]))
        pending, right = epoch([6], loss="mse_loss")
        pending.passes(partial(_mean, losses=right["losses"]))
    with student.part("training mode, and nothing else changed", needs=steps, section="The loop"):
        pending, right = epoch([4, 3])
        pending.passes(partial(_in_training_mode, images=right["images"]))


def _trained(
    weight: torch.Tensor,
    bias: torch.Tensor,
    batches: Any,
    loss: str,
    learning_rate: float,
    epochs: int = 1,
) -> dict[str, Any]:
    """What epochs of SGD make of the model, and the batch losses."""

    def after(some: Any) -> dict[str, Any]:
        now, losses = {"weight": weight.clone(), "bias": bias.clone()}, []
        for images, targets in some * epochs:
            leaves = {name: one.requires_grad_() for name, one in now.items()}
            scores = images.flatten(start_dim=1) @ leaves["weight"] + leaves["bias"]
            value = getattr(F, loss)(scores, targets)
            slopes = torch.autograd.grad(value, [*leaves.values()])
            now = {
                name: (one - learning_rate * slope).detach()
                for (name, one), slope in zip(leaves.items(), slopes, strict=True)
            }
            losses.append(value.item())
        return now | {"losses": losses}

    return after(batches) | {
        "before": {"weight": weight, "bias": bias},
        "without some": [after(some) for some in (batches[:1], batches[1:], batches[:-1]) if some],
        "images": [images for images, _ in batches],
    }


def _parameters(got: Any, right: dict[str, Any], advice: str) -> None:
    for name in ("weight", "bias"):
        try:
            compare.tensor(got[name], right[name])
        except Mismatch as wrong:
            fact = "The parameters aren't where these steps take them."
            credit = compare.NEAR if _is_near(got[name], name, right) else 0.0
            raise Mismatch(fact, advice, wrong.wrong, credit=credit) from None


def _is_near(mine: Any, name: str, right: dict[str, Any]) -> bool:
    """Whether there are steps in the right direction, or the right ones of some batches alone.

    The direction is the same whatever is drawn: a step too many, too long, or with gradients that
    weren't cleared has a cosine from 0.89 on; a softmax in between, or another loss, up to 0.83.
    """
    if not isinstance(mine, torch.Tensor):
        return False
    if compare.leads_to(mine, right[name], right["before"][name], cosine=0.87):
        return True
    return any(
        mine.shape == one[name].shape
        and torch.allclose(mine.to(one[name].dtype), one[name], atol=1e-4)
        for one in right["without some"]
    )


def _mean(got: Any, losses: list[float]) -> None:
    mean = sum(losses) / len(losses)
    compare.number(got["result"], mean, 1e-4 * (1 + abs(mean)))


def _in_training_mode(got: Any, images: list[torch.Tensor]) -> None:
    if not got["modes"]:
        raise Mismatch(
            "The model was never called.",
            "Use the model that is given as an argument.",
            mistake="the model that is given is not used",
        )
    if not all(got["modes"]):
        raise Mismatch(
            "The model was in evaluation mode while it was trained.",
            "Call model.train() before the loop.",
            mistake="evaluation mode in training",
        )
    if got["left behind"]:
        raise Mismatch(
            "A batch was moved, but the model got the one that was not.",
            "X.to(device) returns the moved copy: X = X.to(device).",
            related=[NOT_ASSIGNED],
        )
    for now, then in zip(got["images"], images, strict=True):
        if not torch.equal(now, then):
            raise Mismatch(
                "Your function changed the images of a batch.",
                "Work on a copy, for example with .clone().",
                mistake="images of a batch are changed",
            )
