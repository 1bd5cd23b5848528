"""The cells of 02-mlp run where the model is on another device than the images were read to.

The other device is torch's `meta`, whose tensors have shapes and no numbers: it is at hand
everywhere, and as with a GPU, what meets there must lie there.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch

from tests.exercises.without_points import COURSE, run
from tests.trusted import names_before

ELSEWHERE = torch.device("meta")

MOVES_BATCHES = """
def batches(model, loader):
    device = next(model.parameters()).device
    for X, y in loader:
        yield X.to(device), y.to(device)
"""
MOVES_NOTHING = """
def batches(model, loader):
    yield from loader
"""
NUMBERS_LEFT_OUT = """
def train_one_epoch(model, loader, loss_fn, optimizer):
    for X, y in batches(model, loader):
        optimizer.zero_grad()
        loss_fn(model(X), y).backward()
        optimizer.step()
    return 0.0

def accuracy(model, loader):
    for X, y in batches(model, loader):
        model(X).argmax(dim=1) == y
    return 0.0
"""
"""What the exercises ask for, but for `item()`: there is no number to return."""


@pytest.fixture(params=[MOVES_BATCHES, MOVES_NOTHING], ids=["moves batches", "moves nothing"])
def names(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return what a notebook with a model elsewhere knows, with a student's two functions."""
    names = names_before("02-mlp/adam-report")
    names["device"] = ELSEWHERE
    for part in ("train", "valid", "test"):
        for kind in ("images", "labels"):
            names[f"{part}_{kind}"] = names[f"{part}_{kind}"][:100]  # two batches are enough
    run(request.param + NUMBERS_LEFT_OUT, names)
    return names


def source_of(name: str) -> str:
    (cell,) = [c for c in COURSE.load("02-mlp").source.cells if c.id == name]
    return str(cell.source)


def test_what_meets_lies_on_the_same_device(names: dict[str, Any]) -> None:
    for cell in ("fast-loader", "mlp-class", "train-sgd", "sgd-accuracy", "adam-report", "shift"):
        run(source_of(cell), names)

    assert {tensor.device for tensor in next(iter(names["train_loader"]))} == {ELSEWHERE}
    assert next(names["adam_model"].parameters()).device == ELSEWHERE


def test_batches_travel_to_the_model_that_is_timed(names: dict[str, Any]) -> None:
    here = torch.device("cpu")
    for cell in ("gpu-epoch", "gpu-size"):
        run(source_of(cell).split("\n\n\n")[0], names)

    for images_at in (here, ELSEWHERE):
        assert names["seconds_per_epoch"](ELSEWHERE, images_at) > 0
    assert names["milliseconds_per_step"](ELSEWHERE, 128, 64) > 0
