"""Name what went wrong: hold answers against what each misconception gives on the same inputs.

Misconceptions are the course's own code and run in this process. Most are told apart by one
question, so that they are asked one question at a time, those first that the student got wrong.
Where no misconception explains an answer, its relation to the right one may; see
`checks.relations` and `checks.cases`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import Any

import numpy as np
import torch

from autograder.checks.cases import always_the_same, fails_where
from autograder.checks.check import Check
from autograder.checks.compare import TOLERANCES
from autograder.checks.judging import FORBIDDEN, Answer, Failure, Kind, Part
from autograder.checks.questions import Question, Questions
from autograder.checks.relations import Relation
from autograder.grading.ask import Rehearsal, rehearse, request_for
from autograder.grading.exercises import ExerciseFolder, Misconception
from autograder.grading.other_inputs import Sent, changes, named, parameters_of
from autograder.student.inside.wire import Frame, Series

LOOSE = 10
"""How much more than the tolerances is granted.

Two runs of the same wrong code agree more closely than that.
"""

MOST_POSSIBLE = 3
"""How many explanations are offered where more than one is possible."""


@dataclass(frozen=True)
class Explanation:
    """What a wrong answer shows."""

    name: str
    """Of the misconception or the relation; of two joined by +, of possible ones by |."""
    sentence: str


def diagnose(
    exercise: ExerciseFolder,
    questions: Questions,
    answers: list[Answer],
    parts: list[Part],
    names: dict[str, Any],
    solution: str = "",
) -> Explanation | None:
    """Return what explains all of a student's wrong answers, if something does.

    A misconception that gives all of the student's answers explains them; several that do are
    possible. Else one relation to the right values that holds in every wrong answer does, or two
    mistakes that explain all of them together, or what the wrong cases have in common.

    Args:
        exercise: whose misconceptions.
        questions: what was asked.
        answers: what the student's code answered, all of it.
        parts: as `judging.judge` judged them.
        names: what a misconception's cell may use: `Assignment.definitions`.
        solution: the course's own cell; without one, arguments are not changed.
    """
    failures = {
        failure.question: failure
        for part in parts
        for failure in part.failures
        if failure.question is not None
    }
    if not failures or len(answers) < len(questions.asked):
        return None
    forbidden = any(failure.kind == Kind.FORBIDDEN for failure in failures.values())
    # The state of torch's random numbers, which misconceptions may draw from, belongs to all
    # threads.
    with _ALONE, torch.random.fork_rng(devices=[]):
        candidates = _Candidates(exercise, questions, answers, list(failures), names)
        if found := candidates.that_give_all():
            return explain(found)
        if forbidden:
            return Explanation(FORBIDDEN.name, FORBIDDEN.sentence)
        related = {
            index: {relation.name: relation.sentence for relation in failure.related}
            for index, failure in failures.items()
        }
        if common := set.intersection(*(set(of_one) for of_one in related.values())):
            first = next(iter(related.values()))
            name = next(name for name in first if name in common)
            return Explanation(name, first[name])
        if solution and (other := candidates.of_other_inputs(solution)):
            return other
        explained = related | {
            index: related[index] | by_name
            for index, by_name in candidates.that_give(_one_of_each_part(parts)).items()
        }
        if two := _two(explained, failures):
            return two
    inputs = [question.inputs for question in questions.asked]
    if same := always_the_same(inputs, [_result(answer) for answer in answers], set(failures)):
        return Explanation(same.name, same.sentence)
    if where := fails_where(inputs, set(failures)):
        return Explanation(where.name, where.sentence)
    return None


def explain(found: Sequence[Misconception | Relation]) -> Explanation | None:
    """Return what is said where these mistakes give the same: one, some possible ones.

    None where there are none, or too many to choose from.
    """
    if not 0 < len(found) <= MOST_POSSIBLE:
        return None
    if len(found) == 1:
        return Explanation(found[0].name, found[0].sentence)
    sentences = " Or: ".join(one.sentence for one in found)
    return Explanation(" | ".join(one.name for one in found), f"It may be that: {sentences}")


def _result(answer: Answer) -> Any:
    """Return what a call returned; the answer itself where it is no call's."""
    value = answer.value
    return value.get("result", value) if isinstance(value, dict) else value


def _one_of_each_part(parts: list[Part]) -> list[int]:
    return [
        part.failures[0].question
        for part in parts
        if part.failures and part.failures[0].question is not None
    ]


def _two(explained: dict[int, dict[str, str]], failures: dict[int, Failure]) -> Explanation | None:
    """Return two mistakes that explain all wrong answers together, each of them some."""
    names = sorted({name for of_one in explained.values() for name in of_one})
    for one, other in combinations(names, 2):
        by_one = {index for index, of_one in explained.items() if one in of_one}
        by_other = {index for index, of_one in explained.items() if other in of_one}
        if by_one and by_other and by_one | by_other == set(failures) and not by_one <= by_other:
            said = {name: text for of_one in explained.values() for name, text in of_one.items()}
            if not by_other <= by_one:
                sentences = filter(None, (said[one], said[other]))  # a judge may have said it
                return Explanation(f"{one} + {other}", " And: ".join(sentences))
    return None


class _Candidates:
    """An exercise's misconceptions, beside a student's answers."""

    def __init__(
        self,
        exercise: ExerciseFolder,
        questions: Questions,
        answers: list[Answer],
        wrong: list[int],
        names: dict[str, Any],
    ) -> None:
        self.exercise, self.asked, self.answers, self.wrong = (
            exercise,
            questions.asked,
            answers,
            wrong,
        )
        self.names = names
        # Small questions first: one is enough to tell most candidates from the student.
        self.order = sorted(
            range(len(answers)), key=lambda index: (index not in wrong, _size(self.asked[index]))
        )
        self._requests: dict[int, dict[str, Any]] = {}

    def that_give_all(self) -> list[Misconception]:
        """Return those whose answers are the student's."""
        return [one for one in self.exercise.misconceptions if self._gives_all(one)]

    def that_give(self, indices: list[int]) -> dict[int, dict[str, str]]:
        """Return for each of some wrong answers the names and sentences of those that give it."""
        found: dict[int, dict[str, str]] = {index: {} for index in indices}
        for candidate in self.exercise.misconceptions:
            rehearsal = Rehearsal([candidate.cell], dict(self.names))
            for index in indices:
                if _alike(self._answer(rehearsal, index), self._given(index)):
                    found[index][candidate.name] = candidate.sentence
        return found

    def of_other_inputs(self, solution: str) -> Explanation | None:
        """Return by which changes of the arguments the solution gives all of the answers."""
        calls = self._calls(solution)
        if not calls:
            return None
        rehearsal = Rehearsal([solution], dict(self.names))
        order = [index for index in self.order if index in calls]
        found = (
            relation
            for relation, change in changes([calls[index] for index in order])
            if all(self._given_by(rehearsal, index, change(calls[index])) for index in order)
        )
        return explain(list(islice(found, MOST_POSSIBLE)))

    def _calls(self, solution: str) -> dict[int, Sent]:
        """Return the arguments of all questions, by name, if all are calls of one function."""
        functions = {question.inputs.get("name") for question in self.asked}
        function = functions.pop()
        parameters = parameters_of(solution, str(function))
        if functions or not parameters or any("args" not in one.inputs for one in self.asked):
            return {}
        return {index: named(one.inputs, parameters) for index, one in enumerate(self.asked)}

    def _given_by(self, rehearsal: Rehearsal, index: int, changed: Sent | None) -> bool:
        """Whether the solution gives the student's answer to a question with other arguments."""
        if changed is None:
            return index not in self.wrong
        asked = self.asked[index]
        inputs = asked.inputs | {"args": [], "kwargs": changed}
        answer = rehearsal.answer_request(request_for([replace(asked, inputs=inputs, watched="")]))
        given = self.answers[index]
        return not answer.error and not given.error and _same(_result(answer), _result(given))

    def _gives_all(self, candidate: Misconception) -> bool:
        rehearsal = Rehearsal([candidate.cell], dict(self.names))
        values_agree = all(
            _alike(self._answer(rehearsal, index), self._given(index)) for index in self.order
        )
        return values_agree and (
            not self.exercise.check.forbids
            or _used_by(self.exercise, candidate, self.names)
            == [answer.used for answer in self.answers]
        )

    def _answer(self, rehearsal: Rehearsal, index: int) -> Answer:
        if index not in self._requests:  # made ready once for all; watching would take time
            self._requests[index] = request_for([replace(self.asked[index], watched="")])
        return rehearsal.answer_request(self._requests[index])

    def _given(self, index: int) -> Answer:
        return replace(self.answers[index], used=())


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
