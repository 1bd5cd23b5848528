"""Several runs on one scheduler, at once: each is graded with its own course, and leaves nothing.

The workers are processes of their own, and one run's submissions come between the other's.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from distributed import Client

from autograder.classroom.cluster import cluster
from autograder.classroom.cores import Cores
from autograder.classroom.engine import Outcome, grade_all
from autograder.classroom.held import Held
from autograder.classroom.place import Place
from autograder.classroom.worker import Grader
from autograder.course.layout import Course
from autograder.course.submissions import find
from autograder.grading.result import Result
from autograder.grading.settings import Settings
from autograder.grading.verdicts import Verdict
from tests.classroom.running import NAME, Dask, Made, graded, grading, wait_for
from tests.conftest import HandIn, Submit
from tests.helpers import SMALL, cell_of, make_course, misconceptions_of

STUDENTS = [f"student{number}" for number in range(4)]
Verdicts = dict[str, list[Verdict]]


def grader(course: Course) -> Grader:
    return Grader.of([course.load(NAME)], Settings(course.secret()))


def begin(course: Course, place: Place) -> Iterator[list[Outcome]]:
    assignment = course.load(NAME)
    return grade_all(assignment, find(course.root / "submitted", assignment), place)


def verdicts_of(batches: Iterator[list[Outcome]]) -> Verdicts:
    results: list[Result] = [outcome.result for batch in batches for outcome in batch]
    return {result.student_id: result.verdicts for result in results}


def alone(course: Course) -> Verdicts:
    with Cores(grader(course), 1) as cores:
        return verdicts_of(begin(course, cores))


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, submit: Submit, hand_in: HandIn
) -> tuple[Course, Course]:
    """Two courses whose assignments differ in all but the name: points, words, and the secret."""
    one, other = (
        make_course(tmp_path_factory.mktemp(name) / "course", cells=SMALL)
        for name in ("one", "other")
    )
    (other.root / ".autograder-secret").write_text("the secret of the other course")
    source = nbformat.read(other.notebook(NAME), as_version=4)
    cell_of(source, "test-output-size").metadata.nbgrader.points = 7
    nbformat.write(source, other.notebook(NAME))
    for course in (one, other):
        assignment = course.load(NAME)
        wrong = misconceptions_of(assignment, "output-size")[0].cell
        for student in STUDENTS:
            notebook = submit(assignment, {"output-size": wrong})
            hand_in(course.root / "submitted", student, assignment, notebook)
    return one, other


def held(client: Client) -> list[str]:
    """What all workers hold for runs, by name."""
    plugins = client.run(lambda dask_worker: list(dask_worker.plugins))
    return [name for names in plugins.values() for name in names if name.startswith("autograder-")]


def test_two_courses_whose_submissions_alternate_each_get_their_own_points_and_secret(
    pair: tuple[Course, Course], tmp_path: Path, dask: Dask
) -> None:
    one, other = pair
    undisturbed = alone(one), alone(other)
    address = dask.schedule()
    dask.work(address)
    found: tuple[Verdicts, Verdicts] = {}, {}

    with cluster(grader(one), address) as first, cluster(grader(other), address) as second:
        runs = begin(one, first), begin(other, second)
        turns = 0
        while any(len(some) < len(STUDENTS) for some in found):
            for run, some in zip(runs, found, strict=True):
                some |= verdicts_of(iter([next(run, [])]))
            turns += 1

    assert turns > 1, "both had submissions in hand when the other one went on"
    assert found == undisturbed
    assert {v.max_score for v in found[0]["student0"]} != {
        v.max_score for v in found[1]["student0"]
    }
    assert found[0]["student0"][0].message != found[1]["student0"][0].message


def test_of_two_runs_of_one_course_the_one_that_ends_first_takes_nothing_from_the_other(
    pair: tuple[Course, Course], dask: Dask
) -> None:
    course, _ = pair
    undisturbed = alone(course)
    address = dask.schedule()
    worker = dask.work(address, "--no-nanny")

    with cluster(grader(course), address) as first:
        run = begin(course, first)
        found = verdicts_of(iter([next(run)]))
        with cluster(grader(course), address) as second:
            other = verdicts_of(begin(course, second))
            assert len(held(first.client)) == 2
        wait_for(lambda: len(held(first.client)) == 1)
        assert len(found) < len(STUDENTS)
        found |= verdicts_of(run)

    assert found == other == undisturbed
    with Client(address) as looking:
        wait_for(lambda: not held(looking))
    (zygote,) = psutil.Process(worker.pid).children()
    assert "<zygote>" in zygote.cmdline()[-1]
    wait_for(lambda: not zygote.children())


def test_a_worker_gives_up_what_it_holds_for_a_run_that_was_killed(
    made: Made, tmp_path: Path, dask: Dask
) -> None:
    course, _ = made
    address = dask.schedule()
    worker = dask.work(address, "--no-nanny")
    output = tmp_path / "output"

    with (
        Client(address) as looking,
        subprocess.Popen(
            grading(course, output, "--scheduler", address), stdout=subprocess.PIPE
        ) as run,
    ):
        wait_for(lambda: graded(output))
        assert held(looking)
        run.kill()
        run.wait(timeout=100)
        wait_for(lambda: not held(looking))

    wait_for(lambda: len(psutil.Process(worker.pid).children(recursive=True)) == 1)


def test_a_worker_that_lacks_what_grades_a_run_refuses_and_grades_with_nothing_else(
    pair: tuple[Course, Course], dask: Dask
) -> None:
    one, other = pair
    address = dask.schedule()
    dask.work(address)

    with cluster(grader(one), address) as first, cluster(grader(other), address) as second:
        runs = begin(one, first), begin(other, second)
        kept = verdicts_of(iter([next(runs[0])]))
        next(runs[1])
        first.client.unregister_worker_plugin(Held(grader(one), first.client.id).name)
        refused = verdicts_of(runs[0])

    assert len(kept) + len(refused) == len(STUDENTS)
    faults = [verdicts[0] for verdicts in refused.values()]
    faulty = [verdict for verdict in faults if verdict.status == "grader-error"]
    assert faulty
    assert all(verdict.score is None for verdict in faulty)
    assert all("could not be set up for this assignment" in verdict.message for verdict in faulty)
    assert {verdict.max_score for verdict in faults} == {one.load(NAME).exercises[0].points}
