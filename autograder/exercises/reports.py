"""A report or a table that is asked for as dicts of numbers, and comes in another form."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import torch

from autograder.checks.compare import Mismatch, in_wrong_form
from autograder.checks.questions import Judge
from autograder.student.inside.wire import Frame

LOSSES = "losses"
"""The key whose value is a list; the others hold a number each."""

STEM = 4
"""Letters of a key by which one is known that says a little more, or less: ``train_loss``."""

_IN_TEXT = re.compile(r"\s*\d{1,9}(\.\d{1,20})?\s*%?\s*")


def in_a_dict(keys: tuple[str, ...], judge: Judge) -> Judge:
    """Return a judge of a report that takes the right values in a wrong form for what they are.

    As a row without names, under names that are spelled in another way, as tensors or arrays.

    Args:
        keys: those of the dict, in the order in which the exercise lists them.
        judge: of an answer whose ``report`` is a dict.
    """

    def judge_any(answer: Any) -> None:
        try:
            judge(answer)
        except Mismatch as wrong:
            report = answer.get("report") if isinstance(answer, dict) else None
            named = _named(report, keys)
            if named is None or _is_as_it_came(named, report):
                raise
            judge(answer | {"report": named})
            raise in_wrong_form(wrong) from None

    return judge_any


def in_rows(judge: Judge, keys: tuple[str, ...]) -> Judge:
    """Return a judge of a list of dicts that takes right values in another table for what they are.

    Args:
        judge: of a list of dicts.
        keys: of each dict, in the order in which the exercise lists them.
    """

    def judge_any(table: Any) -> None:
        try:
            judge(table)
        except Mismatch as wrong:
            rows = _rows(table, keys)
            if rows is None or rows == table:
                raise
            judge(rows)
            raise in_wrong_form(wrong) from None

    return judge_any


def _rows(table: Any, keys: tuple[str, ...]) -> list[dict[str, Any]] | None:
    """Return a table as a list of dicts; None where it is no table."""
    if isinstance(table, Frame):
        table = dict(zip(table.columns, table.data, strict=True))
    if isinstance(table, (torch.Tensor, np.ndarray)):
        table = table.tolist()
    if isinstance(table, dict) and all(isinstance(row, dict) for row in table.values()):
        table = list(table.values())
    elif isinstance(table, dict):
        columns = [table.get(_name_of(key, table)) for key in keys]
        columns = [_numbers(column) for column in columns]
        if not all(isinstance(column, list) for column in columns):
            return None
        table = list(zip(*columns, strict=False))
    if not isinstance(table, (list, tuple)):
        return None
    rows = [_row(row, keys) for row in table]
    return None if None in rows else [row for row in rows if row is not None]


def _row(row: Any, keys: tuple[str, ...]) -> dict[str, Any] | None:
    if isinstance(row, (torch.Tensor, np.ndarray)):
        row = row.tolist()
    if isinstance(row, dict):
        names = [_name_of(key, row) for key in keys]
        return (
            None
            if None in names
            else {key: _number(row[name]) for key, name in zip(keys, names, strict=True)}
        )
    if isinstance(row, (list, tuple)) and len(row) == len(keys):
        return {key: _number(value) for key, value in zip(keys, row, strict=True)}
    return None


def _named(report: Any, keys: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the report in the form that is asked for; None where it can't be put into that."""
    if isinstance(report, dict):
        found = {key: report[name] for key in keys if (name := _name_of(key, report)) is not None}
        if len(found) < len(keys):
            return None
    elif isinstance(report, (list, tuple)) and len(report) == 1 and isinstance(report[0], dict):
        return _named(report[0], keys)
    elif isinstance(report, (list, tuple)) and len(report) == len(keys):
        found = dict(zip(keys, _in_order(list(report), keys), strict=True))
    else:
        return None
    return {
        key: _numbers(value) if key == LOSSES else _number(value) for key, value in found.items()
    }


def _is_as_it_came(named: dict[str, Any], report: Any) -> bool:
    return isinstance(report, dict) and all(
        _kinds(report.get(key)) == _kinds(value) for key, value in named.items()
    )


def _kinds(value: Any) -> list[type]:
    """Return the type of a value, and those of what a list holds."""
    return [type(value), *(map(type, value) if isinstance(value, list) else ())]


def _name_of(key: str, report: dict[Any, Any]) -> str | None:
    """Return the name that stands for a key: itself, or the only one that is like it."""
    if key in report:
        return key
    names = [name for name in report if isinstance(name, str)]
    like = [name for name in names if len(name) > 1 and _is_like(name.casefold(), key)]
    return like[0] if len(like) == 1 else None


def _is_like(name: str, key: str) -> bool:
    return key[:STEM] in name or name in key


def _in_order(values: list[Any], keys: tuple[str, ...]) -> list[Any]:
    """Return the values in the keys' order: the one row of numbers among them is the losses."""
    rows = [value for value in values if isinstance(_numbers(value), list)]
    if len(rows) != 1:
        return values
    others = [value for value in values if value is not rows[0]]
    at = keys.index(LOSSES)
    return [*others[:at], rows[0], *others[at:]]


def _number(value: Any) -> Any:
    """Return the number in a tensor, an array or a list that holds one, or in a text."""
    if isinstance(value, (torch.Tensor, np.ndarray)):
        numbers = value.reshape(-1).tolist()
        return numbers[0] if len(numbers) == 1 else value
    if isinstance(value, (list, tuple)) and len(value) == 1:
        return _number(value[0])
    if isinstance(value, str) and _IN_TEXT.fullmatch(plain := value.replace(",", "")):
        number = plain.strip().rstrip("% ")
        return int(number) if number.isdigit() else float(number)
    return value


def _numbers(value: Any) -> Any:
    """Return a list of the numbers in a row of them, whatever holds it."""
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return value.tolist() if value.ndim == 1 else value
    return [_number(one) for one in value] if isinstance(value, (list, tuple)) else value
