"""Name what went wrong: hold answers against what each misconception gives on the same inputs.

Misconceptions are the course's own code and run in this process. Most are told apart by one
question, so that they are asked one question at a time, those first that the student got wrong.
Where no misconception explains an answer, its relation to the right one may; see
`checks.relations` and `checks.cases`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.checks import relations
from autograder.checks.cases import always_the_same, fails_where
from autograder.checks.check import Check
from autograder.checks.compare import TOLERANCES
from autograder.checks.judged import Failure, Kind, Part
from autograder.checks.judging import FORBIDDEN, Answer, raised_by_hand
from autograder.checks.questions import Question, Questions
from autograder.checks.relations import Relation
from autograder.grading.ask import Rehearsal, request_for
from autograder.grading.definitions import Definitions
from autograder.grading.exercises import ExerciseFolder, Misconception
from autograder.grading.explanation import MOST_POSSIBLE, Explanation, explain
from autograder.grading.other_inputs import Sent, changes, named, parameters_of
from autograder.grading.own_folder import NO_FILES, make_anew, own_folder
from autograder.student.inside import bridge
from autograder.student.inside.wire import Frame, Parcel, Series

LOOSE = 10
"""How much more than the tolerances is granted.

Two runs of the same wrong code agree more closely than that.
"""


def diagnose(
    exercise: ExerciseFolder,
    questions: Questions,
    answers: list[Answer],
    parts: list[Part],
    names: Definitions,
    solution: str = "",
    files: Mapping[str, bytes] = NO_FILES,
) -> Explanation | None:
    """Return what explains all of a student's wrong answers, if something does.

    A misconception that gives all of the student's answers explains them; several that do are
    possible. Else one relation to the right values that holds in every wrong answer does; or two
    mistakes, side by side or one upon the other; or what the wrong cases have in common.

    Args:
        exercise: whose misconceptions.
        questions: what was asked.
        answers: what the student's code answered, all of it.
        parts: as `judging.judge` judged them.
        names: what a misconception's cell may use: `Assignment.definitions`.
        solution: the course's own cell; without one, arguments are not changed.
        files: what lies beside the notebook, by path.
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
    # threads, and so does what torch refuses.
    with _ALONE, torch.random.fork_rng(devices=[]), own_folder(files) as folder:
        candidates = _Candidates(
            *(exercise, questions, answers, list(failures), names), folder, files
        )
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
        by_name = candidates.that_give(_by_part(parts))
        explained = {index: related[index] | by_name.get(index, {}) for index in failures}
        if two := _two(explained, failures) or candidates.up_to_a_relation():
            return two
    inputs = [question.inputs for question in questions.asked]
    if same := always_the_same(inputs, [answer.result for answer in answers], set(failures)):
        return Explanation(same.name, same.sentence)
    if where := fails_where(inputs, set(failures)):
        return Explanation(where.name, where.sentence)
    return None


def _by_part(parts: list[Part]) -> list[list[int]]:
    """Return which questions failed, part by part."""
    failed = [[f.question for f in part.failures if f.question is not None] for part in parts]
    return [indices for indices in failed if indices]


def _two(explained: dict[int, dict[str, str]], failures: dict[int, Failure]) -> Explanation | None:
    """Return two mistakes that explain all wrong answers together, each of them some.

    Where several pairs do, they are possible.
    """
    found = []
    names = sorted({name for of_one in explained.values() for name in of_one})
    for one, other in combinations(names, 2):
        by_one = {index for index, of_one in explained.items() if one in of_one}
        by_other = {index for index, of_one in explained.items() if other in of_one}
        if by_one and by_other and by_one | by_other == set(failures) and not by_one <= by_other:
            said = {name: text for of_one in explained.values() for name, text in of_one.items()}
            if not by_other <= by_one:
                sentences = filter(None, (said[one], said[other]))  # a judge may have said it
                found.append(Relation(f"{one} + {other}", " And: ".join(sentences)))
    return explain(found)


class _Candidates:
    """An exercise's misconceptions, beside a student's answers."""

    def __init__(
        self,
        exercise: ExerciseFolder,
        questions: Questions,
        answers: list[Answer],
        wrong: list[int],
        names: Definitions,
        folder: Path,
        files: Mapping[str, bytes],
    ) -> None:
        self.exercise, self.asked, self.answers, self.wrong = (
            exercise,
            questions.asked,
            answers,
            wrong,
        )
        self.names, self.folder, self.files = names, folder, files
        # Small answers first: one is enough to tell most candidates from the student, and what is
        # small is mostly made soon.
        self.order = sorted(
            range(len(answers)), key=lambda index: (index not in wrong, _size(answers[index].value))
        )
        self._requests: dict[int, dict[str, Any]] = {}

    def that_give_all(self) -> list[Misconception]:
        """Return those whose answers are the student's."""
        return [one for one in self.exercise.misconceptions if self._gives_all(one)]

    def that_give(self, groups: list[list[int]]) -> dict[int, dict[str, str]]:
        """Return for each of some wrong answers the names and sentences of those that give it.

        In each group only those are asked further that give the first of its answers.
        """
        found: dict[int, dict[str, str]] = {index: {} for group in groups for index in group}
        for candidate in self.exercise.misconceptions:
            rehearsal = self._rehearsal(candidate.cell)
            for group in groups:
                for index in group:
                    if not _alike(self._answer(rehearsal, index), self._given(index)):
                        break
                    found[index][candidate.name] = candidate.sentence
        return found

    def up_to_a_relation(self) -> Explanation | None:
        """Return which of them gives all of the answers up to one and the same relation."""
        found = []
        for candidate in self.exercise.misconceptions:
            rehearsal = self._rehearsal(candidate.cell)
            common = _common(
                _ties(self._given(index), self._answer(rehearsal, index)) for index in self.order
            )
            if common:
                name, said = next(iter(common.items()))
                found.append(
                    Relation(f"{candidate.name} + {name}", f"{candidate.sentence} And: {said}")
                )
        return explain(found)

    def of_other_inputs(self, solution: str) -> Explanation | None:
        """Return by which changes of the arguments the solution gives all of the answers."""
        calls = self._calls(solution)
        if not calls:
            return None
        rehearsal = self._rehearsal(solution)
        order = [index for index in self.order if index in calls]
        found, tied = [], []
        for relation, change in changes([calls[index] for index in order]):
            ties = (self._tied_to(rehearsal, index, change(calls[index])) for index in order)
            common = _common(ties)
            if common is None:
                found.append(relation)
            elif common:
                name, said = next(iter(common.items()))
                tied.append(
                    Relation(f"{relation.name} + {name}", f"{relation.sentence} And: {said}")
                )
            if len(found) == MOST_POSSIBLE:
                break
        return explain(found or tied)

    def _calls(self, solution: str) -> dict[int, Sent]:
        """Return the arguments of all questions, by name, if all are calls of one function."""
        functions = {question.inputs.get("name") for question in self.asked}
        function = functions.pop()
        parameters = parameters_of(solution, str(function))
        if functions or not parameters or any("args" not in one.inputs for one in self.asked):
            return {}
        return {index: named(one.inputs, parameters) for index, one in enumerate(self.asked)}

    def _tied_to(
        self, rehearsal: Rehearsal, index: int, changed: Sent | None
    ) -> dict[str, str] | None:
        """Return how the student's answer is related to the solution's for other arguments."""
        if changed is None:
            return {} if index in self.wrong else None
        asked = self.asked[index]
        inputs = asked.inputs | {"args": [], "kwargs": changed}
        answer = rehearsal.answer_parcel(_parcel_for(replace(asked, inputs=inputs)))
        given = self.answers[index]
        if answer.error or given.error:
            return {}
        return _ties_of_values(given.result, answer.result)

    def _gives_all(self, candidate: Misconception) -> bool:
        rehearsal = self._rehearsal(candidate.cell)
        values_agree = all(
            _alike(self._answer(rehearsal, index), self._given(index)) for index in self.order
        )
        return values_agree and (
            not self.exercise.check.forbids
            or _used_by(self.exercise, candidate, self.names)
            == [answer.used for answer in self.answers]
        )

    def _rehearsal(self, cell: str) -> Rehearsal:
        """Run a cell where nothing is left of the one before, which is asked no more."""
        make_anew(self.folder, self.files)
        return Rehearsal([cell], self.names.fresh())

    def _answer(self, rehearsal: Rehearsal, index: int) -> Answer:
        if index not in self._requests:  # made ready once for all
            self._requests[index] = _parcel_for(self.asked[index])
        return rehearsal.answer_parcel(self._requests[index])

    def _given(self, index: int) -> Answer:
        return replace(self.answers[index], used=())


def _parcel_for(question: Question) -> dict[str, Any]:
    """Return what `Rehearsal.answer_parcel` takes; to watch operators would take time."""
    return request_for([replace(question, watched="")], Parcel)


_ALONE = threading.Lock()


def _used_by(
    exercise: ExerciseFolder, candidate: Misconception, names: Definitions
) -> list[tuple[str, ...]]:
    """Return the forbidden operations that a misconception uses for each question: found out once.

    They don't depend on the values that were drawn. They are refused, as a student's are: to watch
    every operator would take three times as long.
    """
    key = exercise.check, candidate
    if key not in _USED:
        requests = _drawn_once(exercise.check)  # before anything is refused: it computes, too
        rehearsal = Rehearsal([candidate.cell], names.fresh())
        used = []
        with bridge.refused(exercise.check.forbids) as seen:
            for request in requests:
                seen.clear()
                rehearsal.answer_parcel(request)
                used.append(tuple(seen))
        _USED[key] = used
    return _USED[key]


_USED: dict[tuple[Check, Misconception], list[tuple[str, ...]]] = {}


@cache
def _drawn_once(check: Check) -> list[dict[str, Any]]:
    """Return a check's questions as `_parcel_for` does, with the inputs of one seed."""
    return [_parcel_for(question) for question in check.questions(seed=0).asked]


def _size(value: Any) -> int:
    """Return how many numbers the tensors in a value hold."""
    if isinstance(value, torch.Tensor):
        return value.numel()
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return 0
    return sum(map(_size, value))


def _alike(one: Answer, other: Answer) -> bool:
    if one.error or other.error:
        # A misconception may miss names that the notebook has: that says nothing of the student's
        # code.
        # What students let their own errors say is theirs.
        kinds = [
            answer.error
            and (answer.error["type"], raised_by_hand(answer.error) or answer.error["message"])
            for answer in (one, other)
        ]
        return bool(kinds[0] and kinds[0] == kinds[1] and kinds[0][0] != "NameError")
    return _same(one.value, other.value)


def _common(all_ties: Iterable[dict[str, str] | None]) -> dict[str, str] | None:
    """Return the relations that are among all of some ties; None where all are alike."""
    common: dict[str, str] | None = None
    for ties in all_ties:
        if ties is not None:
            common = {n: said for n, said in (common or ties).items() if n in ties}
            if not common:
                return {}
    return common


def _ties(given: Answer, made: Answer) -> dict[str, str] | None:
    """Return the relations between an answer and a misconception's; None where they are alike."""
    if _alike(made, given):
        return None
    if given.error or made.error:
        return {}
    return _ties_of_values(given.value, made.value) or {}


def _ties_of_values(one: Any, other: Any) -> dict[str, str] | None:
    if _same(one, other):
        return None
    if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        return _common(_ties_of_values(one[key], other[key]) for key in one)
    return {
        relation.name: relation.sentence
        for relation in relations.between(one, other)
        if relation.near
    }


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
