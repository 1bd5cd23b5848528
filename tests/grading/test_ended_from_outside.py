"""A process that something else ends costs its student nothing; one that ends itself does."""

from __future__ import annotations

import contextlib
import copy
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from nbformat import NotebookNode

from autograder.grading.assignment import Assignment
from autograder.grading.bench import graded_alone
from autograder.grading.cells import marks_of
from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.grading.settings import Settings
from autograder.grading.status import Status
from autograder.student.warm import Forkserver
from tests.helpers import make_course

pytestmark = pytest.mark.alone

SETTINGS = Settings(b"a secret")

LONG_ENOUGH = 1.5
"""Seconds that a process has run before it is killed."""


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return make_course(tmp_path_factory.mktemp("course")).load("04-convolution")


def answered(assignment: Assignment, name: str, code: str) -> NotebookNode:
    """The source, with other code in front of one of its answers."""
    notebook = copy.deepcopy(assignment.source)
    (cell,) = (cell for cell in notebook.cells if marks_of(cell).grade_id == name)
    cell.source = f"{code}\n{cell.source}"
    return notebook


def slow(assignment: Assignment) -> NotebookNode:
    """All right, and slow enough that it is struck where it should be."""
    return answered(assignment, "manual-conv", "import time; time.sleep(3)")


def outcome(result: Result) -> list[tuple[str, float | None, Status, str]]:
    return [(v.exercise, v.score, v.status, v.message) for v in result.verdicts]


@contextlib.contextmanager
def killing(times: int, *, forkserver: bool) -> Iterator[list[int]]:
    """Kill the student's process, or the forkserver, some times, each after a while."""
    killed: list[int] = []
    done = threading.Event()

    def strike() -> None:
        while not done.wait(0.05) and len(killed) < times:
            with contextlib.suppress(psutil.Error):
                server = psutil.Process(Forkserver.running().pid)
                for child in server.children():
                    if time.time() - child.create_time() > LONG_ENOUGH:
                        victim = server if forkserver else child
                        victim.kill()
                        victim.wait(5)
                        killed.append(victim.pid)
                        break

    Forkserver.running()
    thread = threading.Thread(target=strike)
    thread.start()
    try:
        yield killed
    finally:
        done.set()
        thread.join()


@pytest.fixture(scope="module")
def undisturbed(assignment: Assignment) -> Result:
    result = grade(assignment, slow(assignment), "ada", SETTINGS)
    assert all(v.status is Status.PASSED for v in result.verdicts if v.score is not None)
    return result


@pytest.mark.parametrize("forkserver", [False, True])
def test_a_process_that_is_killed_once_costs_no_points(
    assignment: Assignment, undisturbed: Result, forkserver: bool
) -> None:
    with killing(1, forkserver=forkserver) as killed:
        result = grade(assignment, slow(assignment), "ada", SETTINGS)

    assert len(killed) == 1
    assert outcome(result) == outcome(undisturbed)
    assert result.notes == undisturbed.notes
    assert not result.hindered


def test_a_process_that_is_killed_again_is_in_doubt_and_graded_once_more(
    assignment: Assignment, undisturbed: Result
) -> None:
    first = []

    def once() -> Result:
        first.append(grade(assignment, slow(assignment), "ada", SETTINGS))
        return first[-1]

    with killing(2, forkserver=False) as killed:
        result = graded_alone(once, lambda found: found.hindered)

    assert [one.hindered for one in first] == [True, False]
    assert len(killed) == 2
    assert outcome(result) == outcome(undisturbed)


def test_a_forkserver_that_is_killed_again_and_again_is_the_graders_fault(
    assignment: Assignment,
) -> None:
    with killing(9, forkserver=True):
        result = grade(assignment, slow(assignment), "ada", SETTINGS)

    assert {v.status for v in result.verdicts} <= {Status.GRADER_ERROR, Status.UNGRADED}
    assert result.hindered and not result.done


@pytest.mark.parametrize("code", ["import os; os._exit(3)", "import ctypes; ctypes.string_at(0)"])
def test_code_that_ends_its_process_loses_its_own_points_alone(
    assignment: Assignment, undisturbed: Result, code: str
) -> None:
    result = grade(assignment, answered(assignment, "manual-conv", code), "ada", SETTINGS)

    by_name = {v.exercise: v.status for v in result.verdicts}
    assert by_name.pop("manual-conv") is Status.KILLED
    assert Status.PASSED in by_name.values()
    assert not result.hindered


def test_code_that_ends_only_the_first_process_is_given_the_second_one(
    assignment: Assignment, undisturbed: Result, tmp_path: Path
) -> None:
    mark = tmp_path / "been here"
    code = (
        f"import os, pathlib\nmark = pathlib.Path({str(mark)!r})\nif not mark.exists():\n"
        "    mark.touch()\n    os._exit(1)"
    )
    open_to_all = Settings(b"a secret", boxed=False)
    result = grade(assignment, answered(assignment, "manual-conv", code), "ada", open_to_all)

    assert mark.exists()
    assert outcome(result) == outcome(undisturbed)
