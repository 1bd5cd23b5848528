"""An exam has other numbers in each variant, the same for the same seed, and every answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from teaching.exam import bank, draw, main, page
from tests.helpers import ROOT

BANKS = sorted(path.parent.name for path in ROOT.glob("teaching/*/questions.py"))
VARIANTS = 60


@pytest.mark.parametrize("assignment", BANKS)
def test_every_variant_of_every_question_has_a_text_and_an_answer(assignment: str) -> None:
    questions = bank(assignment)

    assert questions
    for variant in range(VARIANTS):
        for title, question in draw(questions, 1, variant):
            assert question.text.strip() and question.answer.strip(), title
            assert question.points > 0
            assert not re.search(r"[{}]|None|tensor\(", question.text + question.answer), title


@pytest.mark.parametrize("assignment", BANKS)
def test_the_same_seed_gives_the_same_exam_and_neighbours_have_other_numbers(
    assignment: str,
) -> None:
    questions = bank(assignment)

    assert draw(questions, 3, 1) == draw(questions, 3, 1)
    assert draw(questions, 3, 1) != draw(questions, 4, 1)
    for title in questions:
        texts = {dict(draw(questions, 3, variant))[title].text for variant in range(VARIANTS)}
        assert len(texts) >= 4, f"{title} is nearly the same for everybody"


def test_a_sheet_shows_no_answer_and_the_key_shows_all() -> None:
    questions = bank("04-convolution")
    variants = [draw(questions, 1, number) for number in (1, 2)]
    sheet, key = (page("Exam", variants, answers=answers) for answers in (False, True))

    count = len(questions) * len(variants)
    assert (sheet.count("Answer."), key.count("Answer.")) == (0, count)
    assert (sheet.count("Name: "), key.count("Name: ")) == (2, 0)


def test_the_command_writes_both_pages(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["04-convolution", "--output", str(tmp_path)])

    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "04-convolution-answers.html",
        "04-convolution.html",
    ]
