"""The examples of docs/checks.md do what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.checks.check import Check
from autograder.checks.draw import Draw
from autograder.checks.judging import judge
from autograder.checks.questions import Pending, Student
from autograder.grading.ask import rehearse
from autograder.student.inside import bridge, wire
from tests.checks.asking import MISSING

PAGE = (Path(__file__).parent.parent.parent / "docs/checks.md").read_text()
EXAMPLE = re.compile(
    r"^```python ask=(\w+)\n(.*?)^```\n\n^```python cell=\1\n(.*?)^```\n\n((?:> [^\n]*\n)+)",
    re.MULTILINE | re.DOTALL,
)
EXAMPLES = [
    (name, asking, cell, " ".join(line.removeprefix("> ") for line in quoted.splitlines()))
    for name, asking, cell, quoted in EXAMPLE.findall(PAGE)
]


@pytest.mark.parametrize(
    ("asking", "cell", "message"),
    [example[1:] for example in EXAMPLES],
    ids=[example[0] for example in EXAMPLES],
)
def test_each_example_tells_the_student_what_the_page_says(
    asking: str, cell: str, message: str
) -> None:
    def ask(student: Student, draw: Draw) -> None:
        exec(asking, {"student": student, "draw": draw})

    questions = Check(ask, "").questions(1)
    answers = rehearse([cell], questions, {"torch": torch})
    (part,) = judge(questions, answers, MISSING)

    assert str(part.failure) == message


def test_there_is_an_example_of_every_judge() -> None:
    judges = {"matches", "equals", "is_text", "attributes", "printed", "shows", "raises"}

    assert judges <= {
        name for _, asking, _, _ in EXAMPLES for name in re.findall(r"\.(\w+)\(", asking)
    }
    named = {name for name in vars(Pending) if not name.startswith("_")} | judges
    assert [name for name in named if f".{name}(" not in PAGE] == []


def test_the_probe_of_the_page_is_one() -> None:
    (source,) = re.findall(
        r"^```python probe=loss_and_gradient\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL
    )
    request: dict[str, Any] = {
        "probes": {"loss_and_gradient": source},
        "questions": [["loss_and_gradient", "", wire.encode({"logits": torch.ones(2)})]],
    }

    (answer,) = bridge.answer({"loss": lambda leaf: (leaf * 3).sum()}, request)["answers"]

    assert torch.equal(wire.decode(answer["value"])["gradient"], torch.full((2,), 3.0))
