"""The files that students get beside a notebook: what ``course.toml`` lists, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course.chosen_notebook import MOST_NAMED, is_notebook
from autograder.course.fingerprints import FINGERPRINTS
from autograder.course.quick_checks import QUICK_CHECKS
from autograder.errors import UsageError, sentence
from autograder.student.inside.bounds import MOST_BYTES, MOST_FILES

OURS = (FINGERPRINTS, QUICK_CHECKS)
"""What lies beside a source for the grader alone."""

_NOISE = ("__pycache__",)


class BadGivenFile(UsageError):
    """A list of files in ``course.toml`` is not as it must be: which entry, and what to do."""


def read_given_files(folder: Path, listed: Any, place: str) -> dict[str, bytes]:
    """Return the listed files of an assignment's folder in ``source/``, contents by path.

    Args:
        folder: where they lie.
        listed: what the settings say: a list of paths in that folder.
        place: where they say it, for messages.

    Raises:
        BadGivenFile: the list is none, or a file of it can't be given to students.
    """
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise BadGivenFile(f'{place} = {listed!r}: make it a list of file names, ["data.csv"]')
    found: dict[str, bytes] = {}
    for name in listed:
        found[PurePosixPath(name).as_posix()] = _read(folder, name, place)
    size = sum(map(len, found.values()))
    if len(found) > MOST_FILES or size > MOST_BYTES:
        raise BadGivenFile(
            f"{place}: {len(found)} files of {size / 2**20:.1f} MB are too much to be handed to "
            f"each student's process (at most {MOST_FILES} files of {MOST_BYTES // 2**20} MB): "
            "have a data cell fetch what is large, see docs/own-course.md"
        )
    return found


def _read(folder: Path, name: str, place: str) -> bytes:
    said = f"{place} lists {name!r}"
    parts = PurePosixPath(name).parts
    if not parts or {"/", ".."} & set(parts) or "\\" in name:
        raise BadGivenFile(f"{said}: write the path of a file from {folder} on, with / between")
    if any(part.startswith(".") for part in parts) or is_notebook(name) or name in OURS:
        raise BadGivenFile(
            f"{said}: notebooks, hidden files and those of the grader itself are not handed out "
            "so; leave it out"
        )
    try:
        return folder.joinpath(*parts).read_bytes()
    except FileNotFoundError:
        there = ", ".join(_candidates(folder)[:MOST_NAMED])
        or_else = f", or correct its name; there is {there}" if there else ""
        raise BadGivenFile(f"{said}, which is not in {folder}: put it there{or_else}") from None
    except IsADirectoryError:
        within = [one for one in _candidates(folder) if one.startswith(f"{PurePosixPath(name)}/")]
        raise BadGivenFile(
            f"{said}, which is a folder: list its files instead, "
            f"{json.dumps(within[:MOST_NAMED], ensure_ascii=False)}"
        ) from None
    except OSError as error:
        raise BadGivenFile(f"{said}: {sentence(error, folder / name)}") from None


def suggestion(folder: Path, listed: Mapping[str, bytes], left: list[str]) -> str | None:
    """Return a file that could be listed, too; None where each is too large."""
    size = sum(map(len, listed.values()))
    fits = (name for name in left if size + (folder / name).stat().st_size <= MOST_BYTES)
    return next(fits, None)


def not_listed(folder: Path, listed: Iterable[str]) -> list[str]:
    """Return what lies in an assignment's folder in ``source/`` and is handed to nobody."""
    return [name for name in _candidates(folder) if name not in set(listed)]


def _candidates(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") or part in _NOISE for part in inside.parts)
        name = inside.as_posix()
        if not hidden and path.is_file() and not is_notebook(name) and name not in OURS:
            found.append(name)
    return found
