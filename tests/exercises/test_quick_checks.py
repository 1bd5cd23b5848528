"""Every question without points knows its right answer, and says what each wrong one overlooks."""

from __future__ import annotations

import base64
import json
from fractions import Fraction
from typing import Any

import numpy
import pytest
import torch

from autograder.course.quick_checks import check_all_asked
from autograder.grading.names import names_in, without_magics
from autograder.grading.parsing import symbols
from tests.exercises.without_points import (
    COURSE,
    cells_of,
    questions_of,
    right_answers,
    run,
)
from tests.trusted import ASSIGNMENTS

LONGEST = 30
"""Words in a sentence of a reply."""


def as_written(answer: Any) -> Any:
    """Return an answer as a student writes it: a tuple where the file has a list."""
    return tuple(map(as_written, answer)) if isinstance(answer, list) else answer


def names_of_cell(assignment: str) -> dict[str, Any]:
    """Return what the cell of the quick checks defines; it needs no other."""
    names: dict[str, Any] = {}
    run(cells_of(assignment)["quick-checks"].source, names)
    return names


def reply(assignment: str, question: str, answer: Any) -> str:
    names = names_of_cell(assignment)
    names["given"] = answer
    return run(f"quick_check({question!r}, given)", names).strip()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_right_answer_is_called_right_and_a_wrong_one_gets_its_own_sentence(
    assignment: str,
) -> None:
    for question, told in questions_of(assignment).items():
        said = reply(assignment, question, as_written(told["right"]))
        assert said == f"{question}: Right. {told['because']}"
        for wrong in told["wrong"]:
            said = reply(assignment, question, as_written(wrong["answer"]))
            assert said == f"{question}: Not yet. {wrong['because']}"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("answer", [None, "what?", -17, (1, 2, 3, 4, 5), [[]], {}])
def test_any_other_answer_gets_a_hint_or_a_word_on_its_form(
    assignment: str, answer: object
) -> None:
    for question, told in questions_of(assignment).items():
        hint = told["otherwise"]
        if isinstance(told["right"], list):
            hint = hint if isinstance(answer, (list, tuple)) else LIST
        elif not isinstance(told["right"], str):
            hint = hint if isinstance(answer, int) else NUMBER
        assert reply(assignment, question, answer) == f"{question}: Not yet. {hint}"


NUMBER = "Write one number, such as 12345 or 0.5: no quotes, no brackets, no unit, no comma in it."
LIST = "Write numbers in brackets, with commas between them and without quotes, as in (1, 2)."
BRACKETS = "The numbers are right. Look at the brackets around them."
THOUSAND = (
    "That is 1000 times too large or too small. Is a point or a comma wrong? Write 12345 or 0.5."
)

TAKEN: list[tuple[Any, list[Any]]] = [
    ("b", ["b", "B", " b ", "(b)", "b)", "b.", "b:", '"b"', "`b`"]),
    (7850, ["7850", "7,850", "7 850", "7\u202f850", "7'850", "7_850", "7850.0", "+7850", "7850."]),
    (7850, [7850.0, Fraction(7850), numpy.int64(7850), numpy.float32(7850), torch.tensor(7850)]),
    (6422528, ["6,422,528", "6 422 528"]),
    (-5, ["-5", "−5", "–5", "(-5)", "- 5", -5.0]),
    (0.5, ["1/2", "1 / 2", ".5", "0.50", "5e-1", Fraction(1, 2), numpy.float64(0.5)]),
    (0.5, [torch.tensor(0.5), torch.tensor(0.5, requires_grad=True)]),
    ([3, 4], ["(3, 4)", "[3, 4]", "3, 4", "3,4", "(3,4,)", "3x4", "3 X 4", "3 × 4", "3×4"]),
    ([3, 4], ["3; 4", "torch.Size([3, 4])", "torch.Size((3, 4))", "tensor([3, 4])", ("3", "4")]),
    ([3, 4], [(3.0, 4.0), torch.Size([3, 4]), torch.tensor([3, 4]), numpy.array([3, 4])]),
    ([64], ["(64,)", "[64]", "64,", torch.Size([64])]),
    ([3, 480, 640], ["3,480,640", "3x480x640", "(3, 480, 640)"]),
    ([156, 122304], ["156, 122304", "(156, 122,304)"]),
    ([3.5, 3], ["(3.5, 3)", (Fraction(7, 2), 3), torch.tensor([3.5, 3])]),
    ([[5, 2], [4, 1]], ["[[5, 2], [4, 1]]", ((5, 2), (4, 1)), torch.tensor([[5, 2], [4, 1]])]),
    (True, [True, "True", "true", "yes", "Yes.", torch.tensor(True), numpy.True_]),
    (False, [False, "false", "no", torch.tensor(False)]),
]
"""A right answer, and other ways to write it."""

REFUSED: list[tuple[Any, list[Any], str]] = [
    ("b", ["a", "a or b", "bb", "", 2, ("a", "b"), None], "Hint."),
    (7850, ["7.850", 7.85, 7850000, "7,850,000"], THOUSAND),
    (7850, [(7, 850), [7850], "7 850 parameters", "784 · 10 + 10", "7.850.0", "b", None], NUMBER),
    (7850, ["7,851", 785, -7850, "78", True], "Hint."),
    (0.5, ["0,5", "50 %", "1/0", "½"], NUMBER),
    (2.303, ["2,303"], THOUSAND),
    (1, [True, "2"], "Hint."),
    ([1, 2], ["12", 12, 1.2, {1, 2}, "1 2", "(1, x)", "one, two", None], LIST),
    ([1, 2], [(2, 1), "2x1", (1, 2, 3), "(1, 3)", [True, 2]], "Hint."),
    ([1, 2], [[[1, 2]], ((1,), (2,)), torch.tensor([[1], [2]])], BRACKETS),
    ([[5, 2], [4, 1]], [(5, 2, 4, 1), torch.tensor([[[5, 2], [4, 1]]])], BRACKETS),
    (True, [False, "no", 1, "maybe"], "Hint."),
]
"""A right answer, what is none, and what is said of that."""


def reply_to(right: Any, answer: Any) -> str:
    """Return what the cell says of an answer to a question that only this test asks."""
    question = {"right": right, "because": "So it is.", "otherwise": "Hint.", "wrong": []}
    names = names_of_cell("01-images")
    names["QUICK_CHECKS"] = base64.b64encode(json.dumps({"asked": question}).encode())
    names["given"] = answer
    return run("quick_check('asked', given)", names).strip().removeprefix("asked: ")


@pytest.mark.parametrize(("right", "answers"), TAKEN)
def test_a_right_answer_is_taken_in_whatever_form_it_is_written(
    right: Any, answers: list[Any]
) -> None:
    wanted = [(answer, "Right. So it is.") for answer in answers]
    assert [(answer, reply_to(right, answer)) for answer in answers] == wanted


@pytest.mark.parametrize(("right", "answers", "told"), REFUSED)
def test_what_is_another_answer_is_not_taken_and_a_form_that_misleads_is_named(
    right: Any, answers: list[Any], told: str
) -> None:
    wanted = [(answer, f"Not yet. {told}") for answer in answers]
    assert [(answer, reply_to(right, answer)) for answer in answers] == wanted


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_number_in_quotation_marks_and_a_shape_without_brackets_are_read(assignment: str) -> None:
    names = names_of_cell(assignment)
    for question, told in questions_of(assignment).items():
        if isinstance(told["right"], str):
            continue
        written = as_written(told["right"])
        assert f"{question}: Right." in reply(assignment, question, f" {written} ")
        if isinstance(written, tuple):
            separate = f"quick_check({question!r}, *{written!r})"
            assert len(written) == 1 or "Right." in run(separate, names)
        else:
            assert NUMBER in run(f"quick_check({question!r}, 7, 850)", names)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_question_with_letters_has_a_sentence_for_each_of_them(assignment: str) -> None:
    for question, told in questions_of(assignment).items():
        if isinstance(told["right"], str):
            letters = {told["right"], *(wrong["answer"] for wrong in told["wrong"])}
            letters = {letter for letter in letters if len(letter) == 1}
            assert letters in ({"a", "b", "c"}, {"a", "b", "c", "d"}), question


def test_a_reply_is_a_paragraph_of_a_page_and_its_plain_text_in_a_terminal() -> None:
    names = names_of_cell("01-images")
    text = "Not yet. `x[1]` is <b> & no more."
    shown = names["Reply"](text)

    assert shown._repr_html_() == "<p>Not yet. <code>x[1]</code> is &lt;b&gt; &amp; no more.</p>"
    assert repr(shown) == str(shown) == text


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_torch_gives_the_same_numbers_and_shapes(assignment: str) -> None:
    told = {name: one["right"] for name, one in questions_of(assignment).items()}
    worked_out = right_answers(assignment)

    assert worked_out.keys() == {name for name, right in told.items() if not isinstance(right, str)}
    for name, work_out in worked_out.items():
        assert "Right." in reply(assignment, name, work_out()), name


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_as_handed_out_every_question_waits_for_an_answer(assignment: str) -> None:
    cells = cells_of(assignment).values()
    asking = [c for c in cells if c.cell_type == "code" and c.source.startswith("quick_check(")]
    printed = "".join(run(cell.source, names_of_cell(assignment)) for cell in asking)

    assert printed.splitlines() == [f"{name}: no answer yet" for name in questions_of(assignment)]
    assert all("skip-execution" in cell.metadata.tags for cell in asking)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_asks_what_its_file_answers(assignment: str) -> None:
    path = COURSE.source / assignment / "quick-checks.toml"
    check_all_asked(COURSE.load(assignment).source, questions_of(assignment), path)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_sentence_of_a_reply_is_long(assignment: str) -> None:
    replies = [
        text
        for told in questions_of(assignment).values()
        for text in [told["because"], told["otherwise"], *(w["because"] for w in told["wrong"])]
    ]
    sentences = [sentence for text in replies for sentence in text.split(". ")]

    assert [s for s in sentences if len(s.split()) > LONGEST] == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_cell_takes_a_name_that_an_earlier_one_has_defined(assignment: str) -> None:
    defined: dict[str, str] = {}
    taken = []
    for cell in COURSE.load(assignment).source.cells:
        if cell.cell_type != "code":
            continue
        bound = names_in(cell.source)
        taken += [f"{cell.id}: {name} of {defined[name]}" for name in bound & defined.keys()]
        definitions = symbols(without_magics(cell.source)).get_children()
        defined |= {one.get_name(): cell.id for one in definitions}

    assert taken == []


def test_what_the_notebook_makes_meanwhile_keeps_no_reply_from_coming() -> None:
    cells, names = cells_of("01-images"), names_of_cell("01-images")
    for name in ("setup", "sharing"):
        run(cells[name].source, names)

    assert "Those are the red numbers" in run("quick_check('red-channel', (10, 40))", names)


def test_all_notebooks_ask_with_the_same_cell() -> None:
    sources = {
        cell.source
        for assignment in ASSIGNMENTS
        for cell in COURSE.load(assignment).source.cells
        if cell.id == "quick-checks"
    }

    assert len(sources) == 1
