"""A report of a trained network, measured again here.

The network's parameters come out of the student's process. A network of the same layout has them
here, reads the course's own images, and the labels never leave this process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.checks import compare
from autograder.checks.compare import Mismatch
from autograder.checks.fields import GARBLED, field, tensors
from autograder.checks.probes import students_code

Network = Callable[[torch.Tensor, list[torch.Tensor]], torch.Tensor]
"""Gives the logits of images (N, 1, 28, 28) under parameters.

It raises Mismatch where the parameters are not those of such a network.
"""

FLOOR = 30.0
"""Percent of images that a trained model reads rightly at the least; by guessing it is 10."""

TRAIN, TEST = "train", "t10k"

_SIDE = 28
_SIZES = {TRAIN: 60_000, TEST: 10_000}
"""Images in each part of MNIST."""


@dataclass(frozen=True)
class Digits:
    """Images as bytes, (N, 1, 28, 28), and their labels, (N,) int64."""

    images: torch.Tensor
    labels: torch.Tensor


def digits(data: Path | None, part: str, count: int) -> Digits:
    """Return the first images of a part of the data set that the notebooks' data cell takes.

    It takes MNIST where its files are whole, and otherwise those of scikit-learn's digits, which
    are of the same kind: 16 and 8 bytes that say what follows, and a byte for each number.

    Args:
        data: the folder of the course's data.
        part: `TRAIN` or `TEST`.
        count: how many images there should be at the most.

    Raises:
        FileNotFoundError: there are none.
    """
    mnist = (data or Path()) / "MNIST/raw"
    whole = all(
        (file := _file(mnist, name)).is_file() and file.stat().st_size == 16 + size * _SIDE * _SIDE
        for name, size in _SIZES.items()
    )
    raw = mnist if whole else (data or Path()) / "digits/MNIST/raw"
    if data is None or not raw.is_dir():
        raise FileNotFoundError("the course's data are not there: `autograder data` fetches them")
    images = np.fromfile(_file(raw, part), np.uint8, count * _SIDE * _SIDE, offset=16)
    labels = np.fromfile(raw / f"{part}-labels-idx1-ubyte", np.uint8, count, offset=8)
    return Digits(
        torch.from_numpy(images).reshape(-1, 1, _SIDE, _SIDE), torch.from_numpy(labels).long()
    )


def _file(raw: Path, part: str) -> Path:
    return raw / f"{part}-images-idx3-ubyte"


def weights_of(
    notebook: Any, model: str, report: str, like: str, beside: str = "", unlike: str = ""
) -> dict[str, Any]:
    """Return the student's report, and the parameters of the model that it is about.

    Args:
        notebook: the names that the notebook defines.
        model: name of the model.
        report: name of the report.
        like: name of the notebook's own images. It may have scaled them.
        beside: name of a number that comes along.
        unlike: name of another model, which this one should not be.
    """
    network, told = getattr(notebook, model), getattr(notebook, report)
    if not isinstance(network, torch.nn.Module):
        return {"model": network, "report": told}
    try:
        same = bool(unlike) and network is getattr(notebook, unlike)
    except NameError:
        same = False
    with students_code():
        parameters = list(network.parameters())
        if any(torch.nn.parameter.is_lazy(parameter) for parameter in parameters):
            return {"fault": "lazy", "report": told}
        images = getattr(notebook, like)[:500].float()
        return {
            "report": told,
            "parameters": [parameter.detach().cpu() for parameter in parameters],
            "scale": [images.mean().item(), images.std().item()],
            "beside": getattr(notebook, beside) if beside else None,
            "same": same,
        }


def entry(answer: Any, key: str, model: str, report: str) -> Any:
    """Return one entry of a report, once report and model are what they should be.

    Raises:
        Mismatch: one of them isn't.
    """
    told = field(answer, "report")
    if not isinstance(told, dict):
        raise Mismatch(
            f"{report} must be a dict, but it is {compare.describe(told)}.",
            "A dict gives each value its name.",
            mistake=f"{report} is no dict",
        )
    if key not in told:
        raise Mismatch(
            f"{report} has no entry {key!r}.",
            "Look at the spelling: the keys are strings.",
            mistake="an entry of the report is missing",
        )
    if "model" in answer:
        raise Mismatch(
            f"{model} must be the trained network, but it is {compare.describe(answer['model'])}.",
            "Keep the nn.Module itself.",
            mistake=f"{model} is no network",
        )
    if "fault" in answer:
        raise Mismatch(
            f"{model} has lazy layers that never saw a batch: it isn't trained.",
            "Train this very model.",
            mistake="a model that is not trained",
        )
    return told[key]


def logits_of(answer: Any, network: Network, some: Digits, model: str) -> torch.Tensor:
    """Return what the network makes of images with the student's parameters, (N, 10) float64.

    Raises:
        Mismatch: there are no such logits, or they show that nothing was learned.
    """
    parameters = tensors(answer, "parameters", len(field(answer, "parameters", list)))
    scale = field(answer, "scale", list)
    if len(scale) != 2 or not all(type(number) is float for number in scale):
        raise Mismatch(*GARBLED)
    mean, deviation = scale
    images = some.images / 255
    images = (images - images.mean()) * (deviation / images.std()) + mean
    logits = network(images, [parameter.detach().float() for parameter in parameters])
    try:
        compare.finite(logits)
    except Mismatch as mismatch:
        raise Mismatch(
            f"{model} on images: {mismatch.fact}",
            "The training diverged: try a smaller learning rate.",
            mistake="a training that diverged",
        ) from None
    if logits.std(dim=0).max() < 1e-3:  # under fresh weights it is some 1e-2
        raise Mismatch(
            f"{model} gives every image the same scores: its training went astray.",
            "After steps that are too long no ReLU answers any more. Train a new network, with a "
            "smaller learning rate.",
            mistake="a training that went astray",
        )
    if (percent := percent_right(logits, some)) < FLOOR:
        raise Mismatch(
            f"{model} reads only {percent:.2f} % of the images correctly.",
            f"A trained network reads {FLOOR:.0f} % and more. Was this the model that was trained?",
            mistake="a model that is not trained",
        )
    return logits.double()


def percent_right(logits: torch.Tensor, some: Digits) -> float:
    """Return how many percent of the images have their largest logit at their label."""
    return 100 * (logits.argmax(dim=1) == some.labels).double().mean().item()
