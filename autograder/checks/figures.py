"""Hold what a matplotlib figure shows against what it should: labels, lines, bars and images."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograder.checks import compare, texts
from autograder.checks.arrays import hold_values
from autograder.checks.compare import Mismatch, Tolerance
from autograder.checks.fields import GARBLED, field
from autograder.counted import counted

DATA = Tolerance(1e-4, 1e-6)
"""Of what is drawn: far finer than can be seen."""

Text = str | re.Pattern[str]
Numbers = Sequence[float] | torch.Tensor | np.ndarray[Any, Any]


@dataclass(frozen=True)
class Drawing:
    """What one of a figure's axes should show; what is None may be anything."""

    title: Text | None = None
    xlabel: Text | None = None
    ylabel: Text | None = None
    legend: Sequence[str] | None = None
    """Its entries, in any order."""
    lines: Sequence[tuple[Numbers, Numbers]] | None = None
    """The points of each line, x and y; lines in any order."""
    bars: Numbers | None = None
    """Their heights."""
    images: Sequence[tuple[int, ...]] | None = None
    """Their shapes: rows, columns and colours."""


def shows(got: Any, axes: int, place: int, drawing: Drawing) -> None:
    """Raise Mismatch unless a figure has that many axes, and one of them shows what is asked for.

    Args:
        got: what `probes.figure_of` returned.
        axes: how many.
        place: which of them is looked at, from 0 on.
        drawing: what it should show.
    """
    if isinstance(got, dict) and "made" in got:
        made = got["made"]
        what = "nothing was drawn" if made is None else f"got {compare.describe(made)}"
        advice = "Draw with plt.plot or with the methods of an Axes, and return the figure."
        raise Mismatch(f"Expected a figure, but {what}.", advice)
    found = field(got, "axes", list)
    if len(found) != axes:
        fact = f"Expected {counted(axes, 'plot', 'plots')} in the figure, but there are"
        raise Mismatch(f"{fact} {len(found)}.", "plt.subplots(rows, columns) makes several.")
    own = found[place]
    for name in ("title", "xlabel", "ylabel"):
        if (right := getattr(drawing, name)) is not None:
            _label(name, field(own, name, str), right)
    if drawing.lines is not None:
        _lines(field(own, "lines", list), drawing.lines)
    if drawing.bars is not None:
        _points("heights of the bars", field(own, "bars", torch.Tensor), drawing.bars)
    if drawing.images is not None:
        _images(field(own, "images", list), drawing.images)
    if drawing.legend is not None:
        _legend(field(own, "legend", list), drawing.legend)


def _label(name: str, got: str, right: Text) -> None:
    if not got.strip():
        raise Mismatch(f"The {name} is missing.", f"plt.{name}(…) or ax.set_{name}(…) sets it.")
    try:
        texts.is_text(got, right)
    except Mismatch as mismatch:
        fact = mismatch.fact.removeprefix("You got ")
        raise Mismatch(f"The {name} is {fact}", mismatch.advice) from None


def _legend(got: list[Any], right: Sequence[str]) -> None:
    if not all(isinstance(text, str) for text in got):
        raise Mismatch(*GARBLED)
    if not got:
        raise Mismatch("There is no legend.", "Give each line a label=…, then call legend().")
    left = list(right)
    for text in got:
        mine = " ".join(text.split())
        same = [other for other in left if texts.same(mine, " ".join(other.split()), case=False)]
        if not same:
            raise Mismatch(f"The legend's entry {texts.shown(text)} is not right.")
        left.remove(same[0])
    if left:
        fact = f"The legend has {counted(len(got), 'entry', 'entries')}, {len(left)} too few."
        raise Mismatch(fact, "Every line needs its label.")


def _lines(got: list[Any], right: Sequence[tuple[Numbers, Numbers]]) -> None:
    if len(got) != len(right):
        fact = f"Expected {counted(len(right), 'line', 'lines')}, but there are {len(got)}."
        raise Mismatch(fact, "Each call of plot draws one.")
    left = list(right)
    for number, line in enumerate(got, 1):
        if not isinstance(line, list) or len(line) != 2:
            raise Mismatch(*GARBLED)
        problems = [_difference(number, line, other) for other in left]
        if None not in problems:
            raise next(problem for problem in problems if problem)
        del left[problems.index(None)]


def _difference(number: int, line: list[Any], right: tuple[Numbers, Numbers]) -> Mismatch | None:
    try:
        for axis, mine, theirs in zip("xy", line, right, strict=True):
            _points(f"{axis} values of line {number}", mine, theirs)
    except Mismatch as mismatch:
        return mismatch
    return None


def _points(what: str, got: Any, right: Numbers) -> None:
    theirs = np.asarray(right, dtype=np.float64)
    if not isinstance(got, torch.Tensor) or got.dim() != 1 or not got.is_floating_point():
        raise Mismatch(*GARBLED)
    if len(got) != len(theirs):
        raise Mismatch(f"Expected {len(theirs)} {what}, but there are {len(got)}.")
    try:
        hold_values(got.detach().to(torch.float64).numpy(), theirs, DATA)
    except Mismatch as mismatch:
        fact = mismatch.fact.removeprefix("The shape is right. ")
        advice = "The x values come first, then the y values." if "line" in what else ""
        raise Mismatch(f"Of the {what}: {fact}", advice) from None


def _images(got: list[Any], right: Sequence[tuple[int, ...]]) -> None:
    if not all(isinstance(one, list) for one in got):
        raise Mismatch(*GARBLED)
    if len(got) != len(right):
        fact = f"Expected {counted(len(right), 'image', 'images')}, but there are {len(got)}."
        raise Mismatch(fact, "imshow draws one.")
    for mine, shape in zip(got, right, strict=True):
        if mine != list(shape):
            own = compare.shorten(str(tuple(mine)))
            raise Mismatch(f"Expected an image of shape {tuple(shape)}, but got {own}.")
