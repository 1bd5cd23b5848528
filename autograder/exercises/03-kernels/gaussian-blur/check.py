"""Where the kernel is highest, how it falls off and what it sums to, each for itself."""

from __future__ import annotations

from collections.abc import Callable

import torch

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.questions import Judge, Student
from autograder.checks.relations import Relation

from ..blurs import is_kernel, sums_to_one

Exponent = Callable[[torch.Tensor, torch.Tensor, float], torch.Tensor]


@check()
def gaussian_blur(student: Student, draw: Draw) -> None:
    """The kernel of a Gaussian blur"""
    # None so narrow that the bell's own constant makes it sum to 1, and whatever is drawn, wrong
    # exponents do alike.
    cases = [(3, 1.0), (5, 0.8), (7, 2.0), (9, 1.7), (11, 1.8 + 0.01 * draw.number(0, 30))]

    def falls_off(sigma: float) -> Judge:
        return lambda kernel: _falls_off(kernel, sigma)

    def centred(sigma: float) -> Judge:
        return lambda kernel: _is_centred(kernel, sigma)

    formula = "falls off with the distance as the formula says"
    with student.part(formula, share=2):
        for size, sigma in cases:
            student.call("gaussian_kernel", size, sigma).passes(
                is_kernel(size, size, falls_off(sigma))
            )
    with student.part("highest in the centre, the same on all sides", needs=formula):
        for size, sigma in cases:
            student.call("gaussian_kernel", size, sigma).passes(
                is_kernel(size, size, centred(sigma))
            )
    with student.part("weights that sum to 1", needs=formula, section="Box blur: the average"):
        for size, sigma in [*cases, (1, 1.5)]:
            student.call("gaussian_kernel", size, sigma).passes(is_kernel(size, size, sums_to_one))


def _is_centred(kernel: torch.Tensor, sigma: float) -> None:
    try:
        _has_middle(kernel)
    except compare.Mismatch as mismatch:
        middle = float(kernel[len(kernel) // 2, len(kernel) // 2])
        if middle > 0:
            mismatch.related = tuple(_other_bells(kernel / middle, sigma))
        raise


def _has_middle(kernel: torch.Tensor) -> None:
    middle = len(kernel) // 2
    row, column = divmod(int(kernel.argmax()), len(kernel))
    # In float32 a wide Gaussian has neighbours of nearly the centre's height, never higher ones.
    if kernel[row, column] > kernel[middle, middle] * (1 + 1e-5) or kernel[middle, middle] <= 0:
        raise compare.Mismatch(
            f"The largest weight is at row {row}, column {column}; the centre is at row {middle}, "
            f"column {middle}, counted from 0.",
            "Let your coordinates be 0 in the middle. Nothing in a Gaussian kernel is random.",
            mistake="not highest in the centre",
        )
    for turned in (kernel.flip(0), kernel.flip(1), kernel.T):
        if not torch.allclose(kernel, turned, rtol=1e-3, atol=1e-6 * float(kernel.abs().max())):
            raise compare.Mismatch(
                "The kernel is not the same from all four sides.",
                "Rows and columns count from the centre, in the same way to both sides.",
                mistake="not the same on all sides",
            )


def _falls_off(kernel: torch.Tensor, sigma: float) -> None:
    middle = len(kernel) // 2
    centre = float(kernel[middle, middle])
    if centre <= 0:
        raise compare.Mismatch(
            f"The weight in the centre is {compare.number_text(centre)}; it must be above 0.",
            mistake="not highest in the centre",
        )
    axis = torch.arange(len(kernel), dtype=torch.float64) - middle
    expected = torch.exp(-(axis[:, None] ** 2 + axis[None, :] ** 2) / (2 * sigma**2))
    wrong = torch.nonzero((kernel / centre - expected).abs() > 1e-4)
    if len(wrong):
        row, column = wrong[len(wrong) // 2].tolist()
        raise compare.Mismatch(
            f"{len(wrong)} of {kernel.numel()} weights stand in a wrong proportion to the "
            f"centre's; the one at row {row}, column {column}, counted from 0, is "
            f"{float(kernel[row, column]) / centre:.4g} times the centre.",
            "Compare your exponent with the formula: squared distances from the centre, over "
            "twice the variance.",
            credit=compare.NEAR if _falls(kernel, axis) else 0.0,
            related=_other_bells(kernel / centre, sigma),
        )


def _other_bells(weights: torch.Tensor, sigma: float) -> list[Relation]:
    """Return what the weights are in place of the bell, and what else is wrong with them."""
    found = [
        Relation(name, sentence)
        for name, (sentence, exponent) in EXPONENTS.items()
        if torch.allclose(weights, exponent(*_axes(weights), sigma).exp(), rtol=1e-3, atol=1e-6)
    ]
    try:
        _has_middle(weights)
    except compare.Mismatch as mismatch:
        found += mismatch.related
    if not found and torch.allclose(weights, _bell_of_another_width(weights), rtol=1e-2, atol=1e-6):
        found.append(OTHER_WIDTH)
    return found


def _axes(weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return how many rows and columns each weight is away from the centre."""
    axis = torch.arange(len(weights), dtype=torch.float64) - len(weights) // 2
    rows, columns = torch.meshgrid(axis, axis, indexing="ij")
    return rows, columns


def _bell_of_another_width(weights: torch.Tensor) -> torch.Tensor:
    """Return the bell that falls to the first neighbour as these weights do."""
    rows, columns = _axes(weights)
    middle = len(weights) // 2
    neighbour = weights[middle, middle + 1].clamp(min=1e-12)
    return torch.exp((rows**2 + columns**2) * neighbour.log())


OTHER_WIDTH = Relation(
    "another width",
    "Your bell has another width: look at what its exponent is divided by, 2σ², and at brackets.",
)
EXPONENTS: dict[str, tuple[str, Exponent]] = {
    "rows only": (
        "Your bell falls off from row to row only: columns count, too.",
        lambda y, x, s: -(y**2) / (2 * s**2),
    ),
    "columns only": (
        "Your bell falls off from column to column only: rows count, too.",
        lambda y, x, s: -(x**2) / (2 * s**2),
    ),
    "sum squared": (
        "You square the sum of the two distances: add their squares.",
        lambda y, x, s: -((y.abs() + x.abs()) ** 2) / (2 * s**2),
    ),
    "larger distance": (
        "You use the larger of the two distances: add their squares.",
        lambda y, x, s: -(torch.maximum(y.abs(), x.abs()) ** 2) / (2 * s**2),
    ),
    "not squared": (
        "You don't square the distance: x² + y² stands in the exponent, without a root.",
        lambda y, x, s: -((y**2 + x**2).sqrt()) / (2 * s**2),
    ),
    "absolute values": (
        "You add the two distances without squaring them: x² + y² stands in the exponent.",
        lambda y, x, s: -(y.abs() + x.abs()) / (2 * s**2),
    ),
    "upwards": (
        "Your weights grow with the distance: a minus sign is missing in the exponent.",
        lambda y, x, s: (y**2 + x**2) / (2 * s**2),
    ),
    "a product": (
        "You multiply the two distances: add their squares.",
        lambda y, x, s: -(y**2 * x**2) / (2 * s**2),
    ),
    "flat": ("All weights are the same: they have to fall off.", lambda y, x, s: 0 * y),
}
"""Other exponents, by the name of the mistake: a sentence, and what it is of rows, columns and
sigma.
"""


def _falls(kernel: torch.Tensor, axis: torch.Tensor) -> bool:
    """Return whether weights are lower the further they are from the centre, in any proportion."""
    distance = (axis[:, None] ** 2 + axis[None, :] ** 2).flatten()
    weights = kernel.flatten()[distance.argsort(stable=True)]
    steps = distance.sort().values.diff()
    return bool((weights.diff()[steps > 0] < 0).all()) and bool((weights >= 0).all())
