"""Judge answers, part by part: points are for positive evidence alone."""

from __future__ import annotations

import inspect
import logging
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import torch

from autograder.checks import compare, picture
from autograder.checks.errors_explained import meaning_of
from autograder.checks.judged import Failure, Kind, Part
from autograder.checks.questions import Question, Questions
from autograder.checks.relations import Relation
from autograder.checks.surroundings import advice_on, ended

_LOG = logging.getLogger(__name__)

FORBIDDEN = Relation(
    "forbidden operation", "An operation of torch's does what the exercise is about."
)

REFUSED = Relation(
    "refused",
    "A raise or assert of your own stops here: your function has to work for this input, too.",
)

UNJUDGED = (
    "The answer did not come back in a form that can be judged.",
    "Look at the type and the shape of what you return.",
)


UNSOLVED = Failure("", "This exercise isn't solved yet.", "", Kind.UNATTEMPTED)


@dataclass(frozen=True)
class Answer:
    """What came back for one question: a value, or a description of the error."""

    value: Any = None
    error: dict[str, Any] | None = None
    used: tuple[str, ...] = ()
    """Forbidden operations that were called for."""

    @property
    def result(self) -> Any:
        """What a call returned; the value itself where it is no call's."""
        return self.value.get("result", self.value) if isinstance(self.value, dict) else self.value


class ProbeFault(Exception):
    """A probe raised an error of its own: a fault of its author's, never the student's.

    Args:
        question: what was asked.
        line: of the probe, from 1 on; its text is taken from the probe's source here.
        error: type and message, as the student's process gave them.
    """

    def __init__(self, question: Question, line: int, error: dict[str, Any]) -> None:
        text = _lines(question)[line - 1].strip()
        said = f"{error['type']}: {compare.shorten(error['message'], 200)}"
        super().__init__(
            f"its check broke (probe {question.probe.__name__}, line {line}, “{text}”: {said})"
        )


def judge(
    questions: Questions, answers: list[Answer], missing: Failure, forbids_remedy: str = ""
) -> list[Part]:
    """Judge the answers to a check's questions.

    Args:
        questions: what was asked.
        answers: one for each question that was reached.
        missing: why there is no answer to the questions beyond those.
        forbids_remedy: what to do instead of a forbidden operation.

    Raises:
        ProbeFault: a probe raised an error of its own.
    """
    failures: dict[str, list[Failure]] = {name: [] for name in questions.shares}
    asked: Counter[str] = Counter()
    for index, question in enumerate(questions.asked):
        asked[question.part] += 1
        failure = (
            _judge_one(question, answers[index], forbids_remedy)
            if index < len(answers)
            else missing
        )
        if failure:
            failures[question.part].append(replace(failure, question=index))
    every = [failure for part in failures.values() for failure in part]
    if forbidden := next((failure for failure in every if failure.kind == Kind.FORBIDDEN), None):
        return [Part(name, share, (forbidden,), 0.0) for name, share in questions.shares.items()]
    credits = {
        name: 1 - sum(1 - failure.credit for failure in failed) / asked[name]
        if asked[name]
        else 0.0
        for name, failed in failures.items()
    }
    for name, needed in questions.needs.items():
        if not credits[needed]:
            credits[name] = 0.0
            failures[name] = failures[name] or [_waits_for(needed, failures[needed])]
    return [
        Part(name, share, tuple(failures[name]), credits[name], questions.sections.get(name, ""))
        for name, share in questions.shares.items()
    ]


def _waits_for(needed: str, failures: list[Failure]) -> Failure:
    """Return why a part that is right earns nothing: another one earns nothing."""
    kind = failures[0].kind if failures else Kind.FAILED
    return Failure("", f"This counts as soon as “{needed}” is right in part.", "", kind)


def _judge_one(question: Question, answer: Answer, forbids_remedy: str) -> Failure | None:
    if answer.used:
        fact = f"uses torch's own {answer.used[0]}, which this exercise forbids."
        name = question.asked.split("(")[0]
        return Failure(name, fact, forbids_remedy, Kind.FORBIDDEN, related=(FORBIDDEN,))
    line = answer.error.get("probe_line") if answer.error else None
    if answer.error and line is not None and line in _numbers(question):
        raise ProbeFault(question, line, answer.error)
    try:
        if question.judge_error:
            question.judge_error(answer.error["type"] if answer.error else None)
        elif answer.error:
            return _failure_of_error(question, answer.error)
        else:
            for judge in question.judges:
                judge(answer.value)
    except compare.Mismatch as mismatch:
        picture = _picture(question, answer.value, mismatch)
        error = answer.error or {"type": "", "message": ""}  # of another kind than was asked for
        means = meaning_of(error["type"], error["message"])
        return Failure(
            question.asked,
            mismatch.fact,
            mismatch.advice,
            picture=picture,
            credit=mismatch.credit,
            related=(means,) if means else mismatch.related,
        )
    except Exception as error:  # of a judge that nobody tried with such an answer
        _LOG.exception("the judge of %r stumbled over what came", question.asked)
        return Failure(question.asked, *UNJUDGED, stumbled=f"{type(error).__name__}: {error}")
    return None


def is_stub(kind: str, message: str) -> bool:
    """Return whether an error is that of a cell as it was handed out: torch's own say what for."""
    return kind == "NotImplementedError" and not message


def raised_by_hand(error: dict[str, Any]) -> bool:
    """Return whether a ``raise`` or ``assert`` of the student's own is where an error began."""
    return bool(re.match(r"(raise|assert)\b", error.get("line", "")))


def _lines(question: Question) -> list[str]:
    return inspect.getsource(question.probe).splitlines()


def _numbers(question: Question) -> range:
    """Return the numbers that lines of a probe have. Nothing else that comes is believed."""
    return range(1, len(_lines(question)) + 1)


def _picture(question: Question, value: Any, mismatch: compare.Mismatch) -> str:
    """Draw input, kernel and output side by side, where they are images and values differ."""
    result = value.get("result") if isinstance(value, dict) else None
    args = question.inputs.get("args", [])
    if (
        mismatch.wrong is None
        or not isinstance(result, torch.Tensor)
        or not args
        or not isinstance(args[0], torch.Tensor)
    ):
        return ""
    try:
        kernel = args[1] if len(args) > 1 and isinstance(args[1], torch.Tensor) else None
        return picture.side_by_side(args[0], result, mismatch.wrong, kernel)
    except Exception:  # which costs the picture, and nothing else
        _LOG.exception("the picture of %r could not be drawn", question.asked)
        return ""


def _failure_of_error(question: Question, error: dict[str, Any]) -> Failure:
    kind, message = error["type"], compare.shorten(error["message"], 300)
    if is_stub(kind, message):
        return UNSOLVED
    if kind == "KeyboardInterrupt":
        advice = "Look for a loop that never ends."
        return Failure(question.asked, "was stopped: it took too long.", advice, Kind.TIMEOUT)
    if kind == "SystemExit":
        return Failure(
            question.asked,
            "called exit.",
            "A function ends with return, never with sys.exit or exit.",
            Kind.ERROR,
        )
    if kind == "TooLarge":
        return Failure(
            question.asked,
            f"returned too much: {message}.",
            "Look at the sizes of what you build.",
            Kind.ERROR,
        )
    at = f" at “{compare.shorten(error['line'])}”" if error.get("line") else ""
    said = f"raised {kind}{at}" + (f": {message}" if message else ".")
    advice = advice_on(kind, message)
    means = REFUSED if raised_by_hand(error) else meaning_of(kind, error["message"])
    return Failure(
        question.asked,
        ended(said) if advice else said,
        advice,
        Kind.ERROR,
        related=(means,) if means and not advice else (),
    )
