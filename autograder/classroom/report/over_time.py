"""Which misconceptions students keep from one assignment to the next, and which they lose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from autograder.classroom.report.assignment import Sentences
from autograder.classroom.tables import Row
from autograder.grading.status import Status, SubmissionStatus
from autograder.grading.verdicts import Verdict

_READ = (SubmissionStatus.GRADED, SubmissionStatus.WAITING)


@dataclass
class Step:
    """What became of the students who had a misconception, one assignment later.

    Each of them is in one of the lists, by the row of the later assignment.
    """

    before: str
    after: str
    had: int = 0
    """Students with a misconception before."""
    same: list[Row] = field(default_factory=list)
    """One of the same name was named again."""
    other: list[Row] = field(default_factory=list)
    """Others were named."""
    unnamed: list[Row] = field(default_factory=list)
    """None was named, but points are missing or not given yet."""
    right: list[Row] = field(default_factory=list)
    """Everything was right."""

    @property
    def unknown(self) -> int:
        """Students of whom nothing could be read then."""
        return self.had - sum(map(len, (self.same, self.other, self.unnamed, self.right)))


@dataclass
class Recurring:
    """A misconception that the checks of several assignments can name."""

    name: str
    sentence: str
    counts: dict[str, int]
    """Students who had it, by assignment; only those that can name it."""
    again: list[Row] = field(default_factory=list)
    """Students who had it before, and again in the last one that they handed in."""
    gone: list[Row] = field(default_factory=list)
    """Students who had it before, and then solved all exercises that can name it."""
    unclear: list[Row] = field(default_factory=list)
    """Students who had it before, and then failed otherwise."""


def names_of(verdict: Verdict) -> list[str]:
    """Return the misconceptions that a verdict is sure of.

    Two that were found together are two. Of several possible ones it is sure of none: they stay
    together as one name.
    """
    name = verdict.misconception
    return [name] if " | " in name else [one for one in name.split(" + ") if one]


def steps(rows: Iterable[Row]) -> list[Step]:
    """Return what became of misconceptions from each assignment to the next.

    Args:
        rows: as `graded.rows` gives them.
    """
    read = _by_assignment(rows)
    return [_step(before, after, read) for before, after in pairwise(read)]


def recurring(rows: Iterable[Row], sentences: Sentences) -> list[Recurring]:
    """Return the misconceptions that at least two assignments can name and somebody had.

    An exercise can name what is among its misconceptions today, and what it named: a relation to
    the right values, such as mirrored, has no other list. Those kept by most students come first.

    Args:
        rows: as `graded.rows` gives them.
        sentences: what misconceptions say, as the exercises have them today.
    """
    read = _by_assignment(rows)
    able: dict[str, dict[str, set[str]]] = {}  # exercises by misconception and assignment
    for assignment, exercise, name in sentences:
        if assignment in read:
            able.setdefault(name, {}).setdefault(assignment, set()).add(exercise)
    had: dict[str, dict[str, set[str]]] = {}  # students by misconception and assignment
    for assignment, by_student in read.items():
        for student, row in by_student.items():
            for verdict in row.verdicts:
                for name in names_of(verdict):
                    by_name = able.setdefault(name, {})
                    by_name.setdefault(assignment, set()).add(verdict.exercise)
                    had.setdefault(name, {}).setdefault(assignment, set()).add(student)
    found = [
        _recurring(name, able[name], had[name], read, sentences)
        for name in had
        if len(able[name]) > 1
    ]
    return sorted(found, key=lambda one: (-len(one.again), -sum(one.counts.values()), one.name))


def _by_assignment(rows: Iterable[Row]) -> dict[str, dict[str, Row]]:
    """Return what could be read, by assignment and student, in the order of the rows."""
    read: dict[str, dict[str, Row]] = {}
    for row in rows:
        own = read.setdefault(row.assignment, {})
        if row.status in _READ:
            own[row.student_id] = row
    return read


def _named(row: Row) -> set[str]:
    return {name for verdict in row.verdicts for name in names_of(verdict)}


def _step(before: str, after: str, read: Mapping[str, Mapping[str, Row]]) -> Step:
    step = Step(before, after)
    for student, row in read[before].items():
        if not (had := _named(row)):
            continue
        step.had += 1
        if later := read[after].get(student):
            has = _named(later)
            solved = all(verdict.status == Status.PASSED for verdict in later.verdicts)
            kind = (
                step.same
                if had & has
                else step.other
                if has
                else step.right
                if solved
                else step.unnamed
            )
            kind.append(later)
    return step


def _recurring(
    name: str,
    able: Mapping[str, set[str]],
    had: Mapping[str, set[str]],
    read: Mapping[str, Mapping[str, Row]],
    sentences: Sentences,
) -> Recurring:
    order = [assignment for assignment in read if assignment in able]
    sentence = next(
        (
            said
            for assignment in order
            for exercise in sorted(able[assignment])
            if (said := sentences.get((assignment, exercise, name)))
        ),
        "",
    )
    found = Recurring(name, sentence, {one: len(had.get(one, ())) for one in order})
    for student in sorted(set().union(*had.values())):
        *earlier, last = (one for one in order if student in read[one])
        if not any(student in had.get(one, ()) for one in earlier):
            continue
        row = read[last][student]
        if student in had.get(last, ()):
            found.again.append(row)
        elif all(
            verdict.status == Status.PASSED
            for verdict in row.verdicts
            if verdict.exercise in able[last]
        ):
            found.gone.append(row)
        else:
            found.unclear.append(row)
    return found
