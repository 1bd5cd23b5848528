"""Which of a student's cells answer the questions that are answered in words.

Mostly a question's own cell does. Where that was lost, merged with others or left as it was, the
answer stands near the question, or somewhere; then a person looks at all that was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.grading.submitted_cells import SubmittedCell
from autograder.grading.written_text import is_text, said, text_in_code

FEW = 20
"""Letters of a text that is shown to a person wherever it stands: fewer say too little."""


@dataclass
class TextAnswer:
    """What was written for one question."""

    cells: list[SubmittedCell]
    texts: list[str]
    """What each of the cells says to it."""
    whole: bool = True
    """Whether the cells hold nothing else, so that they need not stand elsewhere, too."""
    near: bool = True
    """Whether they stand in the question's place, or near it."""


@dataclass
class _Finder:
    cells: Sequence[SubmittedCell]
    release: Sequence[NotebookNode]
    questions: Mapping[str, int]
    placed: set[int]
    """Cells that are code's answers."""
    taken: set[int] = field(default_factory=set)
    """Cells that stand beside a question, or answer one."""

    def in_its_cell(self, position: int) -> TextAnswer | None:
        copies = [cell for cell in self.cells if cell.position == position]
        return self._answer(
            position, [cell for cell in copies if not cell.released and cell.source.strip()]
        )

    def beside(self, position: int) -> TextAnswer | None:
        return self._answer(position, self._texts(position - 1, position))

    def with_the_question(self, position: int) -> TextAnswer | None:
        """Look into cells that the question was merged into, as a text or as comments."""
        question = self._question(position)
        found = [
            (cell, text)
            for cell in self.cells
            if not cell.released and question and question in _words(cell)
            if (text := self._own_part(_words(cell), position))
        ]
        if not found:
            return None
        return TextAnswer([cell for cell, _ in found], [text for _, text in found], whole=False)

    def above(self, position: int) -> TextAnswer | None:
        return self._answer(position, self._texts(position - 2, position - 2))

    def below(self, position: int) -> TextAnswer | None:
        """Look for texts up to the next question; so far off, they may be meant for another."""
        end = min((at - 1 for at in self.questions.values() if at > position), default=None)
        last = len(self.release) if end is None else end - 1
        return self._answer(position, self._texts(position + 1, last), take=False)

    def anywhere(self, position: int) -> TextAnswer | None:
        found = [
            (cell, text)
            for cell in self._own_texts()
            if cell.kind in ("markdown", "raw")
            if len(said(text := self._own_part(cell.source, position))) >= FEW
        ]
        cells, texts = [cell for cell, _ in found], [text for _, text in found]
        return TextAnswer(cells, texts, whole=False, near=False) if found else None

    def _texts(self, first: int, last: int) -> list[SubmittedCell]:
        return [cell for cell in self._own_texts() if first <= cell.anchor <= last]

    def _own_texts(self) -> list[SubmittedCell]:
        gone = self.placed | self.taken
        return [
            cell
            for cell in self.cells
            if not cell.released and cell.index not in gone and is_text(cell)
        ]

    def _answer(
        self, position: int, cells: list[SubmittedCell], *, take: bool = True
    ) -> TextAnswer | None:
        if not cells:
            return None
        self.taken |= {cell.index for cell in cells if take}
        texts = []
        for cell in cells:
            in_place = cell.kind != "code" or cell.position == position
            texts.append(
                self._own_part(cell.source if in_place else text_in_code(cell.source), position)
            )
        return TextAnswer(cells, texts)

    def _own_part(self, text: str, position: int) -> str:
        """Return what a student wrote in a text, and of it what stands behind the question."""
        question = self._question(position)
        if question and question in text:
            text = text.split(question, 1)[1]
            for other in map(self._question, self.questions.values()):
                text = text.split(other, 1)[0] if other else text
        stub = self.release[position].source.strip()
        given = {cell.source.strip() for cell in self.release if cell.cell_type == "markdown"}
        for one in sorted(given - {"", stub}, key=len, reverse=True):
            text = text.replace(one, "")
        lines = [line for line in text.splitlines() if not stub or line.strip() != stub]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _question(self, position: int) -> str:
        above = self.release[position - 1] if position else None
        return str(above.source).strip() if above and above.cell_type == "markdown" else ""


def find_texts(
    cells: Sequence[SubmittedCell],
    release: Sequence[NotebookNode],
    questions: Mapping[str, int],
    placed: set[int],
) -> dict[str, TextAnswer]:
    """Return what was written for each question, where anything was.

    What stands nearer to any question is found before what stands farther.

    Args:
        cells: of the submission, each with its place among the released ones.
        release: the released cells.
        questions: positions of those that are answered in words, by name.
        placed: indices of cells that are found already.
    """
    finder = _Finder(cells, release, questions, placed)
    stages = (
        *(finder.in_its_cell, finder.beside, finder.with_the_question),
        *(finder.above, finder.below, finder.anywhere),
    )
    found: dict[str, TextAnswer] = {}
    for stage in stages:
        for name, position in questions.items():
            if name not in found and (answer := stage(position)):
                found[name] = answer
    return found


def _words(cell: SubmittedCell) -> str:
    """Return what a cell says: a text as it is, of code the comments."""
    if cell.kind in ("markdown", "raw"):
        return cell.source
    lines = [line for line in cell.source.splitlines() if line.startswith("#")]
    return "\n".join(re.sub("^# ?", "", line) for line in lines)
