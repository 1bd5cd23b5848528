"""Each submission is graded in a process that can be ended, also within a library written in C."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.classroom import feedback, worker
from autograder.classroom.cores import Cores
from autograder.classroom.engine import Outcome, grade_all
from autograder.classroom.worker import Graded, Grader, ToGrade, made_ready
from autograder.course import journal
from autograder.course.layout import Course
from autograder.course.submissions import find
from autograder.grading import grade as grading
from autograder.grading import reading, steps
from autograder.grading.assignment import Assignment
from autograder.grading.bench import MOST_IN_A_PIPE, Bench, GraderDied, LeftOut, Made
from autograder.grading.diagnose import diagnose
from autograder.grading.limits import TimeLimits
from autograder.grading.rebuild import Rebuilt, rebuild
from autograder.grading.result import Result
from autograder.grading.settings import Settings
from autograder.grading.steps import Begin
from autograder.grading.versions import of
from autograder.student.zygote import ForkserverGone
from tests.classroom.running import wait_for
from tests.conftest import HandIn, Submit

WRONG_POOL = "def pool2d(image, size, stride=None, mode='max'):\n    return image + 1"
LIMITS = TimeLimits(60, 20)
"""Of which a step may take two seconds; see `brief`."""


LONG_STEP = "a step with a long name, as exercises have them too, and number "
A_LITTLE = 0.3
"""Seconds."""


def for_ever() -> None:
    """Compute in C, without a look at signals or other threads for longer than any test lasts."""
    re.match(r"(a*)*b", "a" * 60)


def work(task: str, left_out: LeftOut, begin: Begin) -> str:
    begin("the first step")
    if task == "hangs" and begin("the step that hangs"):
        for_ever()
    if task == "hangs everywhere" and not left_out.stopped:
        begin(f"step {len(left_out.steps)}")
        for_ever()
    if task == "has many steps":
        for number in range(2 * MOST_IN_A_PIPE // len(LONG_STEP)):
            begin(f"{LONG_STEP}{number}")
    if task.startswith("computes a little"):
        began = time.process_time()
        while time.process_time() - began < A_LITTLE:
            pass
        time.sleep(0.8 if task.endswith("rests") else 0)  # is looked at meanwhile
    if task == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "raises":
        raise ValueError("a fault")
    return left_out.stopped or task


def nothing() -> None:
    pass


def give_work() -> Made[str, str]:
    return Made(work, nothing)


def give_work_slowly(started: Path) -> Made[str, str]:
    first = not started.exists()
    with started.open("a") as file:
        file.write(f"{os.getpid()}\n")
    if first:
        time.sleep(60)
    return give_work()


def end_at_once() -> Made[str, str]:
    os._exit(1)


LOADED: list[str] = []
"""In a process that forks those which grade, and in those that it forked since."""


def say_what_is_loaded(one: str, left_out: LeftOut, begin: Begin) -> str:
    return ", ".join(LOADED)


def give_more_later() -> Made[str, str]:
    LOADED.append("first")
    return Made(say_what_is_loaded, partial(LOADED.append, "more"))


def kill_what_is_written_in(started: Path) -> None:
    wait_for(lambda: started.exists() and started.read_text().endswith("\n"))
    os.kill(int(started.read_text()), signal.SIGKILL)


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Don't give each step the time that slow machines need."""
    monkeypatch.setattr(steps, "LEAST_STEP_SECONDS", 1)


@pytest.fixture
def one() -> Iterator[Bench[str, str]]:
    made: Bench[str, str] = Bench(give_work)
    yield made
    made.close()


def test_a_step_that_computes_too_long_is_left_out_and_what_comes_after_is_graded(
    one: Bench[str, str],
) -> None:
    assert one.grade("hangs", LIMITS) == ("hangs", ("the step that hangs",))
    assert one.grade("another", LIMITS) == ("another", ())


@pytest.mark.soak
def test_after_some_steps_the_whole_is_stopped(one: Bench[str, str]) -> None:
    said, left_out = one.grade("hangs everywhere", LIMITS)

    assert left_out == tuple(f"step {number}" for number in range(5))
    assert said == "step 4"


def test_no_more_than_the_time_of_a_submission_is_computed(one: Bench[str, str]) -> None:
    said, left_out = one.grade("hangs everywhere", TimeLimits(60, 0.3))

    assert (said, left_out) == ("step 0", ("step 0",))


def test_what_earlier_submissions_computed_in_a_process_is_not_charged_to_a_later_one(
    one: Bench[str, str],
) -> None:
    for task in (*["computes a little"] * 3, "computes a little and rests"):
        assert one.grade(task, TimeLimits(60, 2 * A_LITTLE)) == (task, ())


def test_more_steps_than_a_pipe_holds_are_taken(one: Bench[str, str]) -> None:
    assert one.grade("has many steps", LIMITS) == ("has many steps", ())
    assert one.grade("hangs", LIMITS) == ("hangs", ("the step that hangs",))


def test_a_process_that_dies_or_raises_takes_nobody_along(one: Bench[str, str]) -> None:
    with pytest.raises(GraderDied):
        one.grade("dies", LIMITS)
    with pytest.raises(RuntimeError, match="ValueError: a fault"):
        one.grade("raises", LIMITS)
    assert one.grade("another", LIMITS) == ("another", ())


def test_the_first_process_does_not_wait_for_what_those_after_it_find_loaded() -> None:
    made: Bench[str, str] = Bench(give_more_later)
    try:
        assert made.grade("one", LIMITS)[0] == "first"
        made._idle.get().end()

        assert made.grade("another", LIMITS)[0] == "first, more"
    finally:
        made.close()


def test_when_what_forks_those_that_grade_is_killed_another_does_it(
    one: Bench[str, str],
) -> None:
    one.grade("another", LIMITS)
    for _ in range(2):
        psutil.Process(one._idle.queue[-1]._pid).parent().kill()
        time.sleep(0.5)  # until those that are idle have ended, too

        assert one.grade("another", LIMITS) == ("another", ())


def test_what_forks_those_that_grade_is_made_anew_when_it_is_killed_before_it_is_ready(
    tmp_path: Path,
) -> None:
    started = tmp_path / "started"
    made: Bench[str, str] = Bench(partial(give_work_slowly, started))
    try:
        killer = threading.Thread(target=kill_what_is_written_in, args=(started,))
        killer.start()
        made.wait_until_ready()
        killer.join(60)

        assert made.grade("another", LIMITS) == ("another", ())
        assert len(started.read_text().split()) == 2
    finally:
        made.close()


def test_what_never_gets_ready_is_said_to_be_gone() -> None:
    made: Bench[str, str] = Bench(end_at_once)
    try:
        with pytest.raises(ForkserverGone, match="ended 3 times"):
            made.grade("another", LIMITS)
    finally:
        made.close()


def test_threads_grade_side_by_side(one: Bench[str, str]) -> None:
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda: results.append(one.grade("hangs", LIMITS)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert results == [("hangs", ("the step that hangs",))] * 3


def test_nothing_is_left_when_it_is_closed(one: Bench[str, str]) -> None:
    before = psutil.Process().children(recursive=True)
    assert one.grade("another", LIMITS)
    made = [child for child in psutil.Process().children(recursive=True) if child not in before]

    one.close()

    assert made
    assert psutil.wait_procs([*made], timeout=10)[1] == []


def test_nothing_is_started_for_a_thread_that_asks_when_it_is_closed(
    one: Bench[str, str],
) -> None:
    assert one.grade("another", LIMITS)
    before = psutil.Process().children(recursive=True)

    one.close()

    with pytest.raises(ForkserverGone, match="closed"):
        one.grade("another", LIMITS)
    after = psutil.Process().children(recursive=True)
    assert [child for child in after if child not in before] == []


def test_what_all_that_come_back_have_in_common_is_parsed_before_most_processes_are_forked(
    course: Course,
) -> None:
    for name in course.assignments():
        assignment = course.load(name)
        reading._bound.cache_clear()

        made_ready(Grader.of([assignment], Settings(b"a secret for tests"))).load_more()

        parsed = reading._bound.cache_info().misses
        reading.findings(assignment, rebuild(assignment, assignment.source).notebook)
        assert parsed
        assert reading._bound.cache_info().misses == parsed, name


@pytest.fixture
def graded(
    convolution: Assignment, submit: Submit, hand_in: HandIn, tmp_path: Path
) -> Callable[[], Outcome]:
    """Grade a student whose pool is wrong, as the command does."""
    hand_in(tmp_path, "ada", convolution, submit(convolution, {"pool": WRONG_POOL}))
    grader = Grader.of([convolution], Settings(b"a secret for tests", limits=LIMITS))

    def run() -> Outcome:
        with Cores(grader, 1) as cores:
            ((outcome,),) = grade_all(convolution, find(tmp_path, convolution), cores)
        return outcome

    return run


def hanging_at_pool(whole: Callable[..., Any]) -> Callable[..., Any]:
    def hang(*arguments: Any, **options: Any) -> Any:
        if any(getattr(one, "key", getattr(one, "name", "")).endswith("pool") for one in arguments):
            for_ever()
        return whole(*arguments, **options)

    return hang


def judging_hangs(grader: Grader) -> Made[ToGrade, Graded]:
    """In place of `worker.made_ready`, where it grades."""
    setattr(steps, "LEAST_STEP_SECONDS", 1)  # noqa: B010  mypy
    grading._verdict = hanging_at_pool(grading._verdict)
    return made_ready(grader)


def naming_hangs(grader: Grader) -> Made[ToGrade, Graded]:
    setattr(steps, "LEAST_STEP_SECONDS", 1)  # noqa: B010  mypy
    setattr(grading, "diagnose", hanging_at_pool(diagnose))  # noqa: B010  mypy
    return made_ready(grader)


def showing_hangs(grader: Grader) -> Made[ToGrade, Graded]:
    setattr(steps, "LEAST_STEP_SECONDS", 1)  # noqa: B010  mypy
    feedback._shown = lambda cell, until: str(for_ever())  # type: ignore[func-returns-value]
    return made_ready(grader)


def test_an_answer_that_takes_too_long_to_judge_costs_its_own_exercise(
    graded: Callable[[], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "made_ready", judging_hangs)

    outcome = graded()

    verdicts = {verdict.exercise: verdict for verdict in outcome.result.verdicts}
    assert verdicts["pool"].status == "timeout"
    assert verdicts["pool"].message.startswith(
        "Grading it was stopped: judging pool took longer than 2 seconds of computing. Look for"
    )
    assert {v.status for v in verdicts.values() if v.exercise not in ("pool", "why-pool")} == {
        "passed"
    }
    assert outcome.result.overran == ["judging pool"]


def test_a_mistake_that_takes_too_long_to_name_keeps_its_points_and_message(
    graded: Callable[[], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = graded()
    monkeypatch.setattr(worker, "made_ready", naming_hangs)

    outcome = graded()

    told = "Left out: naming the mistake in pool took longer than 2 seconds of computing."
    unnamed = [
        replace(verdict, misconception="", explanation="")
        for verdict in undisturbed.result.verdicts
    ]
    assert outcome.result.verdicts == unnamed
    assert outcome.result.notes == [*undisturbed.result.notes, told]
    assert told in outcome.documents.page.decode()


def test_a_page_that_takes_too_long_is_shown_without_answers(
    graded: Callable[[], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = graded()
    monkeypatch.setattr(worker, "made_ready", showing_hangs)

    outcome = graded()

    assert outcome.result.verdicts == undisturbed.result.verdicts
    assert outcome.documents.notebook == undisturbed.documents.notebook
    page = outcome.documents.page.decode()
    assert "formatting the feedback page took longer than 2 seconds" in page
    assert "your answer" not in page


def busy_with_bob(grader: Grader) -> Made[ToGrade, Graded]:
    """In place of `worker.made_ready`, where it grades; one student's process is hindered."""
    whole = grading.grade_rebuilt

    def hindered(assignment: Assignment, rebuilt: Rebuilt, student: str, *more: Any) -> Result:
        return replace(whole(assignment, rebuilt, student, *more), hindered=student == "bob")

    setattr(grading, "grade_rebuilt", hindered)  # noqa: B010  mypy
    return made_ready(grader)


def test_who_grades_writes_what_people_read_and_notes_what_is_new_unless_it_may_be_tried_again(
    convolution: Assignment,
    submit: Submit,
    hand_in: HandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "made_ready", busy_with_bob)
    hand_in(tmp_path / "submitted", "ada", convolution, submit(convolution))
    hand_in(tmp_path / "submitted", "bob", convolution, submit(convolution))
    hand_in(tmp_path / "submitted", "eve", convolution, b"{")
    hand_in(tmp_path / "submitted", "kim", convolution, submit(convolution))
    settings = Settings(b"a secret for tests")

    with Cores(Grader.of([convolution], settings), 2) as cores:
        outcomes = {
            outcome.submission.student_id: outcome
            for some in grade_all(
                convolution,
                find(tmp_path / "submitted", convolution),
                cores,
                outputs=dict.fromkeys(("ada", "bob", "eve", "kim"), tmp_path),
                new=("ada", "bob", "eve"),
            )
            for outcome in some
        }

    noted = {
        name: journal.load_entry(journal.folder_of(tmp_path, name, convolution.name))
        for name in outcomes
    }
    assert noted == {
        "ada": outcomes["ada"].result,
        "bob": None,
        "eve": outcomes["eve"].result,
        "kim": None,
    }
    assert {name for name, outcome in outcomes.items() if outcome.noted} == {"ada", "eve"}
    assert {name for name, outcome in outcomes.items() if outcome.documents} == {"bob"}
    assert {path.parts[-3] for path in tmp_path.glob("feedback/*/*/*.html")} == {
        "ada",
        "eve",
        "kim",
    }
    assert outcomes["bob"].result.hindered
    assert outcomes["ada"].result.secret == journal.secret_mark(settings.secret)
    assert outcomes["ada"].result.versions == of(convolution)
