"""Which of the files that came is the notebook that is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from autograder.grading.assignment import Assignment
from autograder.grading.cells import claimed_id, marks_of
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.rebuild import rebuild

ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")
"""Of notebooks; browsers and mail programs append to the first."""

_COPY = re.compile(
    r"^(?:copy of|kopie von|copie de|copia de) |(?:[ _]*\(\d+\)|[ -]copy[ \d]*|[-_ ]\d+)+$",
    re.IGNORECASE,
)
"""What Colab puts before the name of a second file, and browsers, Jupyter and Canvas after it."""

ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
"""Endings of files that hold others; they are not opened."""

MOST_NAMED = 5
"""Files that a message names."""


class NoNotebook(Exception):
    """There is no notebook, or which is meant can't be told: why, for the student."""


@dataclass
class Choice:
    """The notebook that is meant."""

    name: str
    data: bytes
    notes: list[str] = field(default_factory=list)
    """What a reader of the submission has to know of the choice."""


def is_notebook(name: str) -> bool:
    """Tell a notebook by its path from checkpoints and what macOS puts beside it."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not hidden and name.lower().endswith(ENDINGS)


def beside(names: Iterable[str], notebook: str) -> dict[str, PurePosixPath]:
    """Return the files that lie beside a notebook and below, each with its path from there.

    Args:
        names: paths of all files that came, without hidden ones.
        notebook: the path of the notebook among them.
    """
    folder = PurePosixPath(notebook).parent
    return {
        name: PurePosixPath(name).relative_to(folder)
        for name in names
        if PurePosixPath(name).is_relative_to(folder) and not is_notebook(name)
    }


def choose(
    files: Mapping[str, Callable[[], bytes]], assignment: Assignment, newest: str = ""
) -> Choice:
    """Choose the notebook that is meant.

    It is the only one, or that which was written in; of several of these the one with the most
    answers; of several of these the newest, if that is known, or the one that is called as it was
    handed out, or else a copy of that name.

    Args:
        files: what came, by path, each with what reads it.
        assignment: what was handed out.
        newest: the path of the notebook that came last, where a platform says it.

    Raises:
        NoNotebook: there is none, or it can't be told.
    """
    wanted = f"{assignment.notebook}.ipynb"
    names = sorted(filter(is_notebook, files))
    if not names:
        others = [name for name in sorted(files) if not PurePosixPath(name).name.startswith(".")]
        there = f" There is only {_listed(others)}." if others else ""
        if any(name.lower().endswith(ARCHIVES) for name in others):
            there += " Archives are not opened: hand in the notebook itself."
        raise NoNotebook(f"No notebook was handed in: {wanted} is missing.{there}")
    contents = {name: files[name]() for name in names}
    packed = sorted(name for name in files if name.lower().endswith(ARCHIVES))
    asked = names if packed or len(names) > 1 else []
    answers = {name: _answers(assignment, contents[name]) for name in asked}
    most = max(answers.values(), default=0)
    written_in = [name for name in names if len(names) == 1 or answers[name]]
    fullest = [name for name in written_in if answers.get(name, 0) == most]
    ranks = {name: _rank(name, assignment.notebook) for name in fullest or names}
    best = [name for name in ranks if ranks[name] == min(ranks.values())]
    if ranks.get(newest, 2) < 2:
        best = [newest]
    if len({contents[name] for name in best}) > 1:
        raise NoNotebook(
            f"{wanted} is missing, and which of these is meant can't be told: {_listed(best)}."
            if min(ranks.values())
            else f"Which of these is meant can't be told: {_listed(best)}."
        )
    made = Choice(best[0], contents[best[0]])
    rest = [name for name in names if name != made.name]
    if made.name == newest and rest:
        made.notes.append(f"{made.name} counts: it came last.")
    elif ranks[made.name] and wanted in rest and wanted not in written_in:
        rest.remove(wanted)
        made.notes.append(f"{wanted} has no answers in it; {made.name} counts.")
    elif ranks[made.name] and wanted in rest:
        rest.remove(wanted)
        made.notes.append(f"{made.name} counts: it has more answers in it than {wanted}.")
    elif ranks[made.name]:
        made.notes.append(f"Your notebook is called {made.name}; it was taken for {wanted}.")
    elif made.name != wanted:
        made.notes.append(f"Your notebook is {made.name}; it was taken for {wanted}.")
    if packed and not answers[made.name]:
        made.notes.append(
            f"{made.name} has no answers in it; {_listed(packed)} was not opened: hand in the "
            "notebook itself."
        )
    if rest:
        made.notes.append(f"Only {made.name} counts; you also handed in {_listed(rest)}.")
    return made


def foreign_exercises(assignment: Assignment, data: bytes) -> list[str]:
    """Return what a notebook has in place of the assignment's exercises: those of another one.

    Nothing where any of the assignment's own is there, or no cell says whose it is.
    """
    try:
        claimed = {claimed_id(cell) for cell in read_notebook(data).cells} - {""}
    except Unreadable:
        return []
    own = {marks_of(cell).grade_id for cell in assignment.release.cells} - {""}
    return [] if claimed & own else sorted(claimed)


def _rank(name: str, notebook: str) -> int:
    stem = PurePosixPath(name).name
    for ending in sorted(ENDINGS, key=len, reverse=True):
        if stem.lower().endswith(ending):
            stem = stem[: -len(ending)]
            break
    if stem == notebook:
        return 0
    return 1 if _COPY.sub("", stem).casefold() == notebook.casefold() else 2


def _answers(assignment: Assignment, data: bytes) -> int:
    """Return how many exercises are answered in a file; none if it is no notebook."""
    try:
        unchanged = rebuild(assignment, read_notebook(data)).unchanged
    except Unreadable:
        return 0
    return len(set(assignment.solutions) - unchanged)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
