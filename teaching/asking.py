"""What the banks of exam questions share: numbers, matrices, choices, and misconceptions.

A wrong choice is what a misconception of the exercises gives, run on the question's own numbers.
The reason against it is the sentence that its authors read in their feedback.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from autograder.grading.exercises import BUILT_IN, ExerciseFiles, Misconception
from teaching.exam import Question

LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Choice:
    """One of several answers, and why it is right or wrong."""

    text: str
    because: str


def number(value: float) -> str:
    """Write a number with at most four digits after the point, and with a true minus sign."""
    return f"{round(value, 4) + 0.0:.10g}".replace("-", "−")


def numbers(values: Iterable[float]) -> str:
    """Write numbers in one line: ``4, −1, 0.5``."""
    return ", ".join(number(float(value)) for value in values)


def shape(sizes: Iterable[int]) -> str:
    """Write a shape as PyTorch shows it: ``(1, 28, 28)``, ``(784,)``."""
    return str(tuple(sizes))


def matrix(values: torch.Tensor) -> str:
    """Write a matrix as a block of code, its columns one below the other.

    Args:
        values: of shape (rows, columns), or with axes of size 1 in front.
    """
    rows = [[number(value) for value in row] for row in values.flatten(end_dim=-2).tolist()]
    width = max(len(text) for row in rows for text in row)
    lines = (" ".join(text.rjust(width) for text in row) for row in rows)
    return "\n".join(["", "```", *lines, "```", ""])


def integers(draw: random.Random, *sizes: int, low: int = 0, high: int = 9) -> torch.Tensor:
    """Draw whole numbers from `low` to `high`, as floats of this shape."""
    count = math.prod(sizes)
    return torch.tensor([float(draw.randint(low, high)) for _ in range(count)]).reshape(sizes)


def misconception(key: str, name: str) -> Misconception:
    """Return a misconception by its exercise, ``04-convolution/pool``, and its name.

    Raises:
        LookupError: the exercise has none of this name.
    """
    found = _bank(key)
    if name not in found:
        raise LookupError(f"{key} has no misconception {name!r}")
    return found[name]


@cache
def _bank(key: str) -> dict[str, Misconception]:
    files = ExerciseFiles.of_folder(BUILT_IN, [key.split("/", maxsplit=1)[0]])
    return {one.name: one for one in files.load(key).misconceptions}


def ran(cell: str) -> dict[str, Any]:
    """Run a cell of the bank and return what it defines."""
    names = {"torch": torch, "nn": nn, "F": F, "math": math}
    exec(cell, names)
    return names


def outcomes(
    key: str, names: Iterable[str], ask: Callable[[Mapping[str, Any]], str]
) -> list[Choice]:
    """Return what misconceptions give, each with the sentence against it.

    Args:
        key: the exercise, ``04-convolution/pool``.
        names: of its misconceptions.
        ask: takes what a cell defines, and returns its outcome as text.
    """
    found = [misconception(key, name) for name in names]
    return [Choice(ask(ran(one.cell)), one.sentence) for one in found]


def against(key: str, said: Iterable[tuple[str, str]]) -> list[Choice]:
    """Return wrong choices, each with the sentence of the misconception that it comes from.

    Args:
        key: the exercise, ``04-convolution/pool``.
        said: what each choice says, and the name of its misconception.
    """
    return [Choice(text, misconception(key, name).sentence) for text, name in said]


def _differing(choices: Iterable[Choice], right: str) -> list[Choice]:
    """Return the choices that read otherwise than the right one, and than each before them."""
    found: dict[str, Choice] = {}
    for one in choices:
        if one.text != right:
            found.setdefault(one.text, one)
    return list(found.values())


def choose(
    draw: random.Random,
    text: str,
    right: Choice,
    wrong: Iterable[Choice],
    *,
    points: int = 2,
    count: int = 3,
) -> Question:
    """Ask for the one right choice.

    Args:
        draw: the source of the order, and of the wrong choices.
        text: the question.
        right: the right choice.
        wrong: the others. Of those that read the same, as the right one or each other, the first
            stays.
        points: for the whole question.
        count: how many wrong ones are shown.

    Raises:
        ValueError: there are fewer that differ.
    """
    others = _differing(wrong, right.text)
    if len(others) < count:
        raise ValueError(f"{len(others)} wrong choices differ, {count} are needed: {text}")
    shown = [right, *draw.sample(others, count)]
    draw.shuffle(shown)
    asked, told = [], []
    for letter, one in zip(LETTERS, shown, strict=False):
        verdict = "right" if one is right else "wrong"
        asked.append(_item(f"**{letter}** {one.text}"))
        told.append(_item(f"**{letter}** is {verdict}. {one.because}"))
    answer = f"{LETTERS[shown.index(right)]}\n\n" + "\n".join(told)
    return Question(f"{text}\n\n" + "\n".join(asked), answer, points)


def _item(text: str) -> str:
    """Make a list's item of a text, whose blocks of code stay in it."""
    return "- " + text.replace("\n", "\n  ")


def diagnose(
    draw: random.Random,
    text: Callable[[str], str],
    right: str,
    wrong: Iterable[Choice],
    *,
    points: int = 3,
) -> Question:
    """Show what a classmate's code gives, and ask for the mistake in it.

    Args:
        draw: the source of the mistake and of the choices.
        text: makes the question of what the classmate got.
        right: what the classmate should have got.
        wrong: what each mistake gives, and the sentence for its author.
        points: for the whole question.
    """
    mistakes = _differing(wrong, right)
    made = draw.choice(mistakes)
    others = [
        Choice(one.because, f"That mistake gives {one.text}") for one in mistakes if one is not made
    ]
    asked = f"{text(made.text)}\n\nWhich sentence should the classmate read?"
    return choose(
        draw,
        asked,
        Choice(made.because, f"Right would be {right}"),
        others,
        points=points,
    )
