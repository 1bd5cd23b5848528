"""A report with the right values earns its form's share where it is no dict."""

from __future__ import annotations

import pytest

from autograder.checks.compare import FORM
from tests.mutants.hunt import solution_of
from tests.trusted import diagnosed, parts_of

PAIR = '(adam_report["losses"], adam_report["accuracy"])'
TRIPLE = '(lenet_report["parameters"], lenet_report["losses"], lenet_report["accuracy"])'
NAMED = "__import__('collections').namedtuple('Report', 'losses accuracy')"


@pytest.mark.parametrize(
    ("key", "report"),
    [
        ("02-mlp/adam-report", PAIR),
        ("02-mlp/adam-report", f"list({PAIR})"),
        ("02-mlp/adam-report", f"{PAIR}[::-1]"),
        ("02-mlp/adam-report", f"{NAMED}(*{PAIR})"),
        ("05-lenet/lenet-report", TRIPLE),
    ],
)
def test_right_values_without_their_names_earn_the_share_of_their_form(
    key: str, report: str
) -> None:
    name = key.split("/")[1].replace("-", "_")
    cell = f"{solution_of(key)}\n{name} = {report}"

    assert [part.credit for part in parts_of(key, cell)] == pytest.approx(
        [FORM] * len(parts_of(key, cell))
    )
    assert diagnosed(key, cell) == f"{name} is no dict"


def test_wrong_values_without_their_names_earn_nothing() -> None:
    cell = f"{solution_of('02-mlp/adam-report')}\nadam_report = ([9.0, 8.0, 7.0], -1.0)"

    assert [part.credit for part in parts_of("02-mlp/adam-report", cell)] == [0, 0]
