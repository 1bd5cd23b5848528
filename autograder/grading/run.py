"""Run a rebuilt notebook in a student's process, and ask each check's questions at its test cell.

A cell that dies or hangs ends its own exercise, not the submission: the process is started again,
the earlier cells are replayed without it, and the rest goes on.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from autograder.checks.judged import Failure, Kind
from autograder.checks.questions import Questions
from autograder.checks.surroundings import advice_on, ended
from autograder.grading.ask import request_for
from autograder.grading.cells import answers_in, marks_of
from autograder.grading.limits import TimeLimits
from autograder.grading.names import names_in
from autograder.student.inside.bounds import MAX_ALL_OUTPUT_CHARS
from autograder.student.outputs import Death, Run
from autograder.student.process import ProcessFault, StudentProcess

MET = "met"
"""What is said of a cell that went on behind a line which failed; see `inside.going_on`."""

MOST_LOST = 3
"""How many processes of a notebook may be lost to something else before the machine is held unfit
to grade it now."""


@dataclass
class Heard:
    """What the student's process said of one exercise."""

    reply: Any = None
    cell_error: dict[str, str] | None = None
    """What the solution cell raised."""
    without_value: dict[str, dict[str, str]] = field(default_factory=dict)
    """Names that cells should have given a value which raised an error, and that error."""
    failure: Failure | None = None
    """Why there is no reply, or not a whole one."""


UNREADABLE = Failure(
    "",
    "Your process gave no readable answer.",
    "Don't change Python's or Jupyter's own functions.",
    Kind.ERROR,
)


@dataclass
class Played:
    """A notebook that has been run: its cells hold their outputs now."""

    heard: dict[str, Heard] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    shown: int = 0
    """Characters of these outputs."""
    doubtful: bool = False
    """Whether a process was killed twice at the same cell, and nobody knows by whom."""


def play(
    notebook: NotebookNode,
    questions: dict[str, Questions],
    seconds: dict[str, float],
    process: StudentProcess,
    limits: TimeLimits,
    given: Collection[str] = (),
) -> Played:
    """Run a notebook's cells in order, asking each exercise's questions right after its test cell.

    Args:
        notebook: as rebuilt; its code cells get their outputs.
        questions: for each exercise, what to ask.
        seconds: for each exercise, how long its asking may take.
        process: an open one.
        limits: for the rest.
        given: sources of the cells that are the course's own.

    Raises:
        ProcessFault: the machine is too busy, or something else ends processes again and again.
    """
    player = _Player(notebook, questions, seconds, process, limits, given)
    player.play()
    return player.played


class _Player:
    def __init__(
        self,
        notebook: NotebookNode,
        questions: dict[str, Questions],
        seconds: dict[str, float],
        process: StudentProcess,
        limits: TimeLimits,
        given: Collection[str],
    ) -> None:
        self.cells, self.given = notebook.cells, given
        self.questions, self.process, self.limits = questions, process, limits
        self.seconds = {
            name: min(own, limits.cell) * max(1, limits.cell / TimeLimits.cell)
            for name, own in seconds.items()
        }
        self.without_value: dict[str, dict[str, str]] = {}
        self.played = Played({name: Heard(without_value=self.without_value) for name in questions})
        self.left_out: set[int] = set()
        self.died: dict[int, float] = {}
        """Cells at which a process ended, and nobody knows why, with the seconds that it lived."""
        self.forgiven: list[float] = []
        """Seconds that processes lived which something else has ended."""
        self.life_began = process.charged

    def play(self) -> None:
        for index, cell in enumerate(self.cells):
            tested = self._tested(index)
            if not _runs(cell) or (tested and tested.failure):
                continue
            if self._left() <= 0:
                self._give_up()
                return
            self._note(index, *self._perform(index))

    def _perform(self, index: int) -> tuple[Run, Run | None]:
        """Run a cell, and put the questions of the exercise that it tests.

        Where its process ends, and nobody knows by whose doing, another one does it all once more.
        """
        while True:
            limit, asked = self._limit(index), None
            run = self._run(index, limit)
            if self._tested(index) and run.ended != "dead":
                questions = self.questions[marks_of(self.cells[index]).exercise]
                asked = self.process.ask(request_for(questions.asked), limit)
            death = (asked or run).death
            if death is None or self._is_its_own(index, death):
                return run, asked
            self._replay(index)

    def _run(self, index: int, seconds: float) -> Run:
        code = self.cells[index].source
        return self.process.run(code, seconds, self._left(), given=code in self.given)

    def _is_its_own(self, index: int, death: Death) -> bool:
        """Tell whether a process ended by a cell's own doing.

        It did where the grader ended it for that, or where another process ends at the same cell.

        Raises:
            ProcessFault: too many were lost to something else.
        """
        if death.by_the_grader:
            return True
        lived = self.process.charged - self.life_began
        if death is Death.FORKSERVER:
            self.forgiven.append(lived)
        elif index in self.died:
            self.played.doubtful |= death is Death.KILLED
            del self.died[index]
            return True
        else:
            self.died[index] = lived
        if len(self.forgiven) + len(self.died) > MOST_LOST:
            raise ProcessFault(
                f"something outside of the notebook ended its process {MOST_LOST + 1} times"
            )
        return False

    def _note(self, index: int, run: Run, asked: Run | None) -> None:
        """Take down what became of a cell and of its questions; after a death, start again."""
        cell, tested, limit = self.cells[index], self._tested(index), self._limit(index)
        if self.played.shown < MAX_ALL_OUTPUT_CHARS:
            cell.outputs = run.outputs
            self.played.shown += run.shown
        failure = _failure(run, limit)
        answered = [self.played.heard[name] for name in self._answered(index)]
        if tested:
            if asked:
                tested.reply, failure = asked.reply, _failure(asked, limit)
            tested.failure = failure or (None if run.reply is not None else UNREADABLE)
        error = run.error and located(run.error, cell.source)
        if error:
            error["met"] = MET if run.went_on else "stopped with"
            self.without_value |= dict.fromkeys(names_in(cell.source), error)
        for heard in answered:
            heard.cell_error, heard.failure = error, failure or heard.failure
        if error and (run.went_on or not answered) and not tested and not failure:
            failure = _surroundings(error)
        if failure and (run.went_on or not answered) and not tested:
            self.played.notes.append(f"{_where(cell)} {failure.fact} {failure.advice}")
        if (asked or run).ended == "dead":
            self._leave_out(index)
            self._replay(index)

    def _tested(self, index: int) -> Heard | None:
        """Return what is heard of the exercise that a cell tests, if it tests one."""
        marks = marks_of(self.cells[index])
        return self.played.heard.get(marks.exercise) if marks.is_test else None

    def _answered(self, index: int) -> list[str]:
        """Return the exercises that a cell answers, and that are asked about."""
        return [name for name in answers_in(self.cells[index]) if name in self.played.heard]

    def _limit(self, index: int) -> float:
        return (
            self.seconds[marks_of(self.cells[index]).exercise]
            if self._tested(index)
            else self.limits.cell
        )

    def _left(self) -> float:
        lost = sum(self.forgiven) + sum(self.died.values())
        return self.limits.submission + lost - self.process.charged

    def _replay(self, until: int) -> None:
        """Bring a fresh process to where the notebook was, without the cells that ended one."""
        while True:
            self.process.restart()
            self.life_began = self.process.charged
            for index in range(until):
                if (
                    index in self.left_out
                    or not _runs(self.cells[index])
                    or marks_of(self.cells[index]).grade
                ):
                    continue
                if self._left() <= 0:
                    return
                run = self._run(index, self.limits.cell)
                if run.death:
                    if self._is_its_own(index, run.death):
                        self._leave_out(index)
                    break
            else:
                return

    def _leave_out(self, index: int) -> None:
        """Leave out a cell, and where it tests an exercise that exercise's answer too."""
        name = marks_of(self.cells[index]).exercise
        self.left_out |= {index} | {
            i for i, cell in enumerate(self.cells) if name and name in answers_in(cell)
        }

    def _give_up(self) -> None:
        fact = (
            f"was not reached: running the whole notebook took longer than "
            f"{self.limits.submission:g} seconds."
        )
        for heard in self.played.heard.values():
            if heard.reply is None and heard.failure is None:
                heard.failure = Failure(
                    "This exercise", fact, "Look for a cell that takes long.", Kind.TIMEOUT
                )


def _runs(cell: NotebookNode) -> bool:
    tags = cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and "skip-execution" not in tags


_OVER_A_LIMIT = {
    Death.MEMORY: ("took more memory than a notebook may have.", "Look for what grows in a loop."),
    Death.CPU: ("computed longer than a notebook may.", "Look for a loop that never ends."),
}
"""What happened, and what to do about it."""


def _failure(run: Run, seconds: float) -> Failure | None:
    if run.ended == "timeout" or run.death is Death.TIME:
        return Failure(
            "",
            f"was stopped after {seconds:g} seconds.",
            "Look for a loop that never ends.",
            Kind.TIMEOUT,
        )
    if run.death in _OVER_A_LIMIT:
        return Failure("", *_OVER_A_LIMIT[run.death], Kind.KILLED)
    if run.ended == "dead":
        fact = "ended the whole Python process."
        advice = (
            "Look for os._exit, memory use far beyond what the exercise needs, or changes "
            "to Python's own functions."
        )
        return Failure("", fact, advice, Kind.KILLED)
    return None


_PLACE = re.compile(r" \(<[^<>]*>, line (\d+)\)$")
"""What Python says of the place of an error of syntax."""


def located(error: dict[str, str], source: str) -> dict[str, str]:
    """Return an error of syntax with its line in place of its cell's number, which nobody knows."""
    found = _PLACE.search(error["evalue"])
    if not found or error["ename"] not in ("SyntaxError", "IndentationError", "TabError"):
        return error
    line = "".join(source.splitlines()[int(found[1]) - 1 :][:1])
    said = f"{_PLACE.sub('', error['evalue'])}, in line {found[1]}: “{line.strip()[:80]}”"
    return error | {"evalue": said, "line": line}


_ADVICE = re.compile(r" (?:Please|If you are a) .*", re.DOTALL)
"""What torch says where there is no GPU: how to get one."""


def in_words(error: dict[str, str]) -> str:
    """Return what became of a cell that raised an error: how it went on, and over what."""
    at = f" at “{error['at']}”" if error.get("at") else ""
    return ended(f"{error['met']} {error['ename']}{at}: {_ADVICE.sub('', error['evalue'])}")


def _surroundings(error: dict[str, str]) -> Failure | None:
    """Return what a cell lacks here, if it raised an error for that."""
    advice = advice_on(error["ename"], error["evalue"], error.get("line", ""))
    fact = in_words(error)
    if error["met"] == MET:
        advice = f"{advice} The rest of the cell was run.".lstrip()
    return Failure("", fact, advice, Kind.ERROR) if advice else None


def _where(cell: NotebookNode) -> str:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")[:60]
    return f"The cell that begins with “{first}”"
