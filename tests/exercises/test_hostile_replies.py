"""Whatever a student's process replies, a check judges it, and no part is right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from autograder.checks.judging import Answer, judge
from autograder.checks.questions import Question
from autograder.student.inside.wire import Opaque
from tests.trusted import KEYS, MISSING, exercise, questions_of

VALUES: list[Any] = [
    *(
        None,
        True,
        -1,
        0.5,
        10**400,
        10**5_000,
        float("nan"),
        float("inf"),
        -0.0,
        "",
        "7",
        "x" * 999,
    ),
    *(
        [],
        [[1.0, 2.0], [3.0]],
        [None],
        [[]],
        (),
        {},
        {"result": 1},
        {1: 2},
        {"losses": None},
        set(),
    ),
    torch.tensor(float("nan")),
    torch.full((1, 2, 2), float("inf")),
    torch.zeros(0),
    torch.zeros(0, 3, 0),
    torch.tensor(3),
    torch.ones(2, 3, 4, 5, 6),
    torch.ones(1, 2, 2, dtype=torch.complex64),
    torch.ones(1, 2, 2, dtype=torch.bool),
    torch.ones(1, 2, 2).to_sparse(),
    torch.ones(1, 2, 2, device="meta"),
    torch.quantize_per_tensor(torch.ones(1, 2, 2), 0.1, 0, torch.qint8),
    torch.full((1, 2, 2), 1e38),
    np.array(["a", "b"]),
    np.array(None, dtype=object),
    Opaque("torch.Tensor", "shape (1, 2), device cuda"),
    Opaque("function", "<function f>"),
    [torch.ones(2), torch.ones(3)],
    [Opaque("generator", "<generator>")],
]
KEPT = ("result", "losses", "accuracy", "report", "logits", "weights", "places", "loss", "form")
"""Fields that probes return."""


def replies(question: Question, value: Any) -> list[Any]:
    """A value alone, as the result of the call, and in each field that a probe may return."""
    arguments = [*question.inputs.get("args", []), *question.inputs.get("kwargs", {}).values()]
    fields = dict.fromkeys(KEPT, value)
    return [
        value,
        {"result": value, "arguments": arguments},
        {"result": value, "arguments": value},
        {"value": value, "attributes": value},
        fields,
        {name: [value] for name in fields},
        {"report": fields},
    ]


@pytest.mark.parametrize("key", KEYS)
def test_a_reply_of_any_form_is_judged_and_not_right(key: str) -> None:
    check = exercise(key).check
    questions = questions_of(key, 7)

    for value in VALUES:
        forms = [replies(question, value) for question in questions.asked]
        for number in range(len(forms[0])):
            answers = [Answer(value=of_one[number]) for of_one in forms]
            parts = judge(questions, answers, MISSING, check.remedy)

            assert [part.name for part in parts if part.credit == 1] == []
            assert all(0 <= part.credit <= 1 for part in parts)
