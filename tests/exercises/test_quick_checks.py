"""Every question without points knows its right answer, and says what each wrong one overlooks."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.course.quick_checks import check_all_asked
from tests.exercises.without_points import (
    COURSE,
    cells_of,
    definitions_of,
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


def reply(assignment: str, question: str, answer: Any) -> str:
    names = definitions_of(assignment)
    names["given"] = answer
    return " ".join(run(f"quick_check({question!r}, given)", names).split())


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_right_answer_is_called_right_and_a_wrong_one_gets_its_own_sentence(
    assignment: str,
) -> None:
    for question, told in questions_of(assignment).items():
        said = reply(assignment, question, as_written(told["right"]))
        assert said == " ".join(f"{question}: Right. {told['because']}".split())
        for wrong in told["wrong"]:
            said = reply(assignment, question, as_written(wrong["answer"]))
            assert said == " ".join(f"{question}: Not yet. {wrong['because']}".split())


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("answer", [None, "what?", -17, (1, 2, 3, 4, 5), [[]], {}])
def test_any_other_answer_gets_a_hint(assignment: str, answer: object) -> None:
    for question, told in questions_of(assignment).items():
        said = reply(assignment, question, answer)
        assert said == " ".join(f"{question}: Not yet. {told['otherwise']}".split())


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_number_in_quotation_marks_and_a_shape_without_brackets_are_read(assignment: str) -> None:
    names = definitions_of(assignment)
    for question, told in questions_of(assignment).items():
        if isinstance(told["right"], str):
            continue
        written = as_written(told["right"])
        assert f"{question}: Right." in reply(assignment, question, f" {written} ")
        if isinstance(written, tuple):
            separate = f"quick_check({question!r}, *{written!r})"
            assert len(written) == 1 or "Right." in run(separate, names)
        else:
            assert "A number has no comma" in run(f"quick_check({question!r}, 2, 416)", names)


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
    printed = "".join(run(cell.source, definitions_of(assignment)) for cell in asking)

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


def test_all_notebooks_ask_with_the_same_cell() -> None:
    sources = {
        cell.source
        for assignment in ASSIGNMENTS
        for cell in COURSE.load(assignment).source.cells
        if cell.id == "quick-checks"
    }

    assert len(sources) == 1
