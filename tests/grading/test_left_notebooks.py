"""Right answers earn all points in notebooks as Jupyter, Colab and VS Code leave them."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Callable

import pytest
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.classroom.feedback import page
from autograder.classroom.tables import Row
from autograder.course.layout import Course
from autograder.grading.assignment import Assignment
from autograder.grading.grade import grade, grade_rebuilt
from autograder.grading.rebuild import rebuild
from autograder.grading.settings import Settings
from tests.helpers import cell_of

WHY = "A view has one stride for each axis,\n\nand after permute no single stride fits."
PIXEL = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89" + bytes(40)
).decode()
LONG = base64.b64encode(bytes(300_000)).decode()

Change = Callable[[NotebookNode], None]
"""Does to a solved notebook what an editor or a person does."""


@pytest.fixture(scope="module")
def images(course: Course) -> Assignment:
    return course.load("01-images")


@pytest.fixture
def solved(images: Assignment) -> NotebookNode:
    """The release with right answers in its cells."""
    notebook = copy.deepcopy(images.release)
    for name, cell in images.solutions.items():
        cell_of(notebook, name).source = cell.source if cell.cell_type == "code" else WHY
    return notebook


def at(notebook: NotebookNode, grade_id: str) -> int:
    """The position of the cell of that id."""
    return int(notebook.cells.index(cell_of(notebook, grade_id)))


def twin(notebook: NotebookNode, grade_id: str, source: str) -> NotebookNode:
    """A pasted copy of a cell, with its metadata, that says something else."""
    made = copy.deepcopy(cell_of(notebook, grade_id))
    made.source, made.id = source, f"twin-{abs(hash(source)) % 10**8}"
    return made


def stub(images: Assignment, grade_id: str) -> str:
    return str(cell_of(images.release, grade_id).source)


def scores(images: Assignment, notebook: NotebookNode) -> dict[str, float]:
    """Return shares of points, of those exercises that a check judges."""
    result = grade(images, notebook, "ada", Settings(b"a secret for tests", boxed=False))
    assert [v.message for v in result.verdicts if v.status == "grader-error"] == []
    return {
        v.exercise: (v.score or 0) / v.max_score for v in result.verdicts if v.score is not None
    }


VIEW = "flatten-view"
UNSOLVED = "def flatten_with_view(images):\n    raise NotImplementedError()"
WRONG = "def flatten_with_view(images):\n    return images\n"


def taken_out(notebook: NotebookNode) -> str:
    """Take an answer out of its cell, in which the stub is left."""
    cell = cell_of(notebook, VIEW)
    answer, cell.source = cell.source, UNSOLVED
    return str(answer)


def a_helper_split_off_above(notebook: NotebookNode) -> None:
    cell_of(notebook, VIEW).source = "def flatten_with_view(images):\n    return rows(images)"
    above = "def rows(images):\n    return images.view(len(images), -1)"
    notebook.cells.insert(at(notebook, VIEW), twin(notebook, VIEW, above))


def an_import_split_off_above_and_a_call_below(notebook: NotebookNode) -> None:
    pixels = "return images.view(len(images), prod(images.shape[1:]))"
    cell_of(notebook, VIEW).source = f"def flatten_with_view(images):\n    {pixels}"
    notebook.cells.insert(at(notebook, VIEW) + 1, twin(notebook, VIEW, "print(flatten_with_view)"))
    notebook.cells.insert(at(notebook, VIEW), twin(notebook, VIEW, "from math import prod"))


def a_commented_backup_below(notebook: NotebookNode) -> None:
    backup = "\n".join(f"# {line}" for line in WRONG.splitlines())
    notebook.cells.insert(at(notebook, VIEW) + 1, twin(notebook, VIEW, backup))


def a_wrong_copy_at_the_end(notebook: NotebookNode) -> None:
    notebook.cells.append(twin(notebook, VIEW, WRONG))


def an_older_try_above(notebook: NotebookNode) -> None:
    notebook.cells.insert(at(notebook, VIEW), twin(notebook, VIEW, WRONG))


def the_stub_pasted_below(notebook: NotebookNode) -> None:
    text = "def flatten_with_view(images):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    notebook.cells.insert(at(notebook, VIEW) + 1, twin(notebook, VIEW, text))


def one_exercise_written_into_a_copy_of_another(notebook: NotebookNode) -> None:
    answer = cell_of(notebook, "flatten-reshape").source
    text = "def flatten_with_reshape(images):\n    raise NotImplementedError"
    cell_of(notebook, "flatten-reshape").source = text
    notebook.cells.insert(at(notebook, VIEW) + 1, twin(notebook, VIEW, answer))


def one_exercise_written_into_a_copy_of_another_and_its_own_cell_deleted(
    notebook: NotebookNode,
) -> None:
    answer = cell_of(notebook, "flatten-reshape").source
    notebook.cells.remove(cell_of(notebook, "flatten-reshape"))
    notebook.cells.insert(at(notebook, VIEW) + 1, twin(notebook, VIEW, answer))


def an_answer_above_the_asserts_of_its_test(notebook: NotebookNode) -> None:
    answer, test = taken_out(notebook), cell_of(notebook, f"test-{VIEW}")
    test.source = f"{answer}\n\n{test.source}"


def an_answer_below_the_asserts_of_its_test(notebook: NotebookNode) -> None:
    answer, test = taken_out(notebook), cell_of(notebook, f"test-{VIEW}")
    test.source = f"{test.source}\n\n{answer}"


def an_answer_in_a_copy_of_its_test(notebook: NotebookNode) -> None:
    answer, test = taken_out(notebook), cell_of(notebook, f"test-{VIEW}")
    copied = twin(notebook, f"test-{VIEW}", f"{answer}\n\n{test.source}")
    notebook.cells.insert(at(notebook, f"test-{VIEW}") + 1, copied)


def a_helper_in_a_test(notebook: NotebookNode) -> None:
    cell_of(notebook, VIEW).source = "def flatten_with_view(images):\n    return rows(images)"
    test = cell_of(notebook, f"test-{VIEW}")
    test.source = "def rows(images):\n    return images.view(len(images), -1)\n\n" + test.source


def an_answer_joined_with_its_test(notebook: NotebookNode) -> None:
    cell, test = cell_of(notebook, VIEW), cell_of(notebook, f"test-{VIEW}")
    cell.source = f"{cell.source}\n\n{test.source}"
    notebook.cells.remove(test)


def an_answer_joined_with_the_test_above_it(notebook: NotebookNode) -> None:
    test, cell = cell_of(notebook, f"test-{VIEW}"), cell_of(notebook, "flatten-reshape")
    test.source = f"{test.source}\n\n{cell.source}"
    notebook.cells.remove(cell)


def all_in(place: str, *, stubs: bool) -> Change:
    """All code answers in one cell: that of an exercise, or a new one at the end."""

    def change(notebook: NotebookNode) -> None:
        answers = [
            cell
            for cell in notebook.cells
            if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code"
        ]
        all_of_it = "\n\n".join(cell.source for cell in answers)
        for cell in answers:
            if stubs:
                name = next(line for line in cell.source.splitlines() if line.startswith("def "))
                cell.source = f"{name}\n    # YOUR CODE HERE\n    raise NotImplementedError()"
            elif cell.metadata.nbgrader.grade_id != place:
                notebook.cells.remove(cell)
        if place:
            cell_of(notebook, place).source = all_of_it
        else:
            notebook.cells.append(new_code_cell(all_of_it))

    return change


def a_reset_and_the_setup_again(notebook: NotebookNode) -> None:
    setup = next(cell for cell in notebook.cells if cell.cell_type == "code")
    position = at(notebook, VIEW)
    notebook.cells[position:position] = [new_code_cell("%reset -f"), new_code_cell(setup.source)]


def everything_without_ids(notebook: NotebookNode) -> None:
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = NotebookNode(), f"new-{number}"


def helper_and_answer_without_ids(notebook: NotebookNode) -> None:
    a_helper_split_off_above(notebook)
    everything_without_ids(notebook)


def names_bound_in_blocks(notebook: NotebookNode) -> None:
    cell_of(
        notebook, VIEW
    ).source = (
        "if True:\n    def flatten_with_view(images):\n        return images.view(len(images), -1)"
    )
    everything_without_ids(notebook)


def a_name_bound_by_an_import(notebook: NotebookNode) -> None:
    cell_of(
        notebook, VIEW
    ).source = "%%writefile mine.py\ndef f(images):\n    return images.view(len(images), -1)"
    imported = twin(notebook, VIEW, "from mine import f as flatten_with_view")
    notebook.cells.insert(at(notebook, VIEW) + 1, imported)


def an_answer_moved_above_another_that_calls_it(notebook: NotebookNode) -> None:
    cell_of(notebook, VIEW).source = (
        "def flatten_with_view(images):\n"
        "    return images.view(len(images), flat_size(*images.shape[1:]))"
    )
    moved = notebook.cells.pop(at(notebook, "flat-size"))
    notebook.cells.insert(at(notebook, VIEW), moved)


def a_name_bound_behind_a_magic(notebook: NotebookNode) -> None:
    cell_of(
        notebook, VIEW
    ).source = "%time flatten_with_view = lambda images: images.view(len(images), -1)"
    everything_without_ids(notebook)


KINDS: list[Change] = [
    a_helper_split_off_above,
    an_import_split_off_above_and_a_call_below,
    a_commented_backup_below,
    a_wrong_copy_at_the_end,
    an_older_try_above,
    the_stub_pasted_below,
    one_exercise_written_into_a_copy_of_another,
    one_exercise_written_into_a_copy_of_another_and_its_own_cell_deleted,
    an_answer_above_the_asserts_of_its_test,
    an_answer_below_the_asserts_of_its_test,
    an_answer_in_a_copy_of_its_test,
    a_helper_in_a_test,
    an_answer_joined_with_its_test,
    an_answer_joined_with_the_test_above_it,
    a_reset_and_the_setup_again,
    everything_without_ids,
    helper_and_answer_without_ids,
    names_bound_in_blocks,
    a_name_bound_by_an_import,
    a_name_bound_behind_a_magic,
    an_answer_moved_above_another_that_calls_it,
]


@pytest.mark.parametrize("change", KINDS, ids=lambda change: change.__name__)
def test_right_answers_earn_all_points_with(
    images: Assignment, solved: NotebookNode, change: Change
) -> None:
    change(solved)

    assert set(scores(images, solved).values()) == {1.0}


@pytest.mark.parametrize("stubs", [True, False], ids=["stubs left", "stubs gone"])
@pytest.mark.parametrize("place", [VIEW, "flatten-flatten", "to-chw", ""])
def test_all_answers_may_stand_in_one_cell(
    images: Assignment, solved: NotebookNode, place: str, stubs: bool
) -> None:
    all_in(place, stubs=stubs)(solved)

    assert set(scores(images, solved).values()) == {1.0}


def test_a_stub_that_was_moved_or_bears_anothers_id_is_not_solved_and_no_more(
    images: Assignment, solved: NotebookNode
) -> None:
    stub = f"# later\n{UNSOLVED}"
    cell_of(solved, VIEW).source = stub
    solved.cells.append(solved.cells.pop(at(solved, VIEW)))
    first, second = cell_of(solved, "flatten-reshape"), cell_of(solved, "flat-size")
    first.source = stub
    first.metadata, second.metadata = second.metadata, first.metadata

    found = scores(images, solved)

    assert (found[VIEW], found["flatten-flatten"]) == (0, 1)


def code(text: str) -> NotebookNode:
    return new_code_cell(text)


FIRST, SECOND = WHY.split("\n\n")


def two_cells_of_one_id(notebook: NotebookNode) -> None:
    cell_of(notebook, "why-view").source = FIRST
    notebook.cells.insert(at(notebook, "why-view") + 1, twin(notebook, "why-view", SECOND))


def beside(*sources: NotebookNode, below: bool, left: str) -> Change:
    """In cells of one's own beside the answer cell, in which `left` stands."""

    def change(notebook: NotebookNode) -> None:
        cell_of(notebook, "why-view").source = left
        position = at(notebook, "why-view") + below
        notebook.cells[position:position] = copy.deepcopy(list(sources))

    return change


def in_the_questions_own_cell(notebook: NotebookNode) -> None:
    cell_of(notebook, "why-view").source = "YOUR ANSWER HERE"
    notebook.cells[at(notebook, "why-view") - 1].source += f"\n\n{WHY}"


def in_a_cell_that_became_code(notebook: NotebookNode) -> None:
    position = at(notebook, "why-view")
    notebook.cells[position] = new_code_cell(WHY, metadata=notebook.cells[position].metadata)


def without_ids(*sources: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        position = at(notebook, "why-view")
        notebook.cells[position : position + 1] = [new_markdown_cell(text) for text in sources]

    return change


STUB = "YOUR ANSWER HERE"
TEXTS: dict[str, Change] = {
    "two cells of one id": two_cells_of_one_id,
    "a cell above the untouched one": beside(new_markdown_cell(WHY), below=False, left=STUB),
    "a cell below the untouched one": beside(new_markdown_cell(WHY), below=True, left=STUB),
    "a cell below the emptied one": beside(new_markdown_cell(WHY), below=True, left=""),
    "two cells below": beside(
        new_markdown_cell(FIRST), new_markdown_cell(SECOND), below=True, left=STUB
    ),
    "a raw cell": beside(new_raw_cell(WHY), below=True, left=STUB),
    "a comment in a code cell": beside(
        code("\n".join(f"# {line}" for line in WHY.splitlines())), below=True, left=STUB
    ),
    "a string in a code cell": beside(code(f'"""{WHY}"""'), below=False, left=STUB),
    "a string and a comment below it": beside(
        code(f'"""{FIRST}"""\n# ' + SECOND.replace("\n", "\n# ")), below=True, left=STUB
    ),
    "a text that a cell displays": beside(
        code(f'mo.md(r"""{FIRST}""")\ndisplay(Markdown("""{SECOND}"""))'), below=True, left=STUB
    ),
    "the question's own cell": in_the_questions_own_cell,
    "a cell that became code": in_a_cell_that_became_code,
    "paragraphs without ids": without_ids(FIRST, SECOND),
}


@pytest.mark.parametrize("place", TEXTS)
def test_all_of_a_text_answer_is_shown_to_the_person_who_grades_it_in(
    images: Assignment, solved: NotebookNode, place: str
) -> None:
    TEXTS[place](solved)
    rebuilt = rebuild(images, solved)
    shown = cell_of(rebuilt.notebook, "why-view")

    assert "why-view" not in rebuilt.unchanged
    assert shown.cell_type == "markdown"
    assert [text for text in (FIRST, SECOND) if text in shown.source] == [FIRST, SECOND]
    assert shown.source.index(FIRST) < shown.source.index(SECOND)
    assert "missing" not in " ".join(rebuilt.notes)


def test_a_text_of_ones_own_below_an_answer_is_read_with_it(
    images: Assignment, solved: NotebookNode
) -> None:
    cell_of(solved, "why-view").source = FIRST
    solved.cells.insert(at(solved, "why-view") + 1, new_markdown_cell(SECOND))

    sources = [cell.source for cell in rebuild(images, solved).notebook.cells]

    assert f"{FIRST}\n\n{SECOND}" in sources
    assert SECOND not in sources


def test_a_question_that_nobody_answered_is_not_attempted(
    images: Assignment, solved: NotebookNode
) -> None:
    cell_of(solved, "why-view").source = STUB

    assert "why-view" in rebuild(images, solved).unchanged


def test_a_picture_in_a_text_answer_is_kept_and_shown_on_the_page(
    images: Assignment, solved: NotebookNode
) -> None:
    cell = cell_of(solved, "why-view")
    cell.source = f"{WHY}\n\n![sketch](attachment:image.png)"
    cell.attachments = {"image.png": {"image/png": PIXEL}}

    rebuilt = rebuild(images, solved)
    settings = Settings(b"a secret for tests", boxed=False)
    result = grade_rebuilt(images, rebuilt, "ada", settings)

    assert cell_of(rebuilt.notebook, "why-view").attachments == cell.attachments
    assert f'src="data:image/png;base64,{PIXEL}"' in page(images, Row(result), rebuilt.notebook)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("![sketch](attachment:my%20sketch.png)", "my sketch.png"),
        ("![sketch](<attachment:my sketch.png>)", "my sketch.png"),
        ('<img src="attachment:image.png" width="300">', "image.png"),
        ("<img width=300 alt='a sketch' src='attachment:my sketch.png'/>", "my sketch.png"),
        ("![sketch][1]\n\n[1]: attachment:image.png", "image.png"),
    ],
)
def test_a_picture_is_shown_however_the_text_names_it(
    images: Assignment, solved: NotebookNode, written: str, name: str
) -> None:
    cell = cell_of(solved, "why-view")
    cell.source, cell.attachments = f"{WHY}\n\n{written}", {name: {"image/png": PIXEL}}
    rebuilt = rebuild(images, solved)
    settings = Settings(b"a secret for tests", boxed=False)

    result = grade_rebuilt(images, rebuilt, "ada", settings)

    assert f'src="data:image/png;base64,{PIXEL}"' in page(images, Row(result), rebuilt.notebook)
    html, _ = HTMLExporter().from_notebook_node(rebuilt.notebook)  # as formgrader shows it
    assert f"data:image/png;base64,{PIXEL}" in html


@pytest.mark.parametrize(
    "written",
    [
        "![sketch](attachment:image.png)",
        "![sketch](attachment:my%20sketch.png)",
        "![sketch][1]\n\n[1]: attachment:image.png",
        '<img src="attachment:image.png">',
        "![](attachment:)",
    ],
)
@pytest.mark.parametrize("own", [False, True])
def test_a_picture_that_is_missing_costs_nothing_but_itself(
    images: Assignment, solved: NotebookNode, written: str, own: bool
) -> None:
    if own:
        solved.cells.insert(3, new_markdown_cell(f"Mine.\n\n{written}"))
    else:
        cell_of(solved, "why-view").source = f"{WHY}\n\n{written}"
    rebuilt = rebuild(images, solved)
    settings = Settings(b"a secret for tests", boxed=False)

    result = grade_rebuilt(images, rebuilt, "ada", settings)

    assert page(images, Row(result), rebuilt.notebook)
    assert any("put it into the text once more" in note for note in rebuilt.notes)
    HTMLExporter().from_notebook_node(rebuilt.notebook)  # as formgrader shows it
    statuses = {verdict.exercise: verdict.status for verdict in result.verdicts}
    assert statuses.pop("why-view") == "ungraded"
    assert set(statuses.values()) == {"passed"}


def test_two_pictures_of_one_name_stay_two(images: Assignment, solved: NotebookNode) -> None:
    two_cells_of_one_id(solved)
    for number, cell in enumerate(c for c in solved.cells if c.source in (FIRST, SECOND)):
        cell.source += "\n\n![](attachment:image.png)"
        cell.attachments = {"image.png": {"image/png": PIXEL[:-4] + "AAAA"[number:] + "B" * number}}

    shown = cell_of(rebuild(images, solved).notebook, "why-view")

    assert len(shown.attachments) == 2
    assert all(f"(attachment:{name})" in shown.source for name in shown.attachments)


def test_a_long_data_uri_counts_as_an_answer_and_is_shown(
    images: Assignment, solved: NotebookNode
) -> None:
    cell_of(solved, "why-view").source = f"![](data:image/png;base64,{LONG})"
    settings = Settings(b"a secret for tests", boxed=False)

    rebuilt = rebuild(images, solved)
    result = grade_rebuilt(images, rebuilt, "ada", settings)

    assert {v.exercise: v.status for v in result.verdicts}["why-view"] == "ungraded"
    assert LONG in page(images, Row(result), rebuilt.notebook)


def test_an_answer_in_two_cells_of_one_id_is_shown_whole_on_the_page(
    images: Assignment, solved: NotebookNode
) -> None:
    answer = cell_of(solved, "flat-size")
    second = copy.deepcopy(answer)
    second.source = "half_of_it = flat_size(1, 2, 3) // 2"
    solved.cells.insert(solved.cells.index(answer) + 1, second)
    rebuilt = rebuild(images, solved)

    result = grade_rebuilt(images, rebuilt, "ada", Settings(b"a secret for tests", boxed=False))

    assert {v.exercise: v.status for v in result.verdicts}["flat-size"] == "passed"
    shown = re.sub("<[^>]+>", "", page(images, Row(result), rebuilt.notebook))
    assert "def flat_size" in shown
    assert "half_of_it = flat_size(1, 2, 3) // 2" in shown


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_own_texts_keep_their_pictures(images: Assignment, solved: NotebookNode, kind: str) -> None:
    make = new_markdown_cell if kind == "markdown" else new_raw_cell
    attached = {"a.png": {"image/png": PIXEL}}
    solved.cells.insert(3, make("Mine.\n\n![](attachment:a.png)", attachments=attached))

    kept = [c for c in rebuild(images, solved).notebook.cells if c.source.startswith("Mine.")]

    assert [(cell.cell_type, cell.attachments) for cell in kept] == [(kind, attached)]


def test_what_hides_in_a_text_does_nothing_on_the_page(
    images: Assignment, solved: NotebookNode
) -> None:
    cell_of(solved, "why-view").source = (
        "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "
        "![](https://example.org/track.png) <iframe src=https://example.org></iframe>"
    )
    rebuilt = rebuild(images, solved)
    settings = Settings(b"a secret for tests", boxed=False)
    html = page(images, Row(grade_rebuilt(images, rebuilt, "ada", settings)), rebuilt.notebook)

    assert "<script>alert" not in html
    assert "<iframe" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert 'src="https://' not in html


def test_notes_are_true_where_ids_were_lost(images: Assignment, solved: NotebookNode) -> None:
    everything_without_ids(solved)

    notes = " ".join(rebuild(images, solved).notes)

    assert "not attempted" not in notes
    assert "found in another cell" in notes


HEAD, RAISE = "def flatten_with_view(batch):\n", "raise NotImplementedError()\n"
RETURN = "    return batch.view(len(batch), -1)"


@pytest.mark.parametrize(
    "answer",
    [
        f"{HEAD}    {RAISE}{RETURN}",
        f"{RAISE}{HEAD}{RETURN}",
        f"{HEAD}    # YOUR CODE HERE\n    {RAISE}    size = len(batch)\n{RETURN}",
    ],
)
def test_a_stubs_line_left_above_an_answer_is_told_as_that(
    images: Assignment, solved: NotebookNode, answer: str, settings: Settings
) -> None:
    cell_of(solved, VIEW).source = answer

    result = grade(images, solved, "ada", settings)

    (verdict,) = (v for v in result.verdicts if v.exercise == VIEW)
    assert (verdict.score, verdict.status) == (0, "error")
    assert verdict.message == (
        "Your code stands below “raise NotImplementedError()”, so that it is never run. "
        "Delete that line."
    )


@pytest.mark.parametrize(
    "answer",
    [
        f"{HEAD}    '''Flatten.'''\n    {RAISE}",
        f"{HEAD}    size = len(batch)\n    {RAISE}",
    ],
)
def test_what_ends_in_a_stubs_line_is_not_solved_yet(
    images: Assignment, solved: NotebookNode, answer: str, settings: Settings
) -> None:
    cell_of(solved, VIEW).source = answer

    result = grade(images, solved, "ada", settings)

    (verdict,) = (v for v in result.verdicts if v.exercise == VIEW)
    assert (verdict.score, verdict.status) == (0, "unattempted")


@pytest.mark.parametrize("other", ["flaten_with_view", "Flatten_with_view", "flatten_with_View"])
def test_a_name_that_is_spelled_in_another_way_is_told_beside_the_right_one(
    images: Assignment, solved: NotebookNode, other: str, settings: Settings
) -> None:
    cell = cell_of(solved, VIEW)
    cell.source = cell.source.replace("flatten_with_view", other)

    result = grade(images, solved, "ada", settings)

    (verdict,) = (v for v in result.verdicts if v.exercise == VIEW)
    assert verdict.explanation == (
        f"flatten_with_view is asked for, and your code defines {other}: keep the names that were "
        "handed out."
    )


def test_an_import_that_was_forgotten_is_named_and_nothing_else(
    images: Assignment, solved: NotebookNode, settings: Settings
) -> None:
    cell_of(solved, VIEW).source = f"{HEAD}    return torch.from_numpy(np.array(batch))"

    result = grade(images, solved, "ada", settings)

    (verdict,) = (v for v in result.verdicts if v.exercise == VIEW)
    assert verdict.explanation == (
        "np is not imported: put “import numpy as np” above the line that uses it."
    )
