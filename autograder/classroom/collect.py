"""From a download to ``submitted/``.

Each student's last submission, in nbgrader's layout, with the time it was handed in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from autograder.classroom import another_assignment, unplaced
from autograder.classroom.archive import BadItem, BadSource, Item, opened
from autograder.classroom.commits import CLAIMED, REPOSITORIES, Committed, reading
from autograder.classroom.look_alikes import look_alikes
from autograder.classroom.people import (
    Person,
    Roster,
    Sender,
    Unknown,
    as_student_id,
    canonical,
)
from autograder.classroom.platforms import PLATFORMS, Attempt, platform_of, recognise
from autograder.course.chosen_notebook import (
    Choice,
    NoNotebook,
    beside,
    choose,
    foreign_exercises,
    is_notebook,
)
from autograder.course.submissions import SECRET, TIMESTAMP, Submission
from autograder.course.times import NotTold
from autograder.errors import sentence
from autograder.files import write_all_whole
from autograder.grading.assignment import Assignment
from autograder.plain import some_of

PACKED = frozenset({".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
"""What archives end in, into which nobody looks here."""

NO_ZONE = (
    "times that name no zone are taken for UTC: if they are another's, collect again and name it, "
    "as in --timezone Europe/Berlin"
)
MOST_NAMED = 10
"""Students that a note names."""


@dataclass
class Collected:
    """What became of a source."""

    platform: str = ""
    placed: list[str] = field(default_factory=list)
    """Students whose submission is new or newer than what was there."""
    unchanged: list[str] = field(default_factory=list)
    """Students whose submission was there already, or a later one."""
    earlier: int = 0
    """Submissions that the same student's later one replaced."""
    others: int = 0
    """Files of other assignments."""
    notes: list[str] = field(default_factory=list)
    """What an instructor should look at."""
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    """What could not be placed: its name in the source, and why."""


def collect(
    source: Path,
    assignment: Assignment,
    every: list[str],
    submitted: Path,
    roster: Roster | None = None,
    platform: str | None = None,
    zone: tzinfo | None = None,
    due_of: Callable[[str], datetime | None] | None = None,
) -> Collected:
    """Place what a platform's download, nbgrader's exchange or a folder holds of one assignment.

    Args:
        source: a folder or a zip; see `platforms` for the names in it.
        assignment: whose submissions these are.
        every: names of all of the course's assignments.
        submitted: where to: ``<student>/<assignment>/<notebook>.ipynb``, and ``timestamp.txt``
            where the time is known.
        roster: who is who. Without one a student's id is what the platform calls them, and whoever
            is on no list is placed too.
        platform: see `platforms.PLATFORMS`; None to tell it by the names.
        zone: of the course, for times that don't say theirs; None where nobody said it, which
            stands for UTC and is told.
        due_of: until when a student may hand in, in UTC, to take of each git repository what it
            held then, and the commit's time; None to take what is checked out, without time.

    Raises:
        BadSource: the source can't be looked into at all, or is empty.
        UsageError: times are wanted of repositories, and there are none, or no git.
    """
    with ExitStack() as stack:
        contents = stack.enter_context(opened(source))
        if not contents.items and not contents.refused:
            raise BadSource(_empty(source, contents.folders, assignment))
        committed: Committed | None = None
        if due_of:
            platform = REPOSITORIES
            git = stack.enter_context(reading(source))
            committed = Committed(git, contents, assignment.name, every, due_of)
        name, found = recognise(contents.items, assignment.name, every, platform, zone or UTC)
        done = Collected(name, others=found.others, unplaced=contents.refused + found.refused)
        done.notes += filter(None, [CLAIMED if committed else PLATFORMS[name].told])
        done.notes += _without_notebooks(contents.items, name)
        if not any(one.handed_in or one.doubt for one in _people(roster)):
            done.notes += filter(None, [PLATFORMS[name].untimed])
        done.notes += roster.told if roster else ()
        done.notes += _times_of_another(roster, assignment.name, every)
        in_names = PLATFORMS[name].local and any(one.handed_in for one in found.attempts)
        if zone is None and (in_names or any(one.handed_in for one in _people(roster))):
            done.notes.append(NO_ZONE)
        reasons: dict[str, str] = {}
        some_timed, untimed = False, []
        for student_id, person, attempts in by_student(found.attempts, roster, done):
            last = attempts[0]
            reasons[student_id] = ""
            try:
                if committed:
                    attempts = [committed.at_due_date(one, student_id) for one in attempts]
                last = last_of(attempts, assignment)
                handed_in = last.handed_in or (person.handed_in if person else None)
                _place(last, handed_in, student_id, assignment, submitted, done)
                done.earlier += len(attempts) - 1
                doubt = person.doubt if person and not handed_in else ""
                told = [note for note in (last.note, doubt) if note]
                done.notes += [f"{student_id}: {note}" for note in told]
                some_timed = some_timed or handed_in is not None
                if not (handed_in or told):
                    untimed.append(student_id)
            except BadItem as why:
                reasons[student_id] = str(why)
            except OSError as error:
                reasons[student_id] = sentence(error) or str(error)
            if reasons[student_id]:
                done.unplaced.append((last.origin, reasons[student_id]))
        if some_timed and untimed:
            named = some_of([*map(ascii, untimed)], MOST_NAMED)
            done.notes.append(f"no time is known, as it is of others, so they aren't late: {named}")
        unplaced.note(submitted, assignment.name, reasons)
    there = [
        os.fsencode(path.name).decode(errors="backslashreplace")
        for path in submitted.glob("[!.]*")
        if path.is_dir()
    ]
    if roster and (others := _not_on_the_list(there, assignment.name, submitted, roster)):
        done.notes.append(
            f"not on the list, but in {submitted}: {some_of([*map(ascii, others)], MOST_NAMED)}: "
            "they are graded, too; remove whom you don't want there and in autograded/"
        )
    for group in look_alikes(there):
        if set(group) & {*done.placed, *done.unchanged}:
            done.notes.append(
                f"{' and '.join(map(ascii, group))} look alike; they were kept apart as "
                "different students"
            )
    done.unplaced.sort()
    return done


def _empty(source: Path, folders: list[str], assignment: Assignment) -> str:
    """Say that a source has no files, and what its folders look like."""
    if not folders:
        return f"{source} is empty: nobody's work is in it"
    outermost = [name for name in folders if "/" not in name]
    inside = [Item(f"{name}/{assignment.notebook}.ipynb", bytes) for name in folders]
    return (
        f"{source} holds no file, only folders: {some_of(outermost, 3)} "
        f"({_looks_like(platform_of(inside))}): download it again"
    )


def _without_notebooks(items: list[Item], platform: str) -> list[str]:
    """Return a note where no file of a source is a notebook."""
    if not items or any(is_notebook(item.name) for item in items):
        return []
    packed = [item.name for item in items if PurePosixPath(item.name).suffix.lower() in PACKED]
    advice = f"; unpack {some_of(packed, 3)} first" if packed else ""
    named = some_of([item.path for item in items], 3)
    return [f"no file is a notebook: {named} ({_looks_like(platform)}){advice}"]


def _looks_like(platform: str) -> str:
    return "no platform's names" if platform == "folder" else f"the names are {platform}'s"


def _people(roster: Roster | None) -> tuple[Person, ...]:
    return roster.people if roster else ()


def _times_of_another(roster: Roster | None, assignment: str, every: list[str]) -> list[str]:
    """Return a note where a list of students has times that seem to be another assignment's."""
    if roster is None or not any(person.handed_in for person in roster.people):
        return []
    other = another_assignment.named(roster.name, [assignment], every)
    return [f"the times are from {roster.name}, which is called like {other}"] if other else []


def _not_on_the_list(
    there: list[str], assignment: str, submitted: Path, roster: Roster
) -> list[str]:
    """Return whose work lies there, though nobody on the list is called so."""
    known = {canonical(person.id) for person in roster.people}
    return sorted(
        name
        for name in there
        if canonical(name) not in known and (submitted / name / assignment).is_dir()
    )


def by_student(
    attempts: list[Attempt], roster: Roster | None, done: Collected
) -> Iterator[tuple[str, Person | None, list[Attempt]]]:
    """Return attempts by the id of who handed them in, with whom the roster has there.

    Who can't be told goes to the unplaced.
    """
    groups: dict[str, tuple[Person | None, list[Attempt]]] = {}
    for attempt in attempts:
        try:
            people: list[Person | None] = [None]
            if roster is None and attempt.sender.name and not attempt.sender.ids:
                raise Unknown(
                    "this is a group: who is in it says a list with the column Group (--roster)"
                )
            if roster:
                people = [*roster.find_all(attempt.sender)]
            ids = [
                as_student_id(person.id if person else next(iter(attempt.sender.ids), ""))
                for person in people
            ]
        except Unknown as why:
            done.unplaced.append((attempt.origin, f"{_shown(attempt.sender)}: {why}"))
            continue
        if len(ids) > 1:
            done.notes.append(f"{attempt.origin}: handed in by a group, for {', '.join(ids)}")
        for student_id, person in zip(ids, people, strict=True):
            groups.setdefault(student_id, (person, []))[1].append(attempt)
    for student_id, (listed, own) in sorted(groups.items()):
        if roster is None and len(senders := {attempt.sender for attempt in own}) > 1:
            numbers = ", ".join(sorted(sender.number or sender.email for sender in senders))
            doubt = (
                f"{len(senders)} students are called {student_id!r} ({numbers}): say who is who "
                f"with a list of students (--roster)"
            )
            done.unplaced += [(attempt.origin, doubt) for attempt in own]
        else:
            yield student_id, listed, own


def last_of(attempts: list[Attempt], assignment: Assignment) -> Attempt:
    """Return the attempt that counts.

    Raises:
        BadItem: without times it can't be told.
    """
    times = [attempt.handed_in for attempt in attempts if attempt.handed_in]
    latest = [
        attempt
        for attempt in attempts
        if len(times) < len(attempts) or attempt.handed_in == max(times)
    ]
    if len(latest) > 1 and len({_chosen(attempt, assignment).data for attempt in latest}) > 1:
        others = ", ".join(attempt.origin for attempt in latest[1:])
        raise BadItem(f"the same student handed in {others} too, and no time says which came last")
    return latest[0]


def _place(
    attempt: Attempt,
    handed_in: datetime | None,
    student_id: str,
    assignment: Assignment,
    submitted: Path,
    done: Collected,
) -> None:
    chosen = _chosen(attempt, assignment)
    files = {path: item.read() for path, item in _beside(attempt, chosen.name).items()}
    folder = submitted / student_id / assignment.name
    path = folder / f"{assignment.notebook}.ipynb"
    places = [folder / name for name in files]
    for place in (folder.parent, folder, path, *places, *(one.parent for one in places)):
        if place.is_symlink():
            raise BadItem(f"{place} is a link, through which nothing is written")
    there = path.read_bytes() if path.is_file() else None
    time_there = _time_there(Submission(student_id, folder))
    if there is not None and handed_in and time_there and time_there > handed_in:
        done.unchanged.append(student_id)
        done.notes.append(
            f"{student_id}: a later submission is in {folder} already; this one was left out"
        )
        return
    same = there == chosen.data and all(
        one.is_file() and one.read_bytes() == files[name]
        for name, one in zip(files, places, strict=True)
    )
    if same and (handed_in is None or handed_in == time_there):
        done.unchanged.append(student_id)
        return
    if foreign := foreign_exercises(assignment, chosen.data):
        holds = f"{chosen.name} holds {', '.join(foreign[:3])} and nothing of {assignment.name}"
        if there is not None:
            raise BadItem(f"{holds}: what was handed in before stays")
        done.notes.append(f"{student_id}: {holds}: is it another assignment's?")
    written: dict[Path, str | bytes] = {path: chosen.data}
    written |= zip(places, files.values(), strict=True)
    if handed_in:
        written[folder / TIMESTAMP] = f"{handed_in:%Y-%m-%d %H:%M:%S.%f} UTC\n"
    else:
        (folder / TIMESTAMP).unlink(missing_ok=True)
    write_all_whole(written)
    done.placed.append(student_id)
    if there is not None:
        done.notes.append(f"{student_id}: replaces an earlier submission")
    if sum(is_notebook(name) for name, _ in attempt.files) > 1:
        done.notes += [f"{student_id}: {note}" for note in chosen.notes]
    if named := ", ".join(sorted(str(name) for name in files if str(name) != SECRET)):
        done.notes.append(f"{student_id}: {named} came along, and is there when it is graded")


def _chosen(attempt: Attempt, assignment: Assignment) -> Choice:
    """Return the notebook that is meant.

    Raises:
        BadItem: there is none, or it can't be told.
    """
    by_name: dict[str, list[Item]] = {}
    for name, item in attempt.files:
        by_name.setdefault(name, []).append(item)
    for name, items in by_name.items():
        if is_notebook(name) and len(items) > 1 and len({one.read() for one in items}) > 1:
            raise BadItem(f"Which of these is meant can't be told: {name}, {name}.")
    try:
        files = {name: items[0].read for name, items in by_name.items()}
        return choose(files, assignment, attempt.newest)
    except NoNotebook as problem:
        raise BadItem(str(problem)) from None


def _beside(attempt: Attempt, notebook: str) -> dict[PurePosixPath, Item]:
    """Return the files that came beside the notebook and below, by path from there."""
    items = {
        name: item
        for name, item in attempt.files
        if not any(part.startswith(".") for part in PurePosixPath(name).parts)
    }
    return {path: items[name] for name, path in beside(items, notebook).items()}


def _time_there(submission: Submission) -> datetime | None:
    try:
        return submission.timestamp
    except NotTold:
        return None


def _shown(sender: Sender) -> str:
    return ascii(next(iter(sender.ids), "") or sender.name)
