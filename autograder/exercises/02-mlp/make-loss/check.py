"""The loss of given logits, and its gradient."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.probes import students_code
from autograder.checks.questions import Student


def loss_and_gradient(notebook: Any, logits: Any, targets: Any) -> dict[str, Any]:
    """The loss that the student's function gives, and its gradient for the logits."""
    with students_code():
        loss_fn = notebook.make_loss()
        if isinstance(loss_fn, type) or not callable(loss_fn):
            return {"made": loss_fn}
        logits = logits.clone().requires_grad_()
        loss = loss_fn(logits, targets)
        if isinstance(loss, torch.Tensor) and loss.requires_grad and loss.numel() == 1:
            loss.backward()
        again = loss_fn(logits.detach(), targets)
    return {"loss": loss, "gradient": logits.grad, "again": again}


@check()
def make_loss(student: Student, draw: Draw) -> None:
    """Mean cross-entropy of logits"""

    def loss(got: Any, expected: float) -> torch.Tensor:
        if "made" in got:
            fact = (
                f"make_loss() returned {compare.describe(got['made'])}, which can't be called "
                "with logits and targets."
            )
            raise Mismatch(
                fact,
                "Return a function or an object to call; of a class, make an object with ().",
                mistake="nothing that can be called",
            )
        value: Any = got["loss"]
        compare.is_tensor(value)
        if tuple(value.shape) != ():
            fact = (
                "The loss must be a single number, a tensor of shape (), but its shape is "
                f"{tuple(value.shape)}."
            )
            wrong = Mismatch(
                fact,
                "Training needs one number for the whole batch.",
                mistake="a loss for each image",
            )
            raise compare.weighed(wrong, value, expected)
        compare.finite(value)
        assert isinstance(value, torch.Tensor)
        return value

    def case(logits: torch.Tensor, targets: torch.Tensor, *, gradient: bool) -> None:
        leaf = logits.clone().requires_grad_()
        expected = F.cross_entropy(leaf, targets)
        (slope,) = torch.autograd.grad(expected, leaf)

        def judge(got: Any) -> None:
            value = loss(got, expected.item()).item()
            tolerance = 1e-4 * (1 + expected.item())
            if not gradient:
                compare.number(value, expected.item(), tolerance)
                _is_alike(got["again"], expected.item(), tolerance)
            elif got["gradient"] is None:
                advice = "Keep to torch's operations; .item() and .detach() cut."
                raise Mismatch(
                    "No gradient flows from the loss to the logits.",
                    advice,
                    mistake="the gradient is cut",
                )
            else:
                compare.tensor(got["gradient"], slope)

        asked = f"make_loss()(logits {tuple(logits.shape)}, targets {tuple(targets.shape)})"
        student.ask(loss_and_gradient, asked, logits=logits, targets=targets).passes(judge)

    # Every label occurs, so that one which is ignored shows.
    every = torch.cat([draw.distinct(10).long(), draw.integers(0, 9, 3)])
    for part, gradient in [("the value", False), ("its gradient", True)]:
        with student.part(part):
            case(3 * draw.normal(13, 10), every, gradient=gradient)
            case(20 * draw.normal(7, 10) - 30, draw.integers(0, 9, 7), gradient=gradient)
            # One image that is misread, whatever is drawn: its label is not the largest logit's.
            logits = draw.normal(1, 10)
            missed = (logits.argmax(dim=1) + draw.integers(1, 9, 1)) % 10
            case(logits, missed, gradient=gradient)


def _is_alike(again: Any, expected: float, tolerance: float) -> None:
    """Judge the loss that the same function gave for the same arguments a second time."""
    if (
        not isinstance(again, torch.Tensor)
        or again.numel() != 1
        or abs(again.item() - expected) > tolerance
    ):
        raise Mismatch(
            "Called a second time with the same logits and targets, it gives another loss.",
            "A loss depends on logits and targets alone.",
            mistake="another loss at the second call",
        )
