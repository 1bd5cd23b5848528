"""Name what went wrong: hold a student's answers against what each misconception gives on the same inputs.

Misconceptions are the course's own code and run in this process. Most are told apart by one question, so that they are
asked one question at a time, those first that the student got wrong.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import torch

from autograder.checks.compare import TOLERANCES
from autograder.checks.exercise import Answer, Exercise, Misconception, Question, Student
from autograder.grading.ask import Rehearsal, rehearse, request_for

LOOSE = 10
"""Two runs of the same wrong code agree more closely than the tolerances; this much more is granted."""


def diagnose(
    check: Exercise, plan: Student, answers: list[Answer], wrong: list[int], names: dict[str, Any]
) -> Misconception | None:
    """The one misconception whose answers are the student's, if there is exactly one.

    Args:
        check: the exercise.
        plan: what was asked.
        answers: what the student's code answered, all of it.
        wrong: indices of the questions that were answered wrongly.
        names: what a misconception's cell may use: `Assignment.definitions`.
    """
    if not wrong or len(answers) < len(plan.questions):
        return None
    # Small questions first: one is enough to tell most candidates from the student.
    order = sorted(
        range(len(answers)), key=lambda index: (index not in wrong, _size(plan.questions[index]))
    )
    asked = _Asked(plan)
    # The state of torch's random numbers, which misconceptions may draw from, belongs to all threads.
    with _ALONE, torch.random.fork_rng(devices=[]):
        found = [m for m in check.misconceptions if _gives(check, m, asked, answers, order, names)]
    return found[0] if len(found) == 1 else None


_ALONE = threading.Lock()


class _Asked(dict[int, dict[str, Any]]):
    """The questions of a plan as requests, each made ready once for all misconceptions, and not watched: that takes time."""

    def __init__(self, plan: Student) -> None:
        self._plan = plan

    def __missing__(self, index: int) -> dict[str, Any]:
        self[index] = request_for([replace(self._plan.questions[index], watched="")])
        return self[index]


def _gives(
    check: Exercise,
    candidate: Misconception,
    asked: _Asked,
    answers: list[Answer],
    order: list[int],
    names: dict[str, Any],
) -> bool:
    rehearsal = Rehearsal([candidate.cell], dict(names))
    values_agree = all(
        _alike(rehearsal.answer_request(asked[index]), replace(answers[index], used=()))
        for index in order
    )
    return values_agree and (
        not check.forbids
        or _used_by(check, candidate, names) == [answer.used for answer in answers]
    )


def _used_by(
    check: Exercise, candidate: Misconception, names: dict[str, Any]
) -> list[tuple[str, ...]]:
    """The forbidden operations that a misconception uses for each question, whatever the values in it: found out once."""
    key = check.key, candidate.name
    if key not in _USED:
        _USED[key] = [
            answer.used for answer in rehearse([candidate.cell], check.plan(seed=0), dict(names))
        ]
    return _USED[key]


_USED: dict[tuple[str, str], list[tuple[str, ...]]] = {}


def _size(question: Question) -> int:
    return sum(
        value.numel() for value in question.inputs.values() if isinstance(value, torch.Tensor)
    )


def _alike(one: Answer, other: Answer) -> bool:
    if one.error or other.error:
        # A misconception may miss names that the notebook has: that says nothing of the student's code.
        kinds = [
            answer.error and (answer.error["type"], answer.error["message"])
            for answer in (one, other)
        ]
        return bool(kinds[0] and kinds[0] == kinds[1] and kinds[0][0] != "NameError")
    return _same(one.value, other.value)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        if one.dtype != other.dtype or one.shape != other.shape:
            return False
        limit = TOLERANCES.get(one.dtype)
        if limit is None:
            return bool(torch.equal(one, other))
        return bool(
            torch.allclose(
                one, other, rtol=limit.relative * LOOSE, atol=limit.absolute * LOOSE, equal_nan=True
            )
        )
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float):
        return _same(torch.tensor(one), torch.tensor(other))
    return bool(one == other)
