"""Hidden inputs are new for each student, and the same again at a regrade."""

from __future__ import annotations

import torch

from autograder.checks.draw import Draw, seed_for


def test_the_seed_depends_on_secret_student_and_exercise_and_on_nothing_else() -> None:
    seeds = {
        seed_for(secret, student, key)
        for secret in (b"a", b"b")
        for student in ("ada", "alan")
        for key in ("x/y", "x/z")
    }

    assert len(seeds) == 8
    assert seed_for(b"a", "ada", "x/y") == seed_for(b"a", "ada", "x/y")
    assert (
        seed_for(b"a", "ada", "x/y") == 4667567731988892420
    )  # for ever: a regrade next year must draw the same


def test_student_and_exercise_can_not_be_shifted_into_each_other() -> None:
    assert seed_for(b"a", "ab", "c") != seed_for(b"a", "a", "bc")


def test_every_seed_is_one_that_torch_takes() -> None:
    seeds = [seed_for(b"a", str(student), "x/y") for student in range(200)]

    assert all(0 <= seed < 2**63 for seed in seeds)
    assert len(set(seeds)) == 200
    Draw(max(seeds)).normal(1)


def test_the_same_seed_draws_the_same_and_another_seed_something_else() -> None:
    first, again, other = Draw(1).normal(3, 4), Draw(1).normal(3, 4), Draw(2).normal(3, 4)

    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_drawing_leaves_torchs_own_generator_alone() -> None:
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)

    Draw(1).normal(100)

    assert torch.equal(torch.rand(3), expected)


def test_each_kind_of_draw_keeps_to_its_range_and_dtype() -> None:
    draw = Draw(3)
    uniform, integers, whole, distinct = (
        draw.uniform(50),
        draw.integers(2, 4, 60),
        draw.whole(200),
        draw.distinct(3, 5),
    )

    assert uniform.dtype == whole.dtype == distinct.dtype == draw.normal(1).dtype == torch.float32
    assert uniform.min() >= 0 and uniform.max() < 1
    assert set(integers.tolist()) == {2, 3, 4} and integers.dtype == torch.int64
    assert set(whole.tolist()) == set(range(-9, 10))
    assert distinct.shape == (3, 5) and sorted(distinct.flatten().tolist()) == list(range(15))
    assert {draw.number(1, 2) for _ in range(30)} == {1, 2}


def test_what_is_no_number_is_drawn_from_the_same_seed() -> None:
    first, again, other = (Draw(seed).random for seed in (1, 1, 2))
    words = ["ant", "bee", "cat", "dog", "eel"]

    drawn = [[one.choice(words) for _ in range(20)] for one in (first, again, other)]

    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0][:4] == ["bee", "eel", "ant", "cat"]  # for ever, as above
