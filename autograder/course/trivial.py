"""Answers that nobody should get points for, put to every check before it is released.

A check that gives points to ``None``, to its own arguments handed back, to zeros of the right
shape, to an empty container or to an exception shows that it can be passed without the work. Each
of them stands in for the source's own solution, in the same notebook run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.checks.judged import Failure, Kind
from autograder.checks.judging import ProbeFault, judge
from autograder.grading.ask import answers_of, request_for
from autograder.grading.assignment import Assignment, Exercise
from autograder.grading.cells import marks_of
from autograder.grading.settings import Settings
from autograder.student.process import StudentProcess

SECONDS = 900
"""For one cell of the source, which may train in full."""

TRIVIAL = {
    "None": "None",
    "its own arguments, handed back": "(args[0] if len(args) == 1 else args)",
    "zeros of the right shape": "_autograder_zeros(_autograder_form(right, args, kwargs))",
    "an empty container of the right kind": (
        "_autograder_empty(_autograder_form(right, args, kwargs))"
    ),
    "an exception": "_autograder_raise()",
}
"""What is answered, as students would say it, and the expression that gives it. ``right`` is the
solution."""

_SETUP = """
def _autograder_zeros(value):
    import torch
    if isinstance(value, torch.Tensor):
        return torch.zeros_like(value)
    if isinstance(value, dict):
        return {key: _autograder_zeros(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_autograder_zeros(item) for item in value)
    if isinstance(value, str):
        return ""
    return type(value)() if isinstance(value, (bool, int, float)) else None


def _autograder_empty(value):
    import torch
    if isinstance(value, torch.Tensor):
        return torch.zeros(0)
    return type(value)() if isinstance(value, (dict, list, tuple, set, str)) else []


def _autograder_plain(value):
    import torch
    if isinstance(value, (list, tuple)):
        return all(map(_autograder_plain, value))
    return value is None or isinstance(value, (torch.Tensor, bool, int, float, str, dict))


def _autograder_form(right, args, kwargs):
    # Who is given a model or a loader may have worked on it: that would be no trivial answer. Nor
    # would what the solution prints and draws be.
    import contextlib, copy, io, sys
    if not _autograder_plain([*args, *kwargs.values()]):
        return 0.0
    before = _autograder_figures()
    with contextlib.redirect_stdout(io.StringIO()):
        form = right(*copy.deepcopy(args), **copy.deepcopy(kwargs))
    for number in _autograder_figures() - before:
        sys.modules["matplotlib.pyplot"].close(number)
    return form


def _autograder_figures():
    import sys
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def _autograder_raise():
    raise ValueError("an answer that raises")


def _autograder_trivial(right, answer):
    if callable(right):
        return lambda *args, **kwargs: answer(right, args, kwargs)
    return answer(lambda: right, (), {})


_autograder_right = {}
"""

_PUT = """
for _name in {names!r}:
    _autograder_right[_name] = globals()[_name]
    try:
        globals()[_name] = _autograder_trivial(
            globals()[_name], lambda right, args, kwargs: {expression}
        )
    except ValueError:
        del globals()[_name]
"""

_BACK = "globals().update(_autograder_right)\n_autograder_right.clear()"

_MISSING = Failure("", "There was no answer.", "", Kind.ERROR)


def try_trivial_answers(assignment: Assignment, settings: Settings) -> list[str]:
    """Put trivial answers to every check of an assignment, and say which a check doesn't stand.

    The source is run once; where an exercise is tested, its solution is replaced by each trivial
    answer in turn and put back. What an exercise builds on is therefore solved.

    Args:
        assignment: whose source is run.
        settings: the data; the secret makes no difference.
    """
    found: list[str] = []
    by_test = {e.grade_id: e for e in assignment.exercises if e.folder}
    with StudentProcess(
        boxed=settings.boxed, data=settings.data, given=assignment.given_files
    ) as process:
        process.run(_SETUP, SECONDS)
        for cell in assignment.source.cells:
            tested = by_test.get(marks_of(cell).grade_id)
            if tested:
                found += _try(assignment, tested, process, settings.data)
            elif cell.cell_type == "code" and "skip-execution" not in cell.metadata.get("tags", []):
                process.run(cell.source, SECONDS, given=True)
    return found


def _try(
    assignment: Assignment, exercise: Exercise, process: StudentProcess, data: Path | None
) -> Iterator[str]:
    """Put each trivial answer to one exercise's check."""
    assert exercise.folder
    check = exercise.folder.check
    questions = check.questions(1, data)
    names = sorted(assignment.defined_by(exercise.name))
    for answer, expression in TRIVIAL.items():
        process.run(_PUT.format(names=names, expression=expression), SECONDS)
        run = process.ask(request_for(questions.asked), SECONDS)
        process.run(_BACK, SECONDS)
        try:
            parts = judge(
                questions, answers_of(run.reply, len(questions.asked)), _MISSING, check.remedy
            )
        except ProbeFault as fault:
            yield (
                f"{exercise.name}: where the answer is {answer}, {fault}. What a probe does with "
                "the "
                "student's own values belongs under `with students_code():`"
            )
            continue
        earned = [f"“{part.name or 'everything'}”" for part in parts if part.credit]
        if earned:
            yield (
                f"{exercise.name}: the answer is {answer}, and earns points for "
                f"{', '.join(earned)}: "
                "let the check ask for what only work can give"
            )
