"""Where the kernel is highest, how it falls off and what it sums to, each for itself."""

from __future__ import annotations

import torch

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Judge, Student

from ..blurs import is_kernel, sums_to_one


@check()
def gaussian_blur(student: Student, draw: Draw) -> None:
    """The kernel of a Gaussian blur"""
    width = 0.6 + 0.01 * draw.number(0, 30)
    cases = [(3, 1.0), (5, 0.8), (7, 2.0), (9, 1.7), (11, 2 * width)]

    def falls_off(sigma: float) -> Judge:
        return lambda kernel: _falls_off(kernel, sigma)

    formula = "falls off with the distance as the formula says"
    with student.part(formula, share=2):
        for size, sigma in cases:
            student.call("gaussian_kernel", size, sigma).passes(is_kernel(size, falls_off(sigma)))
    with student.part("highest in the centre, the same on all sides", needs=formula):
        for size, sigma in cases:
            student.call("gaussian_kernel", size, sigma).passes(is_kernel(size, _is_centred))
    with student.part("weights that sum to 1", needs=formula, section="Box blur: the average"):
        for size, sigma in [*cases, (1, 1.5)]:
            student.call("gaussian_kernel", size, sigma).passes(is_kernel(size, sums_to_one))


def _is_centred(kernel: torch.Tensor) -> None:
    middle = len(kernel) // 2
    row, column = divmod(int(kernel.argmax()), len(kernel))
    # In float32 a wide Gaussian has neighbours of nearly the centre's height, never higher ones.
    if kernel[row, column] > kernel[middle, middle] * (1 + 1e-5) or kernel[middle, middle] <= 0:
        raise compare.Mismatch(
            f"The largest weight is at row {row}, column {column}; the centre is at row {middle}, "
            f"column {middle}.",
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
            f"{len(wrong)} of {kernel.numel()} weights stand in a wrong proportion to the "
            f"centre's; the one at row {row}, "
            f"column {column} is {float(kernel[row, column]) / centre:.4g} times the centre.",
            "Compare your exponent with the formula: squared distances from the centre, over "
            "twice the variance.",
            credit=compare.NEAR if _falls(kernel, axis) else 0.0,
        )


def _falls(kernel: torch.Tensor, axis: torch.Tensor) -> bool:
    """Return whether weights are lower the further they are from the centre, in any proportion."""
    distance = (axis[:, None] ** 2 + axis[None, :] ** 2).flatten()
    weights = kernel.flatten()[distance.argsort(stable=True)]
    steps = distance.sort().values.diff()
    return bool((weights.diff()[steps > 0] < 0).all()) and bool((weights >= 0).all())
