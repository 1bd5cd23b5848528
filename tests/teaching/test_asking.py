"""Of several choices one is right, all differ, and the answers say of each why."""

from __future__ import annotations

import random
import re

import pytest
import torch

from teaching.asking import (
    Choice,
    choose,
    diagnose,
    matrix,
    misconception,
    numbers,
    outcomes,
    shape,
)

SEVEN = Choice("7", "3 + 4 is 7.")
WRONG = [Choice(str(n), f"{n} is not 3 + 4.") for n in (1, 7, 12, 12, 34)]
MISTAKES = [*WRONG, Choice("43", "43 is not 3 + 4.")]


def test_the_answer_names_the_right_choice_and_says_of_each_why() -> None:
    letters = set()
    for seed in range(20):
        question = choose(random.Random(seed), "3 + 4?", SEVEN, WRONG)
        shown = re.findall(r"\*\*(\w)\*\* (\d+)", question.text)
        letter = question.answer[0]

        assert [text for name, text in shown if name == letter] == ["7"]
        assert sorted(text for _, text in shown) == ["1", "12", "34", "7"]
        assert question.answer.count("is right. 3 + 4 is 7.") == 1
        assert question.answer.count("is wrong.") == 3
        letters.add(letter)
    assert letters == set("abcd")


def test_too_few_choices_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="2 wrong choices differ, 3 are needed"):
        choose(random.Random(1), "3 + 4?", SEVEN, WRONG[:4])


def test_a_mistake_is_asked_for_by_what_it_gives() -> None:
    question = diagnose(random.Random(1), "It gives {}.".format, "7", MISTAKES)

    shown = re.search(r"It gives (\d+)\.", question.text)
    assert shown
    letter = question.answer[0]
    assert f"**{letter}** {shown[1]} is not 3 + 4." in question.text
    assert f"**{letter}** is right. Right would be 7" in question.answer


def test_what_a_misconception_gives_comes_with_its_sentence() -> None:
    (found,) = outcomes(
        "04-convolution/output-size",
        ["size_rounded_up"],
        lambda cell: str(cell["conv_output_size"](6, 3, 2, 0)),
    )

    assert found.text == "3"
    assert found.because == misconception("04-convolution/output-size", "size_rounded_up").sentence


def test_a_misconception_that_is_not_there_is_told() -> None:
    with pytest.raises(LookupError, match="04-convolution/pool has no misconception 'pooled'"):
        misconception("04-convolution/pool", "pooled")


def test_a_shape_is_written_as_pytorch_shows_it() -> None:
    assert shape(torch.zeros(1, 28).shape) == "(1, 28)"
    assert shape([784]) == "(784,)"


def test_numbers_have_a_true_minus_sign_and_columns_are_aligned() -> None:
    assert numbers([-1, 0.25, -0.0]) == "−1, 0.25, 0"
    assert matrix(torch.tensor([[1.0, -2.0], [10.0, 3.0]])) == "\n```\n 1 −2\n10  3\n```\n"
