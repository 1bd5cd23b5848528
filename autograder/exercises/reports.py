"""A report that is asked for as a dict, and comes as the bare values."""

from __future__ import annotations

from typing import Any

from autograder.checks import compare
from autograder.checks.compare import Mismatch
from autograder.checks.questions import Judge


def in_a_dict(name: str, keys: tuple[str, ...], judge: Judge) -> Judge:
    """Return a judge of a report that also looks at one without keys: its values in a row.

    Args:
        name: of the report.
        keys: those of the dict, in the order in which the exercise lists them.
        judge: of an answer whose ``report`` is a dict.
    """

    def judge_any(answer: Any) -> None:
        report = answer.get("report") if isinstance(answer, dict) else None
        if not isinstance(report, (list, tuple)) or len(report) != len(keys):
            judge(answer)
            return
        judge(answer | {"report": dict(zip(keys, _in_order(list(report), keys), strict=True))})
        raise Mismatch(
            f"The value is right, but {name} is {compare.describe(report)}.",
            f"A dict gives each value its name: {', '.join(map(repr, keys))}.",
            credit=compare.FORM,
            mistake=f"{name} is no dict",
        )

    return judge_any


def _in_order(values: list[Any], keys: tuple[str, ...]) -> list[Any]:
    """Return the values in the keys' order: the one list among them is the losses."""
    lists = [value for value in values if isinstance(value, list)]
    if len(lists) != 1:
        return values
    others = [value for value in values if value is not lists[0]]
    at = keys.index("losses")
    return [*others[:at], lists[0], *others[at:]]
