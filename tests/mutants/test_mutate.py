"""Mutants are one small change away from a right answer, and each has a name of its own."""

from __future__ import annotations

import ast

import pytest

from tests.mutants.hunt import solution_of
from tests.mutants.mutate import mutants_of
from tests.trusted import KEYS


def changes(source: str) -> list[str]:
    return [mutant.name.split(": ", 1)[1] for mutant in mutants_of(source)]


def test_a_formula_is_changed_in_all_the_ways_that_it_can_go_wrong() -> None:
    assert changes("steps = (size - kernel) // stride + 1") == [
        "steps = (size - kernel) // stride + 1 -> nothing",
        "(size - kernel) // stride + 1 -> (size - kernel) // stride - 1",
        "(size - kernel) // stride + 1 -> (size - kernel) // stride",
        "(size - kernel) // stride + 1 -> 1",
        "(size - kernel) // stride -> (size - kernel) * stride",
        "(size - kernel) // stride -> (size - kernel) / stride",
        "(size - kernel) // stride -> stride // (size - kernel)",
        "(size - kernel) // stride -> -(-(size - kernel) // stride)",
        "(size - kernel) // stride -> size - kernel",
        "(size - kernel) // stride -> stride",
        "size - kernel -> size + kernel",
        "size - kernel -> kernel - size",
        "size - kernel -> size",
        "size - kernel -> kernel",
        "1 -> 2",
        "1 -> 0",
    ]


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ("x = f(a, b)", "f(a, b) -> f(b, a)"),
        ("x = f(a, b)", "f(a, b) -> f(a)"),
        ("x = f(a, key=b)", "f(a, key=b) -> f(a)"),
        ("x = a.detach()", "a.detach() -> a"),
        ("x = sum(a)", "sum(a) -> a"),
        ("x = range(n)", "range(n) -> range(n - 1)"),
        ("x = a[i]", "a[i] -> a[i + 1]"),
        ("x = a[:, i:n]", "i:n -> i:n - 1"),
        ("x = a[:, i:n]", "i:n -> :n"),
        ("x = a < b", "a < b -> a <= b"),
        ("x = a is None", "a is None -> a is not None"),
        ("x = a and b", "a and b -> a or b"),
        ("x = not a", "not a -> a"),
        ("x = -1", "-1 -> 1"),
        ("x = True", "True -> False"),
        ("x = None", "None -> 1"),
        ("x = 0.5", "0.5 -> -0.5"),
        ("x = 'max'", "'max' -> 'max?'"),
        ("x = a if c else b", "a if c else b -> b if c else a"),
        ("x = {1: a, 2: b}", "{1: a, 2: b} -> {2: b}"),
        ("a, b = x", "(a, b) -> (b, a)"),
        ("x += a", "x += a -> x = a"),
        ("x += a", "x += a -> x -= a"),
        ("with a: b()", "with a: -> if True:"),
        ("for a in b: c()", "for a in b: -> for a in b: … break"),
        ("if a: b()", "if a: -> if not a:"),
        ("def f(a, b): return a", "a -> b"),
        ("def f(a=1): return a", "1 -> 2"),
    ],
)
def test_what_can_be_mistaken_is_mistaken(source: str, change: str) -> None:
    assert change in changes(source)


def test_words_to_a_reader_stay_as_they_are() -> None:
    assert changes('def f():\n    """One."""\n    print("two", 2)') == []


def test_the_like_changes_of_a_line_are_numbered() -> None:
    assert [name for name in changes("x = f(2, 2)") if name.startswith("2 -> 3")] == [
        "2 -> 3",
        "2 -> 3 (2)",
    ]


def test_of_a_long_expression_only_what_differs_is_named() -> None:
    stages = ", ".join(f"nn.Linear({size})" for size in range(10, 16))

    assert "… nn.Linear(12), nn.Linear(13), … -> … nn.Linear(13), nn.Linear(12), …" in changes(
        f"x = nn.Sequential({stages})"
    )


@pytest.mark.parametrize("key", KEYS)
def test_the_mutants_of_a_solution_are_different_programs_with_different_names(key: str) -> None:
    source = solution_of(key)
    mutants = mutants_of(source)
    programs = {ast.unparse(ast.parse(mutant.source)) for mutant in mutants}

    assert len(programs) == len({mutant.name for mutant in mutants}) == len(mutants) > 0
    assert ast.unparse(ast.parse(source)) not in programs
