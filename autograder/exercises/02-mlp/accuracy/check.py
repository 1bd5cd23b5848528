"""A model measured by the student's function, whose logits are the images that are sent.

Batches differ in size, so that a mean of means shows.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks.check import check
from autograder.checks.compare import Mismatch
from autograder.checks.draw import Draw
from autograder.checks.probes import students_code
from autograder.checks.questions import Student

from ...percentages import percentage


def measure(notebook: Any, images: Any, labels: Any, batch_size: int) -> dict[str, Any]:
    """Let the student's function measure a model whose logits are the images.

    Returns the result, how it went, and what is left.
    """
    from torch.utils.data import DataLoader, TensorDataset

    modes, recorded = [], []
    # As torch has them now: the student's function may assign to torch while it runs.
    flatten, multiply, records = torch.flatten, torch.mul, torch.is_grad_enabled

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones(images[0].numel()))

        def forward(self, batch: Any) -> Any:
            modes.append(self.training)
            recorded.append(records() and self.scale.requires_grad)
            return multiply(flatten(batch, start_dim=1), self.scale)

    model = Model().train()
    loader = DataLoader(TensorDataset(images, labels), batch_size=batch_size)
    with students_code():
        result = notebook.accuracy(model, loader)
        scale = model.scale  # of a model that was in the student's hands
        return {
            "result": result,
            "modes": modes,
            "recorded": recorded,
            "scale": scale.detach(),
            "gradient": scale.grad,
            "trainable": scale.requires_grad,
        }


@check()
def accuracy(student: Student, draw: Draw) -> None:
    """Accuracy in percent"""

    def case(right: list[bool], batch_size: int, shift: float = 0, lead: float = 6.25) -> Any:
        """`right`: for each image, whether the model reads it rightly, by how large a lead.

        An argmax over the batch, or of all of it, is no label: it is below all of them, or above.
        Else it would hit some by chance, and one answer would earn more for one student than for
        another.
        """
        count, together, known = len(right), min(batch_size, len(right)), 4
        winners = draw.integers(0, known - 1, count)
        # The first of a batch is never the surest.
        leads = torch.tensor([0.9 if n % batch_size == 0 else 1.0 for n in range(count)]) * lead
        wins = F.one_hot(together + winners, together + known)
        scores = torch.where(wins == 1, 1.0, draw.normal(*wins.shape).clamp(-2, 2) / 6)
        logits = scores * leads[:, None] + shift
        off = torch.tensor([0 if is_right else draw.number(1, known - 1) for is_right in right])
        labels = together + (winners + off) % known
        asked = f"accuracy of {sum(right)} right among {count} images, in batches of {batch_size}"
        inputs = {
            "images": logits.reshape(count, 1, together + known, 1),
            "labels": labels,
            "batch_size": batch_size,
        }
        return student.ask(measure, asked, **inputs)

    def percent(right: list[bool], batch_size: int, shift: float = 0, lead: float = 6.25) -> None:
        expected = 100 * sum(right) / len(right)
        case(right, batch_size, shift, lead).passes(
            lambda got: percentage(got["result"], expected, 1e-3)
        )

    yes, no = True, False
    full = "full batches"
    with student.part(full):
        percent([yes, no, yes, yes, no, no, no, yes, yes, yes, yes, yes], 4)
        percent([yes, no, yes, no, no, no], 3, shift=-20, lead=0.5)
        percent([yes] * 10, 5)
    with student.part("a smaller last batch"):
        percent([yes] * 5 + [yes, yes, yes, no, no] + [no, no, yes], 5)
        percent([no, no, yes, no, yes, no, yes], 6)
        percent([no, yes, no], 64)
    for part, judge in [
        ("evaluation mode", _in_evaluation_mode),
        ("no gradients, no change", _only_looked),
    ]:
        with student.part(part, needs=full):
            case([yes, no, yes, no, no], 2).passes(judge)


def _in_evaluation_mode(got: Any) -> None:
    if not got["modes"]:
        raise Mismatch("The model was never called.", "Use the model that is given as an argument.")
    if any(got["modes"]):
        raise Mismatch(
            "The model was in training mode while it was measured.",
            "Call model.eval() before the loop.",
            mistake="training mode in measuring",
        )


def _only_looked(got: Any) -> None:
    if not got["recorded"]:
        raise Mismatch("The model was never called.", "Use the model that is given as an argument.")
    if any(got["recorded"]):
        raise Mismatch(
            "The model's computation was recorded for gradients.",
            "Put the loop under torch.no_grad().",
            mistake="gradients recorded in measuring",
        )
    if got["gradient"] is not None:
        raise Mismatch(
            "The parameters have gradients afterwards.",
            "Measuring needs no backward().",
            mistake="backward in measuring",
        )
    if not got["trainable"]:
        raise Mismatch(
            "The parameters are frozen afterwards.",
            "Leave requires_grad alone; torch.no_grad() is enough.",
            mistake="parameters frozen",
        )
    if not torch.equal(got["scale"], torch.ones_like(got["scale"])):
        raise Mismatch(
            "The parameters are changed afterwards.",
            "Measuring takes no step.",
            mistake="parameters changed in measuring",
        )
