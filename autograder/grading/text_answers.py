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

SHORT = 40
"""Letters below which an answer may only say where the rest of it stands."""

_FIRST, _SECOND = (
    re.compile(rf"(?m)(?:^|\s)\W?(?:{mark})[.):]\s") for mark in ("1|[aA]", "2|[bB]")
)
"""What begins the parts of a text that answers one question after the other."""


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
    answers: list[TextAnswer] = field(default_factory=list)
    """What was found so far."""

    def in_its_cell(self, position: int) -> TextAnswer | None:
        """Look into the question's cell, and beside it where something stands in it."""
        own = [
            cell
            for cell in self.cells
            if cell.position == position and not cell.released and cell.source.strip()
        ]
        if not own:
            return None
        around = [cell for cell in self._texts(position - 1, position) if cell.position != position]
        together = sorted((*own, *around), key=lambda cell: cell.index)
        answer = self._answer(position, together)
        if answer and sum(len(said(text)) for text in answer.texts) < SHORT:
            # It may say where the answer stands: “see below”.
            far = self.anywhere(position)
            if far:
                answer.cells += far.cells
                answer.texts += far.texts
                answer.whole = False
        return answer

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

    def in_another_answer(self, position: int) -> TextAnswer | None:
        """Look into the answers to other questions: one may name this question, or count on."""
        headings = re.findall(r"(?m)^#+ +(.+)$", self._question(position))
        title = said(headings[-1].rpartition(":")[2]) if headings else ""
        found = [
            (cell, text)
            for answer in self.answers
            for cell, text in zip(answer.cells, answer.texts, strict=True)
            if (title and title in said(text)) or (_FIRST.search(text) and _SECOND.search(text))
        ]
        if not found:
            return None
        return TextAnswer([cell for cell, _ in found], [text for _, text in found], whole=False)

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
        if not any(texts) and not any(cell.attachments for cell in cells):
            return None
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
        *(finder.above, finder.below, finder.in_another_answer, finder.anywhere),
    )
    found: dict[str, TextAnswer] = {}
    for stage in stages:
        for name, position in questions.items():
            if name not in found and (answer := stage(position)):
                found[name] = answer
                finder.answers.append(answer)
    return found


def _words(cell: SubmittedCell) -> str:
    """Return what a cell says: a text as it is, of code the comments."""
    if cell.kind in ("markdown", "raw"):
        return cell.source
    lines = [line for line in cell.source.splitlines() if line.startswith("#")]
    return "\n".join(re.sub("^# ?", "", line) for line in lines)
