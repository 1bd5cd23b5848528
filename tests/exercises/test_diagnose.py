"""Wrong answers are named, and never by a wrong name."""

from __future__ import annotations

from tests.trusted import diagnosed, exercise


def test_right_answers_are_not_diagnosed() -> None:
    right = exercise("04-convolution/pool").answers

    assert {name: diagnosed("04-convolution/pool", cell) for name, cell in right.items()} == (
        dict.fromkeys(right, "")
    )


def test_two_mistakes_in_one_value_get_no_name() -> None:
    two = (
        "def pool2d(image, size, stride=None, mode='max'):\n"
        "    rows, columns = image.shape[1] // size, image.shape[2] // size\n"
        "    return image[:, : rows, : columns].flip(1) * 3"
    )

    assert diagnosed("04-convolution/pool", two) == ""
