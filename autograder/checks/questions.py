"""What a check asks of a student's code, and what must hold of each answer.

A check is a function ``(student, draw)``. It asks through `student`, which only notes the
questions, so that all of them travel together. The answers are judged when they are back. Nothing
that a judge knows leaves this process::

    @check()
    def count_steps(student: Student, draw: Draw) -> None:
        \"\"\"Your formula counts every step, the last one too.\"\"\"
        for start, stop, step in [(2, 9, 3), (0, 32, 5)]:
            student.call("count_steps", start, stop, step).is_integer(len(range(start, stop, step)))
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as default
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch

from autograder.checks import compare, equality, figures, texts
from autograder.checks.compare import Mismatch
from autograder.checks.fields import field
from autograder.checks.probes import call, figure_of, value_of
from autograder.checks.relations import Relation

Judge = Callable[[Any], None]
"""Raises `compare.Mismatch` where the value is not right."""

WHOLE = ""
"""The part of a check that names none."""

CHANGES = Relation("changes its argument", "The function writes into what it was given.")

PRINTED_INSTEAD = "Your function printed something: print only shows a value, return hands it over."


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
        """Hold the value against a judge of your own.

        The value is right if the judge returns. The `compare.Mismatch` that it raises is the
        student's message.
        """
        self._question.judges.append(judge)
        return self

    def matches(self, expected: torch.Tensor, **options: Any) -> Self:
        """Hold the value against this tensor; `options` are those of `compare.tensor`."""
        return self.passes(lambda got: compare.tensor(got, expected, **options))

    def is_integer(self, expected: int) -> Self:
        """Hold the value against this int."""
        return self.passes(lambda got: compare.integer(got, expected))

    def is_number(self, expected: float, tolerance: float) -> Self:
        """Hold the value against this float, within an absolute tolerance."""
        return self.passes(lambda got: compare.number(got, expected, tolerance))

    def equals(self, expected: Any, *, tolerance: float | None = None) -> Self:
        """Hold the value against this one, however nested; see `equality.equals`.

        Args:
            expected: of str, bool, None, int, float, list, tuple, set, dict, tensors, NumPy arrays
                and tables of pandas'.
            tolerance: of floats, relative and absolute.
        """
        right = equality.right_value(expected)
        return self.passes(lambda got: equality.equals(got, right, tolerance))

    def is_text(
        self, expected: str | re.Pattern[str], *, case: bool = False, spaces: bool = False
    ) -> Self:
        """Hold the value against this text or pattern; see `texts.is_text`.

        Args:
            expected: the text, or a compiled pattern that it must match as a whole.
            case: whether capital letters matter.
            spaces: whether white space matters.
        """
        right = texts.right_text(expected)
        return self.passes(lambda got: texts.is_text(got, right, case=case, spaces=spaces))

    def raises(self, error: str, *, advice: str) -> Self:
        """Require that the student's code raises the error of that name instead of returning."""
        self._question.judge_error = compare.raises(error, then=advice)
        return self


class Held(Pending):
    """The value of a name, beside which those of its attributes may come."""

    def passes(self, judge: Judge) -> Self:
        """Hold the value against a judge of your own; see `Pending.passes`."""
        return self._looks_at(lambda answer: judge(self._value_in(answer)))

    def attributes(self, **expected: Any) -> Self:
        """Require that the value has these attributes, each as `equals` holds it."""
        asked = self._question.inputs.setdefault("attributes", [])
        asked += [name for name in expected if name not in asked]
        right = {name: equality.right_value(value) for name, value in expected.items()}

        def judge(answer: Any) -> None:
            value, there = self._value_in(answer), field(answer, "attributes", dict)
            for name, wanted in right.items():
                if name not in there:
                    raise _no_attribute(value, name)
                try:
                    equality.equals(there[name], wanted)
                except Mismatch as mismatch:
                    fact = f"Attribute {name}: {mismatch.fact}"
                    raise Mismatch(fact, mismatch.advice) from None

        return self._looks_at(judge)

    def _looks_at(self, judge: Judge) -> Self:
        """Hold all that the probe returned against a judge."""
        return super().passes(judge)

    def _value_in(self, answer: Any) -> Any:
        return field(answer, "value") if "attributes" in self._question.inputs else answer


def _no_attribute(value: Any, name: str) -> Mismatch:
    advice = "Did you forget the return?"
    if value is not None:
        advice = "Look at the spelling; in __init__, self.… = … sets an attribute."
    return Mismatch(f"There is no attribute {name!r}: you got {compare.describe(value)}.", advice)


class Called(Held):
    """What a call returns. That it left its arguments as they were is looked at first."""

    def __init__(self, question: Question, before: list[Any]) -> None:
        super().__init__(question)
        self._before = before

    def equals(self, expected: Any, *, tolerance: float | None = None) -> Self:
        """Hold the result against this value; see `Pending.equals`."""
        self._question.inputs["hint"] = True
        return super().equals(expected, tolerance=tolerance)

    def is_text(
        self, expected: str | re.Pattern[str], *, case: bool = False, spaces: bool = False
    ) -> Self:
        """Hold the result against this text or pattern; see `Pending.is_text`."""
        self._question.inputs["hint"] = True
        return super().is_text(expected, case=case, spaces=spaces)

    def attributes(self, **expected: Any) -> Self:
        """Require that the result has these attributes; see `Held.attributes`."""
        self._question.inputs["hint"] = True
        return super().attributes(**expected)

    def printed(
        self, expected: str | re.Pattern[str], *, case: bool = False, spaces: bool = False
    ) -> Self:
        """Require that the call prints this text, or what matches this pattern, as `is_text`."""
        self._question.inputs["printed"] = True
        right = texts.right_text(expected)

        def judge(answer: Any) -> None:
            shown = field(answer, "printed", str)
            if not shown.strip() and right != "":
                advice = "Look for the print: it is never reached, or prints nothing."
                if answer["result"] is not None:
                    advice = "Use print: return hands a value over, and shows nothing."
                raise Mismatch("Nothing was printed.", advice)
            texts.is_text(shown, right, case=case, spaces=spaces, verb="printed")

        return self._looks_at(judge)

    def _looks_at(self, judge: Judge) -> Self:
        def judge_call(answer: Any) -> None:
            arguments = _returned(answer, self._question.inputs)
            try:
                judge(answer)
            except Mismatch as mismatch:
                if _is_handed_back(answer["result"], self._before):
                    mismatch.credit = 0.0  # whatever it has to do with what is right
                _hold_arguments(self._before, arguments, mismatch.credit)
                if answer["result"] is None and "printed" not in self._question.inputs:
                    shown = answer.get("printed")
                    if isinstance(shown, str) and shown.strip():
                        printed = Relation("printed", "The result is printed, not returned.")
                        raise Mismatch(mismatch.fact, PRINTED_INSTEAD, related=[printed]) from None
                raise
            _hold_arguments(self._before, arguments, compare.FORM)

        return super()._looks_at(judge_call)

    def _value_in(self, answer: Any) -> Any:
        return answer["result"]


def _returned(answer: Any, inputs: dict[str, Any]) -> list[Any]:
    """Return the arguments as a call left them, once the answer has the form that was asked for."""
    required = {"result", "arguments"} | ({"attributes", "printed"} & set(inputs))
    allowed = required | ({"printed"} if "hint" in inputs else set())
    if (
        not isinstance(answer, dict)
        or not required <= set(answer) <= allowed
        or not isinstance(answer["arguments"], list)
    ):
        raise Mismatch(
            "The call did not come back as it was sent.",
            "Don't change Python's or Jupyter's own functions.",
        )
    return answer["arguments"]


def _hold_arguments(before: list[Any], after: list[Any], credit: float) -> None:
    """Raise Mismatch where a call changed its arguments; the result's own credit stays."""
    if len(before) != len(after):
        raise Mismatch(
            "The call did not come back as it was sent.",
            "Don't change Python's or Jupyter's own functions.",
        )
    for then, now in zip(before, after, strict=True):
        advice = "Work on a copy, for example with "
        if isinstance(then, torch.Tensor) and not _same_tensor(then, now):
            raise Mismatch(
                "Your function changed its argument.",
                advice + ".clone().",
                credit=credit,
                related=[CHANGES],
            )
        if isinstance(then, np.ndarray) and not _same_value(then, now):
            raise Mismatch(
                "Your function changed its argument.",
                advice + ".copy().",
                credit=credit,
                related=[CHANGES],
            )


def _is_handed_back(result: Any, arguments: list[Any]) -> bool:
    """Return whether a call returned one of its arguments, up to rounding (``x * k / k``).

    A number of another type is none: 2.0 is as right as 2 where 2 is right, in another form.
    """
    return any(
        _same_tensor(argument, result, rounding=1e-6)
        if isinstance(argument, torch.Tensor)
        else type(argument) is type(result) and _same_value(argument, result)
        for argument in arguments
    )


def _same_tensor(then: torch.Tensor, now: Any, rounding: float = 0.0) -> bool:
    if not isinstance(now, torch.Tensor) or then.dtype != now.dtype or then.shape != now.shape:
        return False
    now = now.detach()
    if rounding and then.is_floating_point():
        return torch.allclose(then, now, rtol=rounding, atol=0.0)
    return torch.equal(then, now)


def _same_value(then: Any, now: Any) -> bool:
    right = equality.right_value(then)
    try:
        equality.equals(now, right, tolerance=0)
    except Mismatch:
        return False
    return True


class Drawn:
    """A figure that is still to come."""

    def __init__(self, question: Question) -> None:
        self._question = question

    def shows(self, *, axes: int = 1, place: int = 0, **shown: Any) -> Self:
        """Require that the figure has so many axes, and that one of them shows this.

        Args:
            axes: how many.
            place: which of them is looked at, from 0 on.
            shown: fields of `figures.Drawing`: ``title``, ``xlabel``, ``ylabel``, ``legend``,
                ``lines``, ``bars``, ``images``.
        """
        if not 0 <= place < axes:
            raise ValueError(f"there is no place {place} among {axes} axes")
        for name in {"title", "xlabel", "ylabel"} & set(shown):
            texts.right_text(shown[name])
        drawing = figures.Drawing(**shown)
        self._question.judges.append(lambda got: figures.shows(got, axes, place, drawing))
        return self


@dataclass(frozen=True)
class Questions:
    """What a check asks of one student."""

    asked: list[Question]
    shares: dict[str, float]
    """Parts of the check, each with its weight against the others."""
    needs: dict[str, str] = default(default_factory=dict)
    """Parts that earn nothing where another one does."""
    sections: dict[str, str] = default(default_factory=dict)
    """Headings of the notebook's sections that teach a part, where it isn't the exercise's own."""


class Student:
    """The student, as a check asks them: notes what is asked for."""

    def __init__(self, watched: str, data: Path | None = None) -> None:
        self.data = data
        """The folder of the course's data, where it is known."""
        self.asked: list[Question] = []
        self.shares: dict[str, float] = {}
        self.needs: dict[str, str] = {}
        self.sections: dict[str, str] = {}
        self._part = WHOLE
        self._watched = watched

    @property
    def questions(self) -> Questions:
        """All that was asked so far."""
        return Questions(self.asked, self.shares, self.needs, self.sections)

    @contextmanager
    def part(
        self, name: str, share: float = 1, *, needs: str = "", section: str = ""
    ) -> Iterator[None]:
        """Count what is asked inside for the part of that name.

        Of the part's share of the points each question earns the same.

        Args:
            name: what the part is about, as a student reads it ("stride and padding together").
            share: its weight against the other parts.
            needs: a part above that has to earn something, or this one earns nothing: where what
                is asked can be had without the work ("evaluation mode").
            section: heading of the notebook's section that teaches this part, without its number,
                where another one than the exercise stands in does ("Padding: room at the border").

        Raises:
            ValueError: there is no such part above.
        """
        if needs and needs not in self.shares:
            raise ValueError(f"part {name!r} needs {needs!r}, which is no part above it")
        self.shares[name] = share
        if needs:
            self.needs[name] = needs
        if section:
            self.sections[name] = section
        self._part, outer = name, self._part
        try:
            yield
        finally:
            self._part = outer

    def ask(self, probe: Callable[..., Any], asked: str, **inputs: Any) -> Pending:
        """Run `probe(notebook, **inputs)` beside the student's code.

        Args:
            probe: a top-level function. Its source travels, so it imports what it uses besides
                torch, and ``students_code`` is there without an import.
            asked: what is asked, as a student reads it.
            inputs: plain values and tensors.

        Raises:
            TypeError: the probe can't travel, or can't be called so.
        """
        return Pending(self._note(probe, asked, inputs))

    def value(self, name: str) -> Held:
        """Ask for the value of one of the notebook's names."""
        return Held(self._note(value_of, name, {"name": name}))

    def call(self, name: str, *args: Any, **kwargs: Any) -> Called:
        """Call the student's function of that name, which must leave its arguments as they were."""
        asked = f"{name}({_arguments(args, kwargs)})"
        return Called(self._note(call, asked, _sent(name, args, kwargs)), [*args, *kwargs.values()])

    def figure(self, name: str, *args: Any, **kwargs: Any) -> Drawn:
        """Ask for the matplotlib figure that a function draws, or that is the value of a name."""
        asked = f"{name}({_arguments(args, kwargs)})" if args or kwargs else name
        return Drawn(self._note(figure_of, asked, _sent(name, args, kwargs)))

    def _note(self, probe: Callable[..., Any], asked: str, inputs: dict[str, Any]) -> Question:
        if not probe.__name__.isidentifier() or probe.__code__.co_freevars:
            raise TypeError(f"{probe.__qualname__} can't travel: a probe is a top-level function")
        _signature(probe).bind(None, **inputs)
        self.shares.setdefault(self._part, 1)
        question = Question(self._part, probe, inputs, asked, self._watched)
        self.asked.append(question)
        return question


_signature = functools.cache(inspect.signature)
"""A check asks with the same few probes again and again."""


def _sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    # Copies: in tests the student's code runs in this process.
    return {"name": name, "args": _copy(list(args)), "kwargs": _copy(kwargs)}


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
    if type(value).__module__.split(".")[0] == "pandas":
        raise TypeError("a table can't be sent: let a probe of your own make it from a dict")
    return value.copy() if isinstance(value, (np.ndarray, set)) else value


def _arguments(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    def text(value: Any) -> str:
        if isinstance(value, torch.Tensor):
            return f"tensor {tuple(value.shape)}"
        if isinstance(value, np.ndarray):
            return f"array {value.shape}"
        return repr(value) if len(repr(value)) <= 80 else compare.shorten(repr(value))

    return ", ".join([*map(text, args), *(f"{key}={text(value)}" for key, value in kwargs.items())])
