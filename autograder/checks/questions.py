"""What a check asks of a student's code, and what must hold of each answer.

A check is a function ``(student, draw)``. It asks through `student`, which only notes the questions,
so that all of them travel together; the answers are judged when they are back. Nothing that a judge
knows leaves this process::

    @check()
    def output_size(student: Student, draw: Draw) -> None:
        \"\"\"Your formula gives the size that torch's convolution has.\"\"\"
        for size, kernel, stride, padding in [(9, 3, 2, 1), (32, 5, 3, 0)]:
            student.call("conv_output_size", size, kernel, stride, padding).is_integer(...)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any, Self

import torch

from autograder.checks import compare, equality, figures, texts
from autograder.checks.fields import field
from autograder.checks.probes import call, figure_of, value_of

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
    judges: list[Judge] = default(default_factory=list)
    judge_error: Callable[[str | None], None] | None = None


class Pending:
    """An answer that is still to come: say what must hold of it."""

    def __init__(self, question: Question) -> None:
        self._question = question

    def passes(self, judge: Judge) -> Self:
        """The value is right if `judge` returns.

        What it raises as `compare.Mismatch` is the student's message.
        """
        return self._passes_answer(judge)

    def _passes_answer(self, judge: Judge) -> Self:
        """Let `judge` see all that the probe returned."""
        self._question.judges.append(judge)
        return self

    def matches(self, expected: torch.Tensor, **options: Any) -> Self:
        """The value is this tensor, as `compare.tensor` holds it; `options` are its options."""
        return self.passes(lambda got: compare.tensor(got, expected, **options))

    def is_integer(self, expected: int) -> Self:
        """The value is this int."""
        return self.passes(lambda got: compare.integer(got, expected))

    def is_number(self, expected: float, tolerance: float) -> Self:
        """The value is a float within `tolerance` of this number."""
        return self.passes(lambda got: compare.number(got, expected, tolerance))

    def equals(self, expected: Any, tolerance: float = equality.TOLERANCE) -> Self:
        """The value is this one, however nested; see `equality.equals`."""
        return self.passes(lambda got: equality.equals(got, expected, tolerance))

    def is_text(
        self, expected: str | re.Pattern[str], *, case: bool = False, spaces: bool = False
    ) -> Self:
        """The value is this text, or matches this pattern; see `texts.is_text`."""
        return self.passes(lambda got: texts.is_text(got, expected, case=case, spaces=spaces))

    def attributes(self, **expected: Any) -> Self:
        """The value has attributes of these names and values, each as `equals` holds it."""
        asked = self._question.inputs.setdefault("attributes", [])
        asked += [name for name in expected if name not in asked]

        def judge(answer: Any) -> None:
            there = field(answer, "attributes", dict)
            for name, value in expected.items():
                if name not in there:
                    fact = f"The value that came back has no attribute {name!r}."
                    raise compare.Mismatch(fact, "Look at the spelling; __init__ sets it on self.")
                try:
                    equality.equals(there[name], value)
                except compare.Mismatch as mismatch:
                    fact = f"Its attribute {name}: {mismatch.fact}"
                    raise compare.Mismatch(fact, mismatch.advice) from None

        return self._passes_answer(judge)

    def raises(self, error: str, *, advice: str) -> Self:
        """The student's code raises the error of that name instead of returning."""
        self._question.judge_error = compare.raises(error, then=advice)
        return self


@dataclass(frozen=True)
class Questions:
    """What a check asks of one student."""

    asked: list[Question]
    shares: dict[str, float]
    """Parts of the check, each with its weight against the others."""


class Student:
    """The student, as a check asks them: notes what is asked."""

    def __init__(self, watched: str) -> None:
        self.asked: list[Question] = []
        self.shares: dict[str, float] = {}
        self._part = WHOLE
        self._watched = watched

    @property
    def questions(self) -> Questions:
        """All that was asked so far."""
        return Questions(self.asked, self.shares)

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
        self.asked.append(question)
        return Pending(question)

    def value(self, name: str) -> Pending:
        """Ask for the value of one of the notebook's names."""
        return self.ask(value_of, name, name=name)

    def call(self, name: str, *args: Any, **kwargs: Any) -> Called:
        """Call the student's function of that name, which must leave its arguments as they were."""
        asked = f"{name}({_arguments(args, kwargs)})"
        # Copies: in tests the student's code runs in this process.
        pending = self.ask(call, asked, name=name, args=_copy(list(args)), kwargs=_copy(kwargs))
        return Called(pending._question, [*args, *kwargs.values()])

    def figure(self, name: str, *args: Any, **kwargs: Any) -> Drawn:
        """Ask for the matplotlib figure that a function draws, or that is the value of a name."""
        asked = f"{name}({_arguments(args, kwargs)})" if args or kwargs else name
        sent = {"name": name, "args": _copy(list(args)), "kwargs": _copy(kwargs)}
        return Drawn(self.ask(figure_of, asked, **sent)._question)


class Called(Pending):
    """What `Student.call` will answer: judges see the result; the arguments are looked at first."""

    def __init__(self, question: Question, before: list[Any]) -> None:
        super().__init__(question)
        self._before = before

    def passes(self, judge: Judge) -> Self:
        return self._passes_answer(lambda answer: judge(answer["result"]))

    def printed(
        self, expected: str | re.Pattern[str], *, case: bool = False, spaces: bool = False
    ) -> Self:
        """The call prints this text, or one that matches this pattern; see `texts.is_text`."""
        self._question.inputs["printed"] = True

        def judge(answer: Any) -> None:
            shown = field(answer, "printed", str)
            if not shown.strip():
                advice = "Use print for it: return hands a value over and shows nothing."
                raise compare.Mismatch("Nothing was printed.", advice)
            try:
                texts.is_text(shown, expected, case=case, spaces=spaces)
            except compare.Mismatch as mismatch:
                fact = mismatch.fact.replace("You got", "You printed", 1)
                raise compare.Mismatch(fact, mismatch.advice) from None

        return self._passes_answer(judge)

    def _passes_answer(self, judge: Judge) -> Self:
        def judge_call(answer: Any) -> None:
            for then, now in zip(self._before, _arguments_in(answer), strict=True):
                if isinstance(then, torch.Tensor) and not _same(then, now):
                    raise compare.Mismatch(
                        "Your function changed its argument.",
                        "Work on a copy, for example with .clone().",
                    )
            judge(answer)

        return super()._passes_answer(judge_call)


def _arguments_in(answer: Any) -> list[Any]:
    """Return the arguments as a call left them, once the answer has the form of one."""
    extra = {"attributes", "printed"}
    if (
        not isinstance(answer, dict)
        or set(answer) - extra != {"result", "arguments"}
        or not isinstance(answer["arguments"], list)
    ):
        raise compare.Mismatch(
            "The call did not come back as it was sent.",
            "Don't change Python's or Jupyter's own functions.",
        )
    return answer["arguments"]


class Drawn(Pending):
    """What `Student.figure` will answer."""

    def shows(self, *, axes: int = 1, place: int = 0, **shown: Any) -> Self:
        """The figure has that many axes, and one of them shows this.

        Args:
            axes: how many.
            place: which of them is looked at.
            shown: fields of `figures.Drawing`: ``title``, ``xlabel``, ``ylabel``, ``legend``,
                ``lines``, ``bars``, ``images``.
        """
        drawing = figures.Drawing(**shown)
        return self.passes(lambda got: figures.shows(got, axes, place, drawing))


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
