"""What 02-mlp says of its debugging task, of Adam and of a GPU, recomputed or held to a record."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from tests.course.test_fingerprints import said_at_home
from tests.exercises.test_texts import text_of
from tests.exercises.without_points import cells_of, changed, questions_of, run
from tests.helpers import ROOT
from tests.mutants.hunt import solution_of
from tests.trusted import names_before

BATCHES_ON_THE_GPU = math.ceil(60_000 / 64)
NO_WORK = re.compile(r"profiler|view|detach|aten\.t\.")
"""Calls that only write another note on the same numbers, or none."""


def our_mlp(record: str) -> tuple[str, str]:
    """Return losses and seconds of an epoch, of the training that is the notebook's first."""
    text = (ROOT / "benchmarks" / record).read_text(encoding="utf-8")
    (row,) = [line for line in text.split("## Ours")[1].splitlines() if "SGD 0.001" in line]
    _, _, _, losses, _, seconds, *_ = (entry.strip() for entry in row.split("|"))
    return losses, seconds


def test_the_times_that_are_told_are_those_of_the_records() -> None:
    (gpu_losses, gpu), (cpu_losses, cpu) = our_mlp("lecture-gpu.md"), our_mlp("lecture.md")
    told = questions_of("02-mlp")["gpu"]

    assert f"The GPU took {gpu} s for an epoch, the CPU {cpu} s" in told["because"]
    assert not any(gpu in wrong["because"] or cpu in wrong["because"] for wrong in told["wrong"])
    assert gpu_losses == cpu_losses
    assert f"{gpu} s on an H100" in cells_of("02-mlp")["gpu-epoch"].source
    assert f"{cpu} s on two CPU cores" in cells_of("02-mlp")["gpu-epoch"].source
    assert 1.5 < float(gpu) / float(cpu) < 3  # "about twice"


def test_the_replies_about_learning_rates_quote_what_was_trained() -> None:
    told = questions_of("02-mlp")["sgd-rate"]
    record = json.loads((ROOT / "benchmarks/quoted.json").read_text(encoding="utf-8"))
    slow, better, _ = (wrong["because"] for wrong in told["wrong"])

    assert f"It predicted {record['02 sgd 0.1']['valid']:.0f} % right" in told["because"]
    assert f"still near {record['02 sgd 0.001']['losses'][-1]:.1f}" in slow
    assert f"{record['02 sgd 0.01']['valid']:.0f} % right" in better


def test_a_step_on_that_gpu_took_as_long_as_is_told() -> None:
    microseconds = round(float(our_mlp("lecture-gpu.md")[1]) / BATCHES_ON_THE_GPU * 1e6, -2)

    assert f"had {BATCHES_ON_THE_GPU} steps" in text_of("02-mlp")
    assert f"a step took {microseconds:,.0f} microseconds" in text_of("02-mlp")
    assert f"a step took {microseconds / 1000:.1f} ms" in text_of("02-mlp")


class Jobs(TorchDispatchMode):
    """Counts what torch is asked to compute."""

    count = 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        self.count += not NO_WORK.search(str(func))
        return func(*args, **(kwargs or {}))


def test_a_step_is_about_twenty_jobs_of_13_million_multiplications() -> None:
    names = names_before("02-mlp/adam-report")
    network = names["MLP"](784, 128, 10)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001)
    batch = torch.rand(64, 1, 28, 28), torch.randint(10, (64,))

    def step() -> None:
        names["train_one_epoch"](network, [batch], names["make_loss"](), optimizer)

    step()
    with Jobs() as jobs:
        step()
    with FlopCounterMode(display=False) as counter:
        step()

    assert jobs.count == pytest.approx(20, abs=2)
    assert counter.get_total_flops() / 2 == pytest.approx(13e6, rel=0.01)


def test_the_mean_gradient_of_64_images_points_where_that_of_all_does_but_later_often_not() -> None:
    names = names_before("02-mlp/adam-report")
    images, labels = names["train_images"], names["train_labels"]
    torch.manual_seed(0)
    network = names["MLP"](784, 128, 10)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)

    def gradient(chosen: torch.Tensor) -> torch.Tensor:
        loss = names["make_loss"]()(network(images[chosen]), labels[chosen])
        return nn.utils.parameters_to_vector(torch.autograd.grad(loss, list(network.parameters())))

    def alike() -> float:
        of_all = gradient(torch.arange(len(images)))
        batches = torch.randperm(len(images)).split(64)[:20]
        return (
            sum(F.cosine_similarity(gradient(batch), of_all, dim=0).item() for batch in batches)
            / 20
        )

    at_first, later = alike(), []
    for _ in range(5):
        chosen = torch.randint(len(images), (200, 64))
        batches = [(images[batch], labels[batch]) for batch in chosen]
        names["train_one_epoch"](network, batches, names["make_loss"](), optimizer)
        later.append(alike())

    told = "64 images points roughly where that of all does, later often less so"
    assert told in text_of("02-mlp")
    assert 0.5 < at_first < 0.9
    assert 0 < sum(later) / len(later) < 0.8 * at_first


def test_the_first_layer_of_a_photo_is_as_large_as_is_told() -> None:
    photo, patch = 3 * 224 * 224, 3 * 3 * 3
    layer, patches = nn.Linear(photo, 128, device="meta"), nn.Linear(patch, 128, device="meta")

    assert f"= {photo:,}$ inputs".replace(",", "{,}") in text_of("02-mlp")
    assert f"has {layer.weight.numel() / 1e6:.0f} million weights" in text_of("02-mlp")
    assert f"takes {patch} weights" in text_of("02-mlp")
    assert f"patches take {patches.weight.numel():,}," in text_of("02-mlp")


def test_all_training_images_take_172_megabytes() -> None:
    images = torch.empty(55_000, 1, 28, 28, device="meta")

    assert f"{images.nbytes / 1e6:.0f} MB" == "172 MB"
    assert "of 4 bytes are 172 MB" in text_of("02-mlp")


@pytest.mark.parametrize("rate", [0.1, 0.03, 0.01, 0.001])
def test_without_clearing_the_loss_swings_at_any_learning_rate(rate: float) -> None:
    names = names_before("02-mlp/adam-report")
    run(cells_of("02-mlp")["swing-drill"].source, names)
    points = torch.tensor([1.0, 2.0]), torch.tensor([2.0, 4.0])
    losses = [2.5 * (w - 2) ** 2 for w in names["fit_slope"](*points, 1000, rate)]
    low = [step for step, loss in enumerate(losses) if loss < 0.7]
    high = [step for step, loss in enumerate(losses) if loss > 9.3]

    assert losses[0] == 10
    assert any(step > low[0] for step in high)
    assert any(step > min(s for s in high if s > low[0]) for step in low)


def test_the_first_steps_of_the_swing_are_those_of_the_paper() -> None:
    names = names_before("02-mlp/adam-report")
    printed = run(cells_of("02-mlp")["swing-drill"].source, names).splitlines()

    assert printed[1] == "step  1: w =  1.000, loss =  2.500"
    assert printed[2] == "step  2: w =  2.500, loss =  0.625"
    losses = [float(line.split("loss =")[1]) for line in printed]
    assert max(losses) > losses[0]


@pytest.mark.parametrize("mistake", ["pass", "optimizer.zero_grad(); optimizer.step()"])
def test_a_weight_that_never_moves_is_asked_about_its_step_and_its_gradient(mistake: str) -> None:
    names = names_before("02-mlp/adam-report")
    run(changed("02-mlp", "swing-drill", {"optimizer.step()": mistake}), names)

    said = run(cells_of("02-mlp")["swing-drill-check"].source, names)

    assert "Is step called? And has it a gradient then? Cleared after backward" in said


def test_adams_first_step_is_as_long_as_the_rate_unless_the_gradient_is_tiny() -> None:
    names = names_before("02-mlp/adam-report")
    run(cells_of("02-mlp")["adam-toy"].source, names)
    first = [-names["adam_by_hand"]([gradient], 0.1)[0] for gradient in (6, 0.006, 1e-8, 0)]

    assert first == pytest.approx([0.1, 0.1, 0.05, 0], rel=1e-5)
    assert "with this gradient as with one of 6" in questions_of("02-mlp")["adam-step"]["because"]
    assert "or so small that the $10^{-8}$ counts beside it" in text_of("02-mlp")


def test_whoever_measures_with_another_loader_is_told_to_look_at_the_arguments() -> None:
    outside = "valid_loader = [(torch.arange(784.0).reshape(1, 1, 28, 28), torch.tensor([7]))]\n"
    cell = outside + solution_of("02-mlp/accuracy").replace("in loader", "in valid_loader")

    assert "loader isn't the one in the arguments" in said_at_home("02-mlp", "accuracy", cell)
