"""``similar.html``: pairs of answers for a person to read, complete in itself, and their table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from autograder.classroom.similar.near import (
    ALWAYS_RARE,
    CODE,
    COMMON,
    FLOOR,
    LEAST,
    NEVER_RARE,
    SMOOTHING,
    TEXT,
    Compared,
    Pair,
)
from autograder.classroom.similar.read import Answer, Handed
from autograder.classroom.similar.tokens import MOST_CHARS
from autograder.classroom.tables import as_csv
from autograder.plain import one_line
from autograder.templates import environment

NAME = "similar.html"
NOBODY: Mapping[str, str] = MappingProxyType({})

OPEN = 3
"""Pairs that are unfolded."""

NAMED = 3
"""Of those who handed in the same file."""

COLUMNS = (
    "assignment",
    "exercise",
    "first",
    "second",
    "nearness",
    "shared",
    "of",
    "as_near",
    "pairs",
)


def page(
    title: str,
    handed: Sequence[Handed],
    compared: Sequence[Compared],
    pairs: Sequence[Pair],
    called: Mapping[str, str] = NOBODY,
) -> str:
    """Return the page as HTML. It fetches nothing and has no script.

    Args:
        title: the course.
        handed: what was handed in, by assignment.
        compared: what came of each exercise.
        pairs: those to show, the nearest first.
        called: students' names by their ids, where they are known.
    """
    template = environment("autograder.classroom", html=True).get_template("similar.html")
    return template.render(
        title=title,
        handed=handed,
        compared=compared,
        more=sum(len(one.pairs) + one.more for one in compared) - len(pairs),
        pairs=pairs,
        all_pairs=_all_pairs(compared),
        also=[_also(pair, pairs) for pair in pairs],
        names=lambda answer: names(answer, called),
        who=lambda student: who(student, called),
        pieces=pieces,
        open=OPEN,
        code=CODE,
        text=TEXT,
        common=COMMON,
        always_rare=ALWAYS_RARE,
        never_rare=NEVER_RARE,
        floor=FLOOR,
        smoothing=SMOOTHING,
        least=LEAST,
        most_chars=MOST_CHARS,
    )


def table(compared: Sequence[Compared], pairs: Sequence[Pair]) -> str:
    """Return the same pairs as CSV."""
    all_pairs = _all_pairs(compared)
    return as_csv(
        COLUMNS,
        (
            (
                *(pair.assignment, pair.exercise),
                *(one_line(" ".join(one.students)) for one in (pair.first, pair.second)),
                f"{pair.nearness:.2f}",
                pair.shared,
                pair.own,
                pair.as_near,
                all_pairs[pair.assignment, pair.exercise],
            )
            for pair in pairs
        ),
    )


def _all_pairs(compared: Sequence[Compared]) -> dict[tuple[str, str], int]:
    """Return how many pairs each exercise has, by assignment and exercise."""
    return {(one.assignment, one.exercise): one.all_pairs for one in compared}


def who(student: str, called: Mapping[str, str]) -> str:
    """Return a student's name and id; the id alone where no name is known."""
    name = called.get(student)
    return f"{name} ({student})" if name else student


def names(answer: Answer, called: Mapping[str, str] = NOBODY) -> str:
    """Return whose an answer is, in a few words."""
    more = len(answer.students) - NAMED
    return ", ".join(who(one, called) for one in answer.students[:NAMED]) + (
        f" and {more} more" if more > 0 else ""
    )


def pieces(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is marked."""
    found, end = [], 0
    for start, stop in marks:
        found += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    found.append((text[end:], False))
    return [piece for piece in found if piece[0]]


def _also(pair: Pair, pairs: Sequence[Pair]) -> list[tuple[int, Pair]]:
    """Return where the same two are near as well: the number on the page, and the pair."""
    who = {tuple(pair.first.students), tuple(pair.second.students)}
    return [
        (number, other)
        for number, other in enumerate(pairs, 1)
        if other is not pair and {tuple(other.first.students), tuple(other.second.students)} == who
    ]
