"""What was graded by another source, or with another secret, than the course has now.

It is told in a line for the whole class wherever such scores are shown or passed on: they are
right for what they were graded by, and only the instructor knows whether that is what counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.course import journal
from autograder.course.layout import Course, CourseError
from autograder.grading import versions
from autograder.grading.assignment import Assignment
from autograder.grading.result import Result


def differences(assignment: Assignment, result: Result) -> list[str]:
    """Return how the exercises that a result is about differ from the source's."""
    now = {exercise.name: exercise.points for exercise in assignment.exercises}
    then = {verdict.exercise: verdict.max_score for verdict in result.verdicts}
    return [
        *(f"with {name}, which the source has no more" for name in then if name not in now),
        *(f"without {name}, which is new" for name in now if name not in then),
        *(
            f"with {then[name]:g} points for {name}, which has {now[name]:g} now"
            for name in now
            if name in then and then[name] != now[name]
        ),
    ]


def by_source(assignment: Assignment, results: Iterable[Result]) -> list[str]:
    """Say how many results are about other exercises or points than the source's."""
    name = assignment.name
    told = Counter(" and ".join(differences(assignment, result)) for result in results)
    return [
        f"{name}: {count} graded {how}: `autograder grade {name} --changed` grades by the source "
        "as it is"
        for how, count in told.items()
        if how
    ]


def by_version(
    assignment: Assignment, results: Iterable[Result], now: Mapping[str, str]
) -> list[str]:
    """Say how many results another version of an exercise gave, of given cells or of the grader.

    Args:
        assignment: whose.
        results: what is noted of its submissions.
        now: what it would be graded with; see `versions.of`.
    """
    name = assignment.name
    told = Counter(
        f"with another version of {', '.join(others)}" if others else UNNOTED
        for result in results
        if (others := _other_versions(result, now)) or _is_unnoted(result)
    )
    return [
        f"{name}: {count} {'was' if count == 1 else 'were'} graded {how}: "
        f"`autograder grade {name} --changed` grades {'it' if count == 1 else 'them'} with this one"
        for how, count in told.items()
    ]


UNNOTED = "before versions were noted, perhaps with another one"


def _is_unnoted(result: Result) -> bool:
    """Whether an earlier autograder graded it, which noted no versions: it may be any."""
    return result.done and not result.versions


def is_so(assignment: Assignment, result: Result, now: Mapping[str, str], mark: str) -> bool:
    """Whether a result is of another source, version or secret than the course has now."""
    return bool(
        differences(assignment, result)
        or _other_versions(result, now)
        or _is_unnoted(result)
        or by_secret(assignment.name, [result], mark)
    )


def _other_versions(result: Result, now: Mapping[str, str]) -> list[str]:
    # Those that are gone or new are another thing to say: see `differences`.
    return [name for name, version in result.versions.items() if now.get(name, version) != version]


def by_secret(name: str, results: Iterable[Result], mark: str) -> list[str]:
    """Say how many results another secret gave.

    Args:
        name: the assignment's.
        results: what is noted of its submissions.
        mark: of the secret that the course has now; empty where there is none.
    """
    count = sum(bool(mark and result.secret) and result.secret != mark for result in results)
    return (
        [
            f"{name}: {count} were graded with another secret: `autograder grade {name} --again` "
            "grades them with this one"
        ]
        if count
        else []
    )


def without_source(course: Course, output: Path) -> list[str]:
    """Say which assignments are graded, but have no source any more."""
    graded = Counter(path.parent.name for path in output.glob(f"autograded/*/*/{journal.NAME}"))
    there = set(course.assignments())
    return [
        f"{name}: {count} graded, but source/{name} is gone: tables and exports leave them out "
        "until it is put back"
        for name, count in sorted(graded.items())
        if name not in there
    ]


def mark_of(course: Course) -> str:
    """Return the mark of a course's secret, which is not made for this; empty where it has none."""
    try:
        return journal.secret_mark(course.secret()) if course.has_secret() else ""
    except CourseError:  # `autograder grade` says what is wrong with it
        return ""


def all_of_it(
    course: Course, output: Path, results: Iterable[Result], assignments: Mapping[str, Assignment]
) -> list[str]:
    """Say all of this of what is graded, a line each.

    Args:
        course: whose source and secret.
        output: the folder of the results.
        results: what is graded there.
        assignments: by name, of all results.
    """
    found = list(results)
    lines = without_source(course, output)
    mark = mark_of(course)
    for name, assignment in assignments.items():
        own = [result for result in found if result.assignment == name]
        lines += by_source(assignment, own) + by_secret(name, own, mark)
        lines += by_version(assignment, own, versions.of(assignment))
    return lines
