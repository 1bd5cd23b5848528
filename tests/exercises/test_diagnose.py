"""Wrong answers are named, and never by a wrong name."""

from __future__ import annotations

import pytest

from tests.trusted import KEYS, diagnosed, exercise

# Each of their answers is trained anew, so that outputs never repeat: their judges say what a
# report claims wrongly.
TRAINED = {"02-mlp/adam-report", "05-lenet/lenet-report"}


@pytest.mark.parametrize("key", KEYS)
def test_no_misconception_is_named_wrongly_and_nearly_all_are_named(key: str) -> None:
    named = {m.name: diagnosed(key, m.cell) for m in exercise(key).misconceptions}

    assert {name: found for name, found in named.items() if found not in (name, "")} == {}
    if key not in TRAINED:
        assert sum(map(bool, named.values())) >= 0.9 * len(named)


def test_over_the_whole_bank_nine_of_ten_are_named() -> None:
    wrong = [(key, m) for key in KEYS for m in exercise(key).misconceptions]
    trained = sum(key in TRAINED for key, _ in wrong)

    # The exercises above name nine of ten each; even with none of the trained ones the whole bank
    # does.
    assert trained <= 0.1 * len(wrong)


def test_right_answers_are_not_diagnosed() -> None:
    right = exercise("04-convolution/pool").answers

    assert {name: diagnosed("04-convolution/pool", cell) for name, cell in right.items()} == (
        dict.fromkeys(right, "")
    )


def test_an_answer_with_two_mistakes_gets_no_name() -> None:
    two = (
        "def pool2d(image, size, stride=None, mode='max'):\n"
        "    rows, columns = image.shape[1] // size, image.shape[2] // size\n"
        "    return image[:, : rows, : columns].flip(1) * 3"
    )

    assert diagnosed("04-convolution/pool", two) == ""
