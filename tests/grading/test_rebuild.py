"""A submission's notebook is rebuilt from the release.

Nothing but answers and own cells of it counts.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

import nbformat
import pytest
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course.layout import Course
from autograder.grading.assignment import Assignment
from autograder.grading.cells import answers_in
from autograder.grading.notebook_file import Unreadable, read_notebook
from autograder.grading.rebuild import Rebuilt, rebuild
from tests.conftest import Submit

ANSWER = "def conv2d_manual(image, kernel, stride=1, padding=0):\n    return image"


def source_of(rebuilt: Rebuilt, grade_id: str) -> str:
    return next(
        str(c.source)
        for c in rebuilt.notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


@pytest.fixture
def submitted(convolution: Assignment, submit: Submit) -> NotebookNode:
    return submit(convolution, {"manual-conv": ANSWER}, solved=False)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"{", "it is not JSON (line 1, column 2"),
        (b"\xff\xfe\x00", "it is not JSON text (UnicodeDecodeError)"),
        (b"[" * 100_000, "it is not JSON text (RecursionError)"),
        (b"[1, 2]", "not a notebook: it has no"),
        (b'{"cells": []}', "not a notebook: it has no"),
        (b'{"nbformat": 2, "worksheets": []}', "format 2; formats 3 and 4 can be read"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "can't be read as one (KeyError"),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 7}',
            "cells must be a list",
        ),
        (b'{"nbformat": 3, "worksheets": 3}', "can't be read as one"),
    ],
)
def test_a_file_that_is_no_notebook_is_told_what_is_wrong_with_it(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as problem:
        read_notebook(data)

    assert says in str(problem.value)


def test_every_cell_of_the_release_survives_whatever_the_submission_holds(
    convolution: Assignment,
) -> None:
    strange = json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": 3,
            "cells": [3, None, {}, {"cell_type": 7, "source": [1]}, {"metadata": []}],
        }
    )

    rebuilt = rebuild(convolution, read_notebook(strange.encode()))

    assert rebuilt.notebook.cells == convolution.release.cells
    assert set(convolution.solutions) == rebuilt.unchanged


def test_an_untouched_release_is_unchanged_everywhere_and_needs_no_notes(
    convolution: Assignment,
) -> None:
    rebuilt = rebuild(convolution, convolution.release)

    assert rebuilt.unchanged == set(convolution.solutions)
    assert rebuilt.notes == []


def test_metadata_tags_points_and_tests_of_a_submission_do_not_count(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    test = cell_of(submitted, "test-manual-conv")
    test.metadata.tags = ["skip-execution"]
    test.metadata.nbgrader.points = 1_000
    test.source = "100.0"
    submitted.metadata.kernelspec = {"name": "bash"}

    rebuilt = rebuild(convolution, submitted)

    assert cell_of(rebuilt.notebook, "test-manual-conv") == cell_of(
        convolution.release, "test-manual-conv"
    )
    assert rebuilt.notebook.metadata == convolution.release.metadata
    assert any("test-manual-conv" in note for note in rebuilt.notes)


def test_a_solution_cell_that_became_another_kind_of_cell_is_taken_as_code(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    cell_of(submitted, "manual-conv").cell_type = "markdown"

    rebuilt = rebuild(convolution, submitted)

    assert source_of(rebuilt, "manual-conv") == ANSWER
    assert cell_of(rebuilt.notebook, "manual-conv").cell_type == "code"
    assert any("manual-conv" in note and "markdown" in note for note in rebuilt.notes)


def test_of_doubled_cells_the_last_with_an_answer_counts(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    first, untouched = (
        copy.deepcopy(cell_of(submitted, "manual-conv")),
        copy.deepcopy(cell_of(convolution.release, "manual-conv")),
    )
    first.source = "first = 1"
    position = submitted.cells.index(cell_of(submitted, "manual-conv"))
    submitted.cells[position:position] = [first]
    submitted.cells.append(untouched)

    rebuilt = rebuild(convolution, submitted)

    assert source_of(rebuilt, "manual-conv") == ANSWER
    assert any("3 times" in note for note in rebuilt.notes)


def test_a_deleted_cell_counts_as_not_attempted_and_is_named(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    submitted.cells.remove(cell_of(submitted, "pool"))
    submitted.cells.remove(cell_of(submitted, "test-pool"))

    rebuilt = rebuild(convolution, submitted)

    assert "pool" in rebuilt.unchanged
    assert any("“pool” is missing" in note for note in rebuilt.notes)
    assert len(rebuilt.notebook.cells) == len(convolution.release.cells)


def test_a_cell_that_lost_its_id_is_found_by_what_it_defines(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    del cell_of(submitted, "manual-conv").metadata["nbgrader"]

    rebuilt = rebuild(convolution, submitted)

    assert source_of(rebuilt, "manual-conv") == ANSWER
    assert any("found in another cell" in note for note in rebuilt.notes)


def test_all_ids_lost_at_once_are_found_again(convolution: Assignment, submit: Submit) -> None:
    submitted = submit(convolution)
    for cell in submitted.cells:
        cell.metadata = {}

    rebuilt = rebuild(convolution, submitted)

    assert {name: source_of(rebuilt, name) for name in ("by-hand", "pool")} == {
        name: convolution.solutions[name].source for name in ("by-hand", "pool")
    }


def test_a_text_answer_that_lost_its_id_is_found_by_its_place(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    cell = cell_of(submitted, "why-pool")
    cell.metadata, cell.source = {}, "Because it looks at the largest."

    rebuilt = rebuild(convolution, submitted)

    assert source_of(rebuilt, "why-pool") == "Because it looks at the largest."
    assert "why-pool" not in rebuilt.unchanged


def test_a_students_own_cells_keep_their_places(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    position = submitted.cells.index(cell_of(submitted, "manual-conv"))
    submitted.cells.insert(position, new_code_cell("import math"))
    submitted.cells.insert(0, new_markdown_cell("Mine."))

    rebuilt = rebuild(convolution, submitted)

    sources = [cell.source for cell in rebuilt.notebook.cells]
    assert sources[0] == "Mine."
    assert sources.index("import math") == sources.index(ANSWER) - 1


def test_an_instructors_cell_that_was_edited_runs_as_handed_out_and_then_as_edited(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    setup = next(cell for cell in submitted.cells if cell.id == "setup")
    setup.source += "\nimport math"

    sources = [cell.source for cell in rebuild(convolution, submitted).notebook.cells]

    original = next(cell.source for cell in convolution.release.cells if cell.id == "setup")
    assert sources[sources.index(original) + 1] == setup.source


def test_an_answer_too_long_to_run_is_left_out_and_the_rest_kept(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    cell_of(submitted, "pool").source = "x = 1\n" * 100_000

    rebuilt = rebuild(convolution, submitted)

    assert "pool" in rebuilt.unchanged
    assert source_of(rebuilt, "manual-conv") == ANSWER
    assert any("600,000 characters" in note for note in rebuilt.notes)


def test_a_notebook_of_format_3_is_converted(
    convolution: Assignment, submitted: NotebookNode
) -> None:
    old = nbformat.convert(submitted, 3)

    rebuilt = rebuild(convolution, read_notebook(nbformat.writes(old).encode()))

    assert source_of(rebuilt, "manual-conv") == ANSWER
    assert "Your notebook was in the old format 3 and has been converted." in rebuilt.notes


@pytest.fixture(scope="module")
def mlp(course: Course) -> Assignment:
    """A notebook with two questions in words, one behind the other."""
    return course.load("02-mlp")


SAID = {
    "why-loss": "Cross-entropy looks at the logits of all classes, not at the largest alone.",
    "why-mistakes": "Of the digits that are mixed up most, one looks like the other in parts.",
}


def in_words(assignment: Assignment) -> NotebookNode:
    """The release with both questions answered in their cells."""
    notebook = copy.deepcopy(assignment.release)
    for name, text in SAID.items():
        cell_of(notebook, name).source = text
    return notebook


def without_ids(notebook: NotebookNode) -> None:
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = from_dict({}), f"cell-{number}"


def texts_of(assignment: Assignment, notebook: NotebookNode) -> dict[str, str]:
    rebuilt = rebuild(assignment, notebook)
    assert not rebuilt.unchanged & SAID.keys(), rebuilt.notes
    return {name: cell_of(rebuilt.notebook, name).source for name in SAID}


def written_behind_the_question(notebook: NotebookNode) -> None:
    for name, text in SAID.items():
        at = notebook.cells.index(cell_of(notebook, name))
        del notebook.cells[at]
        notebook.cells[at - 1].source += f"\n\n{text}"


def texts_joined(notebook: NotebookNode) -> None:
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    code = [cell for cell in notebook.cells if cell.cell_type != "markdown"]
    notebook.cells = [new_markdown_cell(text), *code]


def neighbours_joined(notebook: NotebookNode) -> None:
    joined: list[NotebookNode] = []
    for cell in notebook.cells:
        if joined and joined[-1].cell_type == cell.cell_type:
            joined[-1].source += f"\n\n{cell.source}"
        else:
            joined.append(cell)
    notebook.cells = joined


def texts_as_comments(notebook: NotebookNode) -> None:
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            lines = "\n".join(f"# {line}".rstrip() for line in cell.source.splitlines())
            notebook.cells[number] = new_code_cell(lines)
    neighbours_joined(notebook)


@pytest.mark.parametrize("lost", [False, True], ids=["ids kept", "ids lost"])
@pytest.mark.parametrize(
    "change",
    [written_behind_the_question, texts_joined, neighbours_joined, texts_as_comments],
)
def test_an_answer_in_words_is_found_behind_its_question(
    mlp: Assignment, change: Callable[[NotebookNode], None], lost: bool
) -> None:
    notebook = in_words(mlp)
    change(notebook)
    if lost:
        without_ids(notebook)

    found = texts_of(mlp, notebook)

    assert found["why-loss"] == SAID["why-loss"]
    assert found["why-mistakes"].startswith(SAID["why-mistakes"])


@pytest.mark.parametrize("place", [0, -1], ids=["above all", "below all"])
@pytest.mark.parametrize("lost", [False, True], ids=["ids kept", "ids lost"])
def test_what_is_written_far_from_an_unanswered_question_is_shown_to_a_person(
    mlp: Assignment, place: int, lost: bool
) -> None:
    notebook = copy.deepcopy(mlp.release)
    text = new_markdown_cell(" ".join(SAID.values()))
    notebook.cells.insert(place if place == 0 else len(notebook.cells), text)
    if lost:
        without_ids(notebook)

    assert texts_of(mlp, notebook) == dict.fromkeys(SAID, text.source)
    assert any("shown to the person who grades it" in n for n in rebuild(mlp, notebook).notes)


def test_a_few_letters_elsewhere_are_no_answer(mlp: Assignment) -> None:
    notebook = copy.deepcopy(mlp.release)
    notebook.cells.insert(0, new_markdown_cell("# Ada, group 3"))

    assert rebuild(mlp, notebook).unchanged >= SAID.keys()


def test_a_second_try_in_another_cell_is_told_with_the_one_that_counts(mlp: Assignment) -> None:
    notebook = copy.deepcopy(mlp.release)
    cell_of(notebook, "make-loss").source = "def make_loss():  # first\n    return None"
    notebook.cells.append(new_code_cell("def make_loss():  # second\n    return 3"))

    notes = rebuild(mlp, notebook).notes
    at = notebook.cells.index(cell_of(notebook, "make-loss")) + 1

    assert [note for note in notes if "make-loss" in note] == [
        f"“make-loss” is answered in 2 cells. All were run, in your order; cell {at}, which begins "
        "with “def make_loss():  # first”, counts as its answer."
    ]


LONG = SAID["why-mistakes"]
"""An answer to the last question of `mlp`."""


def beside(notebook: NotebookNode, own: str, *below: NotebookNode, above: str = "") -> None:
    """Write into the last question's cell, and into cells beside it."""
    cell = cell_of(notebook, "why-mistakes")
    cell.source = own
    at = notebook.cells.index(cell)
    notebook.cells[at + 1 : at + 1] = below
    if above:
        notebook.cells.insert(at, new_markdown_cell(above))


@pytest.mark.parametrize(
    "own", ["See the cell below.", "Answer:", "...", "**Ada**", "YOUR ANSWER HERE:", LONG[:30]]
)
@pytest.mark.parametrize(
    "below", [new_markdown_cell(LONG), new_code_cell(f"# {LONG}")], ids=["text", "comment"]
)
def test_what_stands_beside_a_questions_cell_is_kept_with_what_stands_in_it(
    mlp: Assignment, own: str, below: NotebookNode
) -> None:
    notebook = in_words(mlp)
    beside(notebook, own, copy.deepcopy(below))

    source = texts_of(mlp, notebook)["why-mistakes"]

    assert source == f"{own}\n\n{LONG}"


def test_what_stands_above_a_questions_cell_comes_before_what_stands_in_it(
    mlp: Assignment,
) -> None:
    notebook = in_words(mlp)
    beside(notebook, "And so are the others, as far as I can see.", above=LONG)

    source = texts_of(mlp, notebook)["why-mistakes"]

    assert source == f"{LONG}\n\nAnd so are the others, as far as I can see."


def test_a_cell_that_says_where_the_answer_is_leads_to_it(mlp: Assignment) -> None:
    notebook = in_words(mlp)
    beside(notebook, "My answer is at the end of the notebook.")
    notebook.cells.append(new_markdown_cell(LONG))

    assert LONG in texts_of(mlp, notebook)["why-mistakes"]


def test_the_question_copied_into_its_cell_is_no_answer(mlp: Assignment) -> None:
    notebook = copy.deepcopy(mlp.release)
    cell = cell_of(notebook, "why-mistakes")
    cell.source = notebook.cells[notebook.cells.index(cell) - 1].source

    assert "why-mistakes" in rebuild(mlp, notebook).unchanged


@pytest.mark.parametrize("place", SAID)
@pytest.mark.parametrize(
    "form", ["1) {} 2) {}", "a. {}\n\nb. {}", "Why this loss? {}\n\nWhy these mistakes? {}"]
)
def test_two_answers_in_one_questions_cell_are_shown_for_both(
    mlp: Assignment, place: str, form: str
) -> None:
    notebook = copy.deepcopy(mlp.release)
    cell_of(notebook, place).source = form.format(*SAID.values())

    found = texts_of(mlp, notebook)

    assert all(text in found[name] for name, text in SAID.items())


def test_an_answer_to_one_question_is_none_to_the_other(mlp: Assignment) -> None:
    notebook = copy.deepcopy(mlp.release)
    cell_of(notebook, "why-loss").source = SAID["why-loss"]

    assert rebuild(mlp, notebook).unchanged & SAID.keys() == {"why-mistakes"}


def test_the_texts_of_another_assignment_are_no_answers(mlp: Assignment, course: Course) -> None:
    other = copy.deepcopy(course.load("01-images").release)
    other.cells.append(new_markdown_cell(LONG))

    rebuilt = rebuild(mlp, other)

    assert rebuilt.unchanged >= SAID.keys()
    assert any("Is it that of another assignment?" in note for note in rebuilt.notes)


def test_of_two_tries_the_one_that_python_can_read_counts(mlp: Assignment) -> None:
    notebook = copy.deepcopy(mlp.release)
    cell_of(notebook, "make-loss").source = "def make_loss():\n    return nn.("
    notebook.cells.append(new_code_cell("def make_loss():\n    return nn.CrossEntropyLoss()"))

    (answer,) = (
        cell for cell in rebuild(mlp, notebook).notebook.cells if "make-loss" in answers_in(cell)
    )

    assert answer.source == "def make_loss():\n    return nn.CrossEntropyLoss()"
