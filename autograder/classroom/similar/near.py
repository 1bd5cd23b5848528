"""Which answers to an exercise are nearer to each other than chance would have it.

An answer's *passages* are its fingerprints; those that are also in what was handed out, in a known
right answer or in many answers of the class say nothing, and are left out. Of what is left the
shorter answer of a pair has some number, of which some stand in the other as well.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import comb

from autograder.classroom.similar.read import Answer, Handed
from autograder.classroom.similar.tokens import Token, code_tokens, words
from autograder.classroom.similar.winnowing import grams, winnow
from autograder.student.inside.bounds import MAX_CELLS


@dataclass(frozen=True)
class Measure:
    """How the answers of one kind are cut up."""

    tokens: Callable[[str], list[Token]]
    length: int
    """Tokens of a passage."""
    window: int
    """Of that many passages in a row one at least is kept, so that a shared run of
    ``length + window - 1`` tokens is always found."""


CODE = Measure(code_tokens, length=10, window=2)
TEXT = Measure(words, length=4, window=3)

COMMON = 0.1
"""Share of the class from which on a passage is common."""

ALWAYS_RARE, NEVER_RARE = 4, 20
"""Answers that a passage may be in whatever the class, and those it may be in at most. The second
bounds the work: a passage brings together each two that have it."""

FLOOR = 5
"""Rare passages that an answer must have to be compared. What is shorter tells nothing."""

SMOOTHING = 8
"""Passages that are added to the shorter answer's, so that five of five weigh less than fifty."""

LEAST = 0.25
"""Nearness of a pair that is told."""


@dataclass(frozen=True)
class _Cut:
    """An answer, cut up."""

    answer: Answer
    tokens: list[Token]
    grams: list[int]
    """Of all its passages, in their order."""
    kept: frozenset[int]
    """Its rare ones, as winnowed."""


@dataclass(frozen=True)
class Pair:
    """Two answers that share rare passages."""

    assignment: str
    exercise: str
    first: Answer
    second: Answer
    shared: int
    """Rare passages of the shorter answer that the other has, too."""
    own: int
    """Rare passages of the shorter answer."""
    as_near: int
    """Pairs of the exercise that are as near as this or nearer, this one included."""
    in_words: bool
    """Whether they are texts."""
    marks: tuple[list[tuple[int, int]], list[tuple[int, int]]]
    """Where in each text what they share stands: first character, and that behind the last."""

    @cached_property
    def nearness(self) -> float:
        """From 0 to 1."""
        return self.shared / (self.own + SMOOTHING)


@dataclass(frozen=True)
class Compared:
    """What came of comparing the answers to one exercise."""

    assignment: str
    exercise: str
    answers: int
    short: int
    """Answers that have too little of their own to be compared."""
    pairs: list[Pair]
    """The nearest first."""
    more: int
    """Pairs that are near as well, but were not asked for."""

    @property
    def all_pairs(self) -> int:
        """Each answer with each other that was compared."""
        return comb(self.answers - self.short, 2)


def compare(handed: Handed, exercise: str, most: int) -> Compared:
    """Compare the answers to an exercise.

    The work grows with the answers, not with their pairs: passages lead to the answers that have
    them.

    Args:
        handed: what the class handed in.
        exercise: its name.
        most: pairs to return, at most.
    """
    measure = TEXT if handed.is_text(exercise) else CODE
    known = frozenset[int]().union(*(_known(measure, text) for text in handed.known(exercise)))
    answers = handed.answers[exercise]
    tokens = [measure.tokens(answer.text) for answer in answers]
    hashed = [grams([token.text for token in one], measure.length) for one in tokens]
    holders: dict[int, list[int]] = {}
    for at, found in enumerate(hashed):
        for gram in set(found) - known:
            holders.setdefault(gram, []).append(at)
    most_holders = min(max(ALWAYS_RARE, int(COMMON * len(answers))), NEVER_RARE)
    rare = {gram: ats for gram, ats in holders.items() if len(ats) <= most_holders}
    cuts = [
        _Cut(answer, one, found, _rare_passages(found, rare, measure.window))
        for answer, one, found in zip(answers, tokens, hashed, strict=True)
    ]
    near = _near(cuts, rare)
    ranked = sorted(-nearness for nearness, _, _, _ in near)
    shown = sorted((one for one in near if one[0] >= LEAST), key=lambda one: (-one[0], *one[2:]))
    pairs = [
        Pair(
            handed.assignment.name,
            exercise,
            cuts[a].answer,
            cuts[b].answer,
            shared,
            min(len(cuts[a].kept), len(cuts[b].kept)),
            bisect_right(ranked, -nearness),
            handed.is_text(exercise),
            (
                _marks(cuts[a], rare.keys() & set(cuts[b].grams), measure.length),
                _marks(cuts[b], rare.keys() & set(cuts[a].grams), measure.length),
            ),
        )
        for nearness, shared, a, b in shown[:most]
    ]
    short = sum(len(cut.kept) < FLOOR for cut in cuts)
    more = len(shown) - len(pairs)
    return Compared(handed.assignment.name, exercise, len(answers), short, pairs, more)


@lru_cache(maxsize=MAX_CELLS)
def _known(measure: Measure, text: str) -> frozenset[int]:
    """Return the passages of a text, which may be one that was handed out: of all exercises."""
    return frozenset(grams([token.text for token in measure.tokens(text)], measure.length))


def _rare_passages(found: list[int], rare: dict[int, list[int]], window: int) -> frozenset[int]:
    return frozenset({found[at] for at in winnow(found, window)} & rare.keys())


def nearest(compared: Iterable[Compared], most: int) -> list[Pair]:
    """Return the nearest pairs of several exercises."""
    pairs = (pair for one in compared for pair in one.pairs)
    return sorted(pairs, key=lambda pair: (-pair.nearness, -pair.shared))[:most]


def _near(cuts: list[_Cut], rare: dict[int, list[int]]) -> list[tuple[float, int, int, int]]:
    """Return nearness, shared passages and both answers of each pair that shares any."""
    found = []
    for a, cut in enumerate(cuts):
        if len(cut.kept) < FLOOR:
            continue
        counted = Counter(b for gram in cut.kept for b in rare[gram])
        for b, shared in counted.items():
            # Of two that are as long, the first is asked.
            longer = (len(cuts[b].kept), b) > (len(cut.kept), a)
            if b != a and longer:
                found.append((shared / (len(cut.kept) + SMOOTHING), shared, min(a, b), max(a, b)))
    return found


def _marks(cut: _Cut, shared: set[int], length: int) -> list[tuple[int, int]]:
    """Return where runs of tokens stand that are made of shared passages."""
    runs: list[tuple[int, int]] = []
    for at, gram in enumerate(cut.grams):
        if gram not in shared:
            continue
        start, end = cut.tokens[at].start, cut.tokens[at + length - 1].end
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs
