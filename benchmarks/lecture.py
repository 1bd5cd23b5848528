"""Train what the lecture trains, as it does, and as our notebooks do, epoch by epoch in turns.

The lecture's side converts each image anew in a ``DataLoader`` and, but for the first training, has
a softmax before a loss that applies one itself. Ours keeps the images as tensors and gives logits
to the loss; its models, loader and loops are the solutions of ``02-mlp`` and ``05-lenet``. Both
sides of a training start from the same seed and see the same batches in the same order. The last
line is ``lenet_accuracy=… mlp_ratio=…``: our LeNet's accuracy in percent, and the median over all
epochs of the MLPs of the lecture's seconds divided by ours.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from autograder.course.layout import Course

ROOT = Path(__file__).resolve().parents[1]
BATCH = 64
NAMES = ("mlp", "mlp-softmax", "lenet")


@dataclass(frozen=True)
class Reported:
    """What the lecture says came out."""

    losses: tuple[float, ...]
    accuracy: float
    """In percent."""


@dataclass(frozen=True)
class Setting:
    """How one side trains, with cross-entropy."""

    model: Callable[[], nn.Module]
    optimizer: Callable[[nn.Module], torch.optim.Optimizer]
    words: str


@dataclass(frozen=True)
class Training:
    """One row of the lecture's figures, and ours beside it, for as many epochs."""

    title: str
    reported: Reported
    lecture: Setting
    ours: Setting

    @property
    def epochs(self) -> int:
        """How many epochs are trained."""
        return len(self.reported.losses)


@dataclass
class Result:
    """What came out of one side of a training."""

    losses: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """Wall time of each epoch's training, its loading included."""
    accuracy: float = 0.0
    """In percent, of the test images, after the last epoch."""


Results = dict[str, tuple[Result, Result]]
"""By training: the lecture's result and ours."""


@dataclass(frozen=True)
class Data:
    """The same images twice: as the lecture loads them and as we do."""

    train_set: MNIST
    test_set: MNIST
    lecture: DataLoader[Any]
    ours: DataLoader[Any]
    test: DataLoader[Any]

    @property
    def name(self) -> str:
        """What the data is called."""
        return "MNIST" if len(self.train_set) == 60_000 else "scikit-learn's digits"


def main(arguments: list[str] | None = None) -> None:
    options = parse(arguments)
    torch.set_num_threads(
        1
    )  # of more threads, batches this small get nothing but quarrels over the cores
    course = Course(ROOT)
    mlp, lenet = (course.load(name).definitions for name in ("02-mlp", "05-lenet"))
    data = load(mlp, course.data, options.mnist)
    if data.name != "MNIST" and not options.digits:
        sys.exit(
            "the lecture's figures are MNIST's, which is out of reach: name a folder with its "
            "four files, --mnist DIR, or add --digits"
        )

    setup = setup_words(data, options)
    print(setup, flush=True)
    trainings = {
        name: training
        for name, training in make_trainings(mlp, lenet).items()
        if name in options.only
    }
    results = {
        name: run(name, training, data, mlp, options) for name, training in trainings.items()
    }
    text = record(setup, trainings, results)
    print("", text, last_line(results), sep="\n")
    if options.write:
        options.write.write_text(text, encoding="utf-8")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="the lecture's trainings, rerun, and ours beside them"
    )
    parser.add_argument(
        "--mnist",
        type=folder,
        metavar="DIR",
        help="MNIST's four files, packed or not [$MNIST, else data/]",
    )
    parser.add_argument(
        "--digits",
        action="store_true",
        help="where there is no MNIST, go on with scikit-learn's digits",
    )
    parser.add_argument(
        "--only", nargs="+", choices=NAMES, default=NAMES, help="these trainings [all]"
    )
    parser.add_argument("--epochs", type=positive, help="so many, instead of the lecture's 3 or 10")
    parser.add_argument("--seed", type=int, default=0, help="of weights and batches [%(default)s]")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the tables into this file, too"
    )
    return parser.parse_args(arguments)


def folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


def make_trainings(mlp: dict[str, Any], lenet: dict[str, Any]) -> dict[str, Training]:
    """Return the three rows of the lecture's figures.

    `mlp` and `lenet` are the definitions of our two notebooks.
    """
    return {
        "mlp": Training(
            "MLP",
            Reported((2.2294, 2.0287, 1.7497), 76.14),
            lecture=Setting(lecture_mlp, sgd(0.001), "logits, SGD 0.001"),
            ours=Setting(lambda: mlp["MLP"](784, 128, 10), sgd(0.001), "logits, SGD 0.001"),
        ),
        "mlp-softmax": Training(
            "MLP",
            Reported(
                (2.2903, 2.2232, 2.0272, 1.8475, 1.7862, 1.7610, 1.7387, 1.7022, 1.6840, 1.6726),
                83.36,
            ),
            lecture=Setting(
                lambda: nn.Sequential(lecture_mlp(), nn.Softmax(dim=1)),
                sgd(0.01),
                "softmax before the loss, SGD 0.01",
            ),
            ours=Setting(lenet["make_mlp"], sgd(0.1), "logits, SGD 0.1"),
        ),
        "lenet": Training(
            "LeNet",
            Reported(
                (2.3026, 2.3020, 2.3011, 2.2996, 2.2953, 2.2337, 1.8479, 1.6735, 1.6107, 1.5920),
                88.74,
            ),
            lecture=Setting(
                lecture_lenet,
                sgd(0.01),
                "average in the second pool, softmax before the loss, SGD 0.01",
            ),
            ours=Setting(
                lenet["LeNet"], mlp["make_adam"], "maximum in both pools, logits, Adam 0.001"
            ),
        ),
    }


def sgd(learning_rate: float) -> Callable[[nn.Module], torch.optim.Optimizer]:
    return lambda model: torch.optim.SGD(model.parameters(), lr=learning_rate)


def lecture_mlp() -> nn.Module:
    """(B, 1, 28, 28) -> logits (B, 10)."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def lecture_lenet() -> nn.Module:
    """(B, 1, 28, 28) -> probabilities (B, 10).

    A maximum pool, an average pool and a softmax at the end.
    """
    first = nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(2)
    second = nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.AvgPool2d(2)
    return nn.Sequential(
        *first,
        *second,
        nn.Flatten(),
        nn.Linear(400, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
        nn.Softmax(dim=1),
    )


def load(notebook: dict[str, Any], cache: Path, mnist: Path | None) -> Data:
    """Return the data that our notebook finds, kept in `cache` or where ``COURSE_DATA`` says."""
    os.environ.setdefault("COURSE_DATA", str(cache))
    if mnist:
        os.environ["MNIST"] = str(mnist)
    found, make_loader = notebook["find_data"](), notebook["make_fast_loader"]
    train_set, test_set = MNIST(found, train=True, transform=ToTensor()), MNIST(found, train=False)
    return Data(
        train_set,
        test_set,
        lecture=DataLoader(train_set, batch_size=BATCH, shuffle=True, num_workers=2),
        ours=make_loader(
            train_set.data.unsqueeze(1) / 255, train_set.targets, shuffle=True, batch_size=BATCH
        ),
        test=make_loader(test_set.data.unsqueeze(1) / 255, test_set.targets, shuffle=False),
    )


def run(
    name: str, training: Training, data: Data, notebook: dict[str, Any], options: argparse.Namespace
) -> tuple[Result, Result]:
    """Train both sides with the notebook's loop, an epoch of the lecture's and of ours in turns.

    So other work on the machine hits both, and the quotient of an epoch's times can be trusted more
    than either.
    """
    epochs = options.epochs or training.epochs
    loaders = {"lecture": data.lecture, "ours": data.ours}
    learners = {
        "lecture": fresh(training.lecture, options.seed),
        "ours": fresh(training.ours, options.seed),
    }
    results = {"lecture": Result(), "ours": Result()}
    for epoch in range(1, epochs + 1):
        for side, (model, optimizer) in learners.items():
            torch.manual_seed(
                options.seed + epoch
            )  # the order of the batches, the same on both sides
            start = time.perf_counter()
            loss = notebook["train_one_epoch"](
                model, loaders[side], notebook["make_loss"](), optimizer
            )
            seconds = time.perf_counter() - start
            results[side].losses.append(loss)
            results[side].seconds.append(seconds)
            print(
                f"{name:11} {side:7} epoch {epoch}/{epochs}: loss {loss:.4f}, {seconds:.1f} s",
                flush=True,
            )
    for side, (model, _) in learners.items():
        results[side].accuracy = notebook["accuracy"](model, data.test)
        print(f"{name:11} {side:7} accuracy {results[side].accuracy:.2f} %", flush=True)
    return results["lecture"], results["ours"]


def fresh(setting: Setting, seed: int) -> tuple[nn.Module, torch.optim.Optimizer]:
    """Return an untrained model on the device that there is, and its optimizer."""
    torch.manual_seed(seed)
    model = setting.model()
    model(torch.zeros(1, 1, 28, 28))  # gives lazy layers their weights
    model.to(device())
    return model, setting.optimizer(model)


def device() -> torch.device:
    found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    return found or torch.device("cpu")


def ratios(sides: tuple[Result, Result]) -> list[float]:
    """Return the lecture's seconds divided by ours, epoch by epoch."""
    lecture, ours = sides
    return [theirs / mine for theirs, mine in zip(lecture.seconds, ours.seconds, strict=True)]


def setup_words(data: Data, options: argparse.Namespace) -> str:
    """Return the command, the data and the machine, which is named in general terms only."""
    command = ["python benchmarks/lecture.py", f"--seed {options.seed}"]
    if set(options.only) != set(NAMES):
        command.append(f"--only {' '.join(options.only)}")
    if options.epochs:
        command.append(f"--epochs {options.epochs}")
    machine = platform.machine().replace("_", "-")
    return (
        f"`{' '.join(command)}` with {data.name}: {len(data.train_set):,} training images, "
        f"{len(data.test_set):,} test images,\n"
        f"batches of {BATCH}. {os.cpu_count()} {machine} cores, load average "
        f"{os.getloadavg()[0]:.1f} when the run began; "
        f"torch {torch.__version__.split('+')[0]} on {device().type}, one thread."
    )


def record(setup: str, trainings: dict[str, Training], results: Results) -> str:
    """Both tables as a page of Markdown."""
    lectures = [
        "| model | setting | | losses by epoch | accuracy | s per epoch |",
        "| --- | --- | --- | --- | --: | --: |",
    ]
    ours = [
        "| model | setting | losses by epoch | accuracy | s per epoch | the lecture's s / ours |",
        "| --- | --- | --- | --: | --: | --: |",
    ]
    for name, training in trainings.items():
        theirs, mine = results[name]
        told, times = training.reported, ratios(results[name])
        lectures += [
            f"| {training.title} | {training.lecture.words} | reported | {listed(told.losses)} | "
            f"{told.accuracy:.2f} % | |",
            f"| | | run again | {listed(theirs.losses)} | {theirs.accuracy:.2f} % | "
            f"{median(theirs.seconds):.1f} |",
        ]
        ours.append(
            f"| {training.title} | {training.ours.words} | {listed(mine.losses)} | "
            f"{mine.accuracy:.2f} % "
            f"| {median(mine.seconds):.1f} | {median(times):.1f} ({min(times):.1f} to "
            f"{max(times):.1f}) |"
        )
    return "\n".join(
        [
            "# The lecture's trainings and ours\n",
            "`make lecture MNIST=DIR` writes this page; the [README](README.md) says what is "
            "measured and how.\n",
            f"{setup}\n",
            "## The lecture's\n",
            "A `DataLoader` with two workers converts each image anew, in every epoch.\n",
            *lectures,
            "\n## Ours\n",
            "The solutions of `02-mlp` and `05-lenet`, with all images in one tensor, as many "
            "epochs.\n",
            *ours,
            "\nSeconds are the median over the epochs; the last column is the median (least to "
            "most) of each epoch's quotient.\n",
        ]
    )


def listed(losses: Iterable[float]) -> str:
    return ", ".join(f"{loss:.4f}" for loss in losses)


def last_line(results: Results) -> str:
    """Return the two figures that this benchmark is about, as far as they were measured."""
    found = []
    if "lenet" in results:
        found.append(f"lenet_accuracy={results['lenet'][1].accuracy:.2f}")
    if times := [
        ratio
        for name in ("mlp", "mlp-softmax")
        if name in results
        for ratio in ratios(results[name])
    ]:
        found.append(f"mlp_ratio={median(times):.2f}")
    return " ".join(found)


if __name__ == "__main__":
    main()
