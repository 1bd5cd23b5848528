"""Run a rebuilt notebook in a student's kernel, and put each check's questions where its test cell stands.

A cell that dies or hangs ends its own exercise, not the submission: the kernel is started again, the earlier cells are
replayed without it, and the rest goes on.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from autograder.checks.exercise import Failure, Student
from autograder.grading.ask import request_for
from autograder.student.kernel import Run, StudentKernel


@dataclass(frozen=True)
class Limits:
    """Wall time, in seconds."""

    cell: float = 60
    """One cell; a check's questions too, where the check allows more."""
    submission: float = 600


@dataclass
class Heard:
    """What the student's process said of one exercise."""

    reply: Any = None
    cell_error: dict[str, str] | None = None
    """What the solution cell raised."""
    failure: Failure | None = None
    """Why there is no reply, or not a whole one."""


@dataclass
class Played:
    """A notebook that has been run: its cells hold their outputs now."""

    heard: dict[str, Heard] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


async def play(
    notebook: NotebookNode, plans: dict[str, Student], seconds: dict[str, float], kernel: StudentKernel, limits: Limits
) -> Played:
    """Run a notebook's cells in order, asking each exercise's questions right after its test cell.

    Args:
        notebook: as rebuilt; its code cells get their outputs.
        plans: for each exercise, what to ask.
        seconds: for each exercise, how long its asking may take.
        kernel: an open kernel.
        limits: for the rest.
    """
    player = _Player(notebook, plans, seconds, kernel, limits)
    await player.play()
    return player.played


class _Player:
    def __init__(
        self, notebook: NotebookNode, plans: dict[str, Student], seconds: dict[str, float], kernel: StudentKernel, limits: Limits
    ) -> None:
        self.cells = notebook.cells
        self.plans, self.kernel, self.limits = plans, kernel, limits
        self.seconds = {name: min(own, limits.cell) for name, own in seconds.items()}
        self.played = Played({name: Heard() for name in plans})
        self.left_out: set[int] = set()
        self.deadline = time.monotonic() + limits.submission

    async def play(self) -> None:
        for index, cell in enumerate(self.cells):
            if time.monotonic() > self.deadline:
                self._give_up()
                return
            if not _runs(cell):
                continue
            name = _exercise(cell)
            if name in self.plans and cell.metadata.nbgrader.get("grade"):
                await self._test(index, name)
            else:
                await self._cell(index, name)

    async def _cell(self, index: int, name: str) -> None:
        cell = self.cells[index]
        run = await self.kernel.run(cell.source, self.limits.cell)
        cell.outputs = run.outputs
        failure = _failure(run, self.limits.cell)
        if name in self.played.heard:
            self.played.heard[name].cell_error = run.error
            if failure:
                self.played.heard[name].failure = failure
        elif failure:
            self.played.notes.append(f"{_where(cell)} {failure.fact} {failure.advice}")
        if run.ended == "dead":
            await self._replay(index)

    async def _test(self, index: int, name: str) -> None:
        cell, heard = self.cells[index], self.played.heard[name]
        if heard.failure:
            return
        visible = await self.kernel.run(cell.source, self.seconds[name])
        cell.outputs = visible.outputs
        run = visible
        if visible.ended != "dead":
            run = await self.kernel.ask(request_for(self.plans[name].questions), self.seconds[name])
            heard.reply = run.reply
        if run.ended in ("dead", "timeout"):
            heard.failure = _failure(run, self.seconds[name])
        elif run.reply is None:
            heard.failure = Failure(
                "", "Your process gave no readable answer.", "Don't change Python's or Jupyter's own functions.", "error"
            )
        if run.ended == "dead":
            await self._replay(index)

    async def _replay(self, until: int) -> None:
        """Bring a fresh kernel to where the notebook was, without the cells that ended the last one."""
        self._leave_out(until)
        while True:
            await self.kernel.restart()
            for index in range(until):
                if index in self.left_out or not _runs(self.cells[index]) or _is_test(self.cells[index]):
                    continue
                left = self.deadline - time.monotonic()
                if left <= 0:
                    return
                run = await self.kernel.run(self.cells[index].source, min(left, self.limits.cell))
                if run.ended == "dead":
                    self._leave_out(index)
                    break
            else:
                return

    def _leave_out(self, index: int) -> None:
        """The cell, and where it tests an exercise that exercise's solution too."""
        name = _exercise(self.cells[index])
        self.left_out |= {index} | {i for i, cell in enumerate(self.cells) if name and _exercise(cell) == name}

    def _give_up(self) -> None:
        fact = f"was not reached: running the whole notebook took longer than {self.limits.submission:g} seconds."
        for heard in self.played.heard.values():
            if heard.reply is None and heard.failure is None:
                heard.failure = Failure("This exercise", fact, "Look for a cell that takes long.", "timeout")


def _runs(cell: NotebookNode) -> bool:
    tags = cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and "skip-execution" not in tags


def _exercise(cell: NotebookNode) -> str:
    """The exercise that a cell belongs to, or an empty string."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", "")).removeprefix("test-")


def _is_test(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def _failure(run: Run, seconds: float) -> Failure | None:
    if run.ended == "timeout" or run.killed_after_timeout:
        return Failure("", f"was stopped after {seconds:g} seconds.", "Look for a loop that never ends.", "timeout")
    if run.ended == "dead":
        fact = "ended the whole Python process."
        return Failure("", fact, "Look for exit(), os._exit, or memory use far beyond what the exercise needs.", "killed")
    return None


def _where(cell: NotebookNode) -> str:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")[:60]
    return f"The cell that begins with “{first}”"
