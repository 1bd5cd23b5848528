"""Name what went wrong: hold answers against what each misconception gives on the same inputs.

Misconceptions are the course's own code and run in this process. Most are told apart by one
question, so that they are asked one question at a time, those first that the student got wrong.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import torch

from autograder.checks.check import Check
from autograder.checks.compare import TOLERANCES
from autograder.checks.judging import Answer
from autograder.checks.questions import Question, Questions
from autograder.grading.ask import Rehearsal, rehearse, request_for
from autograder.grading.exercises import ExerciseFolder, Misconception
from autograder.student.inside.wire import Frame, Series

LOOSE = 10
"""How much more than the tolerances is granted.

Two runs of the same wrong code agree more closely than that.
"""


def diagnose(
    exercise: ExerciseFolder,
    questions: Questions,
    answers: list[Answer],
    wrong: list[int],
    names: dict[str, Any],
) -> Misconception | None:
    """Return the one misconception whose answers are the student's, if there is exactly one.

    Args:
        exercise: whose misconceptions.
        questions: what was asked.
        answers: what the student's code answered, all of it.
        wrong: indices of the questions that were answered wrongly.
        names: what a misconception's cell may use: `Assignment.definitions`.
    """
    asked = questions.asked
    if not wrong or len(answers) < len(asked):
        return None
    # Small questions first: one is enough to tell most candidates from the student.
    order = sorted(range(len(answers)), key=lambda index: (index not in wrong, _size(asked[index])))

    @cache
    def request(index: int) -> dict[str, Any]:
        """Make a question ready, once for all misconceptions. Watching it would take time."""
        return request_for([replace(asked[index], watched="")])

    def gives(candidate: Misconception) -> bool:
        rehearsal = Rehearsal([candidate.cell], dict(names))
        values_agree = all(
            _alike(rehearsal.answer_request(request(index)), replace(answers[index], used=()))
            for index in order
        )
        return values_agree and (
            not exercise.check.forbids
            or _used_by(exercise, candidate, names) == [answer.used for answer in answers]
        )

    # The state of torch's random numbers, which misconceptions may draw from, belongs to all
    # threads.
    with _ALONE, torch.random.fork_rng(devices=[]):
        found = [candidate for candidate in exercise.misconceptions if gives(candidate)]
    return found[0] if len(found) == 1 else None


_ALONE = threading.Lock()


def _used_by(
    exercise: ExerciseFolder, candidate: Misconception, names: dict[str, Any]
) -> list[tuple[str, ...]]:
    """Return the forbidden operations that a misconception uses for each question: found out once.

    They don't depend on the values that were drawn.
    """
    key = exercise.check, candidate
    if key not in _USED:
        asked = exercise.check.questions(seed=0)
        _USED[key] = [answer.used for answer in rehearse([candidate.cell], asked, dict(names))]
    return _USED[key]


_USED: dict[tuple[Check, Misconception], list[tuple[str, ...]]] = {}


def _size(question: Question) -> int:
    return sum(
        value.numel() for value in question.inputs.values() if isinstance(value, torch.Tensor)
    )


def _alike(one: Answer, other: Answer) -> bool:
    if one.error or other.error:
        # A misconception may miss names that the notebook has: that says nothing of the student's
        # code.
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
    if isinstance(one, np.ndarray):
        if one.dtype.kind == "U" or other.dtype.kind == "U":
            return bool(np.array_equal(one, other))
        return _same(torch.from_numpy(one), torch.from_numpy(other))
    if isinstance(one, (Frame, Series)):
        return _same(vars(one), vars(other))
    return bool(one == other)
