"""Checks of 03-kernels: cross-correlation, edge and blur kernels, and a kernel learned from an example.

Images and kernels have sides of different length, so that swapped axes show; random kernels look different from each of
their rotations.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.draw import Draw
from autograder.checks.exercise import Judge, Student, exercise
from autograder.checks.probes import read
from autograder.student.inside.bridge import CONVOLUTION

BY_LOOP = "Slice out each window yourself, multiply it by the kernel and sum."


@exercise("03-kernels/output-steps")
def output_steps(student: Student, draw: Draw) -> None:
    """The number of positions along one axis"""

    def compare_with_torch(image_size: int, kernel_size: int) -> None:
        line, weights = torch.zeros(1, 1, image_size), torch.zeros(1, 1, kernel_size)
        student.call("output_steps", image_size, kernel_size).is_integer(
            F.conv1d(line, weights).shape[-1]
        )

    compare_with_torch(3, 2)
    compare_with_torch(11, 4)
    compare_with_torch(draw.number(20, 40), draw.number(3, 9))
    compare_with_torch(13, 1)
    compare_with_torch(5, 5)


@exercise("03-kernels/cross-correlate", forbids=CONVOLUTION, remedy=BY_LOOP)
def cross_correlate(student: Student, draw: Draw) -> None:
    """Cross-correlation by loop"""

    def compare_with_torch(image: torch.Tensor, kernel: torch.Tensor) -> None:
        expected = F.conv2d(image[None], kernel[None])[0]
        student.call("cross_correlate", image, kernel).matches(expected)

    with student.part("square images and kernels", share=2):
        compare_with_torch(torch.arange(9.0).reshape(1, 3, 3), torch.arange(4.0).reshape(1, 2, 2))
        compare_with_torch(draw.normal(1, 7, 7), draw.normal(1, 3, 3))
    with student.part("rows and columns of different number", share=2):
        compare_with_torch(draw.normal(1, 9, 8), draw.normal(1, 3, 2))
        compare_with_torch(draw.normal(1, 5, 11), draw.normal(1, 2, 4))
    with student.part("kernels of one row, of one pixel, and as large as the image"):
        compare_with_torch(draw.normal(1, 6, 7), draw.normal(1, 1, 3))
        compare_with_torch(draw.normal(1, 6, 5), draw.normal(1, 1, 1))
        compare_with_torch(draw.normal(1, 5, 3), draw.normal(1, 5, 3))


@exercise("03-kernels/edge-kernel")
def edge_kernel(student: Student, draw: Draw) -> None:
    """A kernel for horizontal edges"""

    def judge(kernel: Any) -> None:
        compare.is_tensor(kernel)
        if kernel.dtype == torch.bool or kernel.is_complex():
            raise compare.Mismatch(
                f"Expected dtype float32, but got {compare.short(kernel.dtype)}."
            )
        if tuple(kernel.shape) == (1, 1, 2):
            raise compare.Mismatch(
                "Expected shape (1, 2, 1), but got (1, 1, 2).",
                "One row of two columns compares left and right; compare above and below.",
            )
        compare.shape(kernel, (1, 2, 1))
        compare.finite(kernel)
        above, below = kernel.detach().double().flatten().tolist()
        if above == 0 and below == 0:
            raise compare.Mismatch(
                "Both weights are 0: your kernel answers 0 everywhere.",
                "It must answer where rows differ.",
            )
        if abs(above + below) > 1e-4 * max(abs(above), abs(below)):
            raise compare.Mismatch(
                f"Where both rows are 1, your kernel answers {compare.number_text(above + below)}, not 0.",
                "Work out what the kernel gives where a row equals the next: what must its weights add up to?",
            )

    student.ask(read, "horizontal_edge_kernel", name="horizontal_edge_kernel").passes(judge)


@exercise("03-kernels/box-blur")
def box_blur(student: Student, draw: Draw) -> None:
    """The kernel of a box blur"""
    sizes = (3, 5, 1, 4, 2 * draw.number(3, 8) + 1)
    with student.part("equal weights"):
        for size in sizes:
            student.call("box_blur_kernel", size).passes(_is_kernel(size, _are_equal))
    with student.part("weights that sum to 1"):
        for size in sizes:
            student.call("box_blur_kernel", size).passes(_is_kernel(size, _sums_to_one))


@exercise("03-kernels/gaussian-blur")
def gaussian_blur(student: Student, draw: Draw) -> None:
    """The kernel of a Gaussian blur"""
    width = 0.6 + 0.01 * draw.number(0, 30)
    cases = [(3, 1.0), (5, 0.8), (7, 2.0), (9, 1.7), (1, 1.5), (11, 2 * width)]

    def falls_off(sigma: float) -> Judge:
        return lambda kernel: _falls_off(kernel, sigma)

    with student.part("highest in the centre, the same on all sides"):
        for size, sigma in cases:
            student.call("gaussian_kernel", size, sigma).passes(_is_kernel(size, _is_centred))
    with student.part("falls off with the distance as the formula says", share=2):
        for size, sigma in cases:
            student.call("gaussian_kernel", size, sigma).passes(_is_kernel(size, falls_off(sigma)))
    with student.part("weights that sum to 1"):
        for size, sigma in cases:
            student.call("gaussian_kernel", size, sigma).passes(_is_kernel(size, _sums_to_one))


def _is_kernel(size: int, judge: Judge) -> Judge:
    """A judge of kernels of that size; what else must hold says `judge`."""

    def judge_kernel(kernel: Any) -> None:
        compare.is_tensor(kernel)
        compare.dtype(kernel, torch.float32)
        compare.shape(kernel, (1, size, size))
        compare.finite(kernel)
        judge(kernel[0].detach().double())

    return judge_kernel


def _are_equal(kernel: torch.Tensor) -> None:
    if float(kernel.max() - kernel.min()) > 1e-5 * float(kernel.abs().max()):
        raise compare.Mismatch(
            "The weights differ from each other.", "In an average every pixel counts the same."
        )
    if float(kernel.max()) <= 0:
        raise compare.Mismatch("The weights are not above 0.", "An average adds up its pixels.")


def _sums_to_one(kernel: torch.Tensor) -> None:
    total = float(kernel.sum())
    if abs(total - 1) > 1e-4:
        raise compare.Mismatch(
            f"Your weights add up to {compare.number_text(total)}, not to 1.",
            "A blur keeps the brightness of a flat patch: divide by the sum of all weights, not of each row and not by a constant.",
        )


def _is_centred(kernel: torch.Tensor) -> None:
    middle = len(kernel) // 2
    row, column = divmod(int(kernel.argmax()), len(kernel))
    # In float32 a wide Gaussian has neighbours of nearly the centre's height, never higher ones.
    if kernel[row, column] > kernel[middle, middle] * (1 + 1e-5) or kernel[middle, middle] <= 0:
        raise compare.Mismatch(
            f"The largest weight is at row {row}, column {column}; the centre is at row {middle}, column {middle}.",
            "Let your coordinates be 0 in the middle. Nothing in a Gaussian kernel is random.",
        )
    for turned in (kernel.flip(0), kernel.flip(1), kernel.T):
        if not torch.allclose(kernel, turned, rtol=1e-3, atol=1e-6 * float(kernel.abs().max())):
            raise compare.Mismatch(
                "The kernel is not the same from all four sides.",
                "Rows and columns count from the centre, in the same way to both sides.",
            )


def _falls_off(kernel: torch.Tensor, sigma: float) -> None:
    middle = len(kernel) // 2
    centre = float(kernel[middle, middle])
    if centre <= 0:
        raise compare.Mismatch(
            f"The weight in the centre is {compare.number_text(centre)}; it must be above 0."
        )
    axis = torch.arange(len(kernel), dtype=torch.float64) - middle
    expected = torch.exp(-(axis[:, None] ** 2 + axis[None, :] ** 2) / (2 * sigma**2))
    wrong = torch.nonzero((kernel / centre - expected).abs() > 1e-4)
    if len(wrong):
        row, column = wrong[len(wrong) // 2].tolist()
        raise compare.Mismatch(
            f"{len(wrong)} of {kernel.numel()} weights stand in a wrong proportion to the centre's; the one at row {row}, "
            f"column {column} is {float(kernel[row, column]) / centre:.4g} times the centre.",
            "Compare your exponent with the formula: squared distances from the centre, over twice the variance.",
        )


@exercise("03-kernels/learn-kernel")
def learn_kernel(student: Student, draw: Draw) -> None:
    """A kernel learned by gradient descent"""

    def hidden(height: int, width: int) -> torch.Tensor:
        # None near 0, where a kernel that never leaves its start would be right; none too far for Adam's steps.
        return (0.3 + 0.6 * draw.uniform(1, height, width)) * (
            2.0 * draw.integers(0, 1, 1, height, width) - 1
        )

    def image(height: int, width: int) -> torch.Tensor:
        # So strong that the default steps reach the target, so weak that plain gradient descent does not overshoot.
        return 0.5 * draw.normal(1, height, width)

    def learns(picture: torch.Tensor, kernel: torch.Tensor, **options: int) -> None:
        size = (kernel.shape[1], kernel.shape[2])
        target = F.conv2d(picture[None], kernel[None])[0]
        student.call("learn_kernel", picture, target, size, **options).passes(
            lambda got: _is_learned(got, kernel)
        )

    with student.part("an edge kernel, from the band", share=2):
        band = torch.zeros(1, 6, 8)
        band[:, :, 2:6] = 1.0
        learns(band, hidden(1, 2).abs() * torch.tensor([1.0, -1.0]), steps=300)
    with student.part("a hidden kernel, from a random image", share=2):
        learns(image(9, 8), hidden(3, 2))
        learns(image(8, 9), hidden(2, 3), steps=300)
    with student.part("steps and learning rate are used"):
        picture, kernel = image(9, 8), hidden(3, 2)
        target = F.conv2d(picture[None], kernel[None])[0]
        # So few and so short steps that no training arrives.
        settings = [
            {"steps": steps, "learning_rate": rate}
            for steps, rate in ((5, 1e-6), (50, 1e-6), (5, 1e-5))
        ]
        asked = "learn_kernel with other steps and learning_rate"
        sent = {"image": picture, "target": target, "kernel_size": (3, 2), "settings": settings}
        student.ask(learned_with, asked, **sent).passes(lambda kernels: _differ(kernels, kernel))
        picture = image(6, 5)
        sent = {
            "image": picture,
            "target": F.conv2d(picture[None], hidden(2, 1)[None])[0],
            "kernel_size": (2, 1),
        }
        # The first of them twice: a training that starts by another generator than torch's never gives the same again.
        defaults = [{"steps": 5}, {"steps": 5}, {"steps": 5, "learning_rate": 0.01}]
        # One step more or less shows, and none of them arrives.
        defaults += [{"learning_rate": 1e-4}, {"steps": 500, "learning_rate": 1e-4}]
        student.ask(
            learned_with, "learn_kernel without steps or learning_rate", settings=defaults, **sent
        ).passes(_has_defaults)
        steps = draw.number(6, 9)
        asked = f"learn_kernel with steps={steps}"
        student.ask(steps_taken, asked, steps=steps, **sent).passes(
            lambda taken: _takes(taken, steps)
        )


def learned_with(
    student: Any, image: Any, target: Any, kernel_size: Any, settings: Any
) -> list[Any]:
    """The kernels learned with each of the settings, from the same start."""
    kernels = []
    for setting in settings:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            kernels.append(
                student.learn_kernel(image.clone(), target.clone(), kernel_size, **setting)
            )
    return kernels


def steps_taken(student: Any, image: Any, target: Any, kernel_size: Any, steps: int) -> int:
    """How many steps torch's optimizers make in a training: 0 where the student steps without them."""
    from torch.optim.optimizer import register_optimizer_step_post_hook

    taken = []
    hook = register_optimizer_step_post_hook(lambda *_: taken.append(1))
    try:
        student.learn_kernel(image, target, kernel_size, steps=steps, learning_rate=1e-3)
    finally:
        hook.remove()
    return len(taken)


def _is_learned(got: Any, kernel: torch.Tensor) -> None:
    _is_plain_kernel(got, kernel.shape)
    miss = float((got - kernel).abs().max())
    if miss > 0.02:
        raise compare.Mismatch(
            f"One of your weights is {miss:.2g} away from the kernel that made the target.",
            "Look at the loss at the end. Still falling: longer steps, a sum for a mean, or momentum. Swinging: is the gradient "
            "cleared in every step? Never moving: are there backward and step?",
        )


def _is_plain_kernel(got: Any, shape: torch.Size) -> None:
    compare.is_tensor(got)
    if got.requires_grad:
        raise compare.Mismatch(
            "The learned kernel still asks for a gradient.", "Return it detached."
        )
    compare.dtype(got, torch.float32)
    compare.shape(got, shape)
    if not bool(torch.isfinite(got).all()):
        raise compare.Mismatch(
            "The learned weights are not finite numbers: the training exploded.",
            "Clear the gradient before each backward, step against the gradient, and square the differences.",
        )


def _differ(kernels: Any, kernel: torch.Tensor) -> None:
    if not isinstance(kernels, list) or len(kernels) != 3:
        raise compare.Mismatch("The call did not come back as it was sent.")
    for got in kernels:
        _is_plain_kernel(got, kernel.shape)
    short, more, longer = kernels
    # Who has found the kernel has found it, in whatever way.
    if float((short - kernel).abs().max()) < 0.02:
        return
    if torch.equal(short, more):
        raise compare.Mismatch(
            "5 steps and 50 steps give the same kernel.", "Take as many steps as the argument says."
        )
    if torch.equal(short, longer):
        raise compare.Mismatch(
            "Two learning rates give the same kernel.", "Hand the argument to the optimizer."
        )


def _has_defaults(kernels: Any) -> None:
    if not isinstance(kernels, list) or len(kernels) != 5:
        raise compare.Mismatch("The call did not come back as it was sent.")
    for got in kernels:
        _is_plain_kernel(got, torch.Size((1, 2, 1)))
    usual, again, by_rate, long, by_steps = kernels
    advice = "Keep the defaults of the exercise: steps=500, learning_rate=0.01."
    if not torch.equal(usual, again):
        return
    if not _alike(usual, by_rate):
        raise compare.Mismatch(
            "Without learning_rate it gives another kernel than with 0.01.", advice
        )
    if not _alike(long, by_steps):
        raise compare.Mismatch("Without steps it gives another kernel than with 500.", advice)


def _alike(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Whether the same computation gave both: where a tensor lies in memory can change its last digit."""
    return torch.allclose(one, other, rtol=1e-5, atol=1e-5)


def _takes(taken: Any, steps: int) -> None:
    if not isinstance(taken, int):
        raise compare.Mismatch("The call did not come back as it was sent.")
    if taken not in (0, steps):
        raise compare.Mismatch(
            f"Your optimizer makes {compare.number_text(taken)} steps.",
            "Take as many as the argument says.",
        )
