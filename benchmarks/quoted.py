"""Train what the texts of 02-mlp and 05-lenet quote, and write the figures into quoted.json.

All trainings use MNIST as the notebooks do: 55,000 images to train on, 5,000 to validate with,
10,000 to test with, batches of 64. The models are those of the notebooks' solutions. What has been
trained is kept after each training, so a run that was stopped goes on where it was.
``tests/exercises/test_quoted_numbers.py`` holds the texts to the record.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torchvision.datasets import MNIST

from autograder.course.layout import Course

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "benchmarks/quoted.json"
HELD_BACK = 5_000
"""Training images at the end that validate."""
BATCH = 64
SEEDS = range(10)
EPOCHS = 3
LONG = 10
"""Epochs with and without a softmax before the loss."""

Optimizer = Callable[[nn.Module], torch.optim.Optimizer]
Record = dict[str, Any]


class Digits:
    """MNIST's images as floats, (N, 1, 28, 28), and labels, in three parts."""

    def __init__(self, folder: Path) -> None:
        train, test = MNIST(folder, train=True), MNIST(folder, train=False)
        if len(train) != 60_000:
            raise SystemExit(f"{folder} does not hold MNIST, whose figures the texts quote")
        images = train.data.unsqueeze(1) / 255
        self.train = images[:-HELD_BACK], train.targets[:-HELD_BACK]
        self.valid = images[-HELD_BACK:], train.targets[-HELD_BACK:]
        self.test = test.data.unsqueeze(1) / 255, test.targets

    def batches(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Give shuffled batches of the training images and their labels."""
        images, labels = self.train
        for chosen in torch.randperm(len(images)).split(BATCH):
            yield images[chosen], labels[chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description="the trainings that the notebooks' texts quote")
    parser.add_argument("--mnist", type=Path, help="MNIST's four files, packed or not")
    options = parser.parse_args()
    torch.set_num_threads(1)  # of more, batches this small get nothing
    course = Course(ROOT)
    mlp, lenet = (course.load(name).definitions for name in ("02-mlp", "05-lenet"))
    os.environ.setdefault("COURSE_DATA", str(course.data))
    if options.mnist:
        os.environ["MNIST"] = str(options.mnist)
    digits = Digits(mlp["find_data"]())

    record: Record = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    for name, measure in jobs(mlp, lenet):
        if name not in record:
            record[name] = measure(digits)
            print(name, record[name], flush=True)
            RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def jobs(mlp: Record, lenet: Record) -> Iterator[tuple[str, Callable[[Digits], Any]]]:
    """Each figure's name and what measures it; the names of both notebooks are given."""

    def training(
        model: Callable[[], nn.Module], optimizer: Optimizer, epochs: int = EPOCHS
    ) -> Callable[[Digits], Record]:
        return lambda digits: train(digits, model, optimizer, epochs=epochs)[1]

    def seeds(
        model: Callable[[], nn.Module], seeds: Iterable[int], epochs: int
    ) -> Callable[[Digits], Record]:
        return lambda digits: by_shift(digits, model, seeds, epochs, lenet["shifted"])

    def small() -> nn.Module:
        model: nn.Module = mlp["MLP"](784, 128, 10)
        return model

    def with_softmax(make: Callable[[], nn.Module]) -> Callable[[], nn.Module]:
        return lambda: nn.Sequential(make(), nn.Softmax(dim=1))

    for rate in (0.001, 0.01, 0.1, 1, 10):
        yield f"02 sgd {rate}", training(small, sgd(rate))
    yield "02 adam", training(small, mlp["make_adam"])
    yield "05 gradient ratios", lambda digits: gradient_ratios(digits, lenet)
    for rate in (0.01, 0.1, 0.5, 1):
        yield f"05 lenet5 sgd {rate}", training(lenet["LeNet5"], sgd(rate))
    yield "05 lenet5 adam", training(lenet["LeNet5"], mlp["make_adam"])
    yield "05 mlp seeds", seeds(small, SEEDS, EPOCHS)
    yield "05 mlp as long as lenet", seeds(small, range(3), 9 * EPOCHS)
    yield "05 lenet seeds", seeds(lenet["LeNet"], SEEDS, EPOCHS)
    for name, make in (("mlp", small), ("lenet", lenet["LeNet"])):
        yield f"05 {name} logits", training(make, sgd(0.01), LONG)
        yield f"05 {name} softmax", training(with_softmax(make), sgd(0.01), LONG)


def sgd(learning_rate: float) -> Optimizer:
    return lambda model: torch.optim.SGD(model.parameters(), lr=learning_rate)


def train(
    digits: Digits,
    make: Callable[[], nn.Module],
    optimizer: Optimizer,
    seed: int = 0,
    epochs: int = EPOCHS,
) -> tuple[nn.Module, Record]:
    """Train a new model.

    Returns the model, and the mean loss of each epoch and percent right of validation and test
    images.
    """
    torch.manual_seed(seed)
    model = make()
    steps, losses = optimizer(model), []
    for _ in range(epochs):
        batch_losses = []
        for images, labels in digits.batches():
            steps.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            steps.step()
            batch_losses.append(loss.item())
        losses.append(round(sum(batch_losses) / len(batch_losses), 4))
    return model, {
        "losses": losses,
        "valid": percent(model, *digits.valid),
        "test": percent(model, *digits.test),
    }


def by_shift(
    digits: Digits,
    make: Callable[[], nn.Module],
    seeds: Iterable[int],
    epochs: int,
    shifted: Callable[[torch.Tensor, int], torch.Tensor],
) -> Record:
    """Return for each shift to the right, in pixels, percent right of the test images by seed."""
    found: Record = {str(pixels): [] for pixels in (0, 3, 5)}
    images, labels = digits.test
    for seed in seeds:
        model, _ = train(digits, make, sgd(0.1), seed, epochs)
        for pixels, percents in found.items():
            percents.append(percent(model, shifted(images, int(pixels)), labels))
    return found


def percent(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    with torch.no_grad():
        right = model(images).argmax(dim=1) == labels
    return round(100 * float(right.double().mean()), 2)


def gradient_ratios(digits: Digits, lenet: Record) -> list[int]:
    """Return by seed how many times smaller the first gradient of the network of 1998 is.

    It is the norm of the gradient of the first convolution's weights, on the first batch, against
    that of the modern network.
    """
    ratios = []
    for seed in SEEDS:
        norms = []
        for name in ("LeNet5", "LeNet"):
            torch.manual_seed(seed)
            model = lenet[name]()
            images, labels = next(digits.batches())
            nn.functional.cross_entropy(model(images), labels).backward()
            gradient = next(model.parameters()).grad
            assert gradient is not None
            norms.append(gradient.norm().item())
        ratios.append(round(norms[1] / norms[0]))
    return ratios


if __name__ == "__main__":
    main()
