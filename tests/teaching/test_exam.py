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
    variants = [dict(draw(questions, 3, variant)) for variant in range(VARIANTS)]
    for title in questions:
        texts = {variant[title].text for variant in variants}
        assert len(texts) >= 4, f"{title} is nearly the same for everybody"


def test_a_sheet_shows_no_answer_and_the_key_shows_all() -> None:
    questions = bank("04-convolution")
    variants = [draw(questions, 1, number) for number in (1, 2)]
    sheet, key = (page("Exam", variants, answers=answers) for answers in (False, True))

    count = len(questions) * len(variants)
    assert (sheet.count("Answer."), key.count("Answer.")) == (0, count)
    assert (sheet.count("Name: "), key.count("Name: ")) == (2, 0)


def test_an_exam_can_have_some_of_the_questions(tmp_path: Path) -> None:
    titles = list(bank("04-convolution"))
    some = ["04-convolution", "--question", titles[2], "--question", titles[0]]
    done = CliRunner().invoke(main, [*some, "--variants", "1", "--output", str(tmp_path)])
    wrong = CliRunner().invoke(main, ["04-convolution", "--question", "What?"])

    assert done.exit_code == 0, done.output
    sheet = (tmp_path / "04-convolution.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2>(\d) · (.*?) <span", sheet) == [("1", titles[2]), ("2", titles[0])]
    assert wrong.exit_code == 1
    assert "No question is called 'What?'. There are:\n  " + titles[0] in wrong.output


def test_the_command_writes_both_pages(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["04-convolution", "--output", str(tmp_path)])

    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "04-convolution-answers.html",
        "04-convolution.html",
    ]
