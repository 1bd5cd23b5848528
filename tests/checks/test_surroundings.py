"""Who needs what isn't there where notebooks are graded is told what is."""

from __future__ import annotations

import sys

import pytest

from autograder.checks.surroundings import advice_on, ended


@pytest.mark.parametrize(
    ("kind", "message", "says"),
    [
        ("ModuleNotFoundError", "No module named 'tensorflow'", "tensorflow isn't there"),
        ("ModuleNotFoundError", "No module named 'tensorflow.keras'", "There are NumPy"),
        ("FileNotFoundError", "[Errno 2] No such file: 'C:/a.csv'", "That file isn't there"),
        ("ModuleNotFoundError", "No module named 'google'", "leave google.colab out"),
        ("RuntimeError", "Found no NVIDIA driver on your system.", "There is no GPU"),
        ("AssertionError", "Torch not compiled with CUDA enabled", "There is no GPU"),
        ("SyntaxError", "invalid non-printable character U+00A0", "type it again"),
        ("SyntaxError", "invalid character '“' (U+201C)", "type it again"),
    ],
)
def test_an_error_of_the_surroundings_is_told_what_there_is(
    kind: str, message: str, says: str
) -> None:
    assert says in advice_on(kind, message)


@pytest.mark.parametrize(
    "line",
    [
        "type Image = list[float]",
        "def first[T](values: list[T]) -> T:",
        "class Stack[T]:",
        """    print(f"{sizes["rows"]}")""",
        r"""print(f"{'\n'.join(lines)}")""",
        "except ValueError, TypeError:",
        """print(t"{rows}")""",
    ],
)
def test_syntax_of_a_newer_python_is_told_the_version(line: str) -> None:
    version = f"Python {sys.version_info[0]}.{sys.version_info[1]}"

    assert version in advice_on("SyntaxError", "invalid syntax", line)


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "=======", ">>>>>>> main", "||||||| 3f2a"])
def test_what_git_left_in_a_cell_is_named(line: str) -> None:
    assert advice_on("SyntaxError", "invalid syntax", line).startswith("git put this line there")


@pytest.mark.parametrize(
    "line",
    [
        "stride = = size",
        "    return (rows",
        "for i in range(3)",
        'print(f"{rows}, {columns}"',
        'print(f"{rows}" + "x"',
        "def first(values:",
    ],
)
def test_an_ordinary_slip_is_not_blamed_on_the_version(line: str) -> None:
    assert advice_on("SyntaxError", "invalid syntax", line) == ""


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("NameError", "name 'torch' is not defined"),
        ("RuntimeError", "The size of tensor a (3) must match the size of tensor b (2)"),
        ("ModuleNotFoundError", "odd"),
    ],
)
def test_any_other_error_says_nothing_of_the_surroundings(kind: str, message: str) -> None:
    assert advice_on(kind, message) == ""


def test_a_sentence_has_one_full_stop() -> None:
    assert (ended("Stopped"), ended("Stopped."), ended("Why?")) == ("Stopped.", "Stopped.", "Why?")
