"""Between a check's questions and the bytes that travel to a student's process and back."""

from __future__ import annotations

import inspect
import io
import json
import linecache
import sys
import textwrap
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from types import CodeType
from typing import Any

from autograder.checks.judging import Answer
from autograder.checks.questions import Question, Questions
from autograder.grading.own_folder import NO_FILES, own_folder
from autograder.student.inside import bridge, wire


def request_for(
    questions: list[Question], pack: Callable[[Any], Any] = wire.encode
) -> dict[str, Any]:
    """Return what `bridge.answer` takes: the probes' sources and, for each question, its inputs.

    Args:
        questions: to ask.
        pack: what packs inputs: `wire.encode`, or `wire.Parcel` where they stay in this process.
    """
    probes = {question.probe.__name__: question.probe for question in questions}
    return {
        "probes": {name: _source(probe) for name, probe in probes.items()},
        "questions": [[q.probe.__name__, q.watched, pack(q.inputs)] for q in questions],
    }


def answers_of(reply: Any, count: int) -> list[Answer]:
    """Return the answers in a reply, as far as they are well formed.

    A reply can hold anything; nothing in it is believed.
    """
    if not isinstance(reply, dict) or not isinstance(reply.get("answers"), list):
        return []
    return [_answer(raw) for raw in reply["answers"][:count]]


class Rehearsal:
    """Answers questions in this process, for cells that can be trusted.

    Solutions, misconceptions, the answer bank. It reads and writes in the current folder: see
    `own_folder`.

    Args:
        cells: sources to run, one after the other.
        namespace: names that the cells find; they add to it.
    """

    def __init__(self, cells: Iterable[str], namespace: dict[str, Any] | None = None) -> None:
        self._names: dict[str, Any] = {"__name__": "__main__"} if namespace is None else namespace
        self._names["print"] = _say_nothing
        self._failure: dict[str, Any] | None = None
        for cell in cells:
            try:
                exec(_compiled(cell), self._names)
            except Exception as error:  # a wrong answer may raise, and then is wrong by that
                self._failure = self._failure or bridge.error_fields(error)

    def answer(self, question: Question) -> Answer:
        """Return what the cells' code answers to one question."""
        # As text on both ways: what only works with shared objects must fail here too.
        request = json.loads(json.dumps(request_for([question])))
        return self._read(json.loads(json.dumps(bridge.answer(self._names, request, quiet=False))))

    def answer_parcel(self, request: dict[str, Any]) -> Answer:
        """Return what the cells' code answers to a request with one question, made with `Parcel`.

        What is asked and answered is as if it travelled, and is ready sooner.
        """
        return self._read(bridge.answer(self._names, request, quiet=False, pack=wire.Parcel))

    def _read(self, reply: dict[str, Any]) -> Answer:
        (answer,) = answers_of(reply, 1)
        undefined = answer.error and answer.error["type"] == "NameError"
        return Answer(error=self._failure) if self._failure and undefined else answer


def rehearse(
    cells: Iterable[str],
    questions: Questions,
    namespace: dict[str, Any] | None = None,
    files: Mapping[str, bytes] = NO_FILES,
) -> list[Answer]:
    """Answer all of a check's questions with a `Rehearsal`, in a folder that holds some files."""
    with own_folder(files):
        rehearsal = Rehearsal(cells, namespace)
        return [rehearsal.answer(question) for question in questions.asked]


def _say_nothing(*values: Any, **options: Any) -> None:
    """In place of `print`: what nobody listens to is not said."""
    if isinstance(sys.stdout, io.StringIO):  # a probe listens
        print(*values, **options)  # noqa: T201  asked for


@lru_cache(maxsize=1_000)
def _compiled(cell: str) -> CodeType:
    name = f"<cell {zlib.crc32(cell.encode())}>"
    # So that an error names its line, as it does in a student's process.
    linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
    return compile(cell, name, "exec")


_BEFORE = "from __future__ import annotations\n"
"""Annotations of a probe name things that the student's process doesn't have."""

_LINES_BEFORE = _BEFORE.count("\n")


@cache
def _source(probe: Any) -> str:
    return _BEFORE + textwrap.dedent(inspect.getsource(probe))


def _answer(raw: Any) -> Answer:
    if not isinstance(raw, dict):
        return Answer(error={"type": "BadReply", "message": "the answer can't be read"})
    said = raw.get("used", [])
    used = tuple(str(name)[:60] for name in said[:5]) if isinstance(said, list) else ()
    if "error" in raw:
        return Answer(error=_error(raw["error"]), used=used)
    try:
        value = wire.decode(raw.get("value"))
    except ValueError as error:
        return Answer(error={"type": "BadReply", "message": str(error)})
    return Answer(value=value, used=used)


def _error(raw: Any) -> dict[str, Any]:
    fields = raw if isinstance(raw, dict) else {}
    error: dict[str, Any] = {
        "type": str(fields.get("type", "Exception"))[:80],
        "message": str(fields.get("message", ""))[:1_000],
        "line": str(fields.get("line", ""))[:200],
    }
    if type(line := fields.get("probe_line")) is int:
        error["probe_line"] = line - _LINES_BEFORE
    return error
