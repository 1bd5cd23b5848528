"""What a notebook sets for all code that follows reaches no probe, unless the course has set it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from autograder.checks.questions import Question
from autograder.grading.ask import answers_of, request_for
from autograder.student.process import StudentProcess

SECONDS = 60
SET = (
    "import warnings, numpy as np, torch\n"
    "torch.set_default_dtype(torch.float64)\n"
    "torch.set_default_device('meta')\n"
    "torch.set_grad_enabled(False)\n"
    "np.seterr(all='raise')\n"
    "warnings.simplefilter('error')\n"
)
THEIRS = ["torch.float64", "False", "raise", "error", "meta"]


def in_force(notebook: Any) -> list[str]:
    """Probe: return what is set, as a student's function sees it."""
    with students_code():  # type: ignore[name-defined]  # noqa: F821  a probe has it
        return list(notebook.settings())


@pytest.fixture
def process() -> Iterator[StudentProcess]:
    with StudentProcess() as opened:
        opened.run(
            "import warnings, numpy as np, torch\n"
            "def settings():\n"
            "    return [str(torch.get_default_dtype()), str(torch.is_grad_enabled()),\n"
            "            np.geterr()['divide'], warnings.filters[0][0],\n"
            "            str(torch.zeros(1).device)]\n"
            "usual = settings()",
            SECONDS,
        )
        yield opened


def asked(process: StudentProcess) -> list[str]:
    question = Question("", in_force, {}, "settings()", "")
    run = process.ask(request_for([question]), SECONDS)
    (answer,) = answers_of(run.reply, 1)
    assert not answer.error
    return list(answer.result)


def test_a_question_is_asked_under_the_settings_that_hold_at_the_start(
    process: StudentProcess,
) -> None:
    before = asked(process)
    assert before[:2] == ["torch.float32", "True"]

    process.run(SET, SECONDS)

    assert asked(process) == before


def test_a_device_that_is_not_there_is_refused_where_it_is_chosen(process: StudentProcess) -> None:
    before = asked(process)

    said = process.run("torch.set_default_device('cuda')\nx = torch.zeros(1)", SECONDS)

    assert said.error
    assert said.error["at"] == "torch.set_default_device('cuda')"
    assert said.went_on
    assert asked(process) == before


def test_after_a_question_the_notebooks_own_settings_hold_again(process: StudentProcess) -> None:
    process.run(SET, SECONDS)
    asked(process)

    said = process.run(f"assert settings() == {THEIRS}, settings()", SECONDS)

    assert said.ended == "ok", said.error


def test_what_a_cell_of_the_course_sets_holds_for_questions_too(process: StudentProcess) -> None:
    process.run(SET, SECONDS, given=True)
    process.run("torch.set_default_dtype(torch.float16)", SECONDS)

    assert asked(process) == THEIRS


def test_what_a_student_has_set_before_a_cell_of_the_course_stays_the_students(
    process: StudentProcess,
) -> None:
    before = asked(process)
    process.run(SET, SECONDS)
    process.run("import math", SECONDS, given=True)

    assert asked(process) == before


def test_what_is_compiled_runs_as_it_is_written(process: StudentProcess) -> None:
    said = process.run(
        "@torch.compile\ndef twice(x): return 2 * x\nassert twice(torch.ones(1)).item() == 2",
        SECONDS,
    )

    assert said.ended == "ok", said.error
