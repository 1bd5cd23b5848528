"""Grade many submissions, several at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from autograder.classroom.intake import Submission
from autograder.course.outputs import write_outputs
from autograder.grading.assignment import Assignment
from autograder.grading.grade import Graded, Settings, grade
from autograder.grading.rebuild import Unreadable, read
from autograder.grading.verdicts import grader_error, unreadable


@dataclass(frozen=True)
class Result:
    """A submission and what became of it; `graded` has no notebook where the file could not be read."""

    submission: Submission
    digest: str
    graded: Graded
    seconds: float
    """Wall time from reading it to its verdicts, with others graded beside it."""


async def grade_all(assignment: Assignment, submissions: Iterable[Submission], settings: Settings, workers: int) -> AsyncIterator[Result]:
    """Grade submissions side by side and yield each as it is done.

    Args:
        assignment: what was handed out.
        submissions: what came back.
        settings: secret, kernel, limits.
        workers: how many at a time. The work is in their kernels, each a process of its own.
    """
    waiting = iter(submissions)
    running: set[asyncio.Task[Result]] = set()
    try:
        while True:
            while len(running) < workers and (submission := next(waiting, None)):
                running.add(asyncio.create_task(_grade_one(assignment, submission, settings)))
            if not running:
                return
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _grade_one(assignment: Assignment, submission: Submission, settings: Settings) -> Result:
    """Grade one submission; whatever goes wrong stays with it."""
    start, digest = time.monotonic(), ""
    try:
        digest = submission.digest()
        data, notes = submission.read(assignment.notebook)
        submission.timestamp()
        graded = await grade(assignment, read(data), submission.student, settings)
        graded.notes[:0] = notes
        write_outputs(graded)
    except Unreadable as problem:
        graded = Graded(None, unreadable(assignment, str(problem)), problem=str(problem))
    except Exception as error:  # a bug of the grader, or a disk that fails: this submission waits, the others go on
        reason = f"{type(error).__name__}: {error}"
        graded = Graded(None, [grader_error(task, reason) for task in assignment.tasks], problem=reason)
    return Result(submission, digest, graded, round(time.monotonic() - start, 3))
