"""Grade a class: from submissions to gradebook, feedback, tables and report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from autograder.classroom import class_list, graded, lateness, outdated, session, unplaced
from autograder.classroom.changes import Change
from autograder.classroom.cores import Cores
from autograder.classroom.place import Lost, Place
from autograder.classroom.report import page
from autograder.classroom.results import write_results
from autograder.classroom.session import Wanted, Work
from autograder.classroom.tables import Row
from autograder.classroom.worker import Grader
from autograder.course import data, journal, released_files
from autograder.course.gradebook import GradebookError, of_nbgrader
from autograder.course.layout import Course
from autograder.errors import AutograderError, UsageError, did_you_mean, sentence
from autograder.grading.limits import TimeLimits
from autograder.grading.result import Result
from autograder.grading.settings import Settings
from autograder.student.warm import box_problems
from autograder.student.zygote import ForkserverGone

KEPT = "What is graded is kept: the same command goes on with the rest."
KEPT_OF_ALL = (
    "What is graded is kept: the same command, with --again, begins with the first submission "
    "once more."
)

OnResult = Callable[[Result, list[Change]], None]
"""Told of each submission, with the scores that are other ones than were noted before."""


class NotFinished(AutograderError):
    """Grading ended before everything was graded: why, and how to go on."""


@dataclass(frozen=True)
class Call:
    """What to grade, and how."""

    names: list[str]
    """The assignments."""
    submitted: Path
    output: Path
    wanted: Wanted = field(default_factory=Wanted)
    """Which of the submissions."""
    boxed: bool = True
    limits: TimeLimits = field(default_factory=TimeLimits)
    workers: int = 1
    """Cores of this machine to use."""
    scheduler: str | None = None
    """The address of a running cluster to use instead."""


def kept(*, again: bool) -> str:
    """Return what the same command does after a run that was stopped."""
    return KEPT_OF_ALL if again else KEPT


def grade_class(
    course: Course,
    call: Call,
    watch: Callable[[Work], AbstractContextManager[OnResult]],
    say: Callable[[str], None],
) -> list[Row]:
    """Grade what is waiting, write tables and report, and return all that is graded.

    What is returned is of the call's assignments alone.

    Args:
        course: whose assignments.
        call: what to grade, and how.
        watch: entered for each assignment; what it gives is told of each submission.
        say: told what was done beforehand.

    Raises:
        UsageError: there are no submissions, the box can't be had, or nobody is there to grade.
        NotFinished: results can't be written, or the cluster was lost.
    """
    if not call.submitted.is_dir():
        raise UsageError(
            f"there is no folder {call.submitted}: put submissions there, or name their folder "
            "with --submitted"
        )
    _check_students(course, call)
    with ThreadPoolExecutor(1) as beside:
        problems = beside.submit(box_problems if call.boxed else dict)
        loaded = {name: course.load(name) for name in call.names}
        _refuse(problems.result())
    call.output.mkdir(parents=True, exist_ok=True)
    if said := data.fetch_if_needed(course, call.names, boxed=call.boxed):
        say(said)
    settings = Settings(
        course.secret(), call.boxed, call.limits, data=course.data, hidden=course.hidden
    )
    mark = journal.secret_mark(settings.secret)
    todo = [
        session.find_work(one, call.submitted, call.output, call.wanted, mark)
        for one in loaded.values()
    ]
    for line in outdated.without_source(course, call.output):
        say(line)
    for one in loaded.values():
        for path in released_files.outdated(course, one):
            say(
                f"{path} is not what its source gives now, by which is graded: if students have "
                f"got it, look at what is different; `autograder build {one.name}` proves the "
                "source and renews it"
            )
    if address := of_nbgrader(course.root, course.config()):
        say(
            f"The gradebook is {call.output / 'gradebook.db'}. nbgrader's own commands use "
            f"{address}, as nbgrader_config.py says."
        )
    grader = Grader.of((work.assignment for work in todo), settings)
    noted: list[Result] = []
    faults: list[Result] = []
    waiting = sum(len(work.waiting) for work in todo)
    try:
        with _place(grader, call, waiting) as place, ThreadPoolExecutor(1) as beside:
            beside.submit(page.load)  # while others get ready and grade
            for work in todo:
                with watch(work) as on_result:

                    def note(
                        result: Result, changed: list[Change], on_result: OnResult = on_result
                    ) -> None:
                        (noted if result.done else faults).append(result)
                        on_result(result, changed)

                    if work.waiting or work.not_entered:
                        session.carry_out(work, course, call.output, place, note)
        class_list.enter(course, call.output)
        for line in lateness.bring_up_to_date(course, call.output, call.names):
            say(line)
    except Lost as error:
        raise NotFinished(f"grading stopped: {error}\n{kept(again=call.wanted.again)}") from error
    except ForkserverGone as error:
        raise NotFinished(
            f"students' processes can't be started: {error}: with AUTOGRADER_DEBUG=1 before the "
            f"command it shows what went wrong\n{kept(again=call.wanted.again)}"
        ) from error
    except (OSError, GradebookError) as error:
        reason = (isinstance(error, OSError) and sentence(error)) or str(error)
        raise NotFinished(
            f"results can't be written: {reason}\n{kept(again=call.wanted.again)}"
        ) from error
    rows, assignments = graded.whole_class(course, call.output, call.submitted, loaded, noted)
    # A fault may be that nothing can be noted of it.
    there = {(row.student_id, row.assignment) for row in rows}
    rows += [Row(fault) for fault in faults if (fault.student_id, fault.assignment) not in there]
    write_results(
        rows, course, call.output, graded.assignments_of(rows, course, loaded | assignments)
    )
    return [row for row in rows if row.assignment in call.names]


def _check_students(course: Course, call: Call) -> None:
    """Refuse to grade whom nobody knows, and who handed in none of the assignments."""
    if not call.wanted.students:
        return
    there = {folder.name for folder in call.submitted.glob("[!.]*") if folder.is_dir()}
    known = there | class_list.names(course, call.output).keys()
    for student in sorted(call.wanted.students):
        if student.startswith(".") and (call.submitted / student).is_dir():
            raise UsageError(f"{call.submitted / student}: {session.NO_STUDENT}")
        if student not in known:
            meant = did_you_mean(student, known)
            raise UsageError(f"there is no {student!r} in {call.submitted}{meant}")
        if any((call.submitted / student / name).is_dir() for name in call.names):
            continue
        why = [unplaced.reason(call.submitted, student, name) for name in call.names]
        there_is_no = f"there is no folder {call.submitted / student / call.names[0]}"
        said = " ".join(filter(None, why)) or there_is_no
        raise UsageError(f"{student} has handed in nothing of {', '.join(call.names)}: {said}")


@contextmanager
def _place(grader: Grader, call: Call, waiting: int) -> Iterator[Place | None]:
    """Open what is graded on; nothing on this machine where nobody is waiting."""
    if call.scheduler is not None:
        from autograder.classroom.cluster import cluster  # which takes long to import

        with cluster(grader, call.scheduler) as joined:
            yield joined
    elif not waiting:
        yield None
    else:
        with Cores(grader, min(call.workers, waiting)) as cores:
            yield cores


def _refuse(problems: dict[str, str]) -> None:
    """Refuse to grade where the box can't be had."""
    if missing := [f"{layer}: {problem}" for layer, problem in problems.items()]:
        advice = (
            "`autograder doctor` says how to mend it; `--isolation none` grades without, which "
            "only code that you trust should be."
        )
        raise UsageError(
            "\n".join(["students' code can't be locked in on this machine:", *missing, advice])
        )
