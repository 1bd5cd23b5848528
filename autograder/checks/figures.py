"""Hold what a matplotlib figure shows against what it should: number of axes, labels, lines, bars, images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from autograder.checks import compare, texts
from autograder.checks.compare import Mismatch
from autograder.checks.fields import field

DATA = compare.Tolerance(1e-4, 1e-6)
"""Of what is drawn: far finer than can be seen."""


@dataclass(frozen=True)
class Drawing:
    """What one of a figure's axes should show; what is None may be anything."""

    title: str | None = None
    xlabel: str | None = None
    ylabel: str | None = None
    legend: Sequence[str] | None = None
    lines: Sequence[tuple[Sequence[float], Sequence[float]]] | None = None
    """The points of each line: x and y."""
    bars: Sequence[float] | None = None
    """Their heights."""
    images: Sequence[tuple[int, ...]] | None = None
    """Their shapes, rows before columns."""


def shows(got: Any, axes: int, place: int, drawing: Drawing) -> None:
    """Raise Mismatch unless a figure has that many axes, and one of them shows what is asked for.

    Args:
        got: what `probes.figure_of` returned.
        axes: how many.
        place: which of them is looked at.
        drawing: what it should show.
    """
    if isinstance(got, dict) and "made" in got:
        fact = f"Expected a figure, but nothing was drawn; the call returned {compare.describe(got['made'])}."
        raise Mismatch(fact, "Draw with plt.plot or an Axes' own methods, and return the figure.")
    found = field(got, "axes", list)
    if len(found) != axes:
        raise Mismatch(
            f"Expected {axes} axes, but the figure has {len(found)}.",
            "Look at plt.subplots(rows, columns).",
        )
    own = found[place]
    for name, right in (
        ("title", drawing.title),
        ("xlabel", drawing.xlabel),
        ("ylabel", drawing.ylabel),
    ):
        if right is not None:
            _label(name, field(own, name, str), right)
    if drawing.legend is not None:
        _legend(field(own, "legend", list), drawing.legend)
    if drawing.lines is not None:
        _lines(field(own, "lines", list), drawing.lines)
    if drawing.bars is not None:
        _points("the heights of the bars", field(own, "bars", list), drawing.bars)
    if drawing.images is not None:
        _images(field(own, "images", list), drawing.images)


def _label(name: str, got: str, right: str) -> None:
    if not got.strip():
        setter = "title" if name == "title" else name
        raise Mismatch(f"The {name} is missing.", f"ax.set_{setter}(…) or plt.{name}(…) sets it.")
    try:
        texts.is_text(got, right)
    except Mismatch as mismatch:
        raise Mismatch(f"The {name}: {mismatch.fact}", mismatch.advice) from None


def _legend(got: list[Any], right: Sequence[str]) -> None:
    if not got:
        raise Mismatch("There is no legend.", "Give each line a label=…, and call legend().")
    mine = {" ".join(str(text).split()).casefold() for text in got}
    wanted = {" ".join(text.split()).casefold() for text in right}
    if strange := sorted(mine - wanted):
        raise Mismatch(f"The legend's entry {compare.shorten(repr(strange[0]))} is not right.")
    if len(mine) < len(wanted):
        raise Mismatch(
            f"The legend has {len(got)} entries, too few.", "Every line needs its label."
        )


def _lines(got: list[Any], right: Sequence[tuple[Sequence[float], Sequence[float]]]) -> None:
    if len(got) != 2 or not all(isinstance(one, list) for one in got) or len(got[0]) != len(got[1]):
        raise Mismatch(
            "The figure did not come back as it was sent.",
            "Don't change matplotlib's own functions.",
        )
    if len(got[0]) != len(right):
        raise Mismatch(
            f"Expected {len(right)} lines, but there are {len(got[0])}.",
            "One call of plot for each.",
        )
    for number, (x, y, (right_x, right_y)) in enumerate(zip(got[0], got[1], right, strict=True), 1):
        _points(f"the x values of line {number}", x, right_x)
        _points(f"the y values of line {number}", y, right_y)


def _points(what: str, got: Any, right: Sequence[float]) -> None:
    expected = torch.as_tensor(right, dtype=torch.float64)
    try:
        mine = torch.as_tensor(got, dtype=torch.float64)
    except (TypeError, ValueError, RuntimeError):
        raise Mismatch(f"There is something else than numbers among {what}.") from None
    if mine.shape != expected.shape:
        raise Mismatch(
            f"Expected {expected.numel()} points for {what}, but there are {mine.numel()}."
        )
    try:
        compare.values(mine, expected, DATA)
    except Mismatch as mismatch:
        fact = mismatch.fact.removeprefix("The shape is right. ")
        raise Mismatch(f"Of {what}: {fact}", "Is it x first, then y?") from None


def _images(got: list[Any], right: Sequence[tuple[int, ...]]) -> None:
    if len(got) != len(right):
        raise Mismatch(
            f"Expected {len(right)} images, but there are {len(got)}.", "imshow draws one."
        )
    for mine, shape in zip(got, right, strict=True):
        if list(mine) != list(shape):
            raise Mismatch(f"Expected an image of shape {tuple(shape)}, but got {tuple(mine)}.")
