"""What the notebooks claim, recomputed."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from tests.exercises.without_points import cells_of, python_in, run
from tests.mutants.hunt import solution_of
from tests.trusted import names_before, namespaces

EDGE = torch.tensor([[[1.0, -1.0]]])
NEAR = 0.02
"""From each weight of a kernel to the one that was to be found, at most."""
RATE = 0.01


def flat_view_exists(batch: torch.Tensor) -> bool:
    """Tell by the rule of 01-images whether each image of a batch can be flattened as a view."""
    sizes, strides = batch.shape[1:], batch.stride()[1:]
    stepped = [(size, stride) for size, stride in zip(sizes, strides, strict=True) if size != 1]
    return all(left[1] == right[0] * right[1] for left, right in itertools.pairwise(stepped))


def strided_batches() -> Iterator[torch.Tensor]:
    """Permuted, sliced and expanded batches, with many axes of size 1."""
    draw = random.Random(0)
    for _ in range(500):
        shape = [draw.choice([1, 1, 2, 3, 4]) for _ in range(4)]
        batch = torch.arange(torch.Size(shape).numel()).reshape(shape)
        batch = batch.permute(draw.sample(range(4), 4))
        for axis in range(4):
            batch = batch[(slice(None),) * axis + (slice(None, None, draw.choice([1, 1, 2])),)]
        if draw.random() < 0.2:
            batch = batch[:, :1].expand(-1, 3, -1, -1)
        yield batch


def test_the_rule_of_01_says_which_batches_have_a_flat_view() -> None:
    answers = set()
    for batch in strided_batches():
        try:
            batch.view(len(batch), -1)
            exists = True
        except RuntimeError:
            exists = False
        answers.add(exists)
        told = flat_view_exists(batch)
        assert told == exists, f"shape {tuple(batch.shape)}, strides {batch.stride()}"
    assert answers == {True, False}


def band_and_other_images() -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """Images of 03-kernels from which a kernel is learned, and the kernels."""
    band = torch.zeros(1, 6, 8)
    band[:, :, 2:6] = 1
    rows, columns = torch.meshgrid(torch.arange(7.0), torch.arange(9.0), indexing="ij")
    pattern = torch.sin(2.1 * rows + 3.7 * columns + 0.9 * rows * columns)[None]
    generator = torch.Generator().manual_seed(3)
    noise, hidden = (torch.randn(1, *size, generator=generator) for size in ((9, 8), (3, 2)))
    return {
        "band": (band, EDGE),
        "pattern": (pattern, torch.tensor([[[0.9, -0.4, 0.1], [-0.7, 0.2, 0.6]]])),
        "noise": (noise, hidden),
        "ramp": ((torch.arange(8) / 8).expand(1, 6, 8), EDGE),
    }


def steps_to_arrive(image: torch.Tensor, kernel: torch.Tensor, momentum: float, atmost: int) -> int:
    """Count the steps of SGD, from zeros, until all weights stay near those of the kernel."""
    target = F.conv2d(image[None], kernel[None])[0]
    found = torch.zeros_like(kernel, requires_grad=True)
    optimizer = torch.optim.SGD([found], lr=RATE, momentum=momentum)
    last_far = 0
    for step in range(1, atmost + 1):
        optimizer.zero_grad()
        ((F.conv2d(image[None], found[None])[0] - target) ** 2).sum().backward()
        optimizer.step()
        if (found - kernel).abs().max() > NEAR:
            last_far = step
    return last_far + 1


@pytest.mark.parametrize(
    ("name", "plain", "momentum"),
    [("band", 31, 73), ("pattern", 12, 73), ("noise", 6, 82), ("ramp", 2505, 217)],
)
def test_momentum_helps_on_the_ramp_alone(name: str, plain: int, momentum: int) -> None:
    image, kernel = band_and_other_images()[name]

    for factor, steps in ((0, plain), (0.9, momentum)):
        taken = steps_to_arrive(image, kernel, factor, atmost=steps + 100)
        assert taken == pytest.approx(steps, abs=2)


def test_the_solution_of_03_finds_every_kernel_but_that_of_the_ramp() -> None:
    namespace = names_before("03-kernels/learn-kernel")
    exec(solution_of("03-kernels/learn-kernel"), namespace)
    missed = {
        name
        for name, (image, kernel) in band_and_other_images().items()
        if (
            namespace["learn_kernel"](
                image, F.conv2d(image[None], kernel[None])[0], tuple(kernel.shape[1:])
            )
            - kernel
        )
        .abs()
        .max()
        > NEAR
    }

    assert missed == {"ramp"}


def test_16_by_16_bright_pixels_are_too_many_for_the_rate_of_03() -> None:
    image = torch.rand(1, 1, 16, 16, generator=torch.Generator().manual_seed(0))
    windows = F.unfold(image.double(), (2, 2))[0]
    steepest = torch.linalg.eigvalsh(2 * windows @ windows.T)[-1].item()

    assert 2 / steepest < RATE


@pytest.mark.parametrize(("name", "factor"), [("band", 7), ("ramp", 270)])
def test_how_much_the_curvatures_of_the_loss_differ(name: str, factor: int) -> None:
    image, _ = band_and_other_images()[name]
    pairs = image.double().unfold(2, 2, 1).reshape(-1, 2)
    flattest, steepest = torch.linalg.eigvalsh(2 * pairs.T @ pairs).tolist()

    assert steepest / flattest == pytest.approx(factor, rel=0.01)


def test_same_padding_of_04_shows_a_kernel_the_corners_four_times_and_the_centre_nine() -> None:
    image = torch.ones(1, 1, 3, 3, requires_grad=True)
    F.conv2d(image, torch.ones(1, 1, 3, 3), padding=1).sum().backward()

    assert image.grad is not None
    assert image.grad[0, 0].tolist() == [[4, 6, 4], [6, 9, 6], [4, 6, 4]]


def test_the_plus_of_04_becomes_another_pattern_wherever_it_stands() -> None:
    plus = torch.tensor([[0.0, 1, 0], [1, 1, 1], [0, 1, 0]])
    for row, column in itertools.product((2, 3), (2, 3)):
        image = torch.zeros(1, 1, 10, 10)
        image[0, 0, row : row + 3, column : column + 3] = plus
        pooled, moved = F.max_pool2d(image, 2), F.max_pool2d(image.roll(1, dims=3), 2)

        assert not torch.equal(moved, pooled)
        assert not torch.equal(moved, pooled.roll(1, dims=3))


def test_in_the_middle_of_lenet_a_number_sees_16_of_28_rows_as_04_says() -> None:
    image = torch.zeros(1, 1, 28, 28, requires_grad=True)
    ones = torch.ones(1, 1, 5, 5)
    first = F.avg_pool2d(F.conv2d(image, ones, padding=2), 2)
    last = F.avg_pool2d(F.conv2d(first, ones), 2)
    seen = []
    for row in range(last.shape[2]):
        (gradient,) = torch.autograd.grad(last[0, 0, row, 2], image, retain_graph=True)
        seen.append(int((gradient[0, 0].sum(dim=1) > 0).sum()))

    assert seen == [14, 16, 16, 16, 14]


def test_the_slope_of_a_sigmoid_is_a_quarter_at_most() -> None:
    inputs = torch.linspace(-20, 20, 4001, dtype=torch.float64, requires_grad=True)
    torch.sigmoid(inputs).sum().backward()
    assert inputs.grad is not None

    assert inputs.grad.max().item() == pytest.approx(0.25)
    assert inputs[inputs.grad.argmax()].item() == pytest.approx(0, abs=1e-9)


def answered(name: str, more: str) -> dict[str, Any]:
    """Return the names of 05-lenet with the folded answer of a stretch and the cell `more`."""
    cells, names = cells_of("05-lenet"), dict(list(namespaces("05-lenet").values())[-1])
    run(python_in(cells[f"{name}-stretch-answer"].source), names)
    run(cells[more].source, names)
    return names


def test_of_a_plain_stack_the_first_layer_gets_a_millionth_of_the_gradient() -> None:
    names = answered("residual", more="residual-compare")
    images, labels = names["train_images"][:1000], names["train_labels"][:1000]
    (plain, plain_loss), (with_skips, loss) = (
        names["first_epoch"](skips, images, labels) for skips in (False, True)
    )

    assert plain * 1e6 < with_skips
    assert plain_loss == pytest.approx(math.log(10), abs=0.02)
    assert loss < 2


def test_the_network_with_a_global_average_has_a_fifth_of_the_parameters() -> None:
    names = answered("gap", more="make-mlp")
    count = names["count_parameters"]

    assert count(names["make_gap_lenet"]()) == pytest.approx(count(names["LeNet"]()) / 5, rel=0.05)
