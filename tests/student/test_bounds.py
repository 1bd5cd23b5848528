"""The page on security shows every bound that there is, as the code has it."""

from __future__ import annotations

import ast

from autograder.student.inside import bounds
from tests.helpers import ROOT


def rows() -> list[str]:
    """The table, made of the module: name, value, and what is written below it."""
    body = ast.parse((ROOT / "autograder/student/inside/bounds.py").read_text()).body[1:]
    made = []
    for assigned, told in zip(body[::2], body[1::2], strict=True):
        assert isinstance(assigned, ast.Assign) and isinstance(assigned.targets[0], ast.Name)
        assert isinstance(told, ast.Expr) and isinstance(told.value, ast.Constant)
        name = assigned.targets[0].id
        said = " ".join(str(told.value.value).split())
        made.append(f"| `{name}` | {shown(getattr(bounds, name))} | {said} |")
    return made


def shown(value: float) -> str:
    for unit, size in (("GiB", 2**30), ("MiB", 2**20)):
        if value >= size and value % size == 0:
            return f"{value // size} {unit}"
    return f"{value:,}"


def test_the_page_on_security_has_the_table_of_all_bounds() -> None:
    page = (ROOT / "docs/security.md").read_text()

    told = [line for line in page.splitlines() if line.startswith("| `")]

    assert [line for line in told if line.split("`")[1].isupper()] == rows()
