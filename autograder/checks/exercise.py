"""What a check is made of: questions to the student's code, and a judge for each answer.

A check is a function ``(student, draw)``. It asks through `student`, which only notes the questions, so that all of them
travel together; the answers are judged when they are back. Nothing that a judge knows leaves this process::

    @exercise("04-convolution/output-size")
    def output_size(student, draw):
        \"\"\"Your formula gives the size that torch's convolution has.\"\"\"
        for size, kernel, stride, padding in [(9, 3, 2, 1), (32, 5, 3, 0)]:
            student.call("conv_output_size", size, kernel, stride, padding).is_integer(...)
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from autograder.checks import compare, picture
from autograder.checks.draw import Draw
from autograder.checks.probes import call

Judge = Callable[[Any], None]
"""Raises `compare.Mismatch` where the value is not right."""

WHOLE = ""
"""The part of a check that names none."""


@dataclass
class Question:
    """One thing to ask of the student's code."""

    part: str
    probe: Callable[..., Any]
    inputs: dict[str, Any]
    asked: str
    watched: str
    judges: list[Judge] = field(default_factory=list)
    judge_error: Callable[[str | None], None] | None = None


class Pending:
    """An answer that is still to come: say what must hold of it."""

    def __init__(self, question: Question) -> None:
        self._question = question

    def passes(self, judge: Judge) -> Pending:
        """The value is right if `judge` returns; what it raises as `compare.Mismatch` is the student's message."""
        self._question.judges.append(judge)
        return self

    def matches(self, expected: torch.Tensor, **options: Any) -> Pending:
        """The value is this tensor, as `compare.tensor` holds it; `options` are its options."""
        return self.passes(lambda got: compare.tensor(got, expected, **options))

    def is_integer(self, expected: int) -> Pending:
        """The value is this int."""
        return self.passes(lambda got: compare.integer(got, expected))

    def is_number(self, expected: float, tolerance: float) -> Pending:
        """The value is a float within `tolerance` of this number."""
        return self.passes(lambda got: compare.number(got, expected, tolerance))

    def raises(self, error: str, *, advice: str) -> Pending:
        """The student's code raises the error of that name instead of returning."""
        self._question.judge_error = compare.raises(error, then=advice)
        return self


class Student:
    """Notes what a check asks of a student's code."""

    def __init__(self, watched: str) -> None:
        self.questions: list[Question] = []
        self.shares: dict[str, float] = {}
        self._part = WHOLE
        self._watched = watched

    @contextmanager
    def part(self, name: str, share: float = 1) -> Iterator[None]:
        """Everything asked inside counts for the part of that name: all of it right earns the part's share of the points.

        Args:
            name: what the part is about, as a student reads it ("stride and padding together").
            share: its weight against the other parts.
        """
        self.shares[name] = share
        self._part, outer = name, self._part
        try:
            yield
        finally:
            self._part = outer

    def ask(self, probe: Callable[..., Any], asked: str, **inputs: Any) -> Pending:
        """Run `probe(names, **inputs)` beside the student's code.

        Args:
            probe: a top-level function; its source travels, so it imports what it uses besides torch.
            asked: what is asked, as a student reads it.
            inputs: plain values and tensors.
        """
        self.shares.setdefault(self._part, 1)
        question = Question(self._part, probe, inputs, asked, self._watched)
        self.questions.append(question)
        return Pending(question)

    def call(self, name: str, *args: Any, **kwargs: Any) -> Pending:
        """Call the student's function of that name, which must leave its arguments as they were."""
        asked = f"{name}({_arguments(args, kwargs)})"
        # Copies: in tests the student's code runs in this process.
        pending = self.ask(call, asked, name=name, args=_copy(list(args)), kwargs=_copy(kwargs))
        return _Called(pending._question, [*args, *kwargs.values()])


class _Called(Pending):
    """What `Student.call` will answer: judges see the function's result; its arguments are looked at first."""

    def __init__(self, question: Question, before: list[Any]) -> None:
        super().__init__(question)
        self._before = before

    def passes(self, judge: Judge) -> Pending:
        def judge_call(answer: Any) -> None:
            result, after = _returned(answer)
            for then, now in zip(self._before, after, strict=True):
                if isinstance(then, torch.Tensor) and not _same(then, now):
                    raise compare.Mismatch(
                        "Your function changed its argument.",
                        "Work on a copy, for example with .clone().",
                    )
            judge(result)

        return super().passes(judge_call)


def _returned(answer: Any) -> tuple[Any, list[Any]]:
    if (
        not isinstance(answer, dict)
        or set(answer) != {"result", "arguments"}
        or not isinstance(answer["arguments"], list)
    ):
        raise compare.Mismatch(
            "The call did not come back as it was sent.",
            "Don't change Python's or Jupyter's own functions.",
        )
    return answer["result"], answer["arguments"]


def _same(then: torch.Tensor, now: Any) -> bool:
    return (
        isinstance(now, torch.Tensor)
        and then.dtype == now.dtype
        and torch.equal(then, now.detach())
    )


def _copy(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return (
            value.detach()
            .clone(memory_format=torch.preserve_format)
            .requires_grad_(value.requires_grad)
        )
    if isinstance(value, list):
        return [_copy(item) for item in value]
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return value


def _arguments(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    def text(value: Any) -> str:
        return f"tensor {tuple(value.shape)}" if isinstance(value, torch.Tensor) else repr(value)

    return ", ".join([*map(text, args), *(f"{key}={text(value)}" for key, value in kwargs.items())])


@dataclass(frozen=True)
class Failure:
    """Why a part earned nothing: what was asked, what came, what to look at."""

    asked: str
    fact: str
    advice: str
    kind: str = "failed"
    """``failed`` for a wrong value; ``error``, ``timeout``, ``killed`` or ``unattempted`` where none came back."""
    question: int | None = None
    """Which of the plan's questions shows it."""
    picture: str = ""
    """SVG of the student's own input and output, where a picture says more."""

    def __str__(self) -> str:
        return " ".join(
            filter(None, [f"{self.asked}: {self.fact}" if self.asked else self.fact, self.advice])
        )


@dataclass(frozen=True)
class Part:
    """One part of a check, judged."""

    name: str
    share: float
    failure: Failure | None


@dataclass(frozen=True)
class Misconception:
    """A named wrong answer: a drop-in for the student's cell, and the sentence that explains it."""

    name: str
    sentence: str
    cell: str


@dataclass
class Exercise:
    """A check and what belongs to it."""

    key: str
    """``assignment/exercise``, for example ``04-convolution/manual-conv``."""
    ask: Callable[[Student, Draw], None]
    title: str
    forbids: str
    remedy: str
    seconds: float
    misconceptions: list[Misconception] = field(default_factory=list)

    def plan(self, seed: int) -> Student:
        """The questions for one student. Needs nothing from the student's process."""
        student = Student(self.forbids)
        self.ask(student, Draw(seed))
        return student


REGISTRY: dict[str, Exercise] = {}


def exercise(
    key: str, *, forbids: str = "", remedy: str = "", seconds: float = 10
) -> Callable[[Callable[[Student, Draw], None]], Exercise]:
    """Register a check; its docstring's first line is the title that a student reads.

    Args:
        key: ``assignment/exercise``.
        forbids: pattern of the names of aten operators that must not run while the student's code does.
        remedy: what to do instead.
        seconds: wall time for all of the check's questions together.
    """

    def register(function: Callable[[Student, Draw], None]) -> Exercise:
        title = (inspect.getdoc(function) or "").splitlines()[0]
        REGISTRY[key] = Exercise(key, function, title, forbids, remedy, seconds)
        return REGISTRY[key]

    return register


def misconception(
    target: Exercise, sentence: str
) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Register a wrong answer to an exercise.

    The decorated function is never called: its *body* is the cell that a student with this misconception writes, and its
    name is the misconception's.

    Args:
        target: the exercise.
        sentence: what such a student got wrong and what is right, addressed to the student.
    """

    def register(function: Callable[[], Any]) -> Callable[[], Any]:
        target.misconceptions.append(Misconception(function.__name__, sentence, cell_of(function)))
        return function

    return register


def cell_of(function: Callable[[], Any]) -> str:
    """The body of a function, as the text of a cell."""
    lines, _ = inspect.getsourcelines(function)
    start = next(i for i, line in enumerate(lines) if line.startswith("def "))
    return textwrap.dedent("".join(lines[start + 1 :])).strip() + "\n"


def judge(
    plan: Student, answers: list[Any], missing: Failure, forbids_remedy: str = ""
) -> list[Part]:
    """Hold the answers against what must hold of them.

    Args:
        plan: the questions.
        answers: as decoded from the student's process, one `Answer` for each question that was reached.
        missing: why there is no answer to the questions beyond those.
        forbids_remedy: what to do instead of a forbidden operation.
    """
    failures: dict[str, Failure] = {}
    for index, question in enumerate(plan.questions):
        if question.part in failures:
            continue
        failure = (
            _judge_one(question, answers[index], forbids_remedy)
            if index < len(answers)
            else missing
        )
        if failure:
            failures[question.part] = replace(failure, question=index)
    forbidden = next((f for f in failures.values() if f.kind == "forbidden"), None)
    return [
        Part(name, share, forbidden or failures.get(name)) for name, share in plan.shares.items()
    ]


@dataclass(frozen=True)
class Answer:
    """What came back for one question: a value, or a description of the error."""

    value: Any = None
    error: dict[str, Any] | None = None
    used: tuple[str, ...] = ()


def _judge_one(question: Question, answer: Answer, forbids_remedy: str) -> Failure | None:
    if answer.used:
        fact = f"uses torch's own {answer.used[0]}, which this exercise forbids."
        return Failure(question.asked.split("(")[0], fact, forbids_remedy, "forbidden")
    try:
        if question.judge_error:
            question.judge_error(answer.error["type"] if answer.error else None)
        elif answer.error:
            return _failure_of_error(question, answer.error)
        else:
            for judge in question.judges:
                judge(answer.value)
    except compare.Mismatch as mismatch:
        return Failure(
            question.asked,
            mismatch.fact,
            mismatch.advice,
            picture=_picture(question, answer.value, mismatch),
        )
    return None


def _picture(question: Question, value: Any, mismatch: compare.Mismatch) -> str:
    """The student's input and output side by side, where both are images and values differ."""
    result = value.get("result") if isinstance(value, dict) else None
    args = question.inputs.get("args", [])
    if (
        mismatch.wrong is None
        or not isinstance(result, torch.Tensor)
        or not args
        or not isinstance(args[0], torch.Tensor)
    ):
        return ""
    return picture.side_by_side(args[0], result, mismatch.wrong)


def _failure_of_error(question: Question, error: dict[str, Any]) -> Failure:
    kind, message = error["type"], compare.shorten(error["message"], 300)
    if kind == "NotImplementedError" and not message:  # the stub; torch's own come with a message
        return Failure("", "This exercise isn't solved yet.", "", "unattempted")
    if kind == "KeyboardInterrupt":
        advice = "Look for a loop that never ends."
        return Failure(question.asked, "was stopped: it took too long.", advice, "timeout")
    if kind == "SystemExit":
        return Failure(
            question.asked,
            "called exit.",
            "A function ends with return, never with sys.exit or exit.",
            "error",
        )
    if kind == "TooLarge":
        return Failure(
            question.asked,
            f"returned too much: {message}.",
            "Look at the sizes of what you build.",
            "error",
        )
    at = f" at “{compare.shorten(error['line'])}”" if error.get("line") else ""
    return Failure(
        question.asked, f"raised {kind}{at}" + (f": {message}" if message else "."), "", "error"
    )
