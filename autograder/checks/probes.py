"""Probes that more than one check uses. Their source runs beside the student's code: they hold nothing to steal."""

from __future__ import annotations

from typing import Any


def call(student: Any, name: str, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Call the student's function; the arguments travel back, so that a changed one shows."""
    result = getattr(student, name)(*args, **kwargs)
    return {"result": result, "arguments": [*args, *kwargs.values()]}


def read(student: Any, name: str) -> Any:
    """The value of one of the notebook's names."""
    return getattr(student, name)
