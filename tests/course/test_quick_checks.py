"""A file of questions without points that is not as it must be says which question, and what."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.quick_checks import (
    EMPTY_TABLE,
    check_all_asked,
    load_quick_checks,
    with_quick_checks,
)
from autograder.errors import UsageError

SIZE = '[size]\nright = 4\nbecause = "Count."\notherwise = "Look again."\n'
WRONG = '[[size.wrong]]\nanswer = {}\nbecause = "One too many."\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "quick-checks.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_notebook_without_such_a_file_has_no_questions(tmp_path: Path) -> None:
    assert load_quick_checks(tmp_path / "quick-checks.toml") == {}


def test_a_question_has_an_answer_its_reason_a_hint_and_wrong_answers(tmp_path: Path) -> None:
    path = write(tmp_path, SIZE + WRONG.format(5))

    assert load_quick_checks(path) == {
        "size": {
            "right": 4,
            "because": "Count.",
            "otherwise": "Look again.",
            "wrong": [{"answer": 5, "because": "One too many."}],
        }
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[size", "is no TOML"),
        ("size = 4\n", r"\[size\] needs right, because and otherwise"),
        (SIZE.replace("because", "reason"), r"\[size\] needs right, because and otherwise"),
        (SIZE + "hint = 'no'\n", r"\[size\] needs right, because and otherwise"),
        (SIZE + "[[size.wrong]]\nanswer = 5\n", r"\[size\]: each wrong answer needs"),
        (SIZE + "wrong = 5\n", r"\[size\]: wrong must be a list"),
        (SIZE + WRONG.format(4), r"\[size\]: 4 stands there twice"),
        (SIZE + WRONG.format(5) + WRONG.format(5), r"\[size\]: 5 stands there twice"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_says_what(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        load_quick_checks(write(tmp_path, text))


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "quick-checks.toml"
    path.mkdir()

    with pytest.raises(UsageError, match="Is a directory"):
        load_quick_checks(path)


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (['quick_check("size", ...)', 'quick_check("depth", ...)'], '"depth", ….*lacks it'),
        (['quick_check("size", ...)', "quick_check('size', ...)"], '"size", …. twice'),
        (["print('size')"], "answers size, which no cell asks"),
    ],
)
def test_what_is_asked_and_what_is_answered_must_be_the_same(
    tmp_path: Path, codes: list[str], told: str
) -> None:
    path = write(tmp_path, SIZE)
    notebook = new_notebook(
        cells=[new_markdown_cell('quick_check("text", ...)'), *map(new_code_cell, codes)]
    )

    with pytest.raises(UsageError, match=told):
        check_all_asked(notebook, load_quick_checks(path), path)


def test_a_release_holds_the_questions_but_no_sentence_of_them_in_clear(tmp_path: Path) -> None:
    questions = load_quick_checks(write(tmp_path, SIZE + WRONG.format(5)))
    code = with_quick_checks(f"import base64\n{EMPTY_TABLE}\n", questions)
    names: dict[str, str] = {}
    exec(code, names)

    assert json.loads(base64.b64decode(names["QUICK_CHECKS"])) == questions
    assert "Count" not in code
    assert max(map(len, code.splitlines())) <= 120
