"""What is said of a wrong answer whose mistake is known, or of mistakes that it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.grading.exercises import Misconception

if TYPE_CHECKING:
    from autograder.checks.relations import Relation

MOST_POSSIBLE = 3
"""How many explanations are offered where more than one is possible."""


@dataclass(frozen=True)
class Explanation:
    """What a wrong answer shows."""

    name: str
    """Of the misconception or the relation; of two joined by +, of possible ones by |."""
    sentence: str


def explain(found: Sequence[Misconception | Relation]) -> Explanation | None:
    """Return what is said where these mistakes give the same: one, some possible ones.

    None where there are none, or too many to choose from.
    """
    if not 0 < len(found) <= MOST_POSSIBLE:
        return None
    names = " | ".join(one.name for one in found)
    sentences = list(dict.fromkeys(one.sentence for one in found))
    if len(sentences) == 1:
        return Explanation(names, sentences[0])
    return Explanation(names, f"It may be that: {' Or: '.join(sentences)}")
