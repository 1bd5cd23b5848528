"""nbgrader's commands grade in a process that can be ended, and never import torch themselves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course import nbgrader_bench
from autograder.course.nbgrader_bench import NbgraderBench, ToGrade
from autograder.grading import grade as grading
from autograder.grading import steps
from autograder.grading.assignment import Assignment
from autograder.grading.bench import Made
from autograder.grading.limits import TimeLimits
from autograder.grading.rebuild import rebuild
from autograder.grading.settings import Settings
from tests.conftest import Submit
from tests.helpers import ROOT

SETTINGS = Settings(b"secret", boxed=True, limits=TimeLimits(60, 20))
made_ready = nbgrader_bench._made_ready


@pytest.fixture
def handed_in(convolution: Assignment, submit: Submit) -> ToGrade:
    rebuilt = rebuild(convolution, submit(convolution))
    text = nbformat.writes(rebuilt.notebook)
    return ToGrade("ada", text, frozenset(rebuilt.unchanged), tuple(rebuilt.notes), {})


@pytest.fixture
def make_bench(convolution: Assignment) -> Iterator[Callable[[], NbgraderBench]]:
    made: list[NbgraderBench] = []

    def make() -> NbgraderBench:
        made.append(NbgraderBench(convolution, SETTINGS))
        return made[-1]

    yield make
    for one in made:
        one.close()


def judging_hangs(assignment: Assignment, settings: Settings) -> Any:
    """In place of `nbgrader_bench._made_ready`, where it grades: in C, with no look at signals."""
    setattr(steps, "LEAST_STEP_SECONDS", 1)  # noqa: B010  mypy
    whole = grading._verdict

    def hang(*arguments: Any, **options: Any) -> Any:
        if any(getattr(one, "name", "") == "pool" for one in arguments):
            re.match(r"(a*)*b", "a" * 60)
        return whole(*arguments, **options)

    grading._verdict = hang
    return made_ready(assignment, settings)


def grading_dies(assignment: Assignment, settings: Settings) -> Any:
    def work(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    return Made(work, assignment.load_definitions)


def test_an_answer_that_takes_too_long_to_judge_costs_its_own_exercise_at_nbgraders_door(
    make_bench: Callable[[], NbgraderBench],
    handed_in: ToGrade,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nbgrader_bench, "_made_ready", judging_hangs)

    found, notebook = make_bench().grade(handed_in)

    verdicts = {verdict.exercise: verdict.status for verdict in found.verdicts}
    assert verdicts.pop("pool") == "timeout"
    assert set(verdicts.values()) == {"passed", "unattempted"}  # the text is nobody's
    assert found.overran == ["judging pool"]
    assert any(cell.get("outputs") for cell in notebook.cells)


def test_a_submission_whose_process_something_ends_is_a_fault_and_no_grade(
    make_bench: Callable[[], NbgraderBench],
    handed_in: ToGrade,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nbgrader_bench, "_made_ready", grading_dies)

    found, notebook = make_bench().grade(handed_in)

    assert {verdict.status for verdict in found.verdicts} == {"grader-error"}
    assert found.problem == "the process that graded it ended"
    assert nbformat.writes(notebook) == handed_in.notebook


def test_nbgraders_process_grades_without_importing_torch(
    handed_in: ToGrade, tmp_path: Path
) -> None:
    (tmp_path / "handed_in.ipynb").write_text(handed_in.notebook)
    program = (
        "import sys; from contextlib import closing; from pathlib import Path\n"
        "from autograder.course.layout import Course\n"
        "from autograder.course.nbgrader_bench import NbgraderBench, ToGrade\n"
        "import autograder.course.nbgrader_plugin\n"
        "from autograder.grading.settings import Settings\n"
        f"assignment = Course(Path({str(ROOT)!r})).load('04-convolution')\n"
        f"text = Path({str(tmp_path)!r}, 'handed_in.ipynb').read_text()\n"
        "with closing(NbgraderBench(assignment, Settings(b'secret', boxed=True))) as bench:\n"
        "    found, _ = bench.grade(ToGrade('ada', text, frozenset(), (), {}))\n"
        "print(sum(one.score or 0 for one in found.verdicts), 'torch' in sys.modules)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=250, check=True
    )

    points, torch = ended.stdout.split()
    assert float(points) > 0 and torch == "False"
