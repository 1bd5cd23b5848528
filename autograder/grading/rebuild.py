"""From what a student handed in to the notebook that is graded.

The graded notebook is the instructor's, with the student's cells among its own, in the student's
order. An exercise's answer is the cell that binds its names, wherever it stands; its test runs
behind it, as it was handed out. Nothing else of a submission counts: lost or doubled ids, changed
points, tags or cell types, edited tests and deleted cells can't stop or sway the grading. What was
put right is told to the student in `Rebuilt.notes`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.grading.assignment import Assignment
from autograder.grading.cells import TEST, answers_in, marks_of, name_answers
from autograder.grading.pictures import mend_pictures
from autograder.grading.stubs import can_be_read, is_stub
from autograder.grading.submitted_cells import SubmittedCell, read_cells
from autograder.grading.text_answers import TextAnswer, find_texts
from autograder.grading.written_text import add_attachments, said

ELSEWHERE = "# The answer to this exercise stands in another cell."
"""In place of a solution cell whose exercise was solved elsewhere."""


@dataclass
class Rebuilt:
    """The notebook to run, and what was found on the way."""

    notebook: NotebookNode
    unchanged: set[str] = field(default_factory=set)
    """Exercises without an answer: their solution cells are as they were released, or empty."""
    notes: list[str] = field(default_factory=list)
    """What was put right, for the student."""


def rebuild(assignment: Assignment, submitted: NotebookNode) -> Rebuilt:
    """Put a student's answers and own cells into a fresh copy of the release.

    Args:
        assignment: what was handed out.
        submitted: what came back, as `notebook_file.read_notebook` gave it.
    """
    return _Rebuilding(assignment, submitted).rebuilt


class _Rebuilding:
    """The steps of `rebuild`, each of which needs what those before it found."""

    def __init__(self, assignment: Assignment, submitted: NotebookNode) -> None:
        self.assignment = assignment
        self.rebuilt = Rebuilt(from_dict(assignment.release))  # which copies, faster than deepcopy
        self.release = self.rebuilt.notebook.cells
        self.positions = {
            marks.grade_id: position
            for position, cell in enumerate(self.release)
            if (marks := marks_of(cell)).grade_id
        }
        self.notes = self.rebuilt.notes
        if submitted.metadata.get("orig_nbformat") == 3:
            self.notes.append("Your notebook was in the old format 3 and has been converted.")
        self.cells = read_cells(submitted, self.notes)
        self.placed: set[int] = set()
        """Cells of the student's that stand in the graded notebook, by index."""

        self._recognise()
        self._mend_pictures()
        self._take_tests_out()
        claimed = {cell.grade_id for cell in self.cells} - {""}
        self.foreign = bool(claimed) and not claimed & set(self.positions)
        """Whether it is another assignment's notebook."""
        if self.foreign:
            self.notes.append(
                "None of this assignment's exercises is in your notebook; it has "
                f"{', '.join(sorted(claimed)[:3])}. Is it that of another assignment?"
            )
        answers = {
            name: answer
            for name, cell in assignment.solutions.items()
            if cell.cell_type == "code" and (answer := self._answer(name))
        }
        self.answering = {answer.index for answer in answers.values()}
        homes = self._find_places(answers)
        for name, cell in assignment.solutions.items():
            if cell.cell_type == "code":
                self._place(name, answers.get(name), homes)
        self._place_texts()
        self._arrange(answers, homes)
        self.rebuilt.notebook.metadata = from_dict(assignment.release.metadata)

    def _recognise(self) -> None:
        """Find for each submitted cell the released cell that it is, or was."""
        by_id = {
            cell.id: position
            for position, cell in enumerate(self.release)
            if cell.get("id") and not marks_of(cell).grade_id
        }
        by_source = {
            cell.source.strip(): position for position, cell in reversed([*enumerate(self.release)])
        }
        there: set[int] = set()
        for cell in self.cells:
            found = (
                self.positions.get(cell.grade_id),
                by_source.get(cell.source.strip()),
                by_id.get(cell.id),
            )
            cell.position = next((position for position in found if position is not None), None)
            if cell.position is None:
                continue
            original = self.release[cell.position]
            same = cell.source.strip() == original.source.strip()
            if marks_of(original).solution:
                unsaid = original.cell_type != "code" and not cell.attachments
                cell.released = same or (
                    unsaid and said(cell.source) in ("", said(original.source))
                )
            elif cell.position in there and (same or not marks_of(original).grade_id):
                # Of a setup that stands there twice, as behind `%reset`, the second is their own.
                cell.position = None
            else:
                cell.released = same
                there.add(cell.position)

    def _mend_pictures(self) -> None:
        """See to it that the pictures of own texts can be shown, and note those that can't."""
        for cell in self.cells:
            if cell.released or cell.kind not in ("markdown", "raw"):
                continue
            cell.source, cell.attachments, missing = mend_pictures(cell.source, cell.attachments)
            self.notes += [
                f"Cell {cell.index + 1} shows the picture {name[:60]}, which isn't in the "
                "notebook: put it into the text once more."
                for name in missing
            ]

    def _take_tests_out(self) -> None:
        """Take tests out of the cells that they were joined with: they run anyway."""
        tests = {
            position: cell.source.strip()
            for position, cell in enumerate(self.release)
            if marks_of(cell).is_test
        }
        for cell in self.cells:
            if cell.released or cell.source.strip() in tests.values():
                continue
            is_code = cell.kind not in ("markdown", "raw")
            for text in filter(None, tests.values()) if is_code else ():
                cell.source = cell.source.replace(text, "").strip("\n")
            if cell.position in tests and cell.source.strip():
                name = marks_of(self.release[cell.position]).grade_id
                what = " What you wrote into it was run before, as a cell of your own."
                self.notes.append(
                    f"The test cell “{name}” was run as it was handed out.{what if is_code else ''}"
                )

    def _answer(self, name: str) -> SubmittedCell | None:
        """Return the cell that answers an exercise, if any.

        Of several that which binds most of the names that are asked for; then the solution cell or
        a copy of it; then one above the test, as who runs the notebook from top to bottom has it;
        then the last.
        """
        position = self.positions[name]
        wanted = self.assignment.defined_by(name)
        test = self.positions.get(f"{TEST}{name}")
        tested = next((cell.index for cell in self.cells if cell.position == test), len(self.cells))
        changed = [cell for cell in self.cells if not cell.released and cell.source.strip()]
        return max(
            (cell for cell in changed if wanted & cell.names),
            key=lambda cell: (
                not is_stub(cell.source),
                can_be_read(cell.source),
                len(wanted & cell.names),
                cell.position == position,
                cell.index <= tested,
                cell.index,
            ),
            # One that binds none of them says by its error why.
            default=next((cell for cell in reversed(changed) if cell.position == position), None),
        )

    def _find_places(self, answers: dict[str, SubmittedCell]) -> dict[str, SubmittedCell]:
        """Note behind which released cell each cell of the student's stands.

        Returns:
            The answers that stand where their exercise's solution cell is.
        """
        homes: dict[str, SubmittedCell] = {}
        names: dict[int, str] = {}
        for name, cell in answers.items():
            if cell.index not in names or cell.position == self.positions[name]:
                names[cell.index] = name
        tests = {position for name, position in self.positions.items() if name.startswith(TEST)}
        last = -1
        in_order = _in_order(self.cells)
        texts = {
            self.positions[name]
            for name, cell in self.assignment.solutions.items()
            if cell.cell_type != "code"
        }
        for cell in self.cells:
            cell.anchor = last
            own = self.positions.get(names.get(cell.index, ""), -2)
            stays = cell.index in in_order
            if stays if cell.position == own else cell.position is None and last in (own - 1, own):
                homes[names[cell.index]] = cell
                last = own
            elif cell.position is None:
                continue
            elif stays and (cell.released or cell.position in texts):
                last = cell.position
            elif cell.position in tests and last < cell.position:
                cell.anchor = cell.position - 1  # what stands in a test has to run before it
                last = cell.position
            elif not marks_of(self.release[cell.position]).grade_id:
                cell.anchor = last = cell.position  # an instructor's cell that was edited: both run
        return homes

    def _place(
        self, name: str, answer: SubmittedCell | None, homes: dict[str, SubmittedCell]
    ) -> None:
        """Put an exercise's answer into its solution cell, or say that it stands elsewhere."""
        cell, copies = self.release[self.positions[name]], self._copies(name)
        if answer is None:
            self._leave_unanswered(name, "its exercise counts as not attempted.")
            return
        at_home = homes.get(name) is answer
        cell.source = answer.source if at_home else ELSEWHERE
        if at_home:
            self.placed.add(answer.index)
        if answer not in copies:
            how = "is as it was handed out" if copies else "is missing or has lost its id"
            self.notes.append(
                f"The cell “{name}” {how}; your answer was found in another cell. Fill in the "
                "cells as they are."
            )
        elif answer.kind != cell.cell_type:
            self._note_kind(name, answer, cell)
        which = (
            f"cell {answer.index + 1}, which begins with “{_first_line(answer.source)}”, counts as "
            "its answer."
        )
        if len([one for one in copies if not one.released and one.source.strip()]) > 1:
            self.notes.append(
                f"The cell “{name}” is there {len(copies)} times. All were run, in your order; "
                f"{which}"
            )
        elif others := self._other_answers(name, answer):
            self.notes.append(
                f"“{name}” is answered in {others + 1} cells. All were run, in your order; {which}"
            )

    def _other_answers(self, name: str, answer: SubmittedCell) -> int:
        """Count the cells that bind all that an exercise asks for, beside the one that counts."""
        wanted = self.assignment.defined_by(name)
        return sum(
            wanted <= cell.names
            and cell is not answer
            and not cell.released
            and not is_stub(cell.source)
            for cell in self.cells
        )

    def _place_texts(self) -> None:
        """Put all that a student wrote for a question into its cell, in the student's order."""
        questions = {
            name: self.positions[name]
            for name, cell in self.assignment.solutions.items()
            if cell.cell_type != "code"
        }
        found = {}
        if not self.foreign:
            found = find_texts(self.cells, self.release, questions, self.placed)
        for name, answer in found.items():
            self._place_text(name, answer)
        for name in questions.keys() - found.keys():
            self._leave_unanswered(name, "no answer was found beside it.")

    def _place_text(self, name: str, answer: TextAnswer) -> None:
        cell, copies = self.release[self.positions[name]], self._copies(name)
        attachments: dict[str, dict[str, str]] = {}
        written = [
            add_attachments(text, one, attachments)
            for one, text in zip(answer.cells, answer.texts, strict=True)
        ]
        cell.source = "\n\n".join(filter(None, written))
        if attachments:
            cell.attachments = attachments
        if answer.whole:
            self.placed |= {one.index for one in answer.cells}
        first, count = answer.cells[0], len(answer.cells)
        where = f"{count} cells" if count > 1 else "another cell"
        if not answer.near:
            self.notes.append(
                f"Nothing is written at “{name}”. What you wrote in {where} is shown to the person "
                "who grades it."
            )
        elif count == 1 and first in copies and first.kind != cell.cell_type:
            self._note_kind(name, first, cell)
        elif count > 1 or first not in copies:
            self.notes.append(f"Your answer to “{name}” was found in {where}; all of it is kept.")

    def _copies(self, name: str) -> list[SubmittedCell]:
        """Return the cells that are an exercise's solution cell, or were."""
        return [cell for cell in self.cells if cell.position == self.positions[name]]

    def _leave_unanswered(self, name: str, if_missing: str) -> None:
        """Note that an exercise has no answer, and what that means where its cell is missing."""
        copies = self._copies(name)
        self.rebuilt.unchanged.add(name)
        if not copies:
            self.notes.append(f"The cell “{name}” is missing: {if_missing}")
        elif not any(cell.released for cell in copies):
            self.release[self.positions[name]].source = ""

    def _note_kind(self, name: str, answer: SubmittedCell, cell: NotebookNode) -> None:
        self.notes.append(
            f"The cell “{name}” had become a {answer.kind} cell and was taken as {cell.cell_type} "
            "again."
        )

    def _arrange(self, answers: dict[str, SubmittedCell], homes: dict[str, SubmittedCell]) -> None:
        """Put own cells behind the cells they stood behind, and tests behind answers."""
        nodes = {answer.index: self.release[self.positions[name]] for name, answer in homes.items()}
        behind: dict[int, list[NotebookNode]] = {}
        for cell in self.cells:
            if self._is_own(cell):
                copied = cell.position is not None and marks_of(self.release[cell.position])
                name = copied.grade_id if copied and copied.solution else ""
                nodes[cell.index] = _own(cell, name)
                behind.setdefault(cell.anchor, []).append(nodes[cell.index])
        arranged = behind.get(-1, [])
        for position, released in enumerate(self.release):
            arranged += [released, *behind.get(position, [])]
        answered: dict[int, list[str]] = {}
        for name, answer in answers.items():
            answered.setdefault(answer.index, []).append(name)
            if homes.get(name) is not answer:
                name_answers(self.release[self.positions[name]], [])
                _move_behind(arranged, f"{TEST}{name}", nodes[answer.index])
        for index, exercises in answered.items():
            if answers_in(nodes[index]) != exercises:
                name_answers(nodes[index], exercises)
        self.rebuilt.notebook.cells = arranged

    def _is_own(self, cell: SubmittedCell) -> bool:
        """Whether a cell is kept as one of the student's own."""
        if cell.released or cell.index in self.placed or not cell.source.strip():
            return False
        # A stub that stands there once more would undo the answer.
        in_solution = cell.position is not None and marks_of(self.release[cell.position]).solution
        return cell.index in self.answering or not (in_solution and is_stub(cell.source))


def _in_order(cells: list[SubmittedCell]) -> set[int]:
    """Return the cells that stand in the release's order, most of them: the others were moved.

    They are a longest increasing subsequence of positions, found by patience sorting (Fredman,
    1975).
    """
    ends: list[int] = []
    last_of: list[SubmittedCell] = []
    before: dict[int, SubmittedCell | None] = {}
    for cell in cells:
        if cell.position is None:
            continue
        length = bisect_right(ends, cell.position)
        before[cell.index] = last_of[length - 1] if length else None
        ends[length : length + 1], last_of[length : length + 1] = [cell.position], [cell]
    found: set[int] = set()
    current = last_of[-1] if last_of else None
    while current:
        found.add(current.index)
        current = before[current.index]
    return found


def _own(cell: SubmittedCell, copy_of: str) -> NotebookNode:
    """Make a cell of the student's own; it may be a further copy of an exercise's."""
    make = {"markdown": new_markdown_cell, "raw": new_raw_cell}.get(cell.kind, new_code_cell)
    if cell.kind == "markdown" and cell.grade_id and cell.names:
        make = new_code_cell  # a solution cell that became a text
    own = make(cell.source, id=f"own-{cell.index}", metadata={"autograder": {"own": True}})
    if copy_of:
        own.metadata["autograder"]["copy_of"] = copy_of
    if cell.attachments and own.cell_type != "code":
        own.attachments = cell.attachments
    return own


def _move_behind(cells: list[NotebookNode], test: str, answer: NotebookNode) -> None:
    """Move a test behind the cell that answers it, if it stands above."""
    at = next(i for i, cell in enumerate(cells) if marks_of(cell).grade_id == test)
    answered = next(i for i, cell in enumerate(cells) if cell is answer)
    if at < answered:
        cells.insert(answered, cells.pop(at))


def _first_line(source: str) -> str:
    return next(line.strip() for line in source.splitlines() if line.strip())[:60]
